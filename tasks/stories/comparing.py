"""Decides whether two texts are copies or edited versions of one: the grouping's one judgement.

What speaks for it is wording in common, above all in the lead; what speaks against it is a
common form with other names and figures in it, as daily reports have them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from tasks.stories.signing import shingles
from tasks.stories.words import Numbers, Positions, Words, read_words

WEIGHTS = Path(__file__).with_name("weights.json")
SHINGLE_WORDS = 3
LEAD_WORDS = 40
LONGEST_SLOT = 6  # words that stand for other words in a common form
FEWEST_BREAKS = 3
MOST_DAYS = 30.0
_RETURNED = np.uint64(0x9E3779B97F4A7C15)
NO_TITLE = 0.3  # what two titles have in common where one is missing


@dataclass(frozen=True, kw_only=True)  # no slots: what a second comparison wants is made once
class Text:
    """A title and a body, ready to be compared."""

    title: str
    body: str
    published_at: datetime | None = None

    @cached_property
    def words(self) -> Words:
        """Of the body."""
        return read_words(self.body)

    @cached_property
    def vocabulary(self) -> frozenset[int]:
        return frozenset(self.words.hashes.tolist())

    @cached_property
    def lead(self) -> frozenset[int]:
        """The words that the body begins with."""
        return frozenset(self.words.hashes[:LEAD_WORDS].tolist())

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The body's words in digits."""
        return frozenset(self.words.hashes[self.words.is_number].tolist())

    @cached_property
    def plain_shingles(self) -> Numbers:
        """Of the body, in their order."""
        return shingles(self.words.hashes, SHINGLE_WORDS)

    @cached_property
    def returns(self) -> Numbers:
        """How often each shingle stood in the body before: reports by a form repeat lines."""
        order = np.argsort(self.plain_shingles, kind="stable")
        in_order = self.plain_shingles[order]
        places = np.arange(len(order))
        is_first = np.ones(len(order), np.bool_)
        np.not_equal(in_order[1:], in_order[:-1], out=is_first[1:])
        counts = np.empty(len(order), np.uint64)
        counts[order] = places - np.maximum.accumulate(np.where(is_first, places, 0))
        return counts

    @cached_property
    def shingles(self) -> Numbers:
        """Of the body, in their order; one that returns is another each time."""
        return self.plain_shingles + self.returns * _RETURNED

    @cached_property
    def places(self) -> tuple[Numbers, Positions]:
        """The shingles in rising order, and where each stands."""
        order = np.argsort(self.shingles)
        return self.shingles[order], order

    @cached_property
    def title_words(self) -> frozenset[int]:
        return frozenset(read_words(self.title).hashes.tolist())


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What two texts have in common; each 0..1 where no logarithm is spoken of."""

    vocabulary: float  # of the shorter text's distinct words that the longer one has
    lead: float  # of the words of the leads, by the lead with fewer of them
    title: float  # Jaccard index of the titles' words
    numbers: float  # ln(1 + the shorter text's numbers that the longer one lacks)
    amount: float  # ln(1 + distinct shingles in common)
    slots: float  # share of the breaks in common wording that are filled otherwise at equal
    # length, times ln(1 + those): one figure that rose is a correction, ten are a form
    late_slots: float  # the same times ln(1 + the days between them)


def likeness(one: Text, other: Text) -> Likeness:
    """Measure what two texts have in common; which of them comes first makes no difference."""
    if (len(one.shingles), one.title, one.body) > (len(other.shingles), other.title, other.body):
        one, other = other, one
    here, there = _common_places(one, other)
    slots = _slots(here, there)
    return Likeness(
        vocabulary=len(one.vocabulary & other.vocabulary) / max(1, len(one.vocabulary)),
        lead=len(one.lead & other.lead) / max(1, min(len(one.lead), len(other.lead))),
        title=_jaccard(one.title_words, other.title_words),
        numbers=math.log1p(len(one.numbers - other.numbers)),
        amount=math.log1p(np.count_nonzero(one.returns[here] == 0)),
        slots=slots,
        late_slots=slots * math.log1p(_days_between(one, other)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What training taught: log-odds a unit of each measure, and where copies begin."""

    bias: float
    threshold: float
    of: Likeness

    def score(self, found: Likeness) -> float:
        """The log-odds that two texts are copies."""
        total = self.bias
        for name in Likeness.__slots__:
            total += getattr(self.of, name) * getattr(found, name)
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The decision on two texts."""

    score: float  # log-odds
    is_same: bool  # to the letter, in title and body
    are_copies: bool
    likeness: Likeness


def compare(one: Text, other: Text) -> Comparison:
    """Decide whether two texts are copies, trimmed or edited versions of one.

    Equal words in title and body are copies whatever the score.
    """
    weights = load_weights()
    found = likeness(one, other)
    score = weights.score(found)
    is_same = one.title_words == other.title_words and np.array_equal(
        one.words.hashes, other.words.hashes
    )
    return Comparison(
        score=score,
        is_same=is_same,
        are_copies=is_same or score >= weights.threshold,
        likeness=found,
    )


@cache
def load_weights() -> Weights:
    """The weights that the product ships."""
    told = json.loads(WEIGHTS.read_text("utf-8"))
    return Weights(bias=told["bias"], threshold=told["threshold"], of=Likeness(**told["of"]))


def _common_places(one: Text, other: Text) -> tuple[Positions, Positions]:
    """Where the shingles in common stand in the one text, and where in the other."""
    known, places = other.places
    if not len(known):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    found = np.minimum(np.searchsorted(known, one.shingles), len(known) - 1)
    here = np.flatnonzero(known[found] == one.shingles)
    return here, places[found[here]]


def _slots(here: Positions, there: Positions) -> float:
    """How much of what parts the common wording is one filling of a form for another."""
    steps, other_steps = np.diff(here), np.diff(there)
    breaks = int(np.count_nonzero((steps > 1) | (other_steps != 1)))
    is_slot = (steps == other_steps) & (steps > 1) & (steps <= LONGEST_SLOT + SHINGLE_WORDS)
    count = int(np.count_nonzero(is_slot))
    return count / max(FEWEST_BREAKS, breaks) * math.log1p(count)


def _days_between(one: Text, other: Text) -> float:
    if one.published_at is None or other.published_at is None:
        return 0.0
    gap = abs((one.published_at - other.published_at).total_seconds())
    return min(MOST_DAYS, gap / 86_400)


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    if not one or not other:
        return NO_TITLE
    return len(one & other) / len(one | other)
