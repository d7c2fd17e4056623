"""When a feed is asked again: its rhythm, its publisher's wishes, its failures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.feeds.answers import classify, parse_max_age, parse_retry_after
from tasks.feeds.parsing import FoundEntry
from tasks.feeds.schedule import (
    Answer,
    Bounds,
    PollOutcome,
    current_state,
    fresh_state,
    has_gap,
    is_due,
    next_state,
)
from warehouse.records import FailureKind, Feed, FeedState

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FEED = Feed(
    feed_id="dawn", url="https://dawn.example/feed", publisher="Dawn", country="PK", language="en"
)
CHANGED = Answer(outcome=PollOutcome.CHANGED)
UNCHANGED = Answer(outcome=PollOutcome.UNCHANGED)
NOT_MODIFIED = Answer(outcome=PollOutcome.NOT_MODIFIED)


def failed(kind: FailureKind) -> Answer:
    return Answer(outcome=PollOutcome.FAILED, failure_kind=kind)


def wait_minutes(state: FeedState, *, now: datetime = NOW) -> float:
    assert state.next_poll_at is not None
    return (state.next_poll_at - now).total_seconds() / 60


def after(
    *answers: Answer, feed: Feed = FEED, jitter: float = 0, state: FeedState | None = None
) -> FeedState:
    """The state after these answers, all at NOW."""
    state = state or fresh_state(feed)
    for answer in answers:
        state = next_state(state, feed, answer, now=NOW, jitter=jitter)
    return state


def test_a_fresh_feed_is_due_at_once() -> None:
    assert is_due(fresh_state(FEED), NOW)


def test_a_polled_feed_waits_for_its_turn() -> None:
    state = after(UNCHANGED)
    assert not is_due(state, NOW + timedelta(minutes=28))
    assert is_due(state, NOW + timedelta(minutes=30))
    assert is_due(state, NOW + timedelta(minutes=29, seconds=30))  # a run that starts early


def simulate(every: timedelta, *, days: int, entries: int = 30) -> list[float]:
    """Minutes between the polls of the last day, of a feed with an entry `every` so often."""
    now, state, newest, polls = NOW, fresh_state(FEED), -1, []
    while now < NOW + timedelta(days=days):
        if is_due(state, now):
            count = int((now - NOW) / every)
            outcome = PollOutcome.CHANGED if count != newest else PollOutcome.NOT_MODIFIED
            times = tuple(NOW + every * (count - n) for n in range(entries))
            newest = count
            answer = Answer(
                outcome=outcome, entry_times=times if outcome is PollOutcome.CHANGED else ()
            )
            state = next_state(state, FEED, answer, now=now, jitter=0.5)
            polls.append(now)
        now += timedelta(minutes=5)
    last = [poll for poll in polls if poll > NOW + timedelta(days=days - 1)]
    return [(b - a).total_seconds() / 60 for a, b in pairwise(last)]


@pytest.mark.parametrize(
    ("every", "least", "most"),
    [
        (timedelta(minutes=4), 10, 15),
        (timedelta(minutes=60), 10, 65),
        (timedelta(hours=6), 10, 6 * 60),
    ],
)
def test_the_interval_finds_the_rhythm_of_the_feed(
    every: timedelta, least: float, most: float
) -> None:
    gaps = simulate(every, days=4)
    assert least <= min(gaps)
    assert max(gaps) <= most


def test_a_dead_feed_ends_at_a_poll_a_day() -> None:
    now, state = NOW, fresh_state(FEED)
    for _ in range(60):
        state = next_state(state, FEED, NOT_MODIFIED, now=now, jitter=0)
        assert state.next_poll_at is not None
        now = state.next_poll_at
    assert wait_minutes(
        next_state(state, FEED, NOT_MODIFIED, now=now, jitter=0), now=now
    ) == 24 * 60  # fmt: skip


@pytest.mark.parametrize(("interval", "minutes"), [(60, 90), (100, 120), (120, 120)])
def test_a_paper_that_slept_is_asked_again_soon(interval: float, minutes: float) -> None:
    """Eight hours after the newest entry, the wait grows to two hours and no further."""
    state = replace(
        fresh_state(FEED), interval_minutes=interval, newest_entry_at=NOW - timedelta(hours=8)
    )
    assert wait_minutes(after(UNCHANGED, state=state)) == minutes


def test_entries_do_not_fall_out_of_the_document_unseen() -> None:
    """Ten entries in the last 50 minutes: half of that is the longest wait."""
    times = tuple(NOW - timedelta(minutes=5 * n) for n in range(11))
    state = replace(fresh_state(FEED), interval_minutes=300)
    assert wait_minutes(after(replace(CHANGED, entry_times=times), state=state)) == 25


@pytest.mark.parametrize(
    ("wish", "minutes"),
    [
        ({}, 30),
        ({"max_age_seconds": 2700}, 45),
        ({"ttl_minutes": 60}, 60),
        ({"ttl_minutes": 60, "max_age_seconds": 7200}, 120),
        ({"ttl_minutes": 43_200}, 24 * 60),
        ({"max_age_seconds": 60}, 30),
    ],
)
def test_what_the_publisher_asks_is_the_least(wish: dict[str, int], minutes: float) -> None:
    answer = Answer(outcome=PollOutcome.UNCHANGED, **wish)  # type: ignore[arg-type]
    assert wait_minutes(after(answer)) == minutes
    assert wait_minutes(after(answer, jitter=1)) >= (minutes if wish else 27) - 3


def test_a_fixed_interval_wins_over_all_but_retry_after() -> None:
    fixed = replace(FEED, poll_minutes=5)
    assert wait_minutes(after(replace(CHANGED, ttl_minutes=60), feed=fixed)) == 5
    asked = NOW + timedelta(hours=2)
    state = after(replace(CHANGED, retry_after_at=asked), feed=fixed)
    assert state.next_poll_at == asked
    assert not is_due(state, asked - timedelta(seconds=1))  # to the second: no slack
    assert is_due(state, asked)


FAILURES = {
    # kind: minutes after the first, second, third ... failure in a row
    FailureKind.TEMPORARY: [30, 60, 120, 240, 360, 360],
    FailureKind.SOFT: [60, 120, 240, 480, 960, 1440, 1440],
    FailureKind.HARD: [1440, 2880, 5760, 10080, 10080],
}


@pytest.mark.parametrize("kind", FAILURES)
def test_failures_back_off_by_their_kind(kind: FailureKind) -> None:
    state = fresh_state(FEED)
    for count, minutes in enumerate(FAILURES[kind], 1):
        state = after(failed(kind), state=state)
        assert wait_minutes(state) == minutes
        assert (state.failure_count, state.failure_kind) == (count, kind.value)


def test_success_forgets_failures() -> None:
    state = after(*[failed(FailureKind.TEMPORARY)] * 5, UNCHANGED)
    assert (state.failure_count, state.failure_kind, state.retry_after_at) == (0, None, None)
    assert wait_minutes(state) == 30
    assert state.last_succeeded_at == NOW


def test_retry_after_lengthens_a_backoff_and_never_shortens_it() -> None:
    soon, late = NOW + timedelta(minutes=1), NOW + timedelta(hours=20)
    busy = failed(FailureKind.TEMPORARY)
    assert wait_minutes(after(replace(busy, retry_after_at=soon))) == 30
    assert after(replace(busy, retry_after_at=late)).next_poll_at == late


def test_validators_are_kept_verbatim_and_survive_a_304() -> None:
    state = after(replace(CHANGED, etag='W/"a"', last_modified="Sun", body_sha256="f00"))
    assert (state.etag, state.last_modified, state.body_sha256) == ('W/"a"', "Sun", "f00")
    state = after(NOT_MODIFIED, failed(FailureKind.SOFT), state=state)
    assert (state.etag, state.last_modified, state.body_sha256) == ('W/"a"', "Sun", "f00")
    state = after(CHANGED, state=state)  # a 200 without validators: the old ones are void
    assert (state.etag, state.last_modified) == (None, None)


def test_another_address_in_the_catalogue_starts_afresh() -> None:
    state = after(replace(CHANGED, etag="a"), failed(FailureKind.HARD))
    moved = replace(FEED, url="https://dawn.example/new")
    assert current_state(state, moved) == fresh_state(moved)
    assert is_due(current_state(state, moved), NOW)
    assert current_state(state, FEED) is state


def test_a_permanent_redirect_is_followed_until_it_leads_nowhere() -> None:
    state = after(replace(CHANGED, moved_to="https://new.example/feed"))
    assert (state.url, state.catalogue_url) == ("https://new.example/feed", FEED.url)
    state = after(*[failed(FailureKind.SOFT)] * 2, state=state)
    assert state.url == "https://new.example/feed"
    assert after(failed(FailureKind.SOFT), state=state).url == FEED.url


ANSWERS = st.builds(
    Answer,
    outcome=st.sampled_from(PollOutcome),
    failure_kind=st.none() | st.sampled_from(FailureKind),
    entry_times=st.lists(
        st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    ).map(tuple),
    has_gap=st.booleans(),
    max_age_seconds=st.none() | st.integers(0, 10**9),
    ttl_minutes=st.none() | st.integers(1, 10**6),
)


@given(answers=st.lists(ANSWERS, max_size=12), jitter=st.floats(0, 1))
def test_no_history_leads_out_of_bounds(answers: list[Answer], jitter: float) -> None:
    bounds = Bounds(min_minutes=15, max_minutes=600)
    state, now = fresh_state(FEED), NOW
    for answer in answers:
        state = next_state(state, FEED, answer, now=now, jitter=jitter, bounds=bounds)
        is_failure = answer.outcome in (PollOutcome.FAILED, PollOutcome.REFUSED)
        longest = bounds.hard_cap_minutes if is_failure else 600
        assert 13 <= wait_minutes(state, now=now) <= longest
        assert state.next_poll_at is not None
        now = state.next_poll_at


KINDS = {
    FailureKind.TEMPORARY: [
        500, 502, 503, 504, 429, 408, "http_503", "timeout", "dns_failure", "incomplete",
        "truncated",
    ],
    FailureKind.SOFT: [
        400, 403, 404, "http_404", "empty", "malformed", "html_not_feed", "no_entries", "too_large",
        "redirect_loop", "tls_failure", "never heard of",
    ],
    FailureKind.HARD: [410, "http_410", 451, "blocked_address", "robots_disallowed", "bad_url"],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_cause_has_a_kind(kind: FailureKind) -> None:
    assert {cause: classify(cause) for cause in KINDS[kind]} == dict.fromkeys(KINDS[kind], kind)


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        ("120", NOW + timedelta(seconds=120)),
        (" 0 ", NOW),
        ("Sun, 22 Nov 2026 13:00:00 GMT", NOW + timedelta(hours=1)),
        ("Sun, 22 Nov 2026 11:00:00 GMT", NOW),
        ("Sunday, 22-Nov-26 13:00:00 GMT", NOW + timedelta(hours=1)),
        ("999999999999", NOW + timedelta(days=7)),
        ("Fri, 01 Jan 2100 00:00:00 GMT", NOW + timedelta(days=7)),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_comes_in_two_forms(value: str | None, asked: datetime | None) -> None:
    assert parse_retry_after(value, NOW) == asked


@given(st.text(max_size=40))
def test_any_header_is_taken(value: str) -> None:
    asked = parse_retry_after(value, NOW)
    assert asked is None or NOW <= asked <= NOW + timedelta(days=7)
    parse_max_age(value)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=300", 300),
        ("public, Max-Age=60, s-maxage=3600", 60),
        ('private, max-age="90"', 90),
        ("no-cache, max-age=300", None),
        ("no-store", None),
        ("max-age=-1", None),
        ("max-age=soon", None),
        ("", None),
        (None, None),
    ],
)
def test_max_age(header: str | None, seconds: int | None) -> None:
    assert parse_max_age(header) == seconds


def entries(*paths: str) -> list[FoundEntry]:
    return [
        FoundEntry(
            guid=None,
            url=f"https://www.dawn.example/{path}?utm_source=rss",
            title=None,
            summary=None,
            content=None,
            byline=None,
            published_at=None,
            digest="",
        )
        for path in paths
    ]


def test_a_gap_is_a_later_poll_that_overlaps_with_nothing() -> None:
    known = {"dawn.example/a", "dawn.example/b"}
    assert has_gap(known, entries("c", "d"), is_first=False)
    assert not has_gap(known, entries("c", "b"), is_first=False)
    assert not has_gap(set(), entries("c"), is_first=True)
    assert not has_gap(known, [], is_first=False)
