"""`khabar serve` as people use it: a run started in the UI, killed, stopped and started again."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from flows.server import announced, free_port
from tasks.settings import configure
from tests.conftest import House, house_in
from tests.sample_world.site import Site

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def wait_for(what: Callable[[], Any], seconds: float, why: str) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, f"not within {seconds} seconds: {why}"
        time.sleep(0.2)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running `khabar serve`."""

    process: subprocess.Popen[str]
    port: int
    said: list[str]

    @property
    def ui(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        given = None if body is None else json.dumps(body).encode()
        asked = Request(f"{self.ui}/api{path}", given, {"Content-Type": "application/json"})
        for _ in range(20):
            try:
                with urlopen(asked, timeout=30) as answer:
                    return json.load(answer)
            except HTTPError as error:
                if error.code != 503:  # what Prefect says while SQLite is locked: ask again
                    raise
                time.sleep(0.5)
        raise AssertionError(f"{path}: still 503")

    @property
    def deployment(self) -> dict[str, Any]:
        (found,) = [
            one for one in self.api("/deployments/filter", {}) if one["name"] == "scheduled"
        ]
        return found

    def run(self) -> str:
        """Ask for a run of all feeds; returns its id."""
        path = f"/deployments/{self.deployment['id']}/create_flow_run"
        return str(self.api(path, {"parameters": {"due_only": False}})["id"])

    def state(self, run_id: str) -> str:
        return str(self.api(f"/flow_runs/{run_id}")["state_type"])

    def ended(self, run_id: str, seconds: float = 90) -> str:
        """The state in which a run ended."""

        def state() -> str | None:
            found = self.state(run_id)
            return found if found in ENDED else None

        return str(wait_for(state, seconds, "the run ended"))

    def flow_process(self) -> int | None:
        """The process of the flow that runs: a grandchild of ours, by way of the worker."""
        for pid in descendants(self.process.pid):
            try:
                command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            if "prefect.engine" in command or "flow-run execute" in command:
                return pid
        return None


def descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, open_ = [], [pid]
    while open_:
        children = parents.get(open_.pop(), [])
        found += children
        open_ += children
    return found


@contextmanager
def serving(house: House, port: int) -> Iterator[Served]:
    process = house.start("serve", "--port", str(port))
    said: list[str] = []

    def listen() -> None:
        assert process.stderr
        said.extend(iter(process.stderr.readline, ""))

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        wait_for(
            lambda: any(line.startswith("Ready") for line in said) or process.poll() is not None,
            120,
            "".join(said),
        )
        assert process.poll() is None, "".join(said)
        yield Served(process=process, port=port, said=said)
    finally:
        family = descendants(process.pid)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
        for pid in family:
            if Path(f"/proc/{pid}").exists() and is_ours(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        listener.join(5)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def is_ours(pid: int) -> bool:
    try:
        return "python" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def is_server(pid: int) -> bool:
    command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return "prefect server start" in command and "flows.leash" not in command


def alive_of(family: list[int]) -> list[int]:
    return [pid for pid in family if Path(f"/proc/{pid}").exists() and is_ours(pid)]


def server_errors(house: House) -> list[str]:
    """The last lines of the tracebacks in the server's log.

    Without SQLite's locks: under load Prefect meets them now and then, and asks again.
    """
    said = (house.home / "data" / "prefect" / "server.log").read_text()
    ends = re.findall(
        r"^[ +|]*(?:Exception Group )?Traceback .*\n(?:[ \t].*\n|\n)*(\S.*)", said, re.M
    )
    assert len(ends) == said.count("Traceback (most recent")
    return [end for end in ends if "database is locked" not in end]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(datetime.now(UTC), separate_hosts=True) as running:
        yield running


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, site: Site) -> House:
    house = house_in(tmp_path_factory.mktemp("served") / "house", site.feeds_csv, "")
    # Slow enough that a run can be met in its middle.
    house.environ["KHABAR_HOST_DELAY_SECONDS"] = "0.25"
    house.environ["PREFECT_WORKER_QUERY_SECONDS"] = "1"  # not ten between asking and beginning
    return house


@contextmanager
def browser_page() -> Iterator[Any]:
    """A page of a real browser that may speak to loopback alone."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser on the path: one of {', '.join(BROWSERS)} is wanted")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        try:
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            page.route(
                "**/*",
                lambda route: (
                    route.continue_()
                    if urlsplit(route.request.url).hostname in {"127.0.0.1", None}
                    else route.abort()
                ),
            )
            page.set_default_timeout(30_000)
            yield page
        finally:
            browser.close()


def test_a_day_in_the_life(house: House, site: Site) -> None:
    port = free_port()
    with serving(house, port) as served:
        _deployed(served)
        _a_second_is_refused(served, house)
        _scheduled(served)
        _run_from_the_browser(served, house, site)
        _killed_and_carried_on(served)
        _stopped_in_the_middle(served, house)
    errors = server_errors(house)
    assert errors == []
    with serving(house, port) as served:
        assert served.ended(served.run()) == "COMPLETED"
        cut_short = _ends_with_its_server(served)
    with serving(house, port) as served:
        assert served.state(cut_short) == "CRASHED"
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(40) == 0
    assert house.ask("SELECT count(*) FROM main.articles") == [(len(site.expected),)]
    assert house.ask("SELECT 1 FROM main.articles WHERE version > 1") == []


def _deployed(served: Served) -> None:
    found = served.deployment
    (schedule,) = found["schedules"]
    assert schedule["active"]
    assert schedule["schedule"]["interval"] == 600
    assert found["work_pool_name"] == "khabar"
    assert not found["paused"]
    automations = served.api("/automations/filter", {})
    assert {one["name"] for one in automations} >= {"khabar: crashed runs"}


def _a_second_is_refused(served: Served, house: House) -> None:
    same_home = house.call("serve", "--port", str(free_port()))
    assert same_home.returncode == 1
    said = f"is served already by khabar serve at {served.ui} (process {served.process.pid})"
    assert said in same_home.stderr
    same_port = house.call(
        "serve", "--port", str(served.port), KHABAR_HOME=str(house.home / "other")
    )
    assert same_port.returncode == 1
    assert same_port.stderr.startswith(f"khabar: port {served.port}: ")
    for refused in (same_home, same_port):
        assert refused.stderr.count("\n") == 1
    assert (house.home / "data" / "prefect" / "server.url").read_text() == f"{served.ui}/api"


def _scheduled(served: Served) -> None:
    """The server's own scheduler makes runs: nobody asked for these."""
    wanted = {
        "deployments": {"id": {"any_": [served.deployment["id"]]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        "sort": "EXPECTED_START_TIME_ASC",
    }
    runs = wait_for(lambda: served.api("/flow_runs/filter", wanted), 30, "runs are scheduled")
    assert all(run["auto_scheduled"] for run in runs)


def _run_from_the_browser(served: Served, house: House, site: Site) -> None:
    with browser_page() as page:
        page.goto(f"{served.ui}/deployments/deployment/{served.deployment['id']}")
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_text("Quick run").click()
        runs = wait_for(
            lambda: served.api("/flow_runs/filter", {"sort": "EXPECTED_START_TIME_DESC"}),
            20,
            "a run was made",
        )
        by_hand = wait_for(
            lambda: [
                run for run in served.api("/flow_runs/filter", {}) if not run["auto_scheduled"]
            ],
            20,
            f"a run was made by hand, among {len(runs)}",
        )
        run_id = by_hand[0]["id"]
        assert served.ended(run_id) == "COMPLETED"
        page.goto(f"{served.ui}/runs/flow-run/{run_id}")
        page.get_by_text("Artifacts", exact=True).first.click()
        page.get_by_text("ingest-summary").first.click()
        page.get_by_text("feeds polled").first.wait_for()
        text = page.inner_text("body")
        assert "new articles" in text
        assert str(len(site.expected)) in text
    assert house.ask("SELECT count(*) FROM main.articles") == [(len(site.expected),)]


def _killed_and_carried_on(served: Served) -> None:
    run_id = served.run()
    wait_for(lambda: served.state(run_id) == "RUNNING", 60, "the run began")
    pid = wait_for(served.flow_process, 10, "the run has a process")
    time.sleep(0.5)
    os.kill(pid, signal.SIGKILL)
    assert served.ended(run_id) == "CRASHED"
    assert served.ended(served.run()) == "COMPLETED"


def _ends_with_its_server(served: Served) -> str:
    """Kill the server in the middle of a run; returns the run's id."""
    run_id = served.run()
    wait_for(lambda: served.state(run_id) == "RUNNING", 60, "the run began")
    family = descendants(served.process.pid)
    (server,) = [pid for pid in family if is_server(pid)]
    os.kill(server, signal.SIGKILL)
    assert served.process.wait(30) == 1
    wait_for(lambda: any("Prefect server at" in line for line in served.said), 5, "it said why")
    assert "Traceback" not in "".join(served.said)
    assert alive_of(family) == []
    return run_id


def _stopped_in_the_middle(served: Served, house: House) -> None:
    run_id = served.run()
    wait_for(lambda: served.state(run_id) == "RUNNING", 60, "the run began")
    family = descendants(served.process.pid)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(40) == 0
    assert alive_of(family) == []
    with sqlite3.connect(house.home / "data" / "prefect" / "prefect.db") as database:
        states = dict(database.execute("SELECT id, state_type FROM flow_run").fetchall())
        assert "RUNNING" not in states.values()
        assert "PENDING" not in states.values()
        assert database.execute("SELECT DISTINCT paused FROM deployment").fetchall() == [(0,)]
        active = database.execute("SELECT DISTINCT active FROM deployment_schedule").fetchall()
        assert active == [(1,)]


def test_a_port_in_use_is_named(house: House, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = house.call("serve", "--port", str(port), KHABAR_HOME=str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"khabar: port {port}: ")
    assert refused.stderr.endswith("(give --port)\n")


def test_an_api_that_does_not_answer_is_named(house: House, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/api"
    refused = house.call("ingest", KHABAR_HOME=str(tmp_path), KHABAR_API_URL=url)
    assert refused.returncode == 1
    assert refused.stderr.startswith("khabar: KHABAR_API_URL: ")
    assert url in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_note_is_taken_back_by_its_writer_alone(tmp_path: Path) -> None:
    settings = configure(environ={"KHABAR_HOME": str(tmp_path)}, folder=tmp_path).settings
    settings.prefect_home.mkdir()
    note = settings.prefect_home / "server.url"
    with announced(settings, "http://127.0.0.1:1/api"):
        note.write_text("http://127.0.0.1:2/api")
    assert note.read_text() == "http://127.0.0.1:2/api"
    with announced(settings, "http://127.0.0.1:1/api"):
        pass
    assert not note.exists()
