"""What the classifier says of rows that its weights were not trained on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.relevance.labelled import Kind, Row
from benchmarks.relevance.training import (
    SHIPPED,
    Example,
    Recipe,
    log_odds,
    train_relevant,
    variants,
)
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.weights import Head

FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A row with all the dresses that it is learnt in; it is asked about in the first."""

    row: Row
    examples: tuple[Example, ...]

    @property
    def plain(self) -> Example:
        return self.examples[0]


def see_all(lexicon: Lexicon, rows: Sequence[Row]) -> list[Seen]:
    """All rows as the classifier sees them."""
    return [Seen(row=row, examples=tuple(variants(lexicon, row))) for row in rows]


def train_on(
    rows: Sequence[Seen],
    recipe: Recipe = SHIPPED,
    train: Callable[[Sequence[Example], Recipe], Head] = train_relevant,
) -> Head:
    """A head trained on all dresses of the rows."""
    return train([one for row in rows for one in row.examples], recipe)


def held_out(
    rows: Sequence[Seen],
    recipe: Recipe = SHIPPED,
    train: Callable[[Sequence[Example], Recipe], Head] = train_relevant,
) -> np.ndarray:
    """The log-odds of each row by weights that saw no row of its group (theme, for cases)."""
    folds = np.array([row.row.fold_of(FOLDS) for row in rows])
    said = np.zeros(len(rows))
    for fold in range(FOLDS):
        head = train_on([r for r, f in zip(rows, folds, strict=True) if f != fold], recipe, train)
        asked = np.flatnonzero(folds == fold)
        said[asked] = log_odds(head, [rows[at].plain for at in asked])
    return said


def calibration_weights(rows: Sequence[Seen]) -> np.ndarray:
    """Ordinary news and the project's cases say what a score is worth; collections do not."""
    return np.array([float(one.row.kind is not Kind.CORPUS) for one in rows])


def without(
    rows: Sequence[Seen], is_out: Callable[[Row], bool], recipe: Recipe = SHIPPED
) -> tuple[list[Seen], np.ndarray]:
    """The rows that are left out, and their log-odds by weights that saw none of them."""
    out = [row for row in rows if is_out(row.row)]
    head = train_on([row for row in rows if not is_out(row.row)], recipe)
    return out, log_odds(head, [row.plain for row in out])
