"""Trains the weights of the comparison: logistic regression under bounds, on labelled pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from tasks.stories.comparing import Likeness, Weights

Vector = npt.NDArray[np.float64]

MEASURES = Likeness.__slots__
# Figures and fillings of a form that differ never speak for copies.
AGAINST = frozenset(["numbers", "slots", "late_slots"])
STRENGTH = 0.0003  # of the penalty on squared weights
THRESHOLD = 0.9  # log-odds: merged stories cannot be parted again, so in doubt they are two


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What a labelled pair has in common, and where the pair is from."""

    source: str
    likeness: Likeness
    are_copies: bool
    weight: float = 1.0  # of its source, shared by the source's pairs, each label alike


def train(examples: Sequence[Example]) -> Weights:
    """The weights that explain the labels best, each with the sign that its measure has."""
    table = np.array([[getattr(one.likeness, name) for name in MEASURES] for one in examples])
    truth = np.array([one.are_copies for one in examples])
    bounds = [(None, 0.0) if name in AGAINST else (0.0, None) for name in MEASURES]
    found = minimize(
        _loss,
        np.zeros(len(MEASURES) + 1),
        args=(table, np.where(truth, 1.0, -1.0), shares(examples)),
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None)],
    ).x
    of = {name: round(float(w), 3) for name, w in zip(MEASURES, found[:-1], strict=True)}
    return Weights(bias=round(float(found[-1]), 3), threshold=THRESHOLD, of=Likeness(**of))


def shares(examples: Sequence[Example]) -> Vector:
    """What each example counts for: a source's two labels alike, however many pairs it has."""
    sizes = Counter((one.source, one.are_copies) for one in examples)
    return np.array([one.weight / sizes[one.source, one.are_copies] for one in examples])


def _loss(weights: Vector, table: Vector, sign: Vector, shares: Vector) -> tuple[float, Vector]:
    """The weighted logistic loss with its penalty, and its slope."""
    margin = sign * (table @ weights[:-1] + weights[-1])
    loss = float((shares * np.logaddexp(0, -margin)).sum())
    slope = -(shares * sign / (1 + np.exp(margin)))
    penalty = STRENGTH * float((weights[:-1] ** 2).sum())
    return loss + penalty, np.append(table.T @ slope + 2 * STRENGTH * weights[:-1], slope.sum())
