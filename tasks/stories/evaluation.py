"""How good the grouping is on labelled pairs of texts: figures by kind and language, mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from tasks.stories.comparing import Comparison, Text, compare
from tasks.stories.signing import LEAST_SHARED, sign
from warehouse.errors import BadInput

# What labelled collections call copies, trimmed and edited versions of one text, and what not.
COPIES = (
    *("1", "true", "yes", "copy", "duplicate", "near_duplicate", "contained", "update"),
    *("version", "same", "same_story", "same_incident"),
)
OTHERS = (
    *("0", "false", "no", "different", "related", "different_incident", "independent", "distinct"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """Two texts, and whether they are copies or versions of one."""

    pair_id: str
    one: Text
    other: Text
    are_copies: bool
    kind: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A pair as a run would decide it: compared only where the signatures propose it."""

    pair: LabelledPair
    comparison: Comparison
    is_proposed: bool

    @property
    def are_copies(self) -> bool:
        return self.is_proposed and self.comparison.are_copies

    @property
    def is_right(self) -> bool:
        return self.are_copies == self.pair.are_copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Figures of one group of pairs; None where there is nothing to divide by."""

    name: str
    pair_count: int
    copy_count: int
    missed_count: int  # copies that were not found
    merged_count: int  # others that were taken for copies
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that an evaluation found."""

    overall: Score
    by_kind: tuple[Score, ...]
    by_language: tuple[Score, ...]
    not_proposed: int  # copies, among the missed, that a run would never compare
    wrong: tuple[Decided, ...]  # the surest mistakes first


def read_pairs(path: Path) -> list[LabelledPair]:
    """The rows of a JSON Lines file: `a_text`, `b_text` and `label`, and optionally `id`,
    `a_title`, `b_title`, `a_date`, `b_date` (ISO 8601), `kind` and `lang`.

    A label is 1 or 0, or a word that collections use for copies (duplicate, contained, update,
    same_story, same_incident ...) or for others (different, related, different_incident ...).
    Raises BadInput with FILE:LINE on a row that cannot be read, and on a file without rows.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(path), f"cannot be read: {error}", "give a JSON Lines file") from error
    pairs = [
        _pair(line, f"{path}:{number}", str(number))
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not pairs:
        raise BadInput(str(path), "holds no pairs", "one object a line")
    return pairs


def evaluate_stories(pairs: Iterable[LabelledPair]) -> Figures:
    """Decide on each pair as a run would, and count."""
    decided = [decide(pair) for pair in pairs]
    wrong = [one for one in decided if not one.is_right]
    return Figures(
        overall=score("all", decided),
        by_kind=_by(decided, lambda one: one.pair.kind),
        by_language=_by(decided, lambda one: one.pair.language),
        not_proposed=sum(one.pair.are_copies and not one.is_proposed for one in decided),
        wrong=tuple(sorted(wrong, key=lambda one: -abs(one.comparison.score))),
    )


def decide(pair: LabelledPair) -> Decided:
    """What a run would make of two texts that arrive within one window."""
    shared = np.intersect1d(sign(pair.one.body), sign(pair.other.body))
    comparison = compare(pair.one, pair.other)
    is_proposed = len(shared) >= LEAST_SHARED or comparison.is_same
    return Decided(pair=pair, comparison=comparison, is_proposed=is_proposed)


def score(name: str, decided: Sequence[Decided]) -> Score:
    """Precision, recall and F1 of finding copies."""
    found = sum(one.are_copies for one in decided)
    copies = sum(one.pair.are_copies for one in decided)
    right = sum(one.are_copies and one.pair.are_copies for one in decided)
    return Score(
        name=name,
        pair_count=len(decided),
        copy_count=copies,
        missed_count=copies - right,
        merged_count=found - right,
        precision=right / found if found else None,
        recall=right / copies if copies else None,
        f1=2 * right / (found + copies) if found + copies else None,
    )


def _by(decided: Sequence[Decided], name_of: Callable[[Decided], str]) -> tuple[Score, ...]:
    in_order = sorted(decided, key=name_of)
    return tuple(score(name, list(those)) for name, those in groupby(in_order, name_of))


def _pair(line: str, subject: str, number: str) -> LabelledPair:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(subject, f"is not JSON: {error.msg}", "one object a line") from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number without end
        raise BadInput(subject, "is no JSON to be read here", "one object a line") from error
    if not isinstance(given, dict):
        raise BadInput(subject, "is no object", "one object a line, with a_text, b_text and label")
    label = _label(given.get("label"), subject)
    pair_id = given.get("id") or "/".join(str(given.get(side) or number) for side in ("a", "b"))
    return LabelledPair(
        pair_id=str(pair_id),
        one=_text(given, "a", subject),
        other=_text(given, "b", subject),
        are_copies=label in COPIES,
        kind=str(given.get("kind") or label),
        language=str(given.get("lang") or "en"),
    )


def _label(given: object, subject: str) -> str:
    accepted = f"one of {', '.join(COPIES)}; or of {', '.join(OTHERS)}"
    label = "" if given is None else str(given).strip().lower()
    if not label or label == "nan":
        raise BadInput(subject, "has no label", accepted)
    if label in ("1.0", "0.0"):  # pandas makes whole numbers so
        label = label[0]
    if label not in COPIES and label not in OTHERS:
        raise BadInput(subject, f"has the label {label[:40]}", accepted)
    return label


def _text(given: dict[str, Any], side: str, subject: str) -> Text:
    body = given.get(f"{side}_text")
    if not isinstance(body, str) or not body.strip():
        raise BadInput(subject, f"has no {side}_text", "two texts a line: a_text and b_text")
    return Text(
        title=str(given.get(f"{side}_title") or ""),
        body=body,
        published_at=_instant(given.get(f"{side}_date")),
    )


def _instant(given: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(str(given or ""))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
