"""The pipeline without Prefect and without a network: the real stages, each under a stopwatch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, cast

from benchmarks.corpus import NOW, SavedPage
from benchmarks.machine import Stopwatch
from benchmarks.shelf import Shelf
from tasks.admit import admit
from tasks.archive import Archive
from tasks.articles.drafts import newest_articles
from tasks.begin import Outset, begin, pending_pages
from tasks.crew import Crew
from tasks.extract import extract_pages, keep_feed_texts, waiting_entries
from tasks.feeds.catalogue import write_csv
from tasks.feeds.schedule import Bounds
from tasks.fetch import Pending, fetch_pages
from tasks.finish import close_books, publish_snapshot
from tasks.group import group
from tasks.judge import judge_articles
from tasks.load import NOTHING, Loaded, load
from tasks.poll import poll_feed
from tasks.relevance.classifier import classifier
from tasks.relevance.lexicon import Lexicon
from tasks.settings import KNOWLEDGE
from tasks.web.client import Web
from warehouse.lock import only_writer
from warehouse.store import Store

FEEDS_A_BATCH = 25  # as flows/steps.py has them
PAGES_A_BATCH = 200

# What each article costs, in the pipeline's order, and what a run costs however long it is.
STAGES = ("poll and admit", "unpack", "archive", "extract", "group", "judge", "load")
ONCE_A_RUN = ("begin", "close", "publish")

One = TypeVar("One")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What became of the pages, and the seconds from first feed to published snapshot."""

    loaded: Loaded
    wall_seconds: float
    snapshot_bytes: int


async def take_through(
    pages: Sequence[SavedPage],
    home: Path,
    lexicon: Lexicon,
    watch: Stopwatch,
    *,
    workers: int = 1,
    after_batch: Callable[[int], None] = lambda _: None,
) -> Passed:
    """Take pages from bytes to a published warehouse in an empty folder `home`.

    The order is that of flows/ingest.py. `after_batch` is told how many pages are done.
    """
    shelf = Shelf(pages, watch)
    catalogue = home / "feeds.csv"
    catalogue.write_text(write_csv(shelf.feeds()), "utf-8")
    warehouse, published = home / "warehouse.duckdb", home / "published.duckdb"
    began = time.perf_counter()
    with (
        only_writer(warehouse, "benchmark"),
        Archive(home / "archive", NOW, 1) as archive,
        Crew(workers) as crew,
    ):
        with watch.of("begin"):
            store = Store(warehouse, NOW)
            outset = _begin(store, catalogue, lexicon)
        with closing(store):
            await _poll(shelf, store, outset, watch)
            with watch.of("poll and admit"):
                pending = pending_pages(store, NOW)
            total = NOTHING
            for batch in _parts(pending, PAGES_A_BATCH):
                total += await _read(batch, shelf, store, archive, crew, outset, lexicon, watch)
                after_batch(total.pages)
            with watch.of("close"):
                close_books(store, replace(outset.run, pages_fetched=total.pages), (), now=NOW)
                store.close()
    with watch.of("publish"):
        snapshot = publish_snapshot(warehouse, published)
    wall = time.perf_counter() - began
    return Passed(loaded=total, wall_seconds=wall, snapshot_bytes=snapshot.byte_count)


def _begin(store: Store, catalogue: Path, lexicon: Lexicon) -> Outset:
    return begin(
        store,
        catalogue=catalogue,
        only=(),
        due_only=False,
        lexicon=lexicon,
        knowledge=KNOWLEDGE,
        prefect_run_id=None,
        now=NOW,
    )


async def _poll(shelf: Shelf, store: Store, outset: Outset, watch: Stopwatch) -> None:
    run_id, web = outset.run.run_id, cast("Web", shelf)
    for batch in _parts(outset.to_poll, FEEDS_A_BATCH):
        shelf.lay_out(feed.url for feed, _ in batch)
        with watch.of("poll and admit"):
            polled = [
                await poll_feed(web, feed, state, run_id=run_id, jitter=0.5, bounds=Bounds())
                for feed, state in batch
            ]
            admit(store, polled, run_id=run_id)


async def _read(
    pending: Sequence[Pending],
    shelf: Shelf,
    store: Store,
    archive: Archive,
    crew: Crew,
    outset: Outset,
    lexicon: Lexicon,
    watch: Stopwatch,
) -> Loaded:
    shelf.lay_out(one.url for one in pending)
    with watch.of("archive"):
        (pages,) = [
            batch
            async for batch in fetch_pages(cast("Web", shelf), archive, pending, PAGES_A_BATCH)
        ]
    with watch.of("load"):  # what it reads is what it will write: the entries
        waiting = waiting_entries(store, pages)
    with watch.of("extract"):
        extracted = await extract_pages(pages, waiting, outset.feeds, crew)
    with watch.of("archive"):
        extracted = keep_feed_texts(archive, extracted)
        archive.sync()
    with watch.of("group"):
        grouped = group(store, extracted, outset.feeds, now=NOW)
    with watch.of("judge"):
        judged = judge_articles(classifier(lexicon), newest_articles(grouped.settled), NOW)
    with watch.of("load"):
        return load(store, extracted, grouped, judged, run_id=outset.run.run_id)


def _parts(given: Sequence[One], size: int) -> Iterator[Sequence[One]]:
    return (given[start : start + size] for start in range(0, len(given), size))
