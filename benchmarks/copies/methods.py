"""The ways to tell copies that are held against each other: the trained measures, and one alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_array

from benchmarks.copies.labelled import Row
from benchmarks.copies.measuring import Marks, Vector, best_threshold
from benchmarks.copies.train import example
from benchmarks.copies.training import THRESHOLD, Example, shares, train
from tasks.stories.comparing import Text
from tasks.stories.evaluation import decide
from tasks.stories.signing import shingles


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The labelled pairs with all that methods look at, in one order."""

    rows: tuple[Row, ...]
    examples: tuple[Example, ...]
    truth: Marks
    is_same: Marks  # to the letter: copies whatever the score
    is_proposed: Marks  # by the signatures: what they do not propose is never compared

    def of(self, chosen: Callable[[Row], bool]) -> Marks:
        """The pairs that are chosen."""
        return np.array([chosen(row) for row in self.rows], dtype=bool)

    def from_source(self, source: str) -> Marks:
        """The pairs of a collection."""
        return self.of(lambda row: row.source == source)

    @property
    def sources(self) -> list[str]:
        """The collections, in the order of the rows."""
        return list(dict.fromkeys(row.source for row in self.rows))


# From the pairs and those that may be learnt from to a number a pair: copies from 0 on.
Method: TypeAlias = Callable[[Pairs, Marks], Vector]
Measure: TypeAlias = Callable[[Pairs, Marks], Vector]  # the same, with no threshold yet


def see_all(rows: Sequence[Row]) -> Pairs:
    """All rows as the methods see them."""
    decided = [decide(row.pair) for row in rows]
    return Pairs(
        rows=tuple(rows),
        examples=tuple(example(row) for row in rows),
        truth=np.array([row.pair.are_copies for row in rows]),
        is_same=np.array([one.comparison.is_same for one in decided]),
        is_proposed=np.array([one.is_proposed for one in decided]),
    )


def ours(pairs: Pairs, learnt: Marks) -> Vector:
    """The shipped recipe: log-odds above the threshold; what is the same to the letter passes."""
    margins = _log_odds(pairs.examples, learnt) - THRESHOLD
    return np.where(pairs.is_same, np.maximum(margins, 0.0), margins)


def without(measure: str) -> Method:
    """The shipped recipe with one of its measures left out."""

    def method(pairs: Pairs, learnt: Marks) -> Vector:
        blind = [
            replace(one, likeness=replace(one.likeness, **{measure: 0.0})) for one in pairs.examples
        ]
        margins = _log_odds(blind, learnt) - THRESHOLD
        return np.where(pairs.is_same, np.maximum(margins, 0.0), margins)

    return method


def _log_odds(examples: Sequence[Example], learnt: Marks) -> Vector:
    weights = train([one for one, is_in in zip(examples, learnt, strict=True) if is_in])
    return np.array([weights.score(one.likeness) for one in examples])


def at_one_threshold(measure: Measure) -> Method:
    """A measure at the threshold that does best on what is learnt, weighed as in training."""

    def method(pairs: Pairs, learnt: Marks) -> Vector:
        values = measure(pairs, learnt)
        weights = shares([pairs.examples[at] for at in np.flatnonzero(learnt)])
        return values - best_threshold(values[learnt], pairs.truth[learnt], weights)

    return method


def at_own_thresholds(measure: Measure) -> Method:
    """A measure with a threshold for each collection: more than a run can know."""

    def method(pairs: Pairs, learnt: Marks) -> Vector:
        values = measure(pairs, learnt)
        margins = np.zeros(len(values))
        for source in pairs.sources:
            its = pairs.from_source(source)
            known = learnt & its if (learnt & its).any() else learnt
            even = np.ones(int(known.sum()))
            margins[its] = values[its] - best_threshold(values[known], pairs.truth[known], even)
        return margins

    return method


def jaccard(pairs: Pairs, _: Marks) -> Vector:
    """Runs of five words: those in common of all (A. Broder 1997)."""

    def of(one: set[int], other: set[int]) -> float:
        return len(one & other) / max(1, len(one | other))

    return _by_shingles(pairs, 5, of)


def containment(pairs: Pairs, _: Marks) -> Vector:
    """Runs of three words: those in common of the text with fewer (A. Broder 1997)."""

    def of(one: set[int], other: set[int]) -> float:
        return len(one & other) / max(1, min(len(one), len(other)))

    return _by_shingles(pairs, 3, of)


def _by_shingles(pairs: Pairs, size: int, of: Callable[[set[int], set[int]], float]) -> Vector:
    def runs(text: Text) -> set[int]:
        return set(shingles(text.words.hashes, size).tolist())

    return np.array([of(runs(row.pair.one), runs(row.pair.other)) for row in pairs.rows])


def cosine(pairs: Pairs, learnt: Marks) -> Vector:
    """Words weighed by their rarity in what is learnt: TF-IDF, natural logarithms, smoothed."""
    ones, others = _counts(pairs)
    known = ((ones[learnt] > 0).sum(axis=0), (others[learnt] > 0).sum(axis=0))
    texts = 2 * int(learnt.sum())
    rarity = np.log((1 + texts) / (1 + known[0] + known[1])) + 1
    ones, others = ones * rarity, others * rarity
    lengths = np.sqrt((ones * ones).sum(axis=1) * (others * others).sum(axis=1))
    found: Vector = (ones * others).sum(axis=1) / np.maximum(lengths, 1e-12)
    return found


def _counts(pairs: Pairs) -> tuple[csr_array, csr_array]:
    """How often each word stands in the one text of each pair, and in the other."""
    columns: dict[int, int] = {}
    sides = []
    for side in ("one", "other"):
        counts = [Counter(getattr(row.pair, side).words.hashes.tolist()) for row in pairs.rows]
        at = [columns.setdefault(word, len(columns)) for words in counts for word in words]
        starts = np.cumsum([0, *(len(words) for words in counts)])
        sides.append(([float(n) for words in counts for n in words.values()], at, starts))
    shape = len(pairs.rows), len(columns)
    ones, others = (csr_array(side, shape=shape) for side in sides)
    return ones, others
