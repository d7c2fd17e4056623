"""Measures the shipped extraction on labelled pages, so that a change of mind has a number."""

from __future__ import annotations

import gzip
import json
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tasks.pages.clutter import fold
from tasks.pages.extraction import Extraction, NoBody, Source, extract
from warehouse.errors import BadInput

_TOKEN = re.compile(r"\w+")
_SHINGLE = 4
_RESAMPLES = 1000
_SEED = 20260101  # the interval must be the same on every run
_SAME_INSTANT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A page with what a person (or a publisher's own parser) says of it; None is not labelled."""

    name: str
    slice: str
    url: str
    page: bytes
    body: str | None
    title: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    has_time: bool
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """How one page came out; counts of 4-word shingles, right and wrong fields (None: no gold)."""

    name: str
    url: str
    slice: str
    hits: int
    extra: int
    missing: int
    failure: str | None
    title_right: bool | None
    date_right: bool | None
    authors_right: bool | None
    extra_spans: tuple[str, ...]
    missing_spans: tuple[str, ...]

    @property
    def f1(self) -> float:
        """2tp / (2tp + fp + fn) of this page's shingles."""
        total = 2 * self.hits + self.extra + self.missing
        return 2 * self.hits / total if total else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceFigures:
    """Means over the pages of one slice; each `_ci` is half a 95 % bootstrap interval."""

    slice: str
    pages: int
    precision: float
    recall: float
    f1: float
    precision_ci: float
    recall_ci: float
    f1_ci: float
    failures: int
    titles: tuple[int, int]  # right, labelled
    dates: tuple[int, int]
    authors: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of all pages ("all"), of each slice, and the pages from worst to best."""

    slices: tuple[SliceFigures, ...]
    worst: tuple[PageScore, ...]


def read_gold(path: Path) -> Iterator[Gold]:
    """The labelled pages of a JSONL file.

    Needs `file` (the page, perhaps gzipped, relative to the JSONL's folder or one above),
    `url` and `gold`; may have `title`, `authors`, `published`, `repo`, `country`. Raises
    BadInput with FILE:LINE for a line that cannot be used.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                yield _gold(path, row)
            except (ValueError, KeyError, TypeError, OSError, AttributeError) as error:
                raise BadInput(
                    f"{path.name}:{number}", f"cannot be used: {error}", "see docs of evaluate"
                ) from error


def evaluate_extraction(
    gold: Iterable[Gold], extractor: Callable[[Source], Extraction | NoBody] = extract
) -> Figures:
    """Figures of `extractor` on labelled pages.

    Bodies are scored as in scrapinghub/article-extraction-benchmark: multisets of 4-word
    shingles (a word is \\w+), true positives, false ones and misses of each page brought
    to sum 1, precision and recall averaged over pages, F1 of those two means; intervals
    by resampling pages. Titles are right when equal but for case and punctuation, dates on
    the same UTC day (within a minute where gold has a time), authors when a name is shared.
    """
    scores = tuple(_score(page, extractor) for page in gold)
    slices = [_figures("all", scores)] if scores else []
    slices.extend(
        _figures(name, tuple(score for score in scores if score.slice == name))
        for name in dict.fromkeys(score.slice for score in scores)
    )
    worst = sorted(scores, key=lambda score: score.f1)
    return Figures(slices=tuple(slices), worst=tuple(worst))


def _gold(path: Path, row: dict[str, Any]) -> Gold:
    file = next(
        (
            folder / row["file"]
            for folder in path.resolve().parents
            if (folder / row["file"]).is_file()
        ),
        None,
    )
    if file is None:
        raise ValueError(f"no page {row['file']}")
    page = file.read_bytes()
    published = row.get("published")
    at = datetime.fromisoformat(published) if published else None
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return Gold(
        name=row["file"],
        slice=(row.get("repo") or row["file"]).split("/")[-1 if row.get("repo") else 0],
        url=row["url"],
        page=gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page,
        body=row["gold"],
        title=row.get("title"),
        authors=tuple(row.get("authors") or ()),
        published_at=at,
        has_time=at is not None and (at.hour, at.minute, at.second) != (0, 0, 0),
        country=row.get("country") or ("IN" if row.get("south_asia") else "INT"),
    )


def _score(gold: Gold, extractor: Callable[[Source], Extraction | NoBody]) -> PageScore:
    found = extractor(_source(gold))
    body = found.body if isinstance(found, Extraction) else ""
    hits, extra, missing = _shingle_counts(gold.body, body)
    return PageScore(
        name=gold.name,
        url=gold.url,
        slice=gold.slice,
        hits=hits,
        extra=extra,
        missing=missing,
        failure=found.reason_code if isinstance(found, NoBody) else None,
        title_right=None if gold.title is None else _same_words(gold.title, found.title or ""),
        date_right=_date_right(gold, found),
        authors_right=_authors_right(gold, found),
        extra_spans=_absent(body, gold.body or "") if gold.body is not None else (),
        missing_spans=_absent(gold.body or "", body),
    )


def _source(gold: Gold) -> Source:
    return Source(
        url=gold.url,
        page=gold.page,
        content_type="text/html",
        feed_title=None,
        feed_html=None,
        feed_language="en",
        feed_country=gold.country,
        feed_published_at=None,
        feed_byline=None,
        feed_summary=None,
        # later than any labelled page: what is measured is reading, not disbelief
        now=datetime(2049, 1, 1, tzinfo=UTC),
    )


def _shingle_counts(gold: str | None, found: str) -> tuple[int, int, int]:
    if gold is None:
        return 0, 0, 0
    true, predicted = _shingles(gold), _shingles(found)
    hits = sum((true & predicted).values())
    return hits, sum(predicted.values()) - hits, sum(true.values()) - hits


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    spans = range(max(1, len(words) - _SHINGLE + 1))
    return Counter(tuple(words[i : i + _SHINGLE]) for i in spans) if words else Counter()


def _absent(text: str, other: str) -> tuple[str, ...]:
    """The lines of `text` whose words do not stand, in this order, in `other`."""
    there = f" {' '.join(_TOKEN.findall(other))} "
    lines = (line.strip() for line in text.split("\n"))
    return tuple(
        line
        for line in lines
        if (words := _TOKEN.findall(line)) and f" {' '.join(words)} " not in there
    )


def _same_words(one: str, other: str) -> bool:
    return _TOKEN.findall(fold(one)) == _TOKEN.findall(fold(other))


def _date_right(gold: Gold, found: Extraction | NoBody) -> bool | None:
    if gold.published_at is None:
        return None
    if isinstance(found, NoBody) or found.published_at is None:
        return False
    if gold.has_time:
        return abs(found.published_at - gold.published_at) <= _SAME_INSTANT
    return found.published_at.astimezone(UTC).date() == gold.published_at.astimezone(UTC).date()


def _authors_right(gold: Gold, found: Extraction | NoBody) -> bool | None:
    if not gold.authors:
        return None
    byline = fold(found.byline or "") if isinstance(found, Extraction) else ""
    return any(fold(author) in byline for author in gold.authors)


def _figures(name: str, scores: tuple[PageScore, ...]) -> SliceFigures:
    counts = [(s.hits, s.extra, s.missing) for s in scores if s.hits + s.extra + s.missing]
    precision, recall, f1 = _means(counts)
    chance = random.Random(_SEED)  # noqa: S311 - resampling, not secrecy
    resampled = (
        [_means(chance.choices(counts, k=len(counts))) for _ in range(_RESAMPLES)] if counts else []
    )
    spread = [1.96 * statistics.stdev(column) for column in zip(*resampled, strict=True)] or [
        0.0
    ] * 3
    return SliceFigures(
        slice=name,
        pages=len(scores),
        precision=precision,
        recall=recall,
        f1=f1,
        precision_ci=spread[0],
        recall_ci=spread[1],
        f1_ci=spread[2],
        failures=sum(score.failure is not None for score in scores),
        titles=_tally(score.title_right for score in scores),
        dates=_tally(score.date_right for score in scores),
        authors=_tally(score.authors_right for score in scores),
    )


def _means(counts: list[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Mean precision over pages that gave text, mean recall over those with gold, their F1."""
    precisions = [hits / (hits + extra) for hits, extra, _ in counts if hits + extra]
    recalls = [hits / (hits + missing) for hits, _, missing in counts if hits + missing]
    precision = statistics.fmean(precisions) if precisions else 0.0
    recall = statistics.fmean(recalls) if recalls else 0.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def _tally(rights: Iterable[bool | None]) -> tuple[int, int]:
    known = [right for right in rights if right is not None]
    return sum(known), len(known)
