"""Decides what becomes of entries whose article could not be had: another try, or a drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from warehouse.records import Entry, EntryState, Failure, FailureKind, id63

# How long to wait after each failed attempt; when they are used up, the entry is dropped.
# A page that is not there yet (soft) gets a day, a host in trouble (temporary) a week.
PATIENCE = {
    FailureKind.HARD: (),
    FailureKind.SOFT: (timedelta(hours=1), timedelta(hours=23)),
    FailureKind.TEMPORARY: (
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=8),
        timedelta(days=1),
        timedelta(days=5),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """Why no article came of an address."""

    stage: str  # fetch or extract
    kind: FailureKind
    reason_code: str
    message: str
    retry_at: datetime | None = None  # where the server named one


def after_mishap(
    entries: Sequence[Entry], mishap: Mishap, *, run_id: int, now: datetime
) -> list[tuple[Entry, Failure]]:
    """Each waiting entry as it stands after the mishap, and the row that says why.

    An entry whose article we have already (it was only looked at again) is loaded as it was.
    """
    return [(_entry_after(e, mishap, now), _failure(e, mishap, run_id, now)) for e in entries]


def _entry_after(entry: Entry, mishap: Mishap, now: datetime) -> Entry:
    retry_at = _retry_at(entry, mishap, now)
    if retry_at is not None:
        return replace(entry, attempt_count=entry.attempt_count + 1, next_attempt_at=retry_at)
    has_article = entry.article_id is not None
    return replace(
        entry,
        state=EntryState.LOADED if has_article else EntryState.DROPPED,
        attempt_count=entry.attempt_count + 1,
        next_attempt_at=None,
        content=None,
    )


def _retry_at(entry: Entry, mishap: Mishap, now: datetime) -> datetime | None:
    waits = PATIENCE[mishap.kind]
    if entry.attempt_count >= len(waits):
        return None
    usual = now + waits[entry.attempt_count]
    return max(usual, mishap.retry_at) if mishap.retry_at else usual


def _failure(entry: Entry, mishap: Mishap, run_id: int, now: datetime) -> Failure:
    retry_at = _retry_at(entry, mishap, now)
    ending = "no further try" if retry_at is None else f"next try {retry_at:%Y-%m-%d %H:%M} UTC"
    return Failure(
        failure_id=id63("failure", mishap.stage, str(entry.entry_id), str(run_id)),
        run_id=run_id,
        stage=mishap.stage,
        subject=entry.url,
        kind=mishap.kind,
        reason_code=mishap.reason_code,
        message=f"{mishap.message}; {ending}",
        occurred_at=now,
        retry_after=retry_at,
        feed_id=entry.feed_id,
        entry_id=entry.entry_id,
    )
