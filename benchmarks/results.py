"""Turns the figures of benchmarks/ingest.py into the tables that people read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from statistics import median
from typing import Any

from benchmarks.flow_cost import FlowCost, Timed
from benchmarks.pipeline import ONCE_A_RUN, PAGES_A_BATCH, STAGES, Passed

# What the project promises itself.
MOST_OF_TRAFILATURA = 0.75
LEAST_OF_PEER = 8.0
MOST_BESIDE_EXTRACTION_MS = 2.0
MOST_MEMORY_GROWTH = 0.05
TASK_RUNS_A_BATCH = 4  # extract, group, judge, load; one more a run for the fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round; CPU milliseconds a page throughout."""

    stages: dict[str, float]
    articles: int
    trafilatura_ms: float
    peer_ms: float | None
    peer_texts: int | None  # pages on which it found text

    @property
    def whole_ms(self) -> float:
        return sum(self.stages.values())

    @property
    def beside_extraction_ms(self) -> float:
        return sum(self.stages[name] for name in STAGES if name != "extract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that was measured."""

    page_count: int
    page_bytes: int
    articles: int
    rounds: list[Round]
    crew: Passed
    workers: int
    memory: dict[str, Any]  # what memory.py tells
    flow: FlowCost | None
    command: str
    facts: str

    def median(self, of: Callable[[Round], float]) -> float:
        return median(of(one) for one in self.rounds)


def report(figures: Figures) -> str:
    """The whole report, in markdown."""
    what = (
        f"{figures.page_count} pages of {figures.page_bytes / 1000:.0f} KB on average; "
        f"{figures.articles} a round, copies included; medians of {len(figures.rounds)} rounds "
        f"after one to warm up. {figures.rounds[0].articles} of {figures.articles} pages gave an "
        "article. CPU time, one process, no network, no Prefect unless it says so."
    )
    head = ["# The pipeline, bytes to warehouse", f"`{figures.command}`", f"{figures.facts}.", what]
    parts = [*head, _targets(figures), _contest(figures), _stages(figures), _memory(figures)]
    parts += [_flow(figures.flow)] if figures.flow else []
    return "\n\n".join(parts) + "\n"


def _targets(figures: Figures) -> str:
    ratio = figures.median(lambda one: one.whole_ms / one.trafilatura_ms)
    beside = figures.median(lambda one: one.beside_extraction_ms)
    peaks = figures.memory["peaks_mb"]
    growth = peaks[-1] / peaks[(len(peaks) - 1) // 2] - 1
    rows = [
        (
            "CPU of the whole pipeline / trafilatura's",
            f"at most {MOST_OF_TRAFILATURA}",
            f"{ratio:.2f}",
            ratio <= MOST_OF_TRAFILATURA,
        ),
        (
            "all that is not extraction, ms an article",
            f"at most {MOST_BESIDE_EXTRACTION_MS:g}",
            f"{beside:.2f}",
            beside <= MOST_BESIDE_EXTRACTION_MS,
        ),
        (
            f"growth of peak memory in the second half of {figures.memory['pages']:,} articles",
            f"at most {MOST_MEMORY_GROWTH:.0%}",
            f"{growth:.1%}",
            growth <= MOST_MEMORY_GROWTH,
        ),
    ]
    if figures.rounds[0].peer_ms is not None:
        times = figures.median(lambda one: (one.peer_ms or 0) / one.whole_ms)
        rows.insert(
            1,
            (
                "throughput per core / news-please's",
                f"at least {LEAST_OF_PEER:g}",
                f"{times:.1f}",
                times >= LEAST_OF_PEER,
            ),
        )
    marked = [(*row[:3], "yes" if row[3] else "**no**") for row in rows]
    return "## Targets\n\n" + _table(("", "target", "measured", "met"), marked)


def _contest(figures: Figures) -> str:
    trafilatura = figures.median(lambda one: one.trafilatura_ms)
    rows = [
        ("Khabar: feed and page bytes to warehouse", figures.median(lambda one: one.whole_ms)),
        ("trafilatura with metadata, defaults: body and metadata only", trafilatura),
    ]
    if figures.rounds[0].peer_ms is not None:
        peer = figures.median(lambda one: one.peer_ms or 0)
        rows.append(("news-please, images off: body and metadata only", peer))
    cells = [
        (name, f"{ms:.1f}", f"{ms / trafilatura:.2f}", f"{1000 / ms:.0f}") for name, ms in rows
    ]
    crew = figures.crew
    rate = crew.loaded.pages / crew.wall_seconds
    lost = figures.articles - (figures.rounds[0].peer_texts or 0)
    note = f"news-please found no text on {lost} pages. " if figures.rounds[0].peer_ms else ""
    note += (
        f"With {figures.workers} worker processes, {crew.loaded.pages:,} pages in "
        f"{crew.wall_seconds:.1f} s from first feed to published snapshot, the pool's start "
        f"included: {rate:.0f} articles a second (wall)."
    )
    header = ("", "CPU ms a page", "times trafilatura", "pages a second and core")
    return f"## Beside others\n\n{_table(header, cells)}\n\n{note}"


def _stages(figures: Figures) -> str:
    long_run = figures.memory

    def row(name: str, of: Callable[[dict[str, float]], float], title: str = "") -> tuple[str, ...]:
        short = figures.median(lambda one: of(one.stages))
        return (title or name, f"{short:.2f}", f"{of(long_run['stages_ms']):.2f}")

    rows = [row(name, itemgetter(name)) for name in STAGES]
    rows.append(
        row(
            "",
            lambda stages: sum(stages[name] for name in STAGES if name != "extract"),
            "**all of these but extract**",
        )
    )
    once = [
        (
            name,
            f"{figures.articles * median(one.stages[name] for one in figures.rounds):.0f}",
            f"{long_run['stages_ms'][name] * long_run['pages']:.0f}",
        )
        for name in ONCE_A_RUN
    ]
    runs = (f"a run of {figures.articles:,}", f"a run of {long_run['pages']:,}")
    return (
        "## Stages\n\nThe short run is a median of rounds; the long one was taken once, later, so "
        "that a busy machine shows in all of its rows alike.\n\n"
        f"CPU ms an article:\n\n{_table(('', *runs), rows)}\n\n"
        f"CPU ms a run, however many articles it brings:\n\n{_table(('', *runs), once)}"
    )


def _memory(figures: Figures) -> str:
    peaks = figures.memory["peaks_mb"]
    marks = sorted({1, *(max(1, round(len(peaks) * part)) for part in (0.1, 0.25, 0.5, 1))})
    rows = [
        (f"{min(mark * PAGES_A_BATCH, figures.memory['pages']):,}", f"{peaks[mark - 1]:.0f}")
        for mark in marks
    ]
    header = ("articles so far", "peak, MB")
    return f"## Memory\n\nOf one process, in one run:\n\n{_table(header, rows)}"


def _flow(flow: FlowCost) -> str:
    def row(name: str, timed: Timed) -> tuple[str, ...]:
        server = f"{timed.server_cpu_seconds:.1f}" if timed.server_cpu_seconds else "-"
        asked = str(timed.requests) if timed.requests else "-"
        return (name, f"{timed.wall_seconds:.1f}", f"{timed.cpu_seconds:.1f}", server, asked)

    told = flow.stages.answer
    rows = [
        row(f"first run: {flow.first.answer['articles_new']} articles", flow.first),
        row("nothing new", flow.quiet),
        row("nothing new, with a server of its own (its CPU is in ours)", flow.alone),
        (
            "nothing new, stages alone: no Prefect, imports left out",
            f"{told['wall_seconds']:.2f}",
            f"{told['cpu_seconds']:.2f}",
            "-",
            str(flow.quiet.requests),
        ),
    ]
    header = ("", "wall s", "CPU s", "Prefect server's CPU s", "requests")
    each = flow.task_run_ms * TASK_RUNS_A_BATCH / PAGES_A_BATCH
    return (
        f"## The flow\n\n`khabar ingest` on the sample press ({flow.feeds} feeds), imports "
        f"included, against a Prefect server that is up unless it says otherwise:\n\n"
        f"{_table(header, rows)}\n\n"
        f"A task run costs {flow.task_run_ms:.0f} ms of CPU in our process and "
        f"{flow.server_task_run_ms:.0f} ms in the server (60 empty ones). "
        f"A batch of {PAGES_A_BATCH} pages is {TASK_RUNS_A_BATCH} of them: {each:.2f} ms an "
        "article, beside the table above."
    )


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---", *("--:" for _ in header[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
