"""How well copies are found, and what it costs beside ten thousand and a million known articles.

    python benchmarks/stories.py [--quick] [--peers PYTHON] [--write]

benchmarks/README.md says what is measured and how to read it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.copies import precision, scale, signing
from benchmarks.copies.corpus import Press
from benchmarks.copies.report import Figures, report
from benchmarks.machine import facts

RESULTS = Path(__file__).parent / "results" / "stories.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    pieces: int
    copies: int
    few: int
    many: int
    newcomers: int
    turns: int
    documents: int


WHOLE = Size(
    pieces=100_000,
    copies=2_000,
    few=10_000,
    many=1_000_000,
    newcomers=500,
    turns=5,
    documents=400,
)
QUICK = Size(
    pieces=4_000, copies=400, few=2_000, many=20_000, newcomers=200, turns=2, documents=100
)


@click.command(epilog="Example: python benchmarks/stories.py --quick")
@click.option("--quick", is_flag=True, help="A small version, in about a minute.")
@click.option("--seed", default=1, show_default=True, help="Another number, another press.")
@click.option("--peers", metavar="PYTHON", help="An interpreter that has benchmarks/peers.txt.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder to keep filled warehouses in for another time (10 GB).",
)
@click.option(
    "--show",
    metavar="N",
    default=0,
    help="Print so many wrong pairs and missed copies of each kind, to learn from.",
)
@click.option("--write", is_flag=True, help="Write benchmarks/results/stories.md too.")
def main(
    quick: bool, seed: int, peers: str | None, keep: Path | None, show: int, write: bool
) -> None:
    """Measure precision, scale, signing and memory; prints markdown."""
    size, press = QUICK if quick else WHOLE, Press(seed=seed)
    with TemporaryDirectory() as name:
        home = Path(name)
        say(f"signing {size.documents} documents")
        signed = signing.measure(
            press, home, documents=size.documents, turns=size.turns, peers=peers
        )
        say(f"{size.pieces:,} articles and {size.copies:,} copies")
        quality = precision.measure(press, size.pieces, size.copies, home, say)
        for text in precision.show(quality, show):
            print(text)
        scaled = scale.measure(
            press,
            home,
            few=size.few,
            many=size.many,
            newcomers=size.newcomers,
            turns=size.turns,
            kept=keep,
            say=say,
        )
    index = None
    if peers:
        say(f"an LSH index with {size.many:,}")
        index = signing.index_memory(peers, size.many)
    text = report(
        Figures(
            quality=quality,
            scale=scaled,
            signing=signed,
            index=index,
            is_whole=not quick,
            command=_command(),
            facts=facts(),
        )
    )
    print(text)
    if write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text, "utf-8")


def _command() -> str:
    """The command as others would type it: folders and interpreters of this machine left out."""
    given = list(sys.argv[1:])
    for option, name in (("--peers", "PYTHON"), ("--keep", "FOLDER")):
        if option in given:
            given[given.index(option) + 1] = name
    return " ".join(["python benchmarks/stories.py", *given])


def say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
