"""Decides when a feed is asked again: by its rhythm, its publisher's wishes, its failures."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from tasks.articles.urls import url_key
from tasks.feeds.parsing import FoundEntry
from warehouse.records import FailureKind, Feed, FeedState

_SLACK = timedelta(seconds=60)  # a run that starts a moment early still polls
_SPREAD = 0.1  # a tenth of an interval, so that feeds added together drift apart
_GROWTH, _SHRINK = 1.5, 0.5
_GAPS_USED = 20  # the newest entries tell today's rhythm
_MOVED_PATIENCE = 3  # failures at a redirected address before the catalogue's is tried again


class PollOutcome(StrEnum):
    """What came of asking, as `ops.polls` has it."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The limits of the schedule, in minutes."""

    min_minutes: float = 10
    max_minutes: float = 24 * 60
    start_minutes: float = 30
    temporary_cap_minutes: float = 6 * 60
    soft_cap_minutes: float = 24 * 60
    hard_start_minutes: float = 24 * 60
    hard_cap_minutes: float = 7 * 24 * 60


DEFAULT_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a poll brought, as far as the next one depends on it."""

    outcome: PollOutcome
    failure_kind: FailureKind | None = None  # of failed and refused polls
    entry_times: tuple[datetime, ...] = ()  # publication instants in the document
    has_gap: bool = False
    max_age_seconds: int | None = None  # of Cache-Control
    ttl_minutes: int | None = None  # of the document
    retry_after_at: datetime | None = None
    moved_to: str | None = None  # where permanent redirects (301, 308) led
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None


def fresh_state(feed: Feed) -> FeedState:
    """The state of a feed that was never asked, or whose address the catalogue changed."""
    return FeedState(feed_id=feed.feed_id, catalogue_url=feed.url, url=feed.url)


def current_state(state: FeedState | None, feed: Feed) -> FeedState:
    """The state to work from: a fresh one where there is none or the catalogue's URL changed."""
    if state is None or state.catalogue_url != feed.url:
        return fresh_state(feed)
    return state


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether the feed may and should be asked now. Retry-After is kept to the second."""
    if state.retry_after_at is not None and now < state.retry_after_at:
        return False
    return state.next_poll_at is None or now + _SLACK >= state.next_poll_at


def next_state(
    state: FeedState,
    feed: Feed,
    answer: Answer,
    *,
    now: datetime,
    jitter: float,
    bounds: Bounds = DEFAULT_BOUNDS,
) -> FeedState:
    """The state after a poll at `now`; `jitter` is a random number in [0, 1]."""
    state = current_state(state, feed)
    if answer.outcome in (PollOutcome.FAILED, PollOutcome.REFUSED):
        after = _after_failure(state, feed, answer, now=now, jitter=jitter, bounds=bounds)
    else:
        after = _after_success(state, feed, answer, now=now, jitter=jitter, bounds=bounds)
    asked = answer.retry_after_at
    if asked is not None and asked > now:
        later = max(asked, after.next_poll_at or asked)
        return replace(after, retry_after_at=asked, next_poll_at=later)
    return after


def has_gap(known_keys: Container[str], entries: Sequence[FoundEntry], *, is_first: bool) -> bool:
    """Whether entries may have been missed: a later poll overlaps with nothing known.

    `known_keys` are url_keys of the feed's entries from before this poll.
    """
    if is_first or not entries:
        return False
    return not any(url_key(entry.url) in known_keys for entry in entries)


def _after_success(
    state: FeedState, feed: Feed, answer: Answer, *, now: datetime, jitter: float, bounds: Bounds
) -> FeedState:
    is_changed = answer.outcome is PollOutcome.CHANGED
    newest = max((t for t in answer.entry_times if t <= now), default=None)
    newest = max(filter(None, (newest, state.newest_entry_at)), default=None)
    interval = _adapted(state, answer, newest=newest, now=now, bounds=bounds)
    is_304 = answer.outcome is PollOutcome.NOT_MODIFIED
    if feed.poll_minutes is not None:
        wait = float(feed.poll_minutes)
    else:
        floor = max((answer.max_age_seconds or 0) / 60, answer.ttl_minutes or 0)
        wait = max(interval * (1 - _SPREAD * jitter), bounds.min_minutes, floor)
        wait = min(wait, bounds.max_minutes)
    return replace(
        state,
        url=answer.moved_to or state.url,
        etag=answer.etag or (state.etag if is_304 else None),
        last_modified=answer.last_modified or (state.last_modified if is_304 else None),
        body_sha256=answer.body_sha256 or state.body_sha256,
        interval_minutes=interval,
        next_poll_at=now + timedelta(minutes=wait),
        retry_after_at=None,
        last_polled_at=now,
        last_succeeded_at=now,
        last_changed_at=now if is_changed else state.last_changed_at,
        newest_entry_at=newest,
        failure_count=0,
        failure_kind=None,
    )


def _adapted(
    state: FeedState, answer: Answer, *, newest: datetime | None, now: datetime, bounds: Bounds
) -> float:
    """The interval in minutes that suits the feed's rhythm.

    News shrinks it by half, though not below the usual gap between entries; silence lets it
    grow by half, though not beyond a quarter of the newest entry's age, so that a paper that
    sleeps at night is not slow in the morning. Never longer than half the time that the
    document spans: entries would fall out of it unseen.
    """
    interval = state.interval_minutes or bounds.start_minutes
    times = sorted({t for t in answer.entry_times if t <= now}, reverse=True)
    gaps = [(a - b).total_seconds() / 60 for a, b in pairwise(times)]
    if answer.outcome is PollOutcome.CHANGED:
        shrunk = interval * _SHRINK
        if gaps and not answer.has_gap:
            shrunk = max(shrunk, min(interval, median(gaps[:_GAPS_USED])))
        interval = shrunk
    elif state.interval_minutes is not None:
        interval *= _GROWTH
        since = newest or state.last_changed_at
        if since is not None:
            asleep = (now - since).total_seconds() / 60 / 4
            interval = max(state.interval_minutes, min(interval, asleep))
    if len(times) > 2:
        interval = min(interval, (times[0] - times[-1]).total_seconds() / 60 / 2)
    return min(max(interval, bounds.min_minutes), bounds.max_minutes)


def _after_failure(
    state: FeedState, feed: Feed, answer: Answer, *, now: datetime, jitter: float, bounds: Bounds
) -> FeedState:
    kind = answer.failure_kind or FailureKind.TEMPORARY
    count = state.failure_count + 1
    usual = float(feed.poll_minutes or state.interval_minutes or bounds.start_minutes)
    start, cap = {
        FailureKind.TEMPORARY: (usual, bounds.temporary_cap_minutes),
        FailureKind.SOFT: (2 * usual, bounds.soft_cap_minutes),
        FailureKind.HARD: (bounds.hard_start_minutes, bounds.hard_cap_minutes),
    }[kind]
    wait = min(start * 2.0 ** min(count - 1, 30), cap) * (1 - _SPREAD * jitter)
    # A redirect that leads nowhere any more is forgotten.
    is_lost = state.url != state.catalogue_url and count >= _MOVED_PATIENCE
    return replace(
        state,
        url=state.catalogue_url if is_lost else state.url,
        next_poll_at=now + timedelta(minutes=wait),
        retry_after_at=None,
        last_polled_at=now,
        failure_count=count,
        failure_kind=kind.value,
    )
