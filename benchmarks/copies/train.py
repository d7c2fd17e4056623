"""Trains the shipped weights of the comparison of texts and writes them where it reads them.

    make model LABELLED=folder
    python benchmarks/copies/train.py --labelled folder

The folder holds files `dups_*.jsonl` (docs/evaluation.md says their form); the project's own
cases are always among what is learnt.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.copies.labelled import WEIGHTS as SOURCES
from benchmarks.copies.labelled import Row, files_of, gather
from benchmarks.copies.training import Example, train
from tasks.stories.comparing import WEIGHTS, likeness


@click.command(epilog="Example: python benchmarks/copies/train.py --labelled folder")
@click.option("--labelled", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--into", type=click.Path(path_type=Path), default=WEIGHTS, help="Where to write.")
def main(labelled: Path | None, into: Path) -> None:
    """Train on the labelled pairs of a folder and on the project's cases."""
    rows = gather(files_of(labelled))
    found = train([example(row) for row in rows])
    counts = Counter(f"{row.source} {int(row.pair.are_copies)}" for row in rows)
    told = asdict(found) | {"rows": dict(sorted(counts.items()))}
    into.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    click.echo(f"{len(rows)} pairs, weights written to {into}")


def example(row: Row) -> Example:
    """What training learns from a row."""
    return Example(
        source=row.source,
        likeness=likeness(row.pair.one, row.pair.other),
        are_copies=row.pair.are_copies,
        weight=SOURCES.get(row.source, 1.0),
    )


if __name__ == "__main__":
    main()
