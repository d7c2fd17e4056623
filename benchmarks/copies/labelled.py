"""The labelled pairs that the comparison is trained and measured on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.copies.clusters import clusters_of
from tasks.stories.evaluation import LabelledPair, read_pairs

CASES = Path(__file__).parent / "cases"
ENGLISH, OTHERS = "English cases", "other languages"  # the project's own
# What a source counts for in training. Newspapers are what the product reads, and the
# smallest of the collections; pairs that only contain one another say little.
WEIGHTS = {"toi2002": 1.5, "indnews": 0.2}
# Its two labels differ in their dates only because of how the pairs were picked.
_WITHOUT_DATES = frozenset(["satp"])
_BASE = re.compile(r"\bbase ([a-z]{2}-[a-z]+\d+)")  # in the note of a case


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A labelled pair and the collection that it is from."""

    source: str
    pair: LabelledPair
    cluster: str  # pairs of related texts have one

    def fold_of(self, folds: int, seed: int) -> int:
        """The fold of the pair, the same on every machine; a cluster stays together."""
        name = f"{seed} {self.cluster}"
        return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def files_of(folder: Path | None) -> list[Path]:
    """The files `dups_*.jsonl` of a folder; none without a folder."""
    return sorted(folder.glob("dups_*.jsonl")) if folder else []


def gather(files: Iterable[Path]) -> list[Row]:
    """The pairs of the files, and the project's own cases."""
    found = [(path.name.split("_")[1].removesuffix(".jsonl"), path) for path in files]
    found += [
        (ENGLISH if path.stem == "en" else OTHERS, path) for path in sorted(CASES.glob("*.jsonl"))
    ]
    sources: list[str] = []
    pairs: list[LabelledPair] = []
    bases: list[str] = []
    for source, path in found:
        those = read_pairs(path)
        sources += [source] * len(those)
        pairs += those
        bases += _bases(path)
    rows = [
        Row(source=source, pair=pair, cluster=cluster)
        for source, pair, cluster in zip(sources, pairs, clusters_of(pairs, bases), strict=True)
    ]
    return [_undated(row) if row.source in _WITHOUT_DATES else row for row in rows]


def _bases(path: Path) -> list[str]:
    """The text that each pair of a file was made from, by the name that its note gives it."""
    lines = [line for line in path.read_text("utf-8-sig").split("\n") if line.strip()]
    notes = [str(json.loads(line).get("note", "")) for line in lines]
    return [found[1] if (found := _BASE.search(note)) else "" for note in notes]


def _undated(row: Row) -> Row:
    one, other = (replace(text, published_at=None) for text in (row.pair.one, row.pair.other))
    return replace(row, pair=replace(row.pair, one=one, other=other))
