"""Copies of the press's pieces, of six kinds, and the stream of all by their dates."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from heapq import heappop, heappush
from itertools import cycle
from random import Random

from benchmarks.copies.corpus import LANGUAGES, Change, Kind, Piece, Press
from benchmarks.copies.tongues import THEMES, Tongue, tongue

SOONEST, LATEST = timedelta(minutes=10), timedelta(days=5)
LEAST_WORDS = {Change.TRIMMED: 200, Change.EDITED: 100, Change.UPDATED: 120}
SAME_PUBLISHER_SHARE = 0.5  # of updates: a paper's second article on what it has told already
_SENTENCE = re.compile(r"(?<=[.।۔])\s+")
_FIGURE = re.compile(r"\d+")


def suits(piece: Piece, change: Change) -> bool:
    """Whether such a copy of a piece would be one for sure.

    By a form, the next day's report differs from today's by as much as an edited, trimmed or
    updated copy would.
    """
    if change not in LEAST_WORDS:
        return True
    return piece.kind is not Kind.FORM and len(piece.text.split()) >= LEAST_WORDS[change]


def copy_of(press: Press, piece: Piece, change: Change) -> Piece:
    """The copy of a piece that changes it so: always the same one."""
    random = Random(f"{press.seed} {change} {piece.number}")
    written = tongue(piece.language)
    copy = replace(
        piece,
        change=change,
        publisher=_copier(random, piece, change),
        published_at=piece.published_at + SOONEST * (LATEST / SOONEST) ** random.random(),
        clutter="",
    )
    if change is Change.RETITLED:
        return replace(copy, title=_headline(random, written), clutter=piece.clutter)
    if random.random() < 0.5:
        copy = replace(copy, title=_headline(random, written))
    if change is Change.UPDATED:
        return replace(copy, text=_updated(random, written, piece.text))
    copy = replace(copy, dateline=press.dateline(random, written, copy.published_at))
    if change is Change.CREDITED:
        credit = f"({written.put('With inputs from agencies')})"
        return replace(
            copy, text=f"{piece.text}\n{credit}" if random.random() < 0.5 else piece.text
        )
    if change is Change.TRIMMED:
        return replace(copy, text=_trimmed(random, piece.text))
    if change is Change.EDITED:
        return replace(copy, text=_edited(random, written, piece.text))
    return replace(copy, clutter=press.clutter(copy.publisher, random))


def stream(press: Press, first: int, count: int, copies: int = 0) -> Iterator[Piece]:
    """`count` pieces from number `first` and `copies` of them, by date; changes take turns.

    Of many pieces only the copies that are still to come are held.
    """
    changes, owed = cycle(Change), deque[Change]()
    coming: list[tuple[int, int, Piece]] = []
    for place in range(count):
        piece = press.piece(first + place)
        stamp = _stamp(piece)
        while coming and coming[0][0] <= stamp:
            yield heappop(coming)[2]
        yield piece
        due = (place + 1) * copies // count - place * copies // count
        owed.extend(next(changes) for _ in range(due))
        if owed and suits(piece, owed[0]):
            copy = copy_of(press, piece, owed.popleft())
            heappush(coming, (_stamp(copy), piece.number, copy))
    while coming:
        yield heappop(coming)[2]


def _stamp(piece: Piece) -> int:
    return int(piece.published_at.timestamp() * 1000)


def _copier(random: Random, piece: Piece, change: Change) -> int:
    if change is Change.UPDATED and random.random() < SAME_PUBLISHER_SHARE:
        return piece.publisher
    return random.choice(
        [
            publisher
            for publisher, language in enumerate(LANGUAGES)
            if language == piece.language and publisher != piece.publisher
        ]
    )


def _headline(random: Random, written: Tongue) -> str:
    return " ".join(random.choices(written.phrases, k=2)).capitalize()


def _trimmed(random: Random, text: str) -> str:
    """The first sentences, until a share of the words is reached."""
    wanted = len(text.split()) * (0.2 + 0.2 * random.random())
    kept: list[str] = []
    count = 0
    for sentence in _SENTENCE.split(text):
        kept.append(sentence)
        count += len(sentence.split())
        if count >= wanted:
            break
    return " ".join(kept)


def _edited(random: Random, written: Tongue, text: str) -> str:
    """Sentences dropped and words changed, each half of the share; two sentences moved.

    A change takes out up to three words in a row and puts up to three others in.
    """
    sentences = _SENTENCE.split(text)
    whole = len(text.split())
    share = 0.1 + 0.2 * random.random()
    dropped = 0
    while len(sentences) > 4 and dropped < whole * share / 2:
        dropped += len(sentences.pop(1 + int((len(sentences) - 1) * random.random())).split())
    for _ in range(2):
        moved = sentences.pop(int(len(sentences) * random.random()))
        sentences.insert(int((len(sentences) + 1) * random.random()), moved)
    words = " ".join(sentences).split()
    owed = whole * share - dropped
    while owed > 0:
        place = int(len(words) * random.random())
        out, put = int(4 * random.random()), int(4 * random.random())
        words[place : place + out] = random.choices(written.words, k=put)
        owed -= max(out, put)
    return " ".join(words)


def _updated(random: Random, written: Tongue, text: str) -> str:
    """One to three figures risen, and a sentence added."""
    figures = list(_FIGURE.finditer(text))
    chosen = {0} | {int(len(figures) * random.random()) for _ in range(2)}
    for place in sorted(chosen, reverse=True):
        figure = figures[place]
        risen = written.number(int(figure[0]) + 1 + int(4 * random.random()))
        text = text[: figure.start()] + risen + text[figure.end() :]
    theme = int(THEMES * random.random())
    return f"{text}\n{' '.join(written.sentences(random, 18, theme))}"
