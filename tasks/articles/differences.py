"""Shows what an edit did to a text: the words removed and added, within their sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Literal

import regex

from tasks.articles.changes import Text

# Joiners belong to the word: Persian, Urdu and Indic words would break at them. So do the
# marks inside of a number or a name: 2.15, 1,234, o'clock.
_WORD = r"[\p{L}\p{M}\p{N}\u200c\u200d]+"
_TOKEN = regex.compile(rf"(\s*)({_WORD}(?:[.,:'’٫٬]{_WORD})*|\S)")
_SENTENCE_END = frozenset(".!?।॥۔؟")
_ALIKE = 0.4  # share of words from which on two paragraphs are one, edited
_LEFT_OUT = " … "


class Kind(StrEnum):
    """What became of a span of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some words of an edited passage."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The sentences of one paragraph (or of the headline) that an edit touched, in order."""

    field: Literal["title", "body"]
    spans: tuple[Span, ...]

    def __str__(self) -> str:
        """The passage in one line: `killed [-six-] {+nine+} soldiers`."""
        marks = {Kind.KEPT: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "{{+{}+}}"}
        return "".join(marks[span.kind].format(span.text) for span in self.spans)


def differences(before: Text, after: Text) -> tuple[Passage, ...]:
    """The passages that differ, headline first; sentences and paragraphs that stand are left out.

    Blanks alone make no difference.
    """
    passages: list[Passage] = []
    if spans := _edited(before.title, after.title):
        passages.append(Passage(field="title", spans=spans))
    for old, new in _pairs(before.body.split("\n"), after.body.split("\n")):
        if spans := _edited(old, new):
            passages.append(Passage(field="body", spans=spans))
    return tuple(passages)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs that are not in both texts; an edited one with what it was, in reading order."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        waiting = list(old[i1:i2])
        for added in new[j1:j2]:
            at = _most_alike(added, waiting)
            if at is None:
                yield "", added
                continue
            yield from ((removed, "") for removed in waiting[:at])
            yield waiting[at], added
            del waiting[: at + 1]
        yield from ((removed, "") for removed in waiting)


def _most_alike(paragraph: str, others: Sequence[str]) -> int | None:
    words = [token for _, token in _TOKEN.findall(paragraph)]
    shares = [
        SequenceMatcher(None, [t for _, t in _TOKEN.findall(one)], words, autojunk=False).ratio()
        for one in others
    ]
    best = max(shares, default=0.0)
    return shares.index(best) if best >= _ALIKE else None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A token, and the blanks before it."""

    kind: Kind
    blank: str
    token: str


def _edited(old: str, new: str) -> tuple[Span, ...]:
    """The spans of an edited paragraph; empty where only its blanks differ."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(
        None, [token for _, token in before], [token for _, token in after], autojunk=False
    )
    units: list[_Unit] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            units += [_Unit(Kind.KEPT, *pair) for pair in after[j1:j2]]
        else:
            units += [_Unit(Kind.REMOVED, *pair) for pair in before[i1:i2]]
            units += [_Unit(Kind.ADDED, *pair) for pair in after[j1:j2]]
    return tuple(_spans(_touched(units)))


def _touched(units: Iterable[_Unit]) -> list[_Unit]:
    """The units of the sentences that hold an edit; a mark stands for those between."""
    kept: list[_Unit] = []
    is_after_gap = False
    for sentence in _sentences(units):
        if all(unit.kind is Kind.KEPT for unit in sentence):
            is_after_gap = bool(kept)
            continue
        if is_after_gap:
            first = sentence[0]
            kept.append(_Unit(Kind.KEPT, "", _LEFT_OUT.rstrip()))
            sentence[0] = _Unit(first.kind, " ", first.token)
        kept += sentence
        is_after_gap = False
    return kept


def _sentences(units: Iterable[_Unit]) -> Iterator[list[_Unit]]:
    sentence: list[_Unit] = []
    for unit in units:
        sentence.append(unit)
        if unit.kind is Kind.KEPT and unit.token in _SENTENCE_END:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _spans(units: Sequence[_Unit]) -> Iterator[Span]:
    """Runs of one kind as spans; the blank before an edit stands outside of its marks."""
    before: _Unit | None = None
    for kind, group in groupby(units, key=lambda unit: unit.kind):
        run = list(group)
        first, is_edited = run[0], kind is not Kind.KEPT
        text = first.token + "".join(unit.blank + unit.token for unit in run[1:])
        blank = first.blank if before else ""
        if is_edited and before and before.kind is not Kind.KEPT:
            # Of two words that changed places neither may have had a blank before it.
            blank = blank or " " * (first.token[0].isalnum() and before.token[0].isalnum())
        if is_edited and blank:
            yield Span(kind=Kind.KEPT, text=blank)
        yield Span(kind=kind, text=text if is_edited else blank + text)
        before = run[0]
