"""How often articles that are no copies share a story, and how many copies are found."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.copies.copying import copy_of, stream
from benchmarks.copies.corpus import BEGAN_AT, Change, Piece, Press
from benchmarks.copies.newsroom import batches, bring, feeds
from benchmarks.machine import Stopwatch
from warehouse.store import Store

TOLD_EVERY = 10_000
_URL = re.compile(r"/news/(\d+)(?:/(\w+))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What became of a stream of which the truth is known."""

    pieces: int
    copies: Counter[Change]
    found: Counter[Change]  # copies that share a story with what they were made from
    pairs: tuple[tuple[Piece, Piece], ...]  # no copies, yet in one story: neighbours of a chain
    false: int  # articles that share a story with one that they are no copy of
    missed: tuple[tuple[Piece, Piece], ...]  # originals and copies
    merged: int  # articles that were taken for another one
    ms: dict[str, float]  # CPU an article, by stage

    @property
    def false_of_10_000(self) -> float:
        return 10_000 * self.false / (self.pieces + self.copies.total())

    @property
    def kinds(self) -> Counter[tuple[str, str]]:
        """The kinds and forms of the pieces that were put together wrongly, by pair."""
        return Counter(_kinds(one, other) for one, other in self.pairs)


def measure(
    press: Press, pieces: int, copies: int, home: Path, say: Callable[[str], None]
) -> Quality:
    """Take a stream through group and load into a new warehouse in `home`, and look."""
    watch, known = Stopwatch(), feeds()
    with Store(home / "quality.duckdb", BEGAN_AT) as store:
        store.insert(list(known.values()))
        brought = 0
        for batch in batches(stream(press, 0, pieces, copies)):
            bring(store, batch, known, watch)
            brought += len(batch)
            if brought % TOLD_EVERY == 0:
                say(f"{brought:,} of {pieces + copies:,} grouped and loaded")
        rows = store.connection.execute(
            "SELECT url, story_id, article_id FROM main.articles"
        ).fetchall()
        linked = store.connection.execute(
            "SELECT article_id, other_article_id FROM main.near_duplicates"
        ).fetchall()
    stories: dict[tuple[int, Change | None], int] = {}
    truths: defaultdict[int, set[int]] = defaultdict(set)
    by_id: dict[int, tuple[int, Change | None]] = {}
    for url, story_id, article_id in rows:
        what = by_id[article_id] = _read(url)
        stories[what] = story_id
        truths[story_id].add(what[0])
    made = [what for what in stories if what[1] is not None]
    copied = Counter(change for _, change in made if change)
    missed = [what for what in made if stories[what] != stories.get((what[0], None))]
    wrong = ((by_id[one], by_id[other]) for one, other in linked)
    return Quality(
        pieces=pieces,
        copies=copied,
        found=copied - Counter(change for _, change in missed if change),
        pairs=tuple(_pieces(press, one, other) for one, other in wrong if one[0] != other[0]),
        false=sum(len(truths[story_id]) > 1 for story_id in stories.values()),
        missed=tuple(_pieces(press, (number, None), (number, change)) for number, change in missed),
        merged=brought - len(rows),
        ms={name: 1000 * spent / len(rows) for name, spent in watch.seconds.items()},
    )


def show(quality: Quality, count: int) -> Iterator[str]:
    """Up to `count` wrong pairs of each two kinds, and as many missed copies of each change."""
    shown: Counter[object] = Counter()
    for title, pairs in (("WRONG", quality.pairs), ("MISSED", quality.missed)):
        for one, other in pairs:
            key = (title, other.change) if title == "MISSED" else _kinds(one, other)
            shown[key] += 1
            if shown[key] <= count:
                yield f"=== {title} {key}\n{_told(one)}\n--- and\n{_told(other)}\n"


def _told(piece: Piece) -> str:
    return f"{piece.published_at:%d %b %H:%M} {piece.url}\n{piece.title}\n{piece.body}"


def _kinds(one: Piece, other: Piece) -> tuple[str, str]:
    first, second = sorted(piece.form or piece.kind.value for piece in (one, other))
    return first, second


def _read(url: str) -> tuple[int, Change | None]:
    """Which text an article is, and as which copy."""
    found = _URL.search(url)
    assert found
    return int(found[1]), Change[found[2].upper()] if found[2] else None


def _pieces(
    press: Press, one: tuple[int, Change | None], other: tuple[int, Change | None]
) -> tuple[Piece, Piece]:
    first, second = (
        copy_of(press, piece, change) if change else piece
        for piece, change in ((press.piece(number), change) for number, change in (one, other))
    )
    return first, second
