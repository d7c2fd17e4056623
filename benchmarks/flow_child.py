"""What flow_cost.py runs in a process of its own, so that only it is counted.

    python benchmarks/flow_child.py stages          # a run's stages, without Prefect
    python benchmarks/flow_child.py task-runs 60    # so many task runs with nothing to do

Both read KHABAR_* and print JSON with `cpu_seconds`, imports left out.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.machine import cpu_seconds
from tasks.admit import admit
from tasks.begin import begin, bounds_of, pending_pages
from tasks.clock import utc_now
from tasks.finish import close_books, publish_snapshot
from tasks.poll import poll_feed
from tasks.relevance.lexicon import load_lexicon
from tasks.settings import KNOWLEDGE, Settings, configure
from tasks.web.client import Web
from tasks.web.robots import Robots
from warehouse.lock import only_writer
from warehouse.store import Store

FEEDS_A_BATCH = 25


async def run_stages(settings: Settings) -> int:
    """A run that finds nothing new, in the order of flows/ingest.py; the pages it would fetch."""
    lexicon = load_lexicon(KNOWLEDGE)
    with (
        only_writer(settings.warehouse_file, "benchmark"),
        Store(settings.warehouse_file, utc_now()) as store,
    ):
        outset = begin(
            store,
            catalogue=settings.feeds,
            only=(),
            due_only=False,
            lexicon=lexicon,
            knowledge=KNOWLEDGE,
            prefect_run_id=None,
            now=utc_now(),
        )
        run_id, robots = outset.run.run_id, Robots(outset.robots)
        async with Web(settings, clock=utc_now, robots=robots) as web:
            polls = [
                poll_feed(
                    web,
                    feed,
                    state,
                    run_id=run_id,
                    jitter=random.random(),
                    bounds=bounds_of(settings),
                )
                for feed, state in outset.to_poll
            ]
            polled = await asyncio.gather(*polls)
            for start in range(0, len(polled), FEEDS_A_BATCH):
                admit(store, polled[start : start + FEEDS_A_BATCH], run_id=run_id)
        pending = pending_pages(store, utc_now())
        close_books(store, outset.run, robots.fresh, now=utc_now())
        store.close()
        publish_snapshot(settings.warehouse_file, settings.published_file)
    return len(pending)


def run_tasks(count: int) -> None:
    """A flow of `count` task runs as the batches have them, with nothing in them."""
    from prefect import flow
    from prefect.utilities.annotations import opaque

    from flows.steps import judge_batch
    from tasks.relevance.classifier import classifier

    judge = classifier(load_lexicon(KNOWLEDGE))

    @flow(name="benchmark")
    async def batches(number: int) -> None:
        for _ in range(number):
            await judge_batch(opaque([]), opaque(judge))

    asyncio.run(batches(1))  # what starts once a process is not a task run's
    began = cpu_seconds()
    asyncio.run(batches(count))
    print(json.dumps({"cpu_seconds": cpu_seconds() - began}))


def main() -> None:
    if sys.argv[1] == "task-runs":
        run_tasks(int(sys.argv[2]))
        return
    settings = configure().settings
    cpu, wall = cpu_seconds(), time.perf_counter()
    pending = asyncio.run(run_stages(settings))
    cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
    print(json.dumps({"cpu_seconds": cpu, "wall_seconds": wall, "pending": pending}))


if __name__ == "__main__":
    main()
