"""How good the relevance classifier is: every figure that can be had again from the data at hand.

    make quality LABELLED=folder
    python benchmarks/relevance/quality.py --labelled folder --write

The folder holds third-party files `relevance_*.jsonl` (docs/evaluation.md says their form), and
`satp_attack_*.jsonl` where the attack yardstick is wanted. Without a folder only the project's
own cases are measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.relevance import report
from benchmarks.relevance.holding_out import calibration_weights, held_out, see_all
from benchmarks.relevance.labelled import files_of, gather
from benchmarks.relevance.measuring import plot
from benchmarks.relevance.training import METHODS, SHIPPED_NAME, platt
from tasks.relevance.classifier import load_classifier
from tasks.settings import KNOWLEDGE

RESULTS = Path(__file__).parents[1] / "results"


@click.command(epilog="Example: python benchmarks/relevance/quality.py --labelled folder")
@click.option("--labelled", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--write", is_flag=True, help="Put the report where it is kept.")
def main(labelled: Path | None, write: bool) -> None:
    """Measure, and print the report."""
    judge = load_classifier(KNOWLEDGE)
    rows = see_all(judge.lexicon, gather(files_of(labelled)))
    truth = np.array([one.row.is_relevant for one in rows])
    weights = calibration_weights(rows)
    said = {report.BY_HAND: report.by_hand(rows)}
    scales = {}
    for name, recipe in METHODS.items():
        raw = held_out(rows, recipe)
        slope, shift = scales[name] = platt(raw, truth, weights)
        said[name] = raw * slope + shift
    ours = report.Held(rows=rows, said=said[SHIPPED_NAME], truth=truth)
    slope, shift = scales[SHIPPED_NAME]
    sections = [
        report.preface(judge, rows),
        report.methods(rows, said, truth),
        report.natural(ours),
        report.sources(rows, slope, shift),
        report.cases(ours),
        report.unseen_languages(rows, slope, shift),
        report.four_labels(ours),
        report.calibration(ours),
        report.yardsticks(judge, rows, labelled, slope, shift),
        report.speed(judge, rows),
    ]
    text = "\n\n".join(["# Relevance: how good", *sections]) + "\n"
    click.echo(text)
    if write:
        (RESULTS / "relevance.md").write_text(text, "utf-8")
        (RESULTS / "relevance_reliability.svg").write_text(plot(report.curves(ours)), "utf-8")


if __name__ == "__main__":
    main()
