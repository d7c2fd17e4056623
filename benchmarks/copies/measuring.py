"""The figures of finding copies: what is counted right, and how far chance could move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float64]
Marks: TypeAlias = npt.NDArray[np.bool_]

DRAWINGS = 1000  # of a bootstrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Means over the repetitions; NaN where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float


def figures(repetitions: Sequence[Marks], truth: Marks, chosen: Marks | None = None) -> Figures:
    """The figures of what was found to be copies, of the chosen pairs."""
    if chosen is not None:
        repetitions, truth = [found[chosen] for found in repetitions], truth[chosen]
    each = np.array([_figures(found, truth) for found in repetitions])
    precision, recall, f1 = each.mean(axis=0)
    return Figures(precision=float(precision), recall=float(recall), f1=float(f1))


def _figures(found: Marks, truth: Marks) -> tuple[float, float, float]:
    hits = int((found & truth).sum())
    return (
        _share(hits, int(found.sum())),
        _share(hits, int(truth.sum())),
        _share(2 * hits, int(found.sum() + truth.sum())),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def interval(
    repetitions: Sequence[Marks], truth: Marks, clusters: Sequence[str]
) -> tuple[float, float]:
    """The 95 % interval of F1, by drawing whole clusters anew (bootstrap)."""
    _, cluster_of = np.unique(np.array(clusters), return_inverse=True)
    members = [np.flatnonzero(cluster_of == at) for at in range(int(cluster_of.max()) + 1)]
    random = np.random.default_rng(7)
    drawn = []
    for number in range(DRAWINGS):
        found = repetitions[number % len(repetitions)]
        at = np.concatenate([members[m] for m in random.integers(0, len(members), len(members))])
        drawn.append(_figures(found[at], truth[at])[2])
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def best_threshold(values: Vector, truth: Marks, weights: Vector) -> float:
    """The threshold with the highest F1: midway to the next value below. From it on is found."""
    order = np.argsort(-values, kind="stable")
    ranked, hit, weight = values[order], truth[order], weights[order]
    f1 = 2 * np.cumsum(hit * weight) / (np.cumsum(weight) + (hit * weight).sum())
    is_last = np.append(ranked[1:] < ranked[:-1], True)  # equal values are found together
    best = int(np.argmax(np.where(is_last, f1, -1.0)))
    below = ranked[best + 1] if best + 1 < len(ranked) else ranked[best] - 1.0
    return float((ranked[best] + below) / 2)
