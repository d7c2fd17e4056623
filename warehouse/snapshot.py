"""Publishes the warehouse: a checked, read-only copy that replaces the last one in one step.

The copy is made by another process. DuckDB's lock on its file is a POSIX lock, which a
process loses as soon as it closes any descriptor of that file: a writer that copied its
own file by ordinary calls would let a second writer in.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import DamagedWarehouse, RunFailed
from warehouse.sql import scripts
from warehouse.store import open_snapshot

COPIER = Path(__file__).with_name("copying.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published: the file, and its size in bytes."""

    path: Path
    byte_count: int


def publish(warehouse: Path, published: Path) -> Published:
    """Copy the closed warehouse, check the copy, and put it in the place of the last snapshot.

    Readers of the old snapshot keep it until they open the new one. Raises RunFailed where
    the disk has no room, and DamagedWarehouse where the copy fails a check: the old
    snapshot then stays.
    """
    candidate = published.with_name(f".{published.name}.candidate")
    _copy(warehouse, candidate)
    try:
        _check(candidate)
        candidate.chmod(0o444)
        candidate.replace(published)
    finally:
        candidate.unlink(missing_ok=True)
    return Published(path=published, byte_count=published.stat().st_size)


def _copy(warehouse: Path, candidate: Path) -> None:
    if warehouse.with_name(f"{warehouse.name}.wal").exists():
        raise RunFailed(
            str(warehouse), "is still open or was not checkpointed", "close it before publishing"
        )
    size = warehouse.stat().st_size
    free = shutil.disk_usage(candidate.parent).free
    if free < size * 2:
        raise RunFailed(
            str(candidate.parent),
            f"too little room to publish: {free:,} bytes free, {size * 2:,} wanted",
            "free some room, then run again; the last snapshot stays readable",
        )
    candidate.unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603 - our own interpreter on our own file
        [sys.executable, "-I", str(COPIER), str(warehouse), str(candidate)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        candidate.unlink(missing_ok=True)
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit {done.returncode}"]
        raise RunFailed(str(warehouse), f"could not be copied: {reason[0]}", "see the disk")


def _check(candidate: Path) -> None:
    with open_snapshot(candidate) as snapshot:
        for check in scripts("checks"):
            rows = snapshot.connection.execute(check.text).fetchmany(3)
            if rows:
                raise DamagedWarehouse(
                    str(candidate),
                    f"check {check.name} found rows it should not: {rows}",
                    "the last snapshot stays; report this with the rows",
                )
