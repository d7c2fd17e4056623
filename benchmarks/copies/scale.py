"""What a run of newcomers costs beside few and beside many known articles."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.copies.copying import copy_of, suits
from benchmarks.copies.corpus import PIECES_A_DAY, Change, Piece, Press
from benchmarks.copies.known import fill
from benchmarks.copies.newsroom import batches

CHILD = Path(__file__).with_name("scale_child.py")
COPIED_DAYS = 5  # copies are made of what appeared so lately
COPY_SHARE = 0.1
MAKERS = ("corpus", "forms", "known", "newsroom", "scripts", "tongues")  # of known articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run of newcomers in a process of its own; CPU seconds by step."""

    cpu: dict[str, float]
    wall: float
    before_mb: float  # what its imports and the newcomers hold
    peak_mb: float
    pairs: int

    @property
    def cpu_seconds(self) -> float:
        return sum(self.cpu.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Runs beside few and beside many known articles, taken in turns."""

    few: int
    many: int
    newcomers: int
    beside_few: tuple[Ran, ...]
    beside_many: tuple[Ran, ...]
    file_bytes: int  # of the warehouse that knows many

    def ratio(self, of: Callable[[Ran], float]) -> float:
        """Many to few, the median over the turns."""
        turns = zip(self.beside_few, self.beside_many, strict=True)
        return median(of(many) / of(few) for few, many in turns)


def measure(
    press: Press,
    home: Path,
    *,
    few: int,
    many: int,
    newcomers: int,
    turns: int,
    kept: Path | None,
    say: Callable[[str], None],
) -> Scale:
    """Fill two warehouses and let them take turns.

    Each turn brings newcomers of its own, and begins with the same few known; the many grow
    by the newcomers. The first turn warms up. `kept` is a folder that filled warehouses are
    taken from, or left in, for another time.
    """
    small, large = (_warehouse(press, count, home, kept, say) for count in (few, many))
    runs: dict[Path, list[Ran]] = {small: [], large: []}
    for turn in range(turns + 1):
        say(f"turn {turn} of {turns}: {newcomers} newcomers beside {few:,} and {many:,}")
        fresh = home / "fresh.duckdb"
        shutil.copy(small, fresh)
        for path, count in ((small, few), (large, many)):
            given = home / "batches.pickle"
            coming = _newcomers(press, count, newcomers, turn)
            given.write_bytes(pickle.dumps(list(batches(coming))))
            runs[path].append(_run(fresh if path == small else path, given))
    return Scale(
        few=few,
        many=many,
        newcomers=newcomers,
        beside_few=tuple(runs[small][1:]),
        beside_many=tuple(runs[large][1:]),
        file_bytes=large.stat().st_size,
    )


def _newcomers(press: Press, known: int, count: int, turn: int) -> Iterator[Piece]:
    """The next pieces after the known ones, each tenth a copy of a piece of the last days."""
    random = Random(f"newcomers {known} {turn}")
    coming = iter(range(known + turn * count, known + (turn + 1) * count))
    latest = press.piece(known + turn * count).published_at
    changes = list(Change)
    for place in range(count):
        if place % round(1 / COPY_SHARE):
            yield press.piece(next(coming))
            continue
        change = changes[(turn + place) % len(changes)]
        while True:
            back = min(known, COPIED_DAYS * PIECES_A_DAY) * random.random()
            piece = press.piece(known - 1 - int(back))
            copy = copy_of(press, piece, change) if suits(piece, change) else None
            if copy and copy.published_at <= latest:
                yield copy
                break


def _warehouse(
    press: Press, count: int, home: Path, kept: Path | None, say: Callable[[str], None]
) -> Path:
    path = home / f"known-{count}.duckdb"
    stored = kept / f"known-{press.seed}-{count}-{_made_by()}.duckdb" if kept else None
    if stored and stored.exists():
        shutil.copy(stored, path)
        return path

    def told(done: int) -> None:
        if done % 50_000 == 0:
            say(f"{done:,} of {count:,} known")

    fill(path, press, count, told)
    if stored:
        stored.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, stored)
    return path


def _made_by() -> str:
    """Tells kept warehouses apart that other code made: a digest of all that goes into one."""
    root = CHILD.parents[2]
    made_of = [
        *sorted((root / "warehouse" / "migrations").glob("*.sql")),
        *((root / "tasks" / "stories" / name) for name in ("signing.py", "words.py")),
        *sorted(path for path in CHILD.parent.iterdir() if path.stem in MAKERS),
    ]
    return sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()[:12]


def _run(warehouse: Path, given: Path) -> Ran:
    command = [sys.executable, str(CHILD), str(warehouse), str(given)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return Ran(**json.loads(done.stdout))
