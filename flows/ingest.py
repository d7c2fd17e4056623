"""The main job: from the feeds of the catalogue to a published warehouse."""

from __future__ import annotations

import random
from dataclasses import replace

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Failed

from flows import report, steps
from flows.report import Findings
from tasks.archive import Archive
from tasks.begin import begin, bounds_of, check_home, pending_pages
from tasks.clock import utc_now
from tasks.crew import Crew
from tasks.finish import close_books, fail_books
from tasks.relevance.classifier import classifier
from tasks.relevance.lexicon import load_lexicon
from tasks.revisit import due_pages
from tasks.settings import KNOWLEDGE, Settings, configure
from tasks.web.client import Web
from tasks.web.robots import Robots
from warehouse.errors import KhabarError, RunFailed
from warehouse.lock import only_writer
from warehouse.store import Store


@flow(name="ingest", flow_run_name=steps.run_name, validate_parameters=True)
async def ingest(
    feeds: str | None = None, only: list[str] | None = None, due_only: bool = False
) -> Findings | State[KhabarError]:
    """Poll feeds, fetch and judge what is new, load it and publish the snapshot.

    Args:
        feeds: a catalogue (CSV or OPML) in place of the configured one.
        only: feed_ids to poll; the other feeds are left alone.
        due_only: poll only the feeds whose time has come (the schedule's way).

    Ends as Failed, with the KhabarError as its data, where another run writes (Busy), where
    the catalogue or `only` cannot be used, where the warehouse or the disk cannot, and where
    nothing could be polled.
    """
    try:
        return await _ingest(configure(feeds=feeds).settings, tuple(only or ()), due_only)
    except KhabarError as error:
        # A state and not an exception: this is no fault of the code, and wants no traceback.
        return Failed(message=str(error), data=error)


async def _ingest(settings: Settings, only: tuple[str, ...], due_only: bool) -> Findings:
    check_home(settings.warehouse_file, settings.published_file)
    lexicon = load_lexicon(KNOWLEDGE)
    judge = classifier(lexicon)  # before anything is asked: its weights may be damaged
    with (
        only_writer(settings.warehouse_file, "khabar ingest"),
        Store(settings.warehouse_file, utc_now()) as store,
    ):
        outset = begin(
            store,
            catalogue=settings.feeds,
            only=only,
            due_only=due_only,
            lexicon=lexicon,
            knowledge=KNOWLEDGE,
            prefect_run_id=flow_run.id,
            now=utc_now(),
        )
        run = outset.run
        robots = Robots(outset.robots)
        try:
            async with Web(settings, clock=utc_now, robots=robots) as web:
                with (
                    Archive(settings.archive, run.started_at, run.run_id) as archive,
                    Crew(settings.workers) as crew,
                ):
                    polled = await steps.poll_all(
                        web, store, outset, bounds_of(settings), random.random
                    )
                    pending = pending_pages(store, utc_now())
                    pending += due_pages(
                        store,
                        utc_now(),
                        most=settings.max_revisits_per_run,
                        only=only,
                        pending=pending,
                    )
                    loaded = await steps.read_articles(
                        web, store, archive, crew, judge, outset, pending
                    )
        except BaseException as error:
            fail_books(store, run, error, now=utc_now())
            raise
        run = replace(
            run,
            feeds_polled=polled.polled,
            feeds_failed=polled.failed,
            entries_new=polled.entries_new,
            pages_fetched=loaded.pages,
            articles_new=loaded.articles_new,
            articles_updated=loaded.articles_updated,
            articles_relevant=loaded.articles_relevant,
            articles_revisited=loaded.articles_revisited,
            failures=polled.failures + loaded.failures,
        )
        run = close_books(store, run, robots.fresh, now=utc_now())
        findings = report.find(store, run)
        store.close()
        try:
            published = await steps.publish(settings.warehouse_file, settings.published_file)
        except RunFailed as error:
            with Store(settings.warehouse_file, utc_now()) as reopened:
                fail_books(reopened, run, error, now=utc_now())
            raise
    await report.show(findings, published)
    if problem := polled.problem(settings.feeds):
        raise problem
    return findings
