"""Asks one feed, and says what came of it: a poll's row, the feed's next state, its entries."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from tasks.feeds.answers import classify, parse_max_age
from tasks.feeds.parsing import DroppedEntry, FoundEntry, ParsedFeed, parse_feed
from tasks.feeds.problems import Problem, Unreadable
from tasks.feeds.schedule import Answer as PollAnswer
from tasks.feeds.schedule import Bounds, PollOutcome, next_state
from tasks.web.answers import Answer
from tasks.web.client import Web
from warehouse.records import FailureKind, Feed, FeedState, Poll, id63

READABLE_ALL_THE_SAME = {"incomplete"}  # a body that broke off may hold whole entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One feed's answer, read; nothing of it is in the warehouse yet."""

    feed: Feed
    before: FeedState
    state: FeedState
    poll: Poll
    entries: tuple[FoundEntry, ...] = ()
    dropped: tuple[DroppedEntry, ...] = ()
    failure_kind: FailureKind | None = None


async def poll_feed(
    web: Web, feed: Feed, state: FeedState, *, run_id: int, jitter: float, bounds: Bounds
) -> Polled:
    """Ask a feed, on condition that it changed; whatever goes wrong is in the result."""
    conditions = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    answer = await web.get(state.url, {k: v for k, v in conditions.items() if v})
    parsed, sha = None, None
    if answer.status == 200 and (answer.is_usable or answer.reason_code in READABLE_ALL_THE_SAME):
        sha = hashlib.sha256(answer.body).hexdigest()
        if sha != state.body_sha256:
            parsed = await asyncio.to_thread(
                parse_feed,
                answer.body,
                url=answer.final_url,
                content_type=answer.header("Content-Type"),
                country=feed.country,
                now=answer.fetched_at,
            )
    outcome, problem = _outcome(answer, parsed)
    kind = classify(problem.reason_code) if problem and outcome in FAILURES else None
    learnt = _learnt(answer, parsed, outcome, kind, sha)
    after = next_state(state, feed, learnt, now=answer.fetched_at, jitter=jitter, bounds=bounds)
    entries = parsed.entries if isinstance(parsed, ParsedFeed) else ()
    return Polled(
        feed=feed,
        before=state,
        state=after,
        poll=_row(feed, state, after, answer, outcome, problem, entries, parsed, run_id),
        entries=entries,
        dropped=parsed.dropped if isinstance(parsed, ParsedFeed) else (),
        failure_kind=kind,
    )


FAILURES = {PollOutcome.FAILED, PollOutcome.REFUSED}


def postpone(feed: Feed, state: FeedState, *, run_id: int, now: datetime) -> Polled:
    """The row of a feed that is not asked because its server told us to wait."""
    return Polled(
        feed=feed,
        before=state,
        state=state,
        poll=Poll(
            poll_id=id63("poll", str(run_id), feed.feed_id),
            run_id=run_id,
            feed_id=feed.feed_id,
            url=state.url,
            polled_at=now,
            outcome="postponed",
            reason_code="retry_after",
            message=f"the server asked for no request before {state.retry_after_at:%F %T} UTC",
            next_poll_at=state.next_poll_at,
        ),
    )


def _outcome(
    answer: Answer, parsed: ParsedFeed | Unreadable | None
) -> tuple[PollOutcome, Problem | None]:
    if isinstance(parsed, Unreadable):
        return PollOutcome.FAILED, Problem(reason_code=parsed.reason_code, message=parsed.message)
    problem = (
        None
        if answer.reason_code is None
        else Problem(reason_code=answer.reason_code, message=answer.message or "")
    )
    if isinstance(parsed, ParsedFeed):
        return PollOutcome.CHANGED, problem or parsed.problem
    if answer.status == 304:
        return PollOutcome.NOT_MODIFIED, None
    if answer.status == 200 and answer.is_usable:
        return PollOutcome.UNCHANGED, None
    return (PollOutcome.FAILED if answer.was_sent else PollOutcome.REFUSED), problem


def _learnt(
    answer: Answer,
    parsed: ParsedFeed | Unreadable | None,
    outcome: PollOutcome,
    kind: FailureKind | None,
    sha: str | None,
) -> PollAnswer:
    is_whole = answer.is_usable  # validators of half a document would hide its other half
    feed = parsed if isinstance(parsed, ParsedFeed) else None
    return PollAnswer(
        outcome=outcome,
        failure_kind=kind,
        entry_times=tuple(e.published_at for e in feed.entries if e.published_at) if feed else (),
        max_age_seconds=parse_max_age(answer.header("Cache-Control")),
        ttl_minutes=feed.ttl_minutes if feed else None,
        retry_after_at=answer.retry_at,
        moved_to=answer.moved_to if answer.is_usable else None,
        etag=answer.header("ETag") if is_whole else None,
        last_modified=answer.header("Last-Modified") if is_whole else None,
        body_sha256=sha if is_whole else None,
    )


def _row(
    feed: Feed,
    before: FeedState,
    after: FeedState,
    answer: Answer,
    outcome: PollOutcome,
    problem: Problem | None,
    entries: tuple[FoundEntry, ...],
    parsed: ParsedFeed | Unreadable | None,
    run_id: int,
) -> Poll:
    return Poll(
        poll_id=id63("poll", str(run_id), feed.feed_id),
        run_id=run_id,
        feed_id=feed.feed_id,
        url=before.url,
        polled_at=answer.fetched_at,
        outcome=outcome.value,
        reason_code=problem.reason_code if problem else None,
        message=problem.message if problem else None,
        http_status=answer.status,
        elapsed_ms=answer.elapsed_ms,
        byte_count=len(answer.body),
        entry_count=len(entries) if parsed is not None else None,
        newest_entry_at=max((e.published_at for e in entries if e.published_at), default=None),
        next_poll_at=after.next_poll_at,
    )


def with_news(polled: Polled, *, new_entry_count: int, has_gap: bool) -> Polled:
    """The same poll once it is known which of its entries are new."""
    poll = replace(polled.poll, new_entry_count=new_entry_count, has_gap=has_gap)
    return replace(polled, poll=poll)
