"""Ends a run: its row in the books, and the snapshot that readers see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from warehouse.records import RobotsText, Run
from warehouse.snapshot import Published, publish
from warehouse.store import Store


def close_books(store: Store, run: Run, robots: tuple[RobotsText, ...], *, now: datetime) -> Run:
    """Write the row of a run that came to its end, and the robots.txt files that it read."""
    finished = replace(run, finished_at=now, state="completed")
    with store.transaction():
        store.upsert([finished])
        store.upsert(robots)
    return finished


def fail_books(store: Store, run: Run, error: BaseException, *, now: datetime) -> None:
    """Write the row of a run that an error ended; what it loaded before stays."""
    message = f"{type(error).__name__}: {error}"[:1000]
    store.upsert([replace(run, finished_at=now, state="failed", message=message)])


def publish_snapshot(warehouse: Path, published: Path) -> Published:
    """Copy, check and swap the snapshot in; the warehouse must be closed."""
    return publish(warehouse, published)
