"""A Prefect server of our own: started, waited for, stopped, and found again while it runs."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn
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

    Yields its URL, which is also set for Prefect in this process. Raises RunFailed where
    the user's does not answer.
    """
    if settings.api_url is not None and not _is_reached(settings.api_url):
        raise RunFailed(
            "KHABAR_API_URL",
            f"no Prefect API answers at {settings.api_url}",
            "start that server, or unset KHABAR_API_URL (api_url in khabar.toml)",
        )
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A Prefect server that this process started."""

    url: str  # of its API
    log: Path
    process: subprocess.Popen[bytes]

    def check(self) -> None:
        """Raise RunFailed, with the end of its log, where the server has ended."""
        code = self.process.poll()
        if code is not None:
            self._fail(f"ended with {code}")

    def wait(self) -> None:
        """Wait until the server answers; raises RunFailed where it does not come up."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            is_up = answers(self.url)
            self.check()  # after the answer, which may be another's
            if is_up:
                return
            time.sleep(0.2)
        self._fail(f"did not answer within {START_SECONDS} seconds")

    def _fail(self, problem: str) -> NoReturn:
        tail = " / ".join(self.log.read_text("utf-8", "replace").strip().splitlines()[-3:])
        raise RunFailed(
            f"Prefect server at {self.url}", f"{problem}: {tail[-600:]}", f"see {self.log}"
        )


@contextmanager
def prefect_server(settings: Settings, *, host: str, port: int) -> Iterator[str]:
    """`own_server`, for who wants its URL alone."""
    with own_server(settings, host=host, port=port) as server:
        yield server.url


@contextmanager
def own_server(settings: Settings, *, host: str, port: int) -> Iterator[Server]:
    """Start a server on this host and port, wait until it answers, and stop it at the end.

    Raises RunFailed where the port is taken, and, with the end of its log, where the
    server does not come up.
    """
    _refuse_taken(host, port)
    settings.prefect_home.mkdir(parents=True, exist_ok=True)
    log = settings.prefect_home / "server.log"
    url = url_of(host, port)
    # Prefect's UI looks for its API at port 4200 whatever port it was started on.
    prepare_prefect(settings, {"PREFECT_UI_API_URL": url})
    with log.open("ab") as out:
        process = _start(host, port, out)
        try:
            server = Server(url=url, log=log, process=process)
            server.wait()
            set_prefect_api(url)
            yield server
        finally:
            stop(process)


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
        with suppress(FileNotFoundError):
            if note.read_text("utf-8") == url:  # else another server has announced itself
                note.unlink()


def answers(url: str) -> bool:
    """Whether a Prefect API is up at this URL."""
    try:
        with urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310 - our own server
            return bool(answer.read(100).strip() == b"true")
    except HTTPError as error:
        return error.code == 401  # up, and wants the password
    except (URLError, OSError, ValueError):
        return False


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def url_of(host: str, port: int) -> str:
    """The URL of the API of a server that listens on this host and port."""
    reachable = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return (
        f"http://[{reachable}]:{port}/api" if ":" in reachable else f"http://{reachable}:{port}/api"
    )


def stop(process: subprocess.Popen[bytes], seconds: float = STOP_SECONDS) -> None:
    """End a child and what it started: gently, then by force after so many seconds."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # uvicorn's way to finish what it records
        try:
            process.wait(seconds)
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


def _refuse_taken(host: str, port: int) -> None:
    """Raise RunFailed where nobody could listen here: a server would only be found dead later."""
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind, protocol) as probe:
                # As the server will: connections that were closed lately do not count.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise RunFailed(
                f"port {port}", f"another program listens there on {host}", "give --port"
            ) from None
        problem = f"cannot be listened on: {error.strerror}"
        raise RunFailed(f"port {port} of {host}", problem, "give --host and --port") from None


def _is_reached(url: str) -> bool:
    return any(answers(url) for _ in range(3))  # a busy server may miss one question


def _note(settings: Settings) -> Path:
    return settings.prefect_home / "server.url"
