"""What Prefect adds, and what a run with nothing new costs: the real flow on the sample press."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.machine import children_of, cpu_seconds_of_tree
from flows.server import FOR_ONE_RUN, LOOPBACK, free_port, prefect_server
from tasks.settings import configure, prepare_prefect
from tests.sample_world.site import Site

ROOT = Path(__file__).parents[1]
CHILD = Path(__file__).with_name("flow_child.py")
KHABAR = "from flows.cli import main; main()"  # the console script
QUIET_RUNS = 3
TASK_RUNS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A command's answer and cost; CPU includes the children that it waited for."""

    answer: dict[str, Any]
    wall_seconds: float
    cpu_seconds: float
    requests: int = 0
    server_cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowCost:
    """`khabar ingest` on the sample press, and a task run of it."""

    feeds: int
    first: Timed
    quiet: Timed  # the run of median CPU, with a server that is up
    alone: Timed  # as a user types it: with a Prefect server for this run alone
    stages: Timed  # the same without Prefect: answer has cpu_seconds and wall_seconds
    task_run_ms: float  # CPU in our process
    server_task_run_ms: float  # CPU of the Prefect server


def measure() -> FlowCost:
    """Run it all: a minute or two, most of it Prefect's server."""
    now = datetime.now(UTC)
    with TemporaryDirectory() as folder, Site(now, separate_hosts=True) as site:
        home = Path(folder)
        feeds = home / "feeds.csv"
        feeds.write_text(site.feeds_csv, "utf-8")
        environment = {
            "KHABAR_HOME": folder,
            "KHABAR_FEEDS": str(feeds),
            "KHABAR_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
            "KHABAR_HOST_DELAY_SECONDS": "0",
        }
        settings = configure({}, home=home).settings
        prepare_prefect(settings, FOR_ONE_RUN)
        before = children_of(os.getpid())
        with prefect_server(settings, host=LOOPBACK, port=free_port()) as url:
            (server,) = children_of(os.getpid()) - before
            served = environment | {"KHABAR_API_URL": url, "PREFECT_API_URL": url}
            first = _ingest(site, served, server)
            quiet = [_ingest(site, served, server) for _ in range(QUIET_RUNS)]
            began = cpu_seconds_of_tree(server)
            tasks = _timed([str(CHILD), "task-runs", str(TASK_RUNS)], served)
            time.sleep(5)  # the server writes on after it has answered
            in_server = (cpu_seconds_of_tree(server) - began) / TASK_RUNS
        alone = _ingest(site, environment | {"PREFECT_API_URL": ""}, None)
        stages = [_timed([str(CHILD), "stages"], environment) for _ in range(QUIET_RUNS)]
        return FlowCost(
            feeds=site.feeds_csv.count("\n") - 1,
            first=first,
            quiet=_median(quiet),
            alone=alone,
            stages=_median(stages),
            task_run_ms=1000 * tasks.answer["cpu_seconds"] / TASK_RUNS,
            server_task_run_ms=1000 * in_server,
        )


def _median(timed: list[Timed]) -> Timed:
    middle = statistics.median_low([one.cpu_seconds for one in timed])
    return next(one for one in timed if one.cpu_seconds == middle)


def _ingest(site: Site, environment: Mapping[str, str], server: int | None) -> Timed:
    asked = len(site.requests)
    began = cpu_seconds_of_tree(server) if server else 0.0
    timed = _timed(["-c", KHABAR, "ingest", "--json"], environment)
    in_server = cpu_seconds_of_tree(server) - began if server else 0.0
    return Timed(
        answer=timed.answer,
        wall_seconds=timed.wall_seconds,
        cpu_seconds=timed.cpu_seconds,
        requests=len(site.requests) - asked,
        server_cpu_seconds=in_server,
    )


def _timed(arguments: list[str], environment: Mapping[str, str]) -> Timed:
    given = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    wanted = given | {name: value for name, value in environment.items() if value}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=wanted,
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return Timed(
        answer=json.loads(done.stdout),
        wall_seconds=wall,
        cpu_seconds=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    )
