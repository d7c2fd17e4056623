"""The labelled pairs that the comparison is trained and measured on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from tasks.stories.evaluation import LabelledPair, read_pairs

CASES = Path(__file__).parent / "cases"
# What a source counts for in training. Newspapers are what the product reads, and the
# smallest of the collections; pairs that only contain one another say little.
WEIGHTS = {"toi2002": 1.5, "indnews": 0.2}
# Its two labels differ in their dates only because of how the pairs were picked.
_WITHOUT_DATES = frozenset(["satp"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A labelled pair and the collection that it is from."""

    source: str
    pair: LabelledPair

    def fold_of(self, folds: int, seed: int) -> int:
        """The fold of the pair, the same on every machine; pairs of one text stay together."""
        name = f"{seed} {self.source} {_root(self.pair)}"
        return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def gather(folder: Path | None) -> list[Row]:
    """The pairs of a folder's files `dups_*.jsonl`, and the project's own cases."""
    files = sorted(folder.glob("dups_*.jsonl")) if folder else []
    rows = [Row(source=path.name.split("_")[1], pair=p) for path in files for p in read_pairs(path)]
    for path in sorted(CASES.glob("*.jsonl")):
        source = "English cases" if path.stem == "en" else "other languages"
        rows += [Row(source=source, pair=pair) for pair in read_pairs(path)]
    return [_undated(row) if row.source in _WITHOUT_DATES else row for row in rows]


def _undated(row: Row) -> Row:
    one, other = (replace(text, published_at=None) for text in (row.pair.one, row.pair.other))
    return replace(row, pair=replace(row.pair, one=one, other=other))


def _root(pair: LabelledPair) -> str:
    return min(pair.one.body, pair.other.body)
