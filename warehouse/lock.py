"""One holder at a time: an advisory lock on a file beside the thing that it guards.

The lock is the kernel's (flock), so that it ends with its process however that ends. It
stands on a side file because closing any descriptor of the database file itself would
drop DuckDB's own lock on it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import Busy


@contextmanager
def only_writer(warehouse: Path, purpose: str) -> Iterator[None]:
    """Hold the warehouse for one run; raises Busy, naming the holder, while another has it."""
    path = warehouse.with_suffix(".lock")
    mend = "wait until it ends, then repeat"
    with held(path, purpose, mend, subject=str(warehouse), problem="is being written by"):
        yield


@contextmanager
def held(path: Path, purpose: str, mend: str, *, subject: str, problem: str) -> Iterator[None]:
    """Hold the lock file at `path`; raises Busy while another process has it.

    What Busy says is `subject`, `problem` and the holder: its purpose and process id.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 400).decode("utf-8", "replace").strip() or "another run"
            raise Busy(subject, f"{problem} {holder}", mend) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{purpose} (process {os.getpid()})".encode())
        yield
    finally:
        os.close(handle)
