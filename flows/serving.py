"""The single-machine deployment: server, deployments and worker as one process tree.

A worker that is stopped kills its run, but the run stays RUNNING in Prefect and holds its
concurrency slot (Prefect issue 16746); `serve()` leaves deployments paused (16363). So
the tree has a worker of its own, and its end closes by hand what the worker left open.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.server import STOP_SECONDS, Server, announced, own_server, start_prefect, stop, url_of
from tasks.settings import Configuration, export_settings, prepare_prefect
from warehouse.errors import RunFailed
from warehouse.lock import held

log = logging.getLogger("khabar.serve")

POOL = "khabar"
DEPLOYMENTS = Path(__file__).parents[1] / "deployments" / "prefect.yaml"
PACKAGED_DEPLOYMENTS = Path(__file__).parent / "prefect.yaml"  # where a wheel has it
WORKER_RESTART_SECONDS = 5
LOST_SECONDS = 3  # for a worker whose server has gone


def serve(configuration: Configuration, *, host: str, port: int, stopping: threading.Event) -> None:
    """Run the tree until `stopping` is set.

    Raises Busy where this home is served already, and RunFailed where the tree cannot be
    brought up or its server ends by itself: who supervises us then starts all of it anew.
    """
    settings = configuration.settings
    ui = url_of(host, port).removesuffix("/api")
    with held(
        settings.prefect_home / "serve.lock",
        f"khabar serve at {ui}",
        "stop that one first",
        subject=str(settings.home),
        problem="is served already by",
    ):
        export_settings(settings)  # runs are processes of the worker, in folders of their own
        prepare_prefect(settings)
        with (
            own_server(settings, host=host, port=port) as server,
            announced(settings, server.url),
        ):
            _say(f"Prefect UI: {ui} (starting the worker ...)")
            _bring_up(server, port)
            with _worker(settings.prefect_home / "worker.log", server) as workers:
                server.check()
                _say(f"Ready: runs are watched at {ui}, Ctrl-C stops all.")
                while not stopping.wait(1.0):
                    server.check()
                    workers.keep_alive()
            _close_for_now("khabar serve was stopped")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _bring_up(server: Server, port: int) -> None:
    try:
        stranger = asyncio.run(_stranger())
        if stranger is None:
            asyncio.run(_prepare())
            _prefect(["--no-prompt", "deploy", "--prefect-file", str(_deployments()), "--all"])
    except Exception:
        server.check()  # where the server died, its death is the thing to tell
        raise
    if stranger is not None:
        raise RunFailed(f"port {port}", f"the Prefect server of {stranger} took it", "give --port")


async def _stranger() -> str | None:
    """The home of the server that answers, where it is not ours.

    Two homes that start at once may both find the port free, and one server gets it.
    """
    from prefect.client.orchestration import get_client
    from prefect.settings import get_current_settings

    async with get_client() as client:
        home = str((await client.request("GET", "/admin/settings")).json()["home"])
    return None if Path(home) == get_current_settings().home else home


class _Worker:
    """The worker's process, started anew when it dies."""

    def __init__(self, log_file: Path) -> None:
        self._log_file = log_file
        self._start()

    def keep_alive(self) -> None:
        code = self.process.poll()
        if code is not None:
            log.warning("the worker ended with %s; it is started again", code)
            time.sleep(WORKER_RESTART_SECONDS)
            _close_for_now("its worker died")
            self._start()

    def _start(self) -> None:
        with self._log_file.open("ab") as out:
            arguments = ["worker", "start", "--pool", POOL, "--type", "process"]
            self.process = start_prefect(arguments, out)


@contextmanager
def _worker(log_file: Path, server: Server) -> Iterator[_Worker]:
    worker = _Worker(log_file)
    try:
        yield worker
    finally:
        # Without its server a worker only asks again and again before it lets its run go.
        stop(worker.process, STOP_SECONDS if server.process.poll() is None else LOST_SECONDS)


def _deployments() -> Path:
    found = DEPLOYMENTS if DEPLOYMENTS.exists() else PACKAGED_DEPLOYMENTS
    if not found.exists():
        raise RunFailed(str(found), "is missing", "install khabar again")
    return found


def _prefect(arguments: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "prefect", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-5:]
        raise RunFailed(f"prefect {arguments[1]}", " / ".join(said)[-800:], "see the Prefect docs")


async def _prepare() -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectNotFound

    from flows.automations import ensure_automations

    async with get_client() as client:
        try:
            await client.read_work_pool(POOL)
        except ObjectNotFound:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
    await ensure_automations()
    await _close_open_runs("its process ended with the last khabar serve")


def _close_for_now(why: str) -> None:
    """Close open runs if the server can be asked; the next start closes what stays open."""
    try:
        asyncio.run(asyncio.wait_for(_close_open_runs(why), STOP_SECONDS))
    except Exception as error:  # whatever it is, it must not keep us from ending or carrying on
        log.warning(
            "open runs are closed at the next start: %s", str(error) or type(error).__name__
        )


async def _close_open_runs(why: str) -> None:
    """Mark the pool's runs that were begun and never ended as crashed: no worker has them."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
        WorkPoolFilter,
        WorkPoolFilterName,
    )
    from prefect.client.schemas.objects import State, StateType
    from prefect.states import Crashed

    begun = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=begun))
            ),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
        )
        for run in runs:
            log.warning("run %s is marked as crashed: %s", run.name, why)
            state: State[None] = Crashed(message=f"Marked as crashed: {why}.")
            await client.set_flow_run_state(run.id, state, force=True)
