"""Turns the figures of benchmarks/stories.py into the tables that people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from statistics import median
from typing import Any

from benchmarks.copies.corpus import PIECES_A_DAY, Change
from benchmarks.copies.precision import Quality
from benchmarks.copies.scale import COPY_SHARE, Ran, Scale
from benchmarks.copies.signing import DOCUMENT_WORDS, OURS, PEER, Signing

# What the project promises itself.
MOST_FALSE_OF_10_000 = 5.0
MOST_RATIO = 1.5
MOST_MEGABYTES = 1024.0
LEAST_TIMES_SIGNING = 7.0
LEAST_TIMES_MEMORY = 10.0
STEPS = ("open", "group", "load", "close")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that was measured; the index is datasketch's, where the peers are at hand."""

    quality: Quality
    scale: Scale
    signing: Signing
    index: dict[str, Any] | None
    is_whole: bool  # and not a small version, whose sizes are not the targets'
    command: str
    facts: str


def report(figures: Figures) -> str:
    """The whole report, in markdown."""
    parts = [
        "# Stories: copies found, and at what cost",
        f"`{figures.command}`",
        f"{figures.facts}.",
        "On a made-up press (benchmarks/copies/corpus.py); walls and CPU on a shared machine.",
        _targets(figures),
        _quality(figures.quality),
        _scale(figures.scale),
        _signing(figures.signing),
        _memory(figures),
    ]
    return "\n\n".join(parts) + "\n"


def _targets(figures: Figures) -> str:
    quality, scale = figures.quality, figures.scale
    false = quality.false_of_10_000
    cpu, peak = scale.ratio(attrgetter("cpu_seconds")), _peak(scale.beside_many)
    rows = [
        (
            f"articles wrongly in one story, of 10,000 ({quality.pieces:,} distinct)",
            f"at most {MOST_FALSE_OF_10_000:g}",
            f"{false:.1f}",
            false <= MOST_FALSE_OF_10_000,
        ),
        (
            f"CPU of a run beside {scale.many:,} known / beside {scale.few:,}",
            f"at most {MOST_RATIO:g}",
            f"{cpu:.2f}",
            cpu <= MOST_RATIO,
        ),
        (
            f"peak memory of a run beside {scale.many:,}, MB",
            f"under {MOST_MEGABYTES:.0f}",
            f"{peak:.0f}",
            peak < MOST_MEGABYTES,
        ),
    ]
    if PEER in figures.signing.english:
        times = figures.signing.times(PEER)
        rows.append(
            (
                "time of datasketch's MinHash / of our signature",
                f"at least {LEAST_TIMES_SIGNING:g}",
                f"{times:.1f}",
                times >= LEAST_TIMES_SIGNING,
            )
        )
    if figures.index:
        times = figures.index["peak_mb"] / peak
        rows.append(
            (
                f"peak of datasketch's LSH with {scale.many:,} / of our run",
                f"at least {LEAST_TIMES_MEMORY:g}",
                f"{times:.1f}",
                times >= LEAST_TIMES_MEMORY,
            )
        )
    table = _table(("", "target", "measured", "met"), [(*row[:3], _met(row[3])) for row in rows])
    if figures.is_whole:
        return f"## Targets\n\n{table}"
    note = "A small version: the targets are set for the sizes of a whole one."
    return f"## Targets\n\n{note}\n\n{table}"


def _met(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def _quality(quality: Quality) -> str:
    copies = [
        (change.value, f"{quality.copies[change]:,}", f"{_share(quality, change):.1%}")
        for change in Change
    ]
    all_found, all_copies = quality.found.total(), quality.copies.total()
    copies.append(("**all**", f"{all_copies:,}", f"{all_found / max(1, all_copies):.1%}"))
    found = _table(("copies", "in the stream", "found"), copies)
    wrong = [(f"{one} and {other}", f"{n:,}") for (one, other), n in quality.kinds.most_common()]
    pairs = _table(("pairs that are no copies", "taken for copies"), wrong) if wrong else ""
    stages = ", ".join(f"{name} {ms:.2f}" for name, ms in quality.ms.items())
    return (
        "## Right and wrong\n\n"
        f"{quality.pieces:,} articles of which no two are copies, and {all_copies:,} copies of "
        f"some of them, as they come by their dates, {PIECES_A_DAY:,} a day, through group and "
        f"load in batches of the flow's size. {quality.false:,} articles share a story with an "
        f"article that they are no copy of; {quality.merged} were taken for a known article. "
        f"CPU ms an article: {stages}.\n\n{found}" + (f"\n\n{pairs}" if pairs else "")
    )


def _share(quality: Quality, change: Change) -> float:
    return quality.found[change] / max(1, quality.copies[change])


def _scale(scale: Scale) -> str:
    few, many = scale.beside_few, scale.beside_many

    def row(name: str, few_of: float, many_of: float, ratio: float) -> tuple[str, ...]:
        return name, f"{few_of:.2f}", f"{many_of:.2f}", f"{ratio:.2f}"

    rows = []
    for name in STEPS:
        cost = _step(name)
        rows.append(
            row(
                f"{name}, CPU s",
                median(map(cost, few)),
                median(map(cost, many)),
                scale.ratio(cost),
            )
        )
    for name, title in (("cpu_seconds", "**the run, CPU s**"), ("wall", "the run, wall s")):
        get = attrgetter(name)
        rows.append(row(title, median(map(get, few)), median(map(get, many)), scale.ratio(get)))
    rows.append(
        (
            "peak memory, MB",
            f"{_peak(few):.0f}",
            f"{_peak(many):.0f}",
            f"{_peak(many) / _peak(few):.2f}",
        )
    )
    rows.append(
        (
            "of it before the first step, MB",
            f"{median(one.before_mb for one in few):.0f}",
            f"{median(one.before_mb for one in many):.0f}",
            "",
        )
    )
    header = ("", f"{scale.few:,} known", f"{scale.many:,} known", "ratio")
    return (
        "## A run of newcomers\n\n"
        f"{scale.newcomers} articles, {COPY_SHARE:.0%} of them copies of the last days' articles, "
        "from opening the warehouse to closing it, a process a run, in turns; medians of "
        f"{len(few)} turns after one to warm up. Articles arrive {PIECES_A_DAY:,} a day, so that "
        f"{scale.few:,} are {scale.few / PIECES_A_DAY:.0f} days and {scale.many:,} are "
        f"{scale.many / PIECES_A_DAY:.0f}; the warehouse of the latter has "
        f"{scale.file_bytes / 1e9:.1f} GB. A run found {median(one.pairs for one in few):.0f} and "
        f"{median(one.pairs for one in many):.0f} pairs.\n\n{_table(header, rows)}"
    )


def _signing(signing: Signing) -> str:
    rows = [
        (name, f"{median(those):.0f}", f"{signing.times(name):.1f}")
        for name, those in signing.english.items()
    ]
    others = ", ".join(f"{name} {spent:.0f}" for name, spent in signing.others.items())
    made_of = f" ({', '.join(signing.versions)})" if signing.versions else ""
    return (
        "## Signing\n\n"
        f"From text to signature: {signing.documents} English documents of {DOCUMENT_WORDS} words, "
        f"shingles of {signing.shingle_words} words, the same words for all; the others' words "
        f"come from one regular expression, their MinHash has 128 permutations, drawn once"
        f"{made_of}. In turns; medians of {len(signing.english[OURS])}.\n\n"
        f"{_table(('', 'CPU µs a document', 'times ours'), rows)}\n\n"
        f"Ours in other languages, µs: {others}."
    )


def _memory(figures: Figures) -> str:
    many = figures.scale.beside_many
    rows = [
        (
            f"{OURS}: a run beside {figures.scale.many:,}, from the warehouse's index",
            f"{median(one.before_mb for one in many):.0f}",
            f"{_peak(many):.0f}",
        )
    ]
    note = ""
    if figures.index:
        told = figures.index
        rows.append(
            (
                f"datasketch: MinHashLSH with {figures.scale.many:,}",
                f"{told['before_mb']:.0f}",
                f"{told['peak_mb']:.0f}",
            )
        )
        note = (
            f"\n\nThe LSH has a threshold of {told['threshold']:g} and {told['permutations']} "
            f"permutations: {told['bands']} bands of {told['rows']}. It was filled with random "
            "hash values in place of texts' and kept none of the MinHashes: it is the index alone "
            "that is measured; it holds no texts and has answered nothing yet."
        )
    return (
        "## Memory\n\nOf a process that does nothing else, MB:\n\n"
        f"{_table(('', 'before it begins', 'peak'), rows)}{note}"
    )


def _step(name: str) -> Any:
    def seconds(ran: Ran) -> float:
        return ran.cpu[name]

    return seconds


def _peak(runs: Iterable[Ran]) -> float:
    return max(one.peak_mb for one in runs)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---", *("--:" for _ in header[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
