"""Trains the shipped weights from labelled files and writes them where the classifier reads them.

    make model LABELLED=folder
    python benchmarks/relevance/train.py --labelled folder

The folder holds files `relevance_*.jsonl` (docs/evaluation.md says their form); the project's
own cases are always among what is learnt. docs/model-card.md says on what the shipped weights
were trained.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.relevance.holding_out import Seen, calibration_weights, held_out, see_all, train_on
from benchmarks.relevance.labelled import files_of, gather
from benchmarks.relevance.training import (
    SHIPPED,
    THRESHOLD,
    platt,
    stretched,
    train_event,
    train_mentioned,
)
from tasks.relevance.classifier import WEIGHTS
from tasks.relevance.lexicon import load_lexicon
from tasks.relevance.weights import Head, write_weights
from tasks.settings import KNOWLEDGE

DIGITS = 3  # of a log-odds: finer is noise, and a smaller file


@click.command(epilog="Example: python benchmarks/relevance/train.py --labelled folder")
@click.option("--labelled", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--into", type=click.Path(path_type=Path), default=WEIGHTS, help="Where to write.")
def main(labelled: Path | None, into: Path) -> None:
    """Train on the labelled files of a folder and on the project's cases."""
    files = files_of(labelled)
    lexicon = load_lexicon(KNOWLEDGE)
    rows = see_all(lexicon, gather(files))
    heads = train_all(rows)
    counts = Counter(f"{one.row.kind} {int(one.row.is_relevant)}" for one in rows)
    notes = {
        "rows": dict(sorted(counts.items())),
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "knowledge": lexicon.version,
        "recipe": asdict(SHIPPED),
    }
    write_weights(into, heads, THRESHOLD, notes)
    sizes = {name: len(head.signs) + len(head.wording) for name, head in heads.items()}
    if not files:
        click.echo("Only the project's cases were at hand: git restore brings the shipped weights.")
    click.echo(f"{into}: {len(rows)} rows, weights {sizes}, {into.stat().st_size / 1e6:.1f} MB")


def train_all(rows: Sequence[Seen]) -> dict[str, Head]:
    """The three heads, the first one calibrated on held-out rows."""
    head = train_on(rows)
    said = held_out(rows)
    truth = np.array([one.row.is_relevant for one in rows])
    slope, shift = platt(said, truth, calibration_weights(rows))
    heads = {
        "relevant": stretched(head, slope, shift),
        "event": train_on(rows, train=train_event),
        "mentioned": train_on(rows, train=train_mentioned),
    }
    return {name: _rounded(one) for name, one in heads.items()}


def _rounded(head: Head) -> Head:
    def kept(weights: Mapping[str, float]) -> dict[str, float]:
        return {name: short for name, w in weights.items() if (short := round(w, DIGITS))}

    return Head(bias=round(head.bias, DIGITS), signs=kept(head.signs), wording=kept(head.wording))


if __name__ == "__main__":
    main()
