"""How good a judge is on labelled articles: figures by slice and language, and its mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import groupby
from pathlib import Path

from tasks.relevance.verdict import Judge, Judgement, Reading
from warehouse.errors import BadInput
from warehouse.records import Label

_RELEVANT = (Label.CORE, Label.RELATED)
_COUNTRIES = {
    "pakistan": "PK", "india": "IN", "afghanistan": "AF", "bangladesh": "BD", "srilanka": "LK",
    "sri lanka": "LK", "nepal": "NP", "maldives": "MV", "bhutan": "BT",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A labelled article; `label` is a four-way label, or a plain yes or no."""

    row_id: str
    reading: Reading
    is_relevant: bool
    label: Label | None
    slice: str
    source: str
    group: str  # rows of one group tell of the same and belong on one side of a split
    is_borderline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Figures of one group of rows; None where a figure has no meaning (nothing to divide by)."""

    name: str
    row_count: int
    positive_count: int
    precision: float | None
    recall: float | None
    f1: float | None
    average_precision: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A row on which judge and label disagree."""

    row: Labelled
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that an evaluation found."""

    overall: Score
    by_slice: tuple[Score, ...]
    by_language: tuple[Score, ...]
    four_way_accuracy: float | None  # over the rows with a four-way label
    borderline_count: int  # left out of every figure
    wrong: tuple[Wrong, ...]  # the surest mistakes first


def read_labelled(path: Path) -> list[Labelled]:
    """The rows of a JSON Lines file: `text`, `label` (1, 0 or a four-way label), and optionally
    `id`, `title`, `lang`, `slice` (or `theme`), `source`, `group` (or `theme`), `country`, `date`
    and `borderline`.

    Raises BadInput with FILE:LINE on a row that cannot be read.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(path), f"cannot be read: {error}", "give a JSON Lines file") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            rows.append(_labelled(line, f"{path}:{number}", str(number)))
    return rows


def _labelled(line: str, subject: str, number: str) -> Labelled:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(subject, f"is not JSON: {error.msg}", "one object a line") from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise BadInput(subject, "has no text", "one object a line, with text and label")
    label = _label(given.get("label"), subject)
    country = str(given.get("country") or "INT")
    reading = Reading(
        title=str(given.get("title") or ""),
        body=given["text"],
        language=str(given.get("lang") or "en"),
        country=_COUNTRIES.get(country.lower(), country),
        published_at=_instant(given.get("date")),
    )
    return Labelled(
        row_id=str(given.get("id") or number),
        reading=reading,
        is_relevant=label in _RELEVANT if isinstance(label, Label) else label,
        label=label if isinstance(label, Label) else None,
        slice=str(given.get("slice") or given.get("theme") or "all"),
        source=str(given.get("source") or ""),
        group=str(given.get("group") or given.get("theme") or given.get("id") or number),
        is_borderline=bool(given.get("borderline")),
    )


def _label(given: object, subject: str) -> Label | bool:
    if given in (0, 1):  # true and false as well
        return bool(given)
    try:
        return Label(str(given))
    except ValueError as error:
        names = ", ".join(Label)
        raise BadInput(subject, f"label is {given!r}", f"use 1, 0, {names}") from error


def _instant(given: object) -> datetime | None:
    """The instant of a date in ISO 8601 or RFC 5322, or of a year; None for anything else."""
    text = str(given or "")
    if len(text) == 4 and text.isdigit():
        text += "-07-01"
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            instant = read(text)
        except ValueError:
            continue
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    return None


def evaluate_relevance(rows: Iterable[Labelled], judge: Judge) -> Figures:
    """Figures of the judge on the rows at the shipped threshold; borderline rows are left out."""
    rows = list(rows)
    judged = [(row, judge.judge(row.reading)) for row in rows if not row.is_borderline]
    wrong = [
        Wrong(row=row, judgement=judgement)
        for row, judgement in judged
        if (judgement.label in _RELEVANT) is not row.is_relevant
    ]
    wrong.sort(key=lambda one: abs(one.judgement.score - one.row.is_relevant), reverse=True)
    labels = [row.label is judgement.label for row, judgement in judged if row.label]
    return Figures(
        overall=_score("all", judged),
        by_slice=_grouped(judged, lambda row: row.slice),
        by_language=_grouped(judged, lambda row: row.reading.language),
        four_way_accuracy=sum(labels) / len(labels) if labels else None,
        borderline_count=len(rows) - len(judged),
        wrong=tuple(wrong),
    )


def _grouped(
    judged: Sequence[tuple[Labelled, Judgement]], key: Callable[[Labelled], str]
) -> tuple[Score, ...]:
    ordered = sorted(judged, key=lambda pair: key(pair[0]))
    groups = groupby(ordered, key=lambda pair: key(pair[0]))
    return tuple(_score(name, list(group)) for name, group in groups)


def _score(name: str, judged: Sequence[tuple[Labelled, Judgement]]) -> Score:
    found = [judgement.label in _RELEVANT for _, judgement in judged]
    truth = [row.is_relevant for row, _ in judged]
    hits = sum(f and t for f, t in zip(found, truth, strict=True))
    precision = hits / sum(found) if any(found) else None
    recall = hits / sum(truth) if any(truth) else None
    both = sum(found) + sum(truth)
    scores = [judgement.score for _, judgement in judged]
    return Score(
        name=name,
        row_count=len(judged),
        positive_count=sum(truth),
        precision=precision,
        recall=recall,
        f1=2 * hits / both if any(truth) else None,
        average_precision=average_precision(scores, truth),
    )


def average_precision(scores: Sequence[float], truth: Sequence[bool]) -> float | None:
    """Mean over the positives of the precision at their rank; equal scores share a rank.

    The step-wise sum of Manning, Raghavan and Schuetze, Introduction to Information
    Retrieval (2008), section 8.4. None without positives.
    """
    if not any(truth):
        return None
    ranked = sorted(zip(scores, truth, strict=True), key=lambda pair: -pair[0])
    seen = hits = 0
    total = 0.0
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        group = [is_positive for _, is_positive in tied]
        seen, hits = seen + len(group), hits + sum(group)
        total += sum(group) * hits / seen
    return total / hits
