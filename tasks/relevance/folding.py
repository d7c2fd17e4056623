"""A folded view of a text for matching in ten scripts, with the way back to the original's offsets.

Folding follows what newspapers vary without meaning: case, hyphens, accents, Arabic letter
forms and vowel marks, nukta, and joiners (Unicode Standard, chapters 9 and 12). Nothing is
quoted from the folded text: `FoldedText.span` leads back to the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_DROPPED = "\x00"

_SWAPS = {
    "كڪ": "ک",
    "يىېۍئ": "ی",
    "هةۃۀۂە": "ہ",
    "أإآٱ": "ا",
    "ؤ": "و",
    "ګ": "گ",
    "ँ": "ं",
    "ৰ": "র",
    "ৱ": "ব",
    "‘’ʼ`´′": "'",
    "“”«»": '"',
    "-‐‑‒–—―−/_\u00a0\t\r": " ",
}
# Some Tamil papers write the letter r as the vowel sign that looks like it: no other word has
# that sign before a pulli.
_TAMIL_AA_PULLI, _TAMIL_R_PULLI = "\u0bbe\u0bcd", "\u0bb0\u0bcd"
_MARKS = (
    *range(0x0300, 0x0370), *range(0x0610, 0x061B), 0x0640, *range(0x064B, 0x0660), 0x0670,
    *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5), 0x06E7, 0x06E8, *range(0x06EA, 0x06EE),
    0x093C, 0x09BC, 0x0A3C, 0x0ABC, 0x0B3C,  # nukta: present or absent by house style
    0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF,
)  # fmt: skip


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for point in [*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(point))[0]
        if base.isascii():
            table[chr(point)] = base.lower()
    for letters, target in _SWAPS.items():
        table.update(dict.fromkeys(letters, target))
    for zero in (0x0660, 0x06F0, 0x0966, 0x09E6):
        table.update({chr(zero + digit): str(digit) for digit in range(10)})
    table.update(dict.fromkeys(map(chr, _MARKS), _DROPPED))
    return table


_TABLE = _table()
_FOLDABLE = frozenset(_TABLE)
_FOLDABLE_ASCII = tuple(filter(str.isascii, _TABLE))
_SPACES = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """`text` is what is matched; `span` gives the original's offsets of a part of it."""

    text: str
    original: str
    drops: list[int]  # folded offsets at which a character of the composed text was dropped
    starts: list[int] | None  # original offset of each composed character, where they differ

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's half-open span, in code points, of folded `start` to `end`.

        Combining marks right after the end belong to the last letter and come along.
        """
        first, last = self._composed(start), self._composed(end - 1) + 1
        if self.starts is not None:
            begin_of_last = self.starts[last - 1]
            while self.starts[last] == begin_of_last:  # more characters of the same cluster
                last += 1
            first, last = self.starts[first], self.starts[last]
        original = self.original
        while last < len(original) and unicodedata.category(original[last])[0] == "M":
            last += 1
        return first, last

    def _composed(self, offset: int) -> int:
        return offset + bisect_right(self.drops, offset) if self.drops else offset


def fold(text: str) -> FoldedText:
    """The folded view of any text, composed (NFC) or not."""
    if text.isascii():
        return _folded(text, text, None)
    if unicodedata.is_normalized("NFC", text):
        return _folded(text, text, None)
    composed, starts = _compose(text)
    return _folded(composed, text, starts)


def _folded(composed: str, original: str, starts: list[int] | None) -> FoldedText:
    # U+0130 is the one letter whose lower case is two characters.
    view = composed.replace(_DROPPED, " ").replace("\u0130", "I").lower()
    # Few distinct characters want folding: replacing each is quicker than str.translate.
    foldable = _FOLDABLE_ASCII if view.isascii() else _FOLDABLE.intersection(view)
    for character in foldable:
        view = view.replace(character, _TABLE[character])
    view = view.replace(_TAMIL_AA_PULLI, _TAMIL_R_PULLI)
    if "  " in view:
        view = _SPACES.sub(lambda run: " " + _DROPPED * (len(run[0]) - 1), view)
    drops: list[int] = []
    if _DROPPED in view:
        at = view.find(_DROPPED)
        while at >= 0:
            drops.append(at - len(drops))
            at = view.find(_DROPPED, at + 1)
        view = view.replace(_DROPPED, "")
    return FoldedText(view, original, drops, starts)


def _compose(text: str) -> tuple[str, list[int]]:
    """NFC of the text with the original offset of each of its characters, and of the end."""
    parts: list[str] = []
    starts: list[int] = []
    begin = 0
    for word in text.split(" "):  # nothing composes with a space
        for start, end in _clusters(word):
            part = unicodedata.normalize("NFC", word[start:end])
            parts.append(part)
            if end - start == len(part) == len(word):
                starts.extend(range(begin, begin + len(word)))
            else:
                starts.extend([begin + start] * len(part))
        parts.append(" ")
        begin += len(word) + 1
        starts.append(begin - 1)
    return "".join(parts)[:-1], starts  # the last offset stands for the end


def _clusters(word: str) -> Iterator[tuple[int, int]]:
    """The spans that compose by themselves; a word in NFC is one."""
    if unicodedata.is_normalized("NFC", word):
        yield 0, len(word)
        return
    begin = 0
    for at in range(1, len(word) + 1):
        if at == len(word) or not _may_compose(word[at]):
            yield begin, at
            begin = at


def _may_compose(character: str) -> bool:
    """Whether a character may compose with the one before: marks, and vowels of Hangul."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def is_word_character(character: str) -> bool:
    """Whether a character goes on a word: a letter, mark or number in any script.

    `\\w` and `\\b` of the re module leave out Indic vowel signs, so they cannot be asked.
    """
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def fold_pattern(text: str) -> str:
    """The folded form of a catalogue entry."""
    return fold(text).text.strip()
