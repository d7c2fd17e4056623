"""How well copies are told from look-alikes: every figure that can be had from the data at hand.

    make quality LABELLED=folder
    python benchmarks/copies/quality.py --labelled folder --write

The folder holds third-party files `dups_*.jsonl` (docs/evaluation.md says their form). Without
a folder only the project's own cases are measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.copies import methods
from benchmarks.copies import quality_report as report
from benchmarks.copies.holding_out import held_out
from benchmarks.copies.labelled import files_of, gather
from benchmarks.copies.training import MEASURES

RESULTS = Path(__file__).parents[1] / "results"
METHODS: dict[str, methods.Method] = {
    "Jaccard of five-word runs": methods.at_one_threshold(methods.jaccard),
    "Jaccard of five-word runs, a threshold each": methods.at_own_thresholds(methods.jaccard),
    "containment of three-word runs": methods.at_one_threshold(methods.containment),
    "containment of three-word runs, a threshold each": methods.at_own_thresholds(
        methods.containment
    ),
    "TF-IDF cosine": methods.at_one_threshold(methods.cosine),
    "TF-IDF cosine, a threshold each": methods.at_own_thresholds(methods.cosine),
    report.SHIPPED_NAME: methods.ours,
}


@click.command(epilog="Example: python benchmarks/copies/quality.py --labelled folder")
@click.option("--labelled", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--write", is_flag=True, help="Put the report where it is kept.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=RESULTS)
def main(labelled: Path | None, write: bool, into: Path) -> None:
    """Measure, and print the report."""
    text = measured(files_of(labelled))
    click.echo(text, nl=False)
    if write:
        (into / "stories_quality.md").write_text(text, "utf-8")


def measured(files: list[Path]) -> str:
    """The report on the pairs of the files and on the project's cases."""
    pairs = methods.see_all(gather(files))
    said = {name: held_out(pairs, method) for name, method in METHODS.items()}
    whole = said[report.SHIPPED_NAME]
    ours = report.Held(pairs=pairs, said=whole)
    blind = {f"`{name}`": held_out(pairs, methods.without(name)) for name in MEASURES}
    sections = [
        report.preface(pairs, files),
        report.methods(pairs, said),
        report.collections(ours),
        report.cases(ours),
        report.left_out_collections(pairs),
        report.ablations(pairs, whole, blind),
        report.reliability(ours),
    ]
    return "\n\n".join(["# Stories: how good", *sections]) + "\n"


if __name__ == "__main__":
    main()
