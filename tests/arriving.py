"""Articles that arrive in a warehouse, batch by batch, as a run brings them; and what is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Any

from tasks.extract import Extracted
from tasks.fetch import FetchedPage
from tasks.group import Grouped, group
from tasks.judge import Judged
from tasks.load import load
from tasks.pages.extraction import Extraction
from tasks.web.answers import Answer
from tests.made import NOW, entry, feed
from warehouse.records import PublishedFrom
from warehouse.store import Store

# Each publisher has one feed, whose articles may be copies of the others'.
FEEDS = {f"p{number}": feed(f"p{number}", publisher=f"Paper {number}") for number in range(40)}
NOT_JUDGED = Judged(verdicts=(), actors=(), countries=())

LINK_WORDS, STEP_WORDS = 120, 30
LETTERS = (
    "abcdefghijklmnoprstuvwz",
    "ابپتٹجچحخدڈرزسشعغفقکگلمنوہی",
    "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह",
    "কখগঘচছজঝটঠডঢণতথদধনপফবভমযরলশষসহ",
    "கஙசஞடணதநபமயரலவழளறன",
    "කගචජටඩතදනපබමයරලවසහ",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A text that a publisher has at an address."""

    slug: str
    title: str
    body: str
    publisher: int = 0
    published_at: datetime | None = NOW
    seen_at: datetime = NOW
    article_id: int | None = None  # of the known article that is looked at again


def made_words(name: object, count: int) -> list[str]:
    """Words of no language; the same for the same name, others for another."""
    chance = Random(str(name))
    letters = chance.choice(LETTERS)
    return ["".join(chance.choices(letters, k=chance.randint(4, 8))) for _ in range(count)]


def link(family: int, place: int) -> tuple[str, str]:
    """Title and body of a text in a chain: a copy of its two neighbours, and of no other text."""
    words = made_words(f"family {family}", LINK_WORDS + 20 * STEP_WORDS)
    body = words[place * STEP_WORDS : place * STEP_WORDS + LINK_WORDS]
    return " ".join(made_words(f"title {family}", 6)), " ".join(body)


def chains(links: Sequence[tuple[int, int]]) -> set[frozenset[tuple[int, int]]]:
    """Links (family, place) by what a chain of neighbours joins."""
    found: list[set[tuple[int, int]]] = []
    for family, place in sorted(set(links)):
        if found and (family, place - 1) in found[-1]:
            found[-1].add((family, place))
        else:
            found.append({(family, place)})
    return {frozenset(one) for one in found}


def extracted(arrival: Arrival) -> Extracted:
    feed_id = f"p{arrival.publisher}"
    key = f"{feed_id}.example/{arrival.slug}"
    waiting = entry(
        arrival.slug,
        feed_id=feed_id,
        url=f"https://{key}",
        url_key=key,
        first_seen_at=arrival.seen_at,
        article_id=arrival.article_id,
    )
    text = Extraction(
        title=arrival.title,
        byline=None,
        summary=None,
        body=arrival.body,
        language="en",
        word_count=len(arrival.body.split()),
        published_at=arrival.published_at,
        published_from=PublishedFrom.FEED,
        canonical_url=None,
        body_from="page",
    )
    answer = Answer(url=waiting.url, final_url=waiting.url, fetched_at=arrival.seen_at, status=200)
    page = FetchedPage(url_key=key, answer=answer, kept=None)
    return Extracted(page=page, entries=(waiting,), text=text, kept=None)


def arrive(store: Store, *arrivals: Arrival, judged: Judged = NOT_JUDGED) -> Grouped:
    """Group a batch and load it."""
    batch = [extracted(one) for one in arrivals]
    grouped = group(store, batch, FEEDS, now=max(one.seen_at for one in arrivals))
    load(store, batch, grouped, judged, run_id=1)
    return grouped


def again(arrival: Arrival, grouped: Grouped, **changes: Any) -> Arrival:
    """An article of a batch looked at again, with these changes."""
    ids = {settled.entries[0].url: settled.article_id for settled in grouped.settled}
    article_id = ids[extracted(arrival).entries[0].url]
    return replace(arrival, article_id=article_id, **changes)


def story_of_slug(store: Store) -> dict[str, int]:
    """Each article's story, by the article's slug; raises where the tables contradict."""
    check(store)
    rows = store.connection.execute("SELECT url, story_id FROM main.articles").fetchall()
    return {url.rsplit("/", 1)[1]: story_id for url, story_id in rows}


def partition(store: Store) -> set[frozenset[str]]:
    """Who is with whom."""
    together: defaultdict[int, set[str]] = defaultdict(set)
    for slug, story_id in story_of_slug(store).items():
        together[story_id].add(slug)
    return {frozenset(those) for those in together.values()}


def joins(store: Store) -> dict[int, int]:
    """The stories that ended, with what they are part of."""
    return dict(
        store.connection.execute("SELECT story_id, into_story_id FROM main.story_joins").fetchall()
    )


def everything(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, in an order of its own."""
    names = store.connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1"
    ).fetchall()
    return {
        name: store.connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for (name,) in names
    }


def check(store: Store) -> None:
    """What holds of stories at any time, whatever has arrived."""
    for claim, question in HOLDS.items():
        assert store.connection.execute(question).fetchall() == [], claim


HOLDS = {
    "each article is in a story that counts it": """
        SELECT a.story_id, count(*), any_value(s.article_count)
        FROM main.articles AS a LEFT JOIN main.stories AS s USING (story_id)
        GROUP BY a.story_id HAVING count(*) IS DISTINCT FROM any_value(s.article_count)""",
    "no story is without articles": """
        SELECT story_id FROM main.stories ANTI JOIN main.articles USING (story_id)""",
    "each story has one original, one of its articles": """
        SELECT s.story_id FROM main.stories AS s LEFT JOIN main.articles AS a USING (story_id)
        GROUP BY s.story_id, s.original_article_id
        HAVING count(*) FILTER (a.is_original) <> 1
            OR any_value(a.article_id) FILTER (a.is_original) <> s.original_article_id""",
    "a story that ended is gone, and part of one that is there": """
        SELECT story_id FROM main.story_joins AS j
        WHERE j.story_id IN (SELECT story_id FROM main.stories)
            OR j.into_story_id NOT IN (SELECT story_id FROM main.stories)""",
    "near-duplicates share their story": """
        SELECT d.article_id FROM main.near_duplicates AS d
        JOIN main.articles AS a ON a.article_id = d.article_id
        JOIN main.articles AS b ON b.article_id = d.other_article_id
        WHERE a.story_id <> b.story_id OR d.article_id >= d.other_article_id""",
    "no shingle is there twice": """
        SELECT article_id FROM ops.shingles
        GROUP BY published_date, shingle, article_id HAVING count(*) > 1""",
}
