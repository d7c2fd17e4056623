"""The crew: the same answers in a thread or in processes, and nobody left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tasks.crew import WORTH_A_POOL, Crew

ROOT = Path(__file__).parents[1]


def worked(given: Sequence[int], *, workers: int) -> list[tuple[int, int]]:
    with Crew(workers) as crew:
        return asyncio.run(crew.map(square, given, lost))


def square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def lost(number: int) -> tuple[int, int]:
    return -number, 0


def die_at_thirteen(number: int) -> tuple[int, int]:
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return number, os.getpid()


def refuse(number: int) -> tuple[int, int]:
    raise ZeroDivisionError(number)


def test_a_few_jobs_stay_in_this_process() -> None:
    done = worked(range(20), workers=2)
    assert done == [(number * number, os.getpid()) for number in range(20)]


def test_many_jobs_go_to_processes_and_keep_their_order() -> None:
    done = worked(range(WORTH_A_POOL * 2), workers=2)
    assert [result for result, _ in done] == [n * n for n in range(WORTH_A_POOL * 2)]
    assert os.getpid() not in {pid for _, pid in done}


def test_one_worker_needs_no_processes() -> None:
    assert {pid for _, pid in worked(range(WORTH_A_POOL * 2), workers=1)} == {os.getpid()}


def test_nothing_to_do() -> None:
    assert worked([], workers=2) == []


def test_a_job_that_raises_fails_the_call() -> None:
    with Crew(1) as crew, pytest.raises(ZeroDivisionError):
        asyncio.run(crew.map(refuse, [1, 2, 3], lost))


def test_a_job_that_kills_its_process_costs_itself_alone() -> None:
    with Crew(2) as crew:
        done = asyncio.run(crew.map(die_at_thirteen, range(WORTH_A_POOL * 2), lost))
    assert [number for number, _ in done] == [
        -13 if number == 13 else number for number in range(WORTH_A_POOL * 2)
    ]


KILLED = """
import asyncio, time
from tasks.crew import Crew
from tests.test_crew import lost, square
if __name__ == "__main__":
    with Crew(2) as crew:
        done = asyncio.run(crew.map(square, range(200), lost))
        print(*{pid for _, pid in done}, flush=True)
        time.sleep(60)
"""


def test_workers_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as run:
        assert run.stdout
        workers = [int(pid) for pid in run.stdout.readline().split()]
        run.kill()
    assert workers
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < until, "workers outlived their run"
        time.sleep(0.1)
