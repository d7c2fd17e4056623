"""The press that stories are measured on: the same each time, and no copies but the known."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import pytest

from benchmarks.copies.copying import copy_of, stream, suits
from benchmarks.copies.corpus import LANGUAGES, Change, Kind, Piece, Press

DAY = 600  # pieces: enough of every kind
COPIES = 60
MOST_SHARED = 0.5  # of the shorter one's runs of five words, between pieces that no form made
MOST_SHARED_BY_FORM = 0.8


@pytest.fixture(scope="module")
def pieces() -> list[Piece]:
    press = Press()
    return [press.piece(number) for number in range(DAY)]


def runs(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def test_equal_seeds_make_equal_pieces(pieces: list[Piece]) -> None:
    assert [Press().piece(number) for number in (0, 7, DAY - 1)] == [
        pieces[number] for number in (0, 7, DAY - 1)
    ]
    assert Press(seed=2).piece(7).body != pieces[7].body


def test_no_two_pieces_are_copies(pieces: list[Piece]) -> None:
    assert len({piece.body for piece in pieces}) == len({piece.url for piece in pieces}) == DAY
    whole = [runs(piece.body) for piece in pieces]
    having: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, found in enumerate(whole):
        for run in found:
            having[run].append(number)
    met = {pair for numbers in having.values() for pair in combinations(numbers, 2)}
    assert met
    for one, other in met:
        shared = len(whole[one] & whole[other]) / min(len(whole[one]), len(whole[other]))
        is_form = Kind.FORM in (pieces[one].kind, pieces[other].kind)
        assert shared <= (MOST_SHARED_BY_FORM if is_form else MOST_SHARED), (one, other)


def test_the_press_is_as_varied_as_promised(pieces: list[Piece]) -> None:
    kinds = Counter(piece.kind for piece in pieces)
    assert set(kinds) == set(Kind)
    assert 0.2 < kinds[Kind.FORM] / DAY < 0.3
    assert sum(piece.language != "en" for piece in pieces) >= DAY / 10
    assert {piece.language for piece in pieces} == set(LANGUAGES)
    assert all(not piece.body.isascii() for piece in pieces if piece.language != "en")


def test_a_stream_brings_every_piece_once_and_copies_after_their_originals() -> None:
    press = Press()
    seen: set[int] = set()
    copies: list[Piece] = []
    dates = []
    for piece in stream(press, 0, DAY, COPIES):
        dates.append(piece.published_at)
        if piece.change is None:
            assert piece.number not in seen
            seen.add(piece.number)
        else:
            assert piece.number in seen
            copies.append(piece)
    assert dates == sorted(dates)
    assert seen == set(range(DAY))
    kinds = Counter(copy.change for copy in copies)
    assert set(kinds) == set(Change)
    assert COPIES - 2 <= len(copies) <= COPIES  # one may still wait for a piece that suits


@pytest.mark.parametrize("change", Change)
def test_a_copy_keeps_what_its_kind_keeps(pieces: list[Piece], change: Change) -> None:
    press = Press()
    piece = next(piece for piece in pieces if suits(piece, change))
    copy = copy_of(press, piece, change)
    assert copy == copy_of(press, piece, change)
    assert (copy.number, copy.change) == (piece.number, change)
    assert copy.published_at > piece.published_at
    assert (copy.title, copy.body) != (piece.title, piece.body)
    shared = len(runs(copy.text) & runs(piece.text)) / len(runs(copy.text))
    assert shared >= (0.3 if change is Change.EDITED else 0.75)
    if change is Change.TRIMMED:
        assert 0.2 <= len(copy.text.split()) / len(piece.text.split()) <= 0.6
