"""What a method says of pairs that it did not learn from."""

from __future__ import annotations

import numpy as np

from benchmarks.copies.measuring import Vector
from benchmarks.copies.methods import Method, Pairs

FOLDS = 5
SEEDS = range(4)


def held_out(pairs: Pairs, method: Method) -> list[Vector]:
    """What is said of each pair by five folds, of whose clusters none was learnt; by seed."""
    said = []
    for seed in SEEDS:
        folds = np.array([row.fold_of(FOLDS, seed) for row in pairs.rows])
        margins = np.zeros(len(pairs.rows))
        for fold in np.unique(folds):
            margins[folds == fold] = method(pairs, folds != fold)[folds == fold]
        said.append(margins)
    return said


def left_out(pairs: Pairs, method: Method, source: str) -> Vector:
    """What is said of a collection's pairs when nothing of it, nor of its clusters, was learnt."""
    its = pairs.from_source(source)
    clusters = {row.cluster for row in pairs.rows if row.source == source}
    learnt = pairs.of(lambda row: row.cluster not in clusters)
    found: Vector = method(pairs, learnt)[its]
    return found
