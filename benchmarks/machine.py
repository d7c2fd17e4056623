"""What the machine says: CPU seconds, the high-water mark of memory, and what it is made of."""

from __future__ import annotations

import os
import platform
import re
import resource
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("trafilatura", "lxml", "duckdb", "pyarrow", "prefect", "aiohttp")


def cpu_seconds() -> float:
    """CPU time of this process, all threads, and of the children that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


class Stopwatch:
    """Adds up CPU seconds by name."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        began = cpu_seconds()
        try:
            yield
        finally:
            self.seconds[name] += cpu_seconds() - began


def peak_megabytes() -> float:
    """The most memory that this process has held.

    VmHWM where there is one: Linux lets ru_maxrss pass from a parent to the child it starts.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) / 1024
    unit = 1024 if platform.system() == "Linux" else 1024 * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def cpu_seconds_of(process_id: int) -> float:
    """CPU time of another running process, its waited-for children included (Linux)."""
    after_name = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:15])) / os.sysconf("SC_CLK_TCK")


def facts(more: Sequence[str] = ()) -> str:
    """Cores, interpreter and libraries, in one line."""
    named = [f"{name} {version(name)}" for name in LIBRARIES]
    cores = f"{os.cpu_count()} cores, {platform.machine()}"
    return ", ".join([cores, f"Python {platform.python_version()}", *named, *more])
