"""The stages as Prefect sees them: one task run per feed poll and per batch, never per article."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run, task_run
from prefect.states import Completed
from prefect.utilities.annotations import opaque

from flows.progress import Progress
from tasks.admit import Admitted, admit
from tasks.archive import Archive
from tasks.articles.drafts import newest_articles
from tasks.begin import Outset
from tasks.clock import utc_now
from tasks.crew import Crew
from tasks.extract import (
    Extracted,
    extract_pages,
    keep_changed_pages,
    keep_feed_texts,
    waiting_entries,
)
from tasks.feeds.schedule import Bounds
from tasks.fetch import FetchedPage, Pending, fetch_pages
from tasks.finish import publish_snapshot
from tasks.group import Grouped, group
from tasks.judge import Judged, judge_articles
from tasks.load import NOTHING, Loaded, load
from tasks.poll import Polled, poll_feed, postpone
from tasks.relevance.verdict import Judge
from tasks.web.client import Web
from warehouse.errors import RunFailed
from warehouse.records import Article, Feed, FeedState
from warehouse.snapshot import Published
from warehouse.store import Store

log = logging.getLogger("khabar.ingest")

FEEDS_A_BATCH = 25  # polls written in one transaction
PAGES_A_BATCH = 200  # pages extracted, judged and written together

# Typed loosely: the overloads of `task` do not survive being given their options early.
stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)


def run_name() -> str:
    """How a run is called in the UI: what it was asked, and when."""
    asked = flow_run.parameters
    what = ", ".join(asked.get("only") or ()) or ("due feeds" if asked["due_only"] else "all feeds")
    return f"{what[:80]} {utc_now():%d %b %H:%M:%S}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCount:
    """How the polls of a run went."""

    polled: int = 0
    failed: int = 0
    postponed: int = 0
    entries_new: int = 0
    entries_changed: int = 0
    failures: int = 0

    def plus(self, admitted: Admitted) -> PollCount:
        return PollCount(
            polled=self.polled + len(admitted.polls),
            failed=self.failed + sum(p.failure_kind is not None for p in admitted.polls),
            postponed=self.postponed,
            entries_new=self.entries_new + admitted.new_entry_count,
            entries_changed=self.entries_changed + admitted.changed_entry_count,
            failures=self.failures + admitted.failure_count,
        )

    def problem(self, catalogue: Path) -> RunFailed | None:
        """What is wrong where there were feeds to poll and none of them could be."""
        if self.polled + self.postponed == 0 or self.polled > self.failed:
            return None
        return RunFailed(
            str(catalogue),
            f"nothing could be polled: {self.failed} feeds failed, "
            f"{self.postponed} asked us to wait",
            "khabar status says why, feed by feed",
        )


async def poll_all(
    web: Web, store: Store, outset: Outset, bounds: Bounds, random: Callable[[], float]
) -> PollCount:
    """Poll every feed of the outset and let its entries in, batch by batch as feeds answer."""
    run = outset.run
    held = [postpone(f, s, run_id=run.run_id, now=run.started_at) for f, s in outset.to_postpone]
    if held:
        admit(store, held, run_id=run.run_id)
        for one in held:
            log.info("feed %s is not asked: %s", one.feed.feed_id, one.poll.message)
    count = PollCount(postponed=len(held))
    progress = await Progress.begin("polling", len(outset.to_poll))
    polling = [
        asyncio.create_task(_polled(web, feed, state, run.run_id, random(), bounds))
        for feed, state in outset.to_poll
    ]
    try:
        batch: list[Polled] = []
        for number, answered in enumerate(asyncio.as_completed(polling), start=1):
            batch.append(await answered)
            if len(batch) == FEEDS_A_BATCH or number == len(polling):
                count = count.plus(admit(store, batch, run_id=run.run_id))
                await progress.show(number)
                batch = []
    finally:
        for waiting in polling:
            waiting.cancel()
    return count


async def read_articles(
    web: Web,
    store: Store,
    archive: Archive,
    crew: Crew,
    judge: Judge,
    outset: Outset,
    pending: Sequence[Pending],
) -> Loaded:
    """Fetch the pending pages and take them through the stages, batch by batch as they come."""
    total = NOTHING
    progress = await Progress.begin("reading articles", len(pending))
    async for pages in fetch(opaque(web), opaque(archive), opaque(pending)):
        extracted = await extract(opaque(pages), store, crew, opaque(outset.feeds))
        extracted = keep_changed_pages(archive, keep_feed_texts(archive, extracted))
        grouped = await group_batch(opaque(extracted), store, opaque(outset.feeds))
        judged = await judge_batch(opaque(newest_articles(grouped.settled)), opaque(judge))
        archive.sync()  # before the rows that point into it
        loaded = await load_batch(
            store, opaque(extracted), opaque(grouped), opaque(judged), outset.run.run_id
        )
        total = total + loaded
        await progress.show(total.pages)
    return total


@stage(name="poll", task_run_name="poll {feed.feed_id}")
async def poll(
    web: Web, feed: Feed, state: FeedState, run_id: int, jitter: float, bounds: Bounds
) -> State[Polled]:
    polled = await poll_feed(web, feed, state, run_id=run_id, jitter=jitter, bounds=bounds)
    row = polled.poll
    if polled.failure_kind is not None:
        log.warning("feed %s: %s: %s", feed.feed_id, row.reason_code, row.message)
    else:
        log.info("feed %s: %s, %s entries", feed.feed_id, row.outcome, row.entry_count or "no")
    # The outcome is the state's name, so that a list of task runs reads as a list of feeds.
    return Completed(name=f"Feed {row.outcome.replace('_', ' ')}", message=row.message, data=polled)


async def _polled(
    web: Web, feed: Feed, state: FeedState, run_id: int, jitter: float, bounds: Bounds
) -> Polled:
    answered: State[Polled] = await poll(web, feed, state, run_id, jitter, bounds)
    return await answered.aresult()


def _counted(verb: str, parameter: str, noun: str) -> Callable[[], str]:
    """A task run's name that says how much it was given: `extract 200 pages`."""

    def name() -> str:
        given = task_run.parameters[parameter]
        if isinstance(given, opaque):
            given = given.unwrap()
        return f"{verb} {len(given)} {noun}"

    return name


@stage(name="fetch", task_run_name=_counted("fetch", "pending", "pages"))
async def fetch(
    web: Web, archive: Archive, pending: Sequence[Pending]
) -> AsyncIterator[list[FetchedPage]]:
    async for pages in fetch_pages(web, archive, pending, PAGES_A_BATCH):
        for page in pages:
            if not page.answer.is_usable:
                answer = page.answer
                log.warning("page %s: %s: %s", answer.url, answer.reason_code, answer.message)
        yield pages


@stage(name="extract", task_run_name=_counted("extract", "pages", "pages"))
async def extract(
    pages: Sequence[FetchedPage], store: Store, crew: Crew, feeds: Mapping[str, Feed]
) -> list[Extracted]:
    return await extract_pages(pages, waiting_entries(store, pages), feeds, crew)


@stage(name="group", task_run_name=_counted("group", "extracted", "texts"))
async def group_batch(
    extracted: Sequence[Extracted], store: Store, feeds: Mapping[str, Feed]
) -> Grouped:
    return group(store, extracted, feeds, now=utc_now())


@stage(name="judge", task_run_name=_counted("judge", "articles", "articles"))
async def judge_batch(articles: Sequence[Article], judge: Judge) -> Judged:
    return judge_articles(judge, articles, utc_now())


@stage(name="load", task_run_name=_counted("load", "extracted", "pages"))
async def load_batch(
    store: Store,
    extracted: Sequence[Extracted],
    grouped: Grouped,
    judged: Judged,
    run_id: int,
) -> Loaded:
    loaded = load(store, extracted, grouped, judged, run_id=run_id)
    log.info(
        "%d pages: %d new articles, %d looked at again, %d updated, %d relevant, %d failures",
        loaded.pages,
        loaded.articles_new,
        loaded.articles_revisited,
        loaded.articles_updated,
        loaded.articles_relevant,
        loaded.failures,
    )
    return loaded


# A copy can fail for want of room that another program frees a moment later.
@stage(name="publish", task_run_name="publish the snapshot", retries=2, retry_delay_seconds=5)
async def publish(warehouse: Path, published: Path) -> Published:
    return publish_snapshot(warehouse, published)
