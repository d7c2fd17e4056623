"""The sections of benchmarks/results/stories_quality.md."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.copies.holding_out import FOLDS, SEEDS, left_out
from benchmarks.copies.labelled import ENGLISH, OTHERS
from benchmarks.copies.measuring import Marks, Vector, figures, interval
from benchmarks.copies.methods import Pairs, ours
from benchmarks.copies.training import THRESHOLD
from benchmarks.tables import table_of
from tasks.stories.grouping import grouper_version

SHIPPED_NAME = "seven measures, trained (shipped recipe)"
NEWSPAPERS = "toi2002"
_ORIGINS = {
    "reuters": "`reuters`: by rules on shared wording, headlines and dates.",
    "satp": "`satp`: copies picked by shared runs of three words, others by TF-IDF cosine.",
    "indnews": "`indnews`: pairs that share most of their words, copies all of them.",
    NEWSPAPERS: "`toi2002`: 47 pairs by hand, the others by rules on wording.",
    ENGLISH: "The cases were written for this project, many to mislead, each with its label.",
}
EDGES = (-8.0, -4.0, -2.0, 0.0, THRESHOLD, 2.0, 4.0, 8.0)  # of the log-odds


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Pairs with what was said of each, once a seed, by weights that had not seen its cluster."""

    pairs: Pairs
    said: Sequence[Vector]  # margins: copies from 0 on

    @property
    def found(self) -> list[Marks]:
        """The pairs that were taken for copies, by seed."""
        return [margins >= 0 for margins in self.said]

    @property
    def found_in_a_run(self) -> list[Marks]:
        """The same, where the signatures propose them: others are never compared."""
        is_met = self.pairs.is_proposed
        return [found & is_met for found in self.found]


def preface(pairs: Pairs, files: Iterable[Path]) -> str:
    """What was measured, and how pairs were held out."""
    rows = []
    for source in pairs.sources:
        its = pairs.from_source(source)
        sizes = Counter(row.cluster for row in pairs.rows if row.source == source)
        copies = int(pairs.truth[its].sum())
        rows.append((source, copies, int(its.sum()) - copies, len(sizes), max(sizes.values())))
    digests = [
        (f"`{path.name}`", f"`{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}`")
        for path in files
    ]
    header = ("collection", "copies", "others", "clusters", "pairs of the largest")
    return "\n".join(
        [
            f"Grouper `{grouper_version()}`; `make quality LABELLED=folder`. Without third-party",
            "files only the project's own cases stand below, and all figures are of weights",
            "trained on these alone, which are not the shipped ones.",
            "",
            *table_of(header, rows),
            "",
            *([*table_of(("file", "SHA-256 begins"), digests), ""] if digests else []),
            "Every pair is decided on by weights that never saw its cluster: pairs that have a",
            "text in common, or of which one text holds another word for word, or that were made",
            f"from one base. {FOLDS} folds, dealt {len(SEEDS)} times; figures are means.",
            "Precision, recall and F1 are of finding copies. Dates of `satp` are left out: only",
            "pairs that are no copies have them.",
            "",
            "How the labels came about:",
            "",
            *(f"- {origin}" for source, origin in _ORIGINS.items() if source in pairs.sources),
            "",
            "Where labels follow from shared wording, a measure of shared wording does well by",
            "itself.",
        ]
    )


def methods(pairs: Pairs, said: Mapping[str, Sequence[Vector]]) -> str:
    """F1 and precision of the methods on the same splits."""
    f1, precision = [], []
    for name, margins in said.items():
        found = [values >= 0 for values in margins]
        shown = f"**{name}**" if name == SHIPPED_NAME else name
        each = [figures(found, pairs.truth, its) for _, its in _groups(pairs)]
        f1.append((shown, *(one.f1 for one in each)))
        precision.append((shown, *(one.precision for one in each)))
    names = [name for name, _ in _groups(pairs)]
    return "\n".join(
        [
            "## Methods compared",
            "",
            "Before the signatures have their say. The threshold of each simple measure is the",
            "best on the training folds: one for all (weighed as in training), or one for each",
            "collection, which a run could not choose. Ours has one threshold, on the side of",
            "precision.",
            "",
            *table_of(("F1", *names), f1),
            "",
            *table_of(("precision", *names), precision),
        ]
    )


def collections(held: Held) -> str:
    """The collections one by one, as decided on and as a run would have it."""
    pairs = held.pairs
    table = []
    for name, its in _groups(pairs):
        one = figures(held.found, pairs.truth, its)
        low, high = interval(
            [found[its] for found in held.found],
            pairs.truth[its],
            [row.cluster for row, is_in in zip(pairs.rows, its, strict=True) if is_in],
        )
        missed = int((its & pairs.truth & ~pairs.is_proposed).sum())
        run = figures(held.found_in_a_run, pairs.truth, its)
        table.append(
            (name, int(its.sum()), one.precision, one.recall, one.f1, f"{low:.2f} to {high:.2f}",
             missed, run.precision, run.recall, run.f1)
        )  # fmt: skip
    header = ("collection", "pairs", "precision", "recall", "F1", "95 %", "never proposed")
    header += ("precision in a run", "recall in a run", "F1 in a run")
    return "\n".join(
        [
            "## By collection",
            "",
            f"Log-odds of {THRESHOLD} and more are copies. *Never proposed* are copies whose",
            "signatures share too little to be compared in a run; *in a run* counts them as",
            "missed. It takes a pair to be within the window of days and among the candidates",
            "that a newcomer may have. Intervals are of F1 before that (bootstrap over clusters).",
            "",
            *table_of(header, table),
        ]
    )


def cases(held: Held) -> str:
    """The project's cases by kind and by language."""
    pairs, found = held.pairs, held.found_in_a_run
    right = np.mean([these == pairs.truth for these in found], axis=0)
    kinds = np.array([row.pair.kind for row in pairs.rows])
    languages = np.array([row.pair.language for row in pairs.rows])
    english, others = pairs.from_source(ENGLISH), pairs.from_source(OTHERS)

    def share(its: Marks) -> tuple[int, float]:
        return int(its.sum()), _mean(right[its])

    by_kind = [
        (kind, answer, *share(english & (kinds == kind)), *share(others & (kinds == kind)))
        for answer, those in (("yes", pairs.truth), ("no", ~pairs.truth))
        for kind in np.unique(kinds[(english | others) & those])
    ]
    by_language = [
        (code, *share(others & (languages == code))) for code in np.unique(languages[others])
    ]
    header = ("kind", "copies", "English pairs", "right", "pairs in other languages", "right")
    return "\n".join(
        [
            "## The project's cases",
            "",
            "The share that a run decides rightly, by kind",
            "([what they are](../README.md#copies-cases-training-figures)).",
            "",
            *table_of(header, by_kind),
            "",
            *table_of(("language", "pairs", "right"), by_language),
        ]
    )


def left_out_collections(pairs: Pairs) -> str:
    """Leave one collection out: nothing of its making can have been learnt."""
    table = []
    for source in pairs.sources:
        its = pairs.from_source(source)
        if its.all():
            continue
        found = [left_out(pairs, ours, source) >= 0]
        one = figures(found, pairs.truth[its])
        table.append((source, int(its.sum()), one.precision, one.recall, one.f1))
    header = ("collection left out", "pairs", "precision", "recall", "F1")
    said = "Weights trained on all other collections, before the signatures have their say."
    return "\n".join(["## Leave one collection out", "", said, "", *table_of(header, table)])


def ablations(pairs: Pairs, whole: Sequence[Vector], said: Mapping[str, Sequence[Vector]]) -> str:
    """What each measure is there for."""
    table = []
    for name, margins in {"none": whole, **said}.items():
        found = [values >= 0 for values in margins]
        table.append((name, *(figures(found, pairs.truth, its).f1 for _, its in _groups(pairs))))
    header = ("measure left out", *(name for name, _ in _groups(pairs)))
    return "\n".join(["## Without one measure", "", "F1.", "", *table_of(header, table)])


def reliability(held: Held) -> str:
    """How far a score can be read as log-odds."""
    pairs = held.pairs
    scores = np.mean(held.said, axis=0) + THRESHOLD
    bins = np.digitize(scores, EDGES)
    newspapers = pairs.from_source(NEWSPAPERS)
    own = pairs.from_source(ENGLISH) | pairs.from_source(OTHERS)
    names = [f"below {EDGES[0]:g}", *_spans(), f"{EDGES[-1]:g} and more"]
    table = [
        (name, int(its.sum()), _mean(_probability(scores[its])), _mean(pairs.truth[its]),
         f"{int(pairs.truth[its & newspapers].sum())} of {int((its & newspapers).sum())}",
         f"{int(pairs.truth[its & own].sum())} of {int((its & own).sum())}")
        for number, name in enumerate(names)
        for its in [bins == number]
    ]  # fmt: skip
    header = ("score", "pairs", "said", "share of copies", NEWSPAPERS, "cases")
    return "\n".join(
        [
            "## Reliability of the score",
            "",
            "Scores are log-odds (`near_duplicates.score`), here the mean over the deals. In",
            "training the two labels of a collection weigh alike; among pairs that a run meets",
            "copies may be rarer or commoner, and so is what a score is worth. *Said* is the",
            "probability that the score stands for.",
            "",
            *table_of(header, table),
        ]
    )


def _spans() -> list[str]:
    return [f"{low:g} to {high:g}" for low, high in pairwise(EDGES)]


def _probability(scores: Vector) -> Vector:
    return 1 / (1 + np.exp(-scores))


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _groups(pairs: Pairs) -> list[tuple[str, Marks]]:
    return [(source, pairs.from_source(source)) for source in pairs.sources]
