"""How fast: the pipeline beside bare trafilatura and news-please, on the same pages in one run.

    python benchmarks/ingest.py [--pages FOLDER] [--articles N] [--peers PYTHON] [--write]

benchmarks/README.md says what is measured and how to read it.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import flow_cost, results
from benchmarks.corpus import SavedPage, copies, originals
from benchmarks.machine import Stopwatch, cpu_seconds, facts
from benchmarks.pipeline import Passed, take_through
from benchmarks.results import Figures, Round
from tasks.relevance.lexicon import Lexicon, load_lexicon
from tasks.settings import KNOWLEDGE

HERE = Path(__file__).parent
LONG_RUN = 20  # times a round: where memory would show that it grows
RESULTS = HERE / "results" / "ingest.md"


@dataclass(slots=True, kw_only=True)
class Peer:
    """news-please in its own interpreter, ready to take another round."""

    process: subprocess.Popen[str]
    version: str

    def round(self) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return _answer(self.process)


@click.command(epilog="Example: python benchmarks/ingest.py --pages saved-pages --rounds 3")
@click.option(
    "--pages",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of *.html or *.html.gz; without it, the sample press's pages.",
)
@click.option("--articles", default=200, show_default=True, help="Pages a round, copies included.")
@click.option("--rounds", default=5, show_default=True, help="Rounds; medians are told.")
@click.option("--peers", metavar="PYTHON", help="An interpreter that has benchmarks/peers.txt.")
@click.option("--flow/--no-flow", default=True, help="Measure the Prefect flow too (a minute).")
@click.option("--write", is_flag=True, help="Write benchmarks/results/ingest.md too.")
def main(
    pages: Path | None, articles: int, rounds: int, peers: str | None, flow: bool, write: bool
) -> None:
    """Measure the pipeline's CPU, throughput and memory; prints markdown."""
    saved = originals(pages)
    chosen = copies(saved, articles)
    lexicon = load_lexicon(KNOWLEDGE)
    with _peer(peers, chosen) as peer:
        run = [_round(number, chosen, lexicon, peer) for number in range(rounds + 1)][1:]
    say("two processes")
    figures = Figures(
        page_count=len(saved),
        page_bytes=round(sum(len(page.original) for page in saved) / len(saved)),
        articles=articles,
        rounds=run,
        crew=_crew(copies(saved, 5 * articles), lexicon),
        workers=os.cpu_count() or 1,
        memory=_memory(LONG_RUN * articles, pages),
        flow=flow_cost.measure() if flow else None,
        command=_command(pages),
        facts=facts() + (f", news-please {peer.version}" if peer else ""),
    )
    text = results.report(figures)
    print(text)
    if write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text, "utf-8")


def _round(number: int, pages: Sequence[SavedPage], lexicon: Lexicon, peer: Peer | None) -> Round:
    """Each contestant once on the same pages; the first round only warms up."""
    say(f"round {number}" if number else "warming up")
    watch = Stopwatch()
    with _cold(), TemporaryDirectory() as home:
        passed = asyncio.run(take_through(pages, Path(home), lexicon, watch))
    with _cold():
        trafilatura_seconds = _bare_trafilatura(pages)
    told = peer.round() if peer and number else None
    return Round(
        stages={name: seconds * 1000 / len(pages) for name, seconds in watch.seconds.items()},
        articles=passed.loaded.articles_new,
        trafilatura_ms=trafilatura_seconds * 1000 / len(pages),
        peer_ms=told["cpu_seconds"] * 1000 / len(pages) if told else None,
        peer_texts=told["with_text"] if told else None,
    )


@contextmanager
def _cold() -> Iterator[None]:
    """Forget what trafilatura and htmldate remember of pages that they have seen before."""
    from trafilatura.meta import reset_caches

    reset_caches()
    yield


def _bare_trafilatura(pages: Sequence[SavedPage]) -> float:
    """CPU seconds of body and metadata at trafilatura's defaults, unpacked bytes given."""
    from trafilatura import bare_extraction

    spent = 0.0
    for page in pages:
        body = page.body
        began = cpu_seconds()
        bare_extraction(body, url=page.url, with_metadata=True)
        spent += cpu_seconds() - began
    return spent


def _crew(pages: Sequence[SavedPage], lexicon: Lexicon) -> Passed:
    """The pipeline with a process per core for extraction, the pool's start included."""
    with TemporaryDirectory() as home:
        workers = os.cpu_count() or 1
        return asyncio.run(take_through(pages, Path(home), lexicon, Stopwatch(), workers=workers))


def _memory(count: int, pages: Path | None) -> dict[str, Any]:
    say(f"memory over {count:,} articles")
    arguments = [str(count), *(["--pages", str(pages)] if pages else [])]
    done = subprocess.run(
        [sys.executable, str(HERE / "memory.py"), *arguments], stdout=subprocess.PIPE, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@contextmanager
def _peer(python: str | None, pages: Sequence[SavedPage]) -> Iterator[Peer | None]:
    if python is None:
        yield None
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, page in enumerate(pages):
            (folder / f"{number:05d}.html").write_bytes(page.body)
        (folder / "urls.txt").write_text("\n".join(page.url for page in pages), "utf-8")
        command = [python, str(HERE / "newsplease_peer.py"), name]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            yield Peer(process=process, version=_answer(process)["version"])
            assert process.stdin
            process.stdin.close()


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise SystemExit("the peer's interpreter ended: see its message above")
    told: dict[str, Any] = json.loads(line)
    return told


def _command(pages: Path | None) -> str:
    """The command as others would type it: folders and interpreters of this machine left out."""
    given = list(sys.argv[1:])
    for option, name in (("--pages", "FOLDER"), ("--peers", "PYTHON")):
        if option in given:
            given[given.index(option) + 1] = name
    return " ".join(["python benchmarks/ingest.py", *given])


def say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
