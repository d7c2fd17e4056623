"""When a known article is looked at again: the ages of its looks, and what shifts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.articles.revisits import AGES, MOST_LOOKS, RECENT, Look, after_look, first_revisit
from tests.made import NOW
from warehouse.records import Label, LookOutcome, Revisit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://herald.example/one"
Outcomes = Sequence[LookOutcome]


def look(outcome: LookOutcome, at: datetime, **more: str) -> Look:
    return Look(outcome=outcome, url=more.pop("url", URL), at=at, **more)


def begun(label: Label | None = Label.CORE, published_at: datetime | None = NOW) -> Revisit:
    plan = first_revisit(
        1,
        look(LookOutcome.FIRST, NOW, etag='"1"', last_modified="Sun"),
        published_at=published_at,
        label=label,
    )
    assert plan is not None
    return plan


def ages(outcomes: Outcomes, label: Label = Label.CORE, late: timedelta = timedelta()) -> list[str]:
    """The ages in hours at which looks come that bring these outcomes, each look so late."""
    plan, at = begun(label), []
    for outcome in outcomes:
        if plan.next_look_at is None:
            break
        now = plan.next_look_at + late
        at.append(f"{(now - NOW) / HOUR:g}")
        plan = after_look(plan, look(outcome, now), label=label)
    return at


SAME, CHANGED = LookOutcome.SAME, LookOutcome.CHANGED
MISSING, FAILED = LookOutcome.MISSING, LookOutcome.FAILED
ALL = "1 3 8 24 72 240"
# What the looks bring, and the ages in hours at which they come.
STORIES: dict[str, tuple[Outcomes, str]] = {
    "nothing changes": ([SAME] * 9, ALL),
    "the server says so": ([LookOutcome.NOT_MODIFIED] * 9, ALL),
    "clocks": ([LookOutcome.TRIVIAL] * 9, ALL),
    "a change at the first look": ([CHANGED, SAME, SAME], "1 2 3"),
    "a change after a day": ([SAME, SAME, SAME, CHANGED, SAME, SAME], "1 3 8 24 36 72"),
    "a change at the last": ([*[SAME] * 5, CHANGED, SAME], ALL),
    "gone": ([MISSING] * 3, "1 3"),
    "gone at the last look": ([*[SAME] * 5, MISSING, MISSING], f"{ALL} 264"),
    "gone and back": ([MISSING, SAME, MISSING, SAME], "1 3 8 24"),
    "a host in trouble": ([FAILED] * 9, ALL),
}


@pytest.mark.parametrize(("outcomes", "expected"), STORIES.values(), ids=STORIES)
def test_the_ages_of_looks(outcomes: Outcomes, expected: str) -> None:
    assert ages(outcomes) == expected.split()


@pytest.mark.parametrize(
    ("label", "expected"),
    [(Label.CORE, ALL), (Label.RELATED, ALL), (Label.BACKGROUND, ALL), (Label.NONE, "3 24")],
)
def test_what_is_not_about_militancy_gets_few_looks(label: Label, expected: str) -> None:
    assert ages([SAME] * 9, label) == expected.split()


@pytest.mark.parametrize(
    ("late", "expected"),
    [(HOUR / 2, "1.5 3.5 8.5 24.5"), (2 * HOUR, "3 10 26 74"), (7 * HOUR, "8 31 79 247")],
)
def test_a_look_that_comes_late_stands_for_the_next(late: timedelta, expected: str) -> None:
    assert ages([SAME] * 4, late=late) == expected.split()


@given(
    st.lists(st.sampled_from(LookOutcome), max_size=40),
    st.sampled_from(Label),
    st.integers(0, 100),
)
def test_looks_come_to_an_end_and_never_crowd(
    outcomes: list[LookOutcome], label: Label, minutes_late: int
) -> None:
    plan, count = begun(label), 0
    for outcome in [*outcomes, *[CHANGED] * MOST_LOOKS]:
        if plan.next_look_at is None:
            break
        assert plan.next_look_at - plan.last_looked_at >= HOUR
        now = plan.next_look_at + timedelta(minutes=minutes_late)
        plan, count = after_look(plan, look(outcome, now), label=label), count + 1
    assert plan.look_count == count <= MOST_LOOKS
    assert plan.next_look_at is None
    assert plan.last_looked_at <= NOW + AGES[-1] + DAY + MOST_LOOKS * timedelta(minutes=100)


RECENTLY: dict[str, tuple[datetime | None, bool]] = {
    "just now": (NOW, True),
    "two days ago": (NOW - 2 * DAY, True),
    "in 2019": (NOW.replace(year=2019), False),
    "at an unknown time": (None, True),
    "a little over": (NOW - RECENT - HOUR, False),
}


@pytest.mark.parametrize(("published_at", "expected"), RECENTLY.values(), ids=RECENTLY)
def test_old_articles_are_not_looked_at(published_at: datetime | None, expected: bool) -> None:
    plan = first_revisit(1, look(LookOutcome.FIRST, NOW), published_at=published_at, label=None)
    assert (plan is not None) is expected


def test_a_verdict_that_changes_changes_the_plan() -> None:
    plan = begun(Label.NONE)
    later = after_look(plan, look(CHANGED, NOW + 3 * HOUR), label=Label.CORE)
    assert later.next_look_at == NOW + 3 * HOUR + 5 * HOUR / 4


def test_the_servers_wish_counts_where_it_is_longer() -> None:
    asked = replace(look(LookOutcome.FAILED, NOW + HOUR), retry_at=NOW + DAY)
    assert after_look(begun(), asked, label=None).next_look_at == NOW + DAY


VALIDATORS = {
    LookOutcome.CHANGED: '"2"',
    LookOutcome.TRIVIAL: '"2"',
    LookOutcome.SAME: '"2"',
    LookOutcome.NOT_MODIFIED: '"1"',
    LookOutcome.SHORTENED: '"1"',
    LookOutcome.NO_BODY: '"1"',
    LookOutcome.FAILED: '"1"',
    LookOutcome.MISSING: '"1"',
}


@pytest.mark.parametrize(("outcome", "etag"), VALIDATORS.items())
def test_validators_are_those_of_the_stored_text(outcome: LookOutcome, etag: str) -> None:
    after = after_look(begun(), look(outcome, NOW + HOUR, etag='"2"'), label=None)
    assert after.etag == etag


def test_validators_belong_to_an_address() -> None:
    elsewhere = look(SAME, NOW + HOUR, url=f"{URL}/amp", etag='"amp"')
    assert after_look(begun(), elsewhere, label=None).etag == '"1"'
    moved = replace(elsewhere, outcome=CHANGED)
    after = after_look(begun(), moved, label=None)
    assert (after.url, after.etag) == (f"{URL}/amp", '"amp"')


def test_a_look_that_is_told_twice_counts_once() -> None:
    once = after_look(begun(), look(SAME, NOW + HOUR), label=None)
    assert after_look(once, look(SAME, NOW + HOUR), label=None) == once
