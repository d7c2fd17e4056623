"""The figures of relevance: what is counted right, and how far a score can be believed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.relevance.training import THRESHOLD
from tasks.relevance.evaluation import average_precision

CUT = math.log(THRESHOLD / (1 - THRESHOLD))  # the threshold in log-odds
BINS = np.linspace(0, 1, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Figures at the shipped threshold; NaN where there is nothing to divide by."""

    rows: int
    positive: int
    precision: float
    recall: float
    f1: float
    average_precision: float
    false_alarms: float  # of the rows that are not relevant


def score(said: np.ndarray, truth: np.ndarray) -> Score:
    """The figures of calibrated log-odds against the truth, at the shipped threshold."""
    found = said >= CUT
    hits = int((found & truth).sum())
    return Score(
        rows=len(truth),
        positive=int(truth.sum()),
        precision=_share(hits, found.sum()),
        recall=_share(hits, truth.sum()),
        f1=_share(2 * hits, found.sum() + truth.sum()),
        average_precision=average_precision(said.tolist(), truth.tolist()) or float("nan"),
        false_alarms=_share((found & ~truth).sum(), (~truth).sum()),
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The rows whose probability lies in a tenth."""

    rows: int
    said: float  # mean probability
    found: float  # share that is relevant


def reliability(said: np.ndarray, truth: np.ndarray) -> tuple[list[Bin], float]:
    """The bins that hold rows, and the expected calibration error.

    The error is the mean over the rows of the distance between what their bin says and what
    it holds: Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities using
    Bayesian binning (2015).
    """
    probability = 1 / (1 + np.exp(-said))
    bins = []
    for low, high in pairwise(BINS):
        inside = (probability >= low) & ((probability < high) | (high == BINS[-1]))
        if inside.any():
            bins.append(
                Bin(
                    rows=int(inside.sum()),
                    said=float(probability[inside].mean()),
                    found=float(truth[inside].mean()),
                )
            )
    error = sum(one.rows * abs(one.said - one.found) for one in bins) / len(truth)
    return bins, float(error)


def macro_f1(found: np.ndarray, truth: np.ndarray) -> float:
    """The mean of the F1 of either answer."""
    sides = ((found, truth), (~found, ~truth))
    return float(np.mean([_share(2 * (f & t).sum(), f.sum() + t.sum()) for f, t in sides]))


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, hits / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5
    return centre - half, centre + half


def plot(curves: Sequence[tuple[str, str, Sequence[Bin]]]) -> str:
    """A reliability diagram in SVG; a curve is a name, a colour and its bins."""
    side, edge = 360, 44

    def at(x: float, y: float) -> str:
        return f"{edge + x * side:.1f},{edge + (1 - y) * side:.1f}"

    whole = side + 2 * edge
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}"'
    parts = [
        f'{head} font-family="sans-serif" font-size="12">',
        f'<rect x="{edge}" y="{edge}" width="{side}" height="{side}" fill="white" stroke="#888"/>',
        f'<polyline points="{at(0, 0)} {at(1, 1)}" stroke="#bbb" stroke-dasharray="4"/>',
    ]
    for number, (name, colour, bins) in enumerate(curves):
        line = " ".join(at(one.said, one.found) for one in bins)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{point.split(",")[0]}" cy="{point.split(",")[1]}" '
            f'r="{2 + one.rows**0.25:.1f}" fill="{colour}"/>'
            for one in bins
            for point in [at(one.said, one.found)]
        ]
        parts.append(
            f'<text x="{edge + 10}" y="{edge + 18 + 16 * number}" fill="{colour}">{name}</text>'
        )
    foot = side + 2 * edge - 12
    parts.append(f'<text x="{edge}" y="{foot}">score (probability said)</text>')
    parts.append(f'<text x="{edge}" y="{edge - 10}">share that is relevant</text></svg>')
    return "\n".join(parts) + "\n"
