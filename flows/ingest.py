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
from tasks.begin import begin, bounds_of, pending_pages
from tasks.clock import utc_now
from tasks.crew import Crew
from tasks.finish import close_books, fail_books
from tasks.relevance.lexicon import load_lexicon
from tasks.relevance.verdict import lexicon_judge
from tasks.settings import KNOWLEDGE, configure
from tasks.web.client import Web
from tasks.web.robots import Robots
from warehouse.errors import RunFailed
from warehouse.lock import only_writer
from warehouse.store import Store


@flow(name="ingest", flow_run_name=steps.run_name, validate_parameters=True)
async def ingest(
    feeds: str | None = None, only: list[str] | None = None, due_only: bool = False
) -> Findings | State[RunFailed]:
    """Poll feeds, fetch and judge what is new, load it and publish the snapshot.

    Args:
        feeds: a catalogue (CSV or OPML) in place of the configured one.
        only: feed_ids to poll; the other feeds are left alone.
        due_only: poll only the feeds whose time has come (the schedule's way).

    Raises Busy while another run writes, BadCatalogue and BadInput for what the user gave;
    ends as Failed, with RunFailed as its data, where nothing could be polled.
    """
    settings = configure(feeds=feeds).settings
    lexicon = load_lexicon(KNOWLEDGE)
    with (
        only_writer(settings.warehouse_file, "khabar ingest"),
        Store(settings.warehouse_file, utc_now()) as store,
    ):
        outset = begin(
            store,
            catalogue=settings.feeds,
            only=only or (),
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
                    loaded = await steps.read_articles(
                        web, store, archive, crew, lexicon_judge(lexicon), outset, pending
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
    problem = polled.problem(settings.feeds)
    # A state and not an exception: this is no fault of the code, and wants no traceback.
    return findings if problem is None else Failed(message=str(problem), data=problem)
