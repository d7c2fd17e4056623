"""A Prefect server of our own: started, waited for, stopped, and found again while it runs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from flows.leash import leashed
from tasks.settings import Settings, prepare_prefect, set_prefect_api
from warehouse.errors import RunFailed

START_SECONDS = 180  # a new database on a busy machine takes half a minute
STOP_SECONDS = 20
LOOPBACK = "127.0.0.1"

# A server for one run by hand needs no schedules, no UI and no late-run watch.
FOR_ONE_RUN = {
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}


@contextmanager
def server_for_one_run(settings: Settings) -> Iterator[str]:
    """The API to report a run to: the user's, that of `khabar serve`, or one for this run alone.

    Yields its URL, which is also set for Prefect in this process.
    """
    prepare_prefect(settings)
    url = settings.api_url or running_server(settings)
    if url is not None:
        set_prefect_api(url)
        yield url
        return
    prepare_prefect(settings, FOR_ONE_RUN)
    with prefect_server(settings, host=LOOPBACK, port=free_port()) as url:
        try:
            yield url
        finally:
            _drain()


def _drain() -> None:
    """Send what Prefect still holds of logs and events, while there is a server to take it."""
    if "prefect.flows" not in sys.modules:
        return
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=STOP_SECONDS)
    EventsWorker.drain_all(timeout=STOP_SECONDS)


@contextmanager
def prefect_server(settings: Settings, *, host: str, port: int) -> Iterator[str]:
    """Start a server on this host and port, wait until it answers, and stop it at the end.

    Raises RunFailed, with the end of its log, where it does not come up.
    """
    settings.prefect_home.mkdir(parents=True, exist_ok=True)
    log = settings.prefect_home / "server.log"
    url = f"http://{_reachable(host)}:{port}/api"
    # Prefect's UI looks for its API at port 4200 whatever port it was started on.
    prepare_prefect(settings, {"PREFECT_UI_API_URL": url})
    with log.open("ab") as out:
        server = _start(host, port, out)
        try:
            _wait(server, url, log)
            set_prefect_api(url)
            yield url
        finally:
            stop(server)


def running_server(settings: Settings) -> str | None:
    """The URL of this home's `khabar serve`, if it is up."""
    note = _note(settings)
    if not note.exists():
        return None
    url = note.read_text("utf-8").strip()
    return url if answers(url) else None


@contextmanager
def announced(settings: Settings, url: str) -> Iterator[None]:
    """Let `running_server` find this one while the block lasts."""
    note = _note(settings)
    note.write_text(url, "utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def answers(url: str) -> bool:
    """Whether a Prefect API is up at this URL."""
    try:
        with urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except HTTPError as error:
        return error.code == 401  # up, and wants the password
    except (URLError, OSError, ValueError):
        return False


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a child and what it started: gently, then by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # uvicorn's way to finish what it records
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(host: str, port: int, out: BinaryIO) -> subprocess.Popen[bytes]:
    return start_prefect(["server", "start", "--host", host, "--port", str(port)], out)


def start_prefect(arguments: list[str], out: BinaryIO) -> subprocess.Popen[bytes]:
    """Start a Prefect command that ends with us; what it says goes to `out`."""
    # A group of its own: Ctrl-C in our terminal is ours to pass on, in the right order.
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        leashed([sys.executable, "-m", "prefect", *arguments]),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        if answers(url):
            return
        time.sleep(0.2)
    tail = " / ".join(log.read_text("utf-8", "replace").strip().splitlines()[-3:])
    raise RunFailed(f"Prefect server at {url}", f"did not start: {tail[-600:]}", f"see {log}")


def _reachable(host: str) -> str:
    return LOOPBACK if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound


def _note(settings: Settings) -> Path:
    return settings.prefect_home / "server.url"
