"""The labelled articles that the classifier is trained and measured on, with what to hold apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tasks.relevance.evaluation import Labelled, read_labelled

CASES = Path(__file__).parent / "cases"
# Sources that print what a newspaper prints. The other ones hold militancy, or what looks
# like it, as their whole subject, and give themselves away by their style.
_NATURAL = frozenset(
    ("indian_newspapers", "dawn_edition_2013", "inshorts_2019", "india_police_events",
     "thenewspk", "indiatimes")
)  # fmt: skip
# Cases that tell of one event under another theme: they stay with it.
_SAME_EVENT = {
    "en-profile-obituary-04": "infiltration",
    "ur-profile-obituary-03": "ied-convoy",
    "hi-profile-obituary-03": "encounter-killed",
    "fa-follow-up-toll-51": "suicide-bombing",
    "as-sabotage-rail-pipeline-01": "encounter-killed",
}


class Kind(StrEnum):
    """Where a row is from, which says what figures on it are worth."""

    NATURAL = "natural"  # ordinary newspapers, in English
    CORPUS = "corpus"  # collections on one subject
    LANGUAGE = "language"  # ordinary news in Urdu and Hindi
    CASE = "case"  # the project's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A labelled article; borderline ones are left out everywhere."""

    labelled: Labelled
    kind: Kind
    source: str  # of a case: nothing
    group: str  # rows of one group never stand on both sides of a split

    @property
    def is_relevant(self) -> bool:
        return self.labelled.is_relevant

    @property
    def language(self) -> str:
        return self.labelled.reading.language

    def fold_of(self, folds: int) -> int:
        """The fold of the row's group, the same on every machine."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % folds


def files_of(folder: Path | None) -> list[Path]:
    """The labelled third-party files of a folder, `relevance_*.jsonl`; none without a folder."""
    found = sorted(folder.glob("relevance_*.jsonl")) if folder else []
    return [path for path in found if "unlabelled" not in path.name]


def gather(files: Iterable[Path]) -> list[Row]:
    """The rows of third-party files, given by path, and the project's own cases behind them."""
    rows = [_foreign(one) for file in files for one in _sure(file)]
    rows += [_case(one) for file in sorted(CASES.glob("*.jsonl")) for one in _sure(file)]
    return rows


def _sure(file: Path) -> Sequence[Labelled]:
    return [one for one in read_labelled(file) if not one.is_borderline]


def _foreign(one: Labelled) -> Row:
    natural = one.source in _NATURAL or one.source.startswith("feed_")
    kind = Kind.NATURAL if natural else Kind.CORPUS
    if one.reading.language != "en":
        kind = Kind.LANGUAGE
    return Row(labelled=one, kind=kind, source=one.source, group=f"{one.source}:{one.group}")


def _case(one: Labelled) -> Row:
    theme = _SAME_EVENT.get(one.row_id, one.slice)
    return Row(labelled=one, kind=Kind.CASE, source="", group=f"theme:{theme}")
