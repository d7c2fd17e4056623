"""Records with everything filled in, of which a test names only what it is about."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.group import Grouped
from tasks.relevance.entries import COLUMNS
from warehouse.records import (
    Article,
    ArticleVersion,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Label,
    Poll,
    PublishedFrom,
    Story,
    Verdict,
    id63,
)
from warehouse.store import Store

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOTHING_GROUPED = Grouped(settled=(), near_duplicates=(), joins=(), shingles=None, since=None)


@contextmanager
def open_store(home: Path, now: datetime = NOW) -> Iterator[Store]:
    with Store(home / "warehouse.duckdb", now) as store:
        yield store


def feed(feed_id: str = "herald", **given: Any) -> Feed:
    facts = {
        "feed_id": feed_id,
        "url": f"https://{feed_id}.example/feed",
        "publisher": "The Herald",
        "country": "PK",
        "language": "en",
    }
    return Feed(**(facts | given))


def state(feed_id: str = "herald", **given: Any) -> FeedState:
    url = f"https://{feed_id}.example/feed"
    return FeedState(**({"feed_id": feed_id, "catalogue_url": url, "url": url} | given))


def poll(number: int = 1, **given: Any) -> Poll:
    facts = {
        "poll_id": number,
        "run_id": 1,
        "feed_id": "herald",
        "url": "https://herald.example/feed",
        "polled_at": NOW,
        "outcome": "changed",
    }
    return Poll(**(facts | given))


def entry(slug: str = "one", **given: Any) -> Entry:
    key = f"herald.example/{slug}"
    facts = {
        "entry_id": id63("entry", given.get("feed_id", "herald"), key),
        "feed_id": "herald",
        "guid": slug,
        "url": f"https://{key}",
        "url_key": key,
        "title": f"Title {slug}",
        "digest": slug,
        "first_seen_at": NOW,
    }
    return Entry(**(facts | given))


def article(slug: str = "one", **given: Any) -> Article:
    url = f"https://herald.example/{slug}"
    facts = {
        "article_id": id63("article", slug),
        "url": url,
        "canonical_url": url,
        "feed_id": "herald",
        "publisher": "The Herald",
        "country": "PK",
        "language": "en",
        "title": f"Title {slug}",
        "byline": None,
        "summary": None,
        "body": f"Body of {slug}.",
        "word_count": 3,
        "published_at": NOW,
        "published_from": PublishedFrom.FEED,
        "first_seen_at": NOW,
        "fetched_at": NOW,
        "body_from": "page",
        "text_sha256": f"sha of {slug}",
        "story_id": id63("story", slug),
        "is_original": True,
        "version": 1,
        "extractor_version": "test",
        "archive_file": None,
        "archive_offset": None,
    }
    return Article(**(facts | given))


def version_of(one: Article) -> ArticleVersion:
    return ArticleVersion(
        article_id=one.article_id,
        version=one.version,
        seen_at=one.fetched_at,
        title=one.title,
        body=one.body,
        text_sha256=one.text_sha256,
    )


def story_of(*articles: Article) -> Story:
    return Story(
        story_id=articles[0].story_id,
        original_article_id=articles[0].article_id,
        first_published_at=articles[0].published_at,
        article_count=len(articles),
        publisher_count=len({one.publisher for one in articles}),
    )


def verdict(one: Article, label: Label = Label.CORE, **given: Any) -> Verdict:
    facts = {
        "article_id": one.article_id,
        "classifier_version": "v1",
        "label": label,
        "flags": ("drill",),
        "score": 0.75,
        "judged_at": NOW,
        "evidence": (
            Evidence(
                kind="event_term",
                value="title",
                quote=one.title[:5],
                field="title",
                start_char=0,
                end_char=5,
                weight=1.5,
            ),
        ),
    }
    return Verdict(**(facts | given))


def fill(store: Store, *articles: Article) -> None:
    """Store articles with all that the checks of a snapshot want."""
    store.insert([feed()])
    store.insert(articles)
    store.insert([version_of(one) for one in articles])
    store.insert([story_of(one) for one in articles])
    store.insert([verdict(one) for one in articles])


TINY = {
    "actors.csv": ({"actor_id": "PK-TTP", "actor_class": "militant", "countries": "PK;AF"},),
    "aliases.csv": ({"alias": "TTP", "script": "Latn", "actor_id": "PK-TTP"},),
    "terms.csv": ({"term": "kaboom", "sense": "attack.bomb", "polarity": "positive"},),
    "districts.csv": ({"district": "Bannu", "country": "PK", "is_conflict_zone": "yes"},),
}
# What a row of the catalogues has where nothing else is given.
FILLED = {
    "language": "en",
    "source": "a test",
    "weight_class": "strong",
    "match_mode": "word",
    "is_ambiguous": "no",
    "is_case_sensitive": "no",
    "is_conflict_zone": "no",
    "is_common_word": "no",
}


def knowledge_in(folder: Path) -> None:
    """Write a knowledge folder of a few rows, which is loaded in no time."""
    folder.mkdir(exist_ok=True)
    for name, columns in COLUMNS.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            for row in TINY.get(name, ()):
                known = {column: FILLED.get(column, "") for column in columns}
                writer.writerow(known | row)
