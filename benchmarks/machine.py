"""What the machine says: CPU seconds, the high-water mark of memory, and what it is made of."""

from __future__ import annotations

import os
import platform
import re
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("trafilatura", "lxml", "duckdb", "pyarrow", "prefect", "aiohttp")


def cpu_seconds() -> float:
    """CPU time of this process, all threads, and of the children that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


class Stopwatch:
    """Adds up CPU seconds by name; what is timed inside something else counts once."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Time the block, which must not be interleaved with another one of this watch."""
        began = cpu_seconds()
        self._inner.append(0.0)
        try:
            yield
        finally:
            spent = cpu_seconds() - began
            self.seconds[name] += spent - self._inner.pop()
            if self._inner:
                self._inner[-1] += spent


def peak_megabytes() -> float:
    """The most memory that this process has held.

    VmHWM where there is one: Linux lets ru_maxrss pass from a parent to the child it starts.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) / 1024
    unit = 1024 if platform.system() == "Linux" else 1024 * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def children_of(process_id: int) -> set[int]:
    """The processes that a process started and that still run (Linux)."""
    lists = Path(f"/proc/{process_id}/task").glob("*/children")
    return {int(child) for one in lists for child in one.read_text().split()}


def cpu_seconds_of_tree(process_id: int) -> float:
    """CPU time of a running process and all that it started (Linux)."""
    after_name = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, after_name[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(cpu_seconds_of_tree, children_of(process_id)))


def facts() -> str:
    """Cores, interpreter and libraries, in one line."""
    cores = f"{os.cpu_count()} cores, {platform.machine()}"
    named = [f"{name} {version(name)}" for name in LIBRARIES]
    return ", ".join([cores, f"Python {platform.python_version()}", *named])
