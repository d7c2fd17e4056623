"""Takes pieces through the real stages, group and load, in batches as the flow has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice

from benchmarks.copies.corpus import LANGUAGES, Piece, host_of
from benchmarks.machine import Stopwatch
from tasks.articles.drafts import Settled
from tasks.extract import Extracted
from tasks.fetch import FetchedPage
from tasks.group import group
from tasks.judge import Judged
from tasks.load import load
from tasks.pages.extraction import Extraction
from tasks.web.answers import Answer
from warehouse.records import Entry, Feed, Label, PublishedFrom, Verdict, id63
from warehouse.store import Store

PAGES_A_BATCH = 200  # as flows/steps.py has them
SEEN_AFTER = timedelta(minutes=20)
RUN_ID = 1
JUDGE = "benchmark"  # judging is not measured here: every article is judged `none`


def feeds() -> dict[str, Feed]:
    """A feed for each publisher of the press, by feed_id."""
    return {
        (host := host_of(publisher)): Feed(
            feed_id=host,
            url=f"https://{host}/feed",
            publisher=f"Paper {publisher:02d}",
            country="IN",
            language=language,
        )
        for publisher, language in enumerate(LANGUAGES)
    }


def extracted(piece: Piece) -> Extracted:
    """The piece as the extract stage hands it on."""
    seen_at, key = piece.published_at + SEEN_AFTER, piece.url.removeprefix("https://")
    feed_id, body = host_of(piece.publisher), piece.body
    entry = Entry(
        entry_id=id63("entry", feed_id, key),
        feed_id=feed_id,
        guid=piece.url,
        url=piece.url,
        url_key=key,
        title=piece.title,
        published_at=piece.published_at,
        digest=str(piece.number),
        first_seen_at=seen_at,
    )
    text = Extraction(
        title=piece.title,
        byline=None,
        summary=None,
        body=body,
        language=piece.language,
        word_count=len(body.split()),
        published_at=piece.published_at,
        published_from=PublishedFrom.FEED,
        canonical_url=None,
        body_from="page",
    )
    answer = Answer(url=piece.url, final_url=piece.url, fetched_at=seen_at, status=200)
    page = FetchedPage(url_key=key, answer=answer, kept=None)
    return Extracted(page=page, entries=(entry,), text=text, kept=None)


def judged(settled: Sequence[Settled], batch: Sequence[Extracted]) -> Judged:
    """A verdict on each text of a batch, without judging."""
    verdicts = (
        Verdict(
            article_id=one.article_id,
            classifier_version=JUDGE,
            label=Label.NONE,
            flags=(),
            score=0.0,
            judged_at=piece.page.answer.fetched_at,
            evidence=(),
        )
        for one, piece in zip(settled, batch, strict=True)
    )
    return Judged(verdicts=tuple(verdicts), actors=(), countries=())


def bring(
    store: Store, batch: Sequence[Extracted], feeds: Mapping[str, Feed], watch: Stopwatch
) -> int:
    """Group and load one batch; returns how many pairs of copies were found."""
    now = max(one.page.answer.fetched_at for one in batch)
    with watch.of("group"):
        grouped = group(store, batch, feeds, now=now)
    with watch.of("load"):
        load(store, batch, grouped, judged(grouped.settled, batch), run_id=RUN_ID)
    return len(grouped.near_duplicates)


def batches(pieces: Iterable[Piece], size: int = PAGES_A_BATCH) -> Iterator[list[Extracted]]:
    """The pieces in batches, made as they are asked for."""
    coming = iter(pieces)
    while batch := [extracted(piece) for piece in islice(coming, size)]:
        yield batch
