"""Two texts compared: each measure on an example, and what is a copy of what."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta
from itertools import permutations
from math import log, log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.stories.comparing import (
    NO_TITLE,
    WEIGHTS,
    Likeness,
    Text,
    Weights,
    compare,
    likeness,
    load_weights,
)
from tests.made import NOW

FORTY = " ".join(f"w{number}" for number in range(40))
FORM = "a1 a2 a3 {} b1 b2 b3 {} c1 c2 c3 {} d1 d2 d3"
TWO_DAYS = timedelta(days=2)


def text(body: str, title: str = "", days: float | None = None) -> Text:
    published_at = None if days is None else NOW + timedelta(days=days)
    return Text(title=title, body=body, published_at=published_at)


def filled(*fillings: str, days: float | None = None) -> Text:
    return text(FORM.format(*fillings), days=days)


AGAINST = {"numbers", "slots", "late_slots"}
MEASURED: dict[str, tuple[str, Text, Text, float]] = {
    "three of the shorter text's four words": (
        "vocabulary",
        text("bomb in Quetta bazaar"),
        text("a bomb in a Quetta market said police"),
        3 / 4,
    ),
    "each word counts once": ("vocabulary", text("bomb bomb bomb mine"), text("bomb " * 5), 1 / 2),
    "leads of four and five words": (
        "lead",
        text("bomb in Quetta bazaar"),
        text("bomb in Quetta market today"),
        3 / 4,
    ),
    "what comes after forty words is no lead": (
        "lead",
        text(f"{FORTY} bomb mine gun fire"),
        text(f"bomb mine gun fire {FORTY}"),
        36 / 40,
    ),
    "titles: two words of four": (
        "title",
        text("", "Bomb in Quetta"),
        text("", "in Quetta now"),
        0.5,
    ),
    "titles in another case and order": (
        "title",
        text("", "Bomb in Quetta"),
        text("", "QUETTA: in bomb"),
        1.0,
    ),
    "a title is missing": ("title", text("", "Bomb in Quetta"), text(""), NO_TITLE),
    "one number is missing": (
        "numbers",
        text("killed 6 and 9"),
        text("killed 9 and 12 there"),
        log(2),
    ),
    "numbers in other digits": ("numbers", text("۶ اور ۹ ہلاک"), text("6 9 وہاں ہلاک ہوئے"), 0.0),
    "no numbers": ("numbers", text("killed some"), text("killed 9 and 12"), 0.0),
    "a fraction is one number": ("numbers", text("rose to 16.1"), text("rose to 16 and 1"), log(2)),
    "two shingles of three words": ("amount", text("a b c d"), text("x a b c d"), log(3)),
    "a shingle that returns counts once": (
        "amount",
        text("a b c a b c"),
        text("a b c a b c d"),
        log(4),
    ),
    "no shingle": ("amount", text("a b c d"), text("d c b a"), 0.0),
    "three slots of three breaks": ("slots", filled("x", "y", "z"), filled("p", "q", "r"), log(4)),
    "two breaks count as three": (
        "slots",
        filled("x", "y", "z"),
        filled("x", "q", "r"),
        log(3) * 2 / 3,
    ),
    "words put in are no slot": (
        "slots",
        filled("x", "y", "z"),
        filled("x", "y of y", "r"),
        log(2) / 3,
    ),
    "a slot of six words": (
        "slots",
        filled("x", "y", "1 2 3 4 5 6"),
        filled("x", "y", "6 5 4 3 2 1"),
        log(2) / 3,
    ),
    "seven words are no slot": (
        "slots",
        filled("x", "y", "1 2 3 4 5 6 7"),
        filled("x", "y", "7 6 5 4 3 2 1"),
        0.0,
    ),
    "the same to the letter": ("slots", filled("x", "y", "z"), filled("x", "y", "z"), 0.0),
    "a form two days later": (
        "late_slots",
        filled("x", "y", "z", days=0),
        filled("p", "q", "r", days=2),
        log(4) * log(3),
    ),
    "a form of the same hour": (
        "late_slots",
        filled("x", "y", "z", days=0),
        filled("p", "q", "r", days=0),
        0.0,
    ),
    "a form of an unknown day": (
        "late_slots",
        filled("x", "y", "z", days=0),
        filled("p", "q", "r"),
        0.0,
    ),
    "a form of another year": (
        "late_slots",
        filled("x", "y", "z", days=0),
        filled("p", "q", "r", days=500),
        log(4) * log1p(30),
    ),
}


@pytest.mark.parametrize("case", MEASURED)
def test_a_measure(case: str) -> None:
    measure, one, other, value = MEASURED[case]
    assert getattr(likeness(one, other), measure) == pytest.approx(value)
    assert getattr(likeness(other, one), measure) == pytest.approx(value)


def test_nothing_in_common_with_nothing() -> None:
    nothing = Likeness(
        vocabulary=0.0, lead=0.0, title=NO_TITLE, numbers=0.0, amount=0.0, slots=0.0, late_slots=0.0
    )
    assert likeness(text(""), text("")) == nothing


# Properties

WORDS = st.sampled_from(["a", "b", "c", "d", "e", "1", "2", "بم", "ہے"])
TITLES = st.sampled_from(["", "a b", "b a c", "بم"])
DAYS = st.none() | st.floats(0, 60)
TEXTS = st.builds(text, st.lists(WORDS, max_size=60).map(" ".join), TITLES, DAYS)


@given(TEXTS, TEXTS)
def test_which_text_comes_first_makes_no_difference(one: Text, other: Text) -> None:
    assert compare(one, other) == compare(other, one)


@given(TEXTS, TEXTS)
def test_measures_keep_within_their_bounds(one: Text, other: Text) -> None:
    found = likeness(one, other)
    for name in ("vocabulary", "lead", "title"):
        assert 0.0 <= getattr(found, name) <= 1.0
    assert 0.0 <= found.slots <= log(59)
    assert 0.0 <= found.numbers <= log(59)
    assert 0.0 <= found.amount <= log(59)
    assert 0.0 <= found.late_slots <= found.slots * log(31) + 1e-9


@given(one=TEXTS, day=st.none() | st.floats(0, 4000))
def test_equal_words_are_copies_whatever_the_score(one: Text, day: float | None) -> None:
    again = text(one.body.upper().replace(" ", "\u00a0"), f"“{one.title}”", day)
    assert compare(one, again).is_same
    assert compare(one, again).are_copies


def test_a_few_equal_words_are_copies_though_their_score_is_low() -> None:
    decision = compare(text("No comment.", "Cartoon"), text("no comment", "CARTOON"))
    assert decision.score < load_weights().threshold
    assert decision.are_copies
    assert not compare(text("No comment.", "Cartoon"), text("no comments", "CARTOON")).are_copies


# The shipped weights


def test_each_weight_has_the_sign_that_its_measure_has() -> None:
    weights = load_weights()
    assert weights.threshold >= 0  # at even odds at least
    assert weights.bias < 0  # two texts of which nothing is known are no copies
    for field in fields(Likeness):
        value = getattr(weights.of, field.name)
        assert (value < 0) == (field.name in AGAINST), field.name
        assert value != 0, field.name


def test_the_file_of_weights_says_all_that_is_read() -> None:
    told = json.loads(WEIGHTS.read_text("utf-8"))
    assert set(told["of"]) == {field.name for field in fields(Likeness)}
    assert load_weights().bias == told["bias"]


def test_a_score_is_the_weighed_sum() -> None:
    ones = dict.fromkeys(Likeness.__slots__, 1.0)
    weights = Weights(bias=-2.0, threshold=0.0, of=Likeness(**ones | {"slots": -0.5}))
    assert weights.score(Likeness(**ones)) == pytest.approx(-2.0 + 6.0 - 0.5)


def test_what_speaks_for_copies_alone_proves_nothing() -> None:
    weights = load_weights()
    nothing = likeness(text("a b c"), text("x y z"))
    for name in ("vocabulary", "lead", "title"):
        assert weights.score(replace(nothing, **{name: 1.0})) < weights.threshold


def test_three_versions_are_compared_pair_by_pair_alike() -> None:
    versions = [filled("x", "y", "z", days=day) for day in range(3)]
    scores = {compare(one, other).score for one, other in permutations(versions, 2)}
    assert len(scores) == 1  # days count only where a form is filled otherwise
