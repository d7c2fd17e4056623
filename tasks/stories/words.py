"""Reads a text as numbers, one a word, in any script: what signing and comparing work on."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.uint64]
Marks: TypeAlias = npt.NDArray[np.bool_]
Codes: TypeAlias = npt.NDArray[np.unsignedinteger[Any]]  # as narrow as the text allows
Positions: TypeAlias = npt.NDArray[np.intp]

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
# Stand for characters in a folded text; no letter or digit has so low a code.
_DROPPED, _GAP, _POINT = 0, 1, 2
_POINTS = frozenset(".,٫٬")
_ZERO = ord("0")
_TABLE_SIZE = 0x10000
_EMOJI = 0x1F000
# Letters that keyboards and typesetters write in two ways, in Arabic script above all.
_ALIKE = {
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ه": "ہ",
    "ۀ": "ہ",
    "ۂ": "ہ",
    "ة": "ہ",
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
}
_STRETCH = "\u0640"  # lengthens the line between Arabic letters, and is no letter
_JOINER = "\u200d"
# Letters of Malayalam and Bengali that were written with a joiner before they had codes of
# their own (Unicode Standard 16.0, 12.9 "Chillu Characters" and 12.2 "Khanda Ta").
_OLD_SPELLINGS = {
    "ണ്" + _JOINER: "ൺ",
    "ന്" + _JOINER: "ൻ",
    "ര്" + _JOINER: "ർ",
    "ല്" + _JOINER: "ൽ",
    "ള്" + _JOINER: "ൾ",
    "ക്" + _JOINER: "ൿ",
    "ত্" + _JOINER: "ৎ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a text in their order."""

    hashes: Numbers  # equal for words that differ in case or pointing alone
    is_number: Marks  # written in digits, of whatever script


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelt:
    """A text as the codes of its folded letters, and where in them its words stand."""

    codes: Codes
    starts: Positions
    ends: Positions


def word_hashes(text: str) -> Numbers:
    """A 64-bit hash of each word of a text, in their order.

    Words are runs of letters, marks and digits, case folded (NFKC), with the points and commas
    inside numbers. Joiners, soft hyphens
    and the vowel points and stretched lines of Arabic script are no part of them: copies
    differ in those.
    """
    return _hashes(_spell(text))


def read_words(text: str) -> Words:
    """The words of a text with what comparing must know of them."""
    spelt = _spell(text)
    digits = np.zeros(len(spelt.codes) + 1, np.int64)
    np.cumsum(_are_digits(spelt.codes) | (spelt.codes == _POINT), out=digits[1:])
    return Words(
        hashes=_hashes(spelt),
        is_number=(digits[spelt.ends] - digits[spelt.starts]) == (spelt.ends - spelt.starts),
    )


def mixed(numbers: Numbers) -> Numbers:
    """Each number scattered over 64 bits (the finaliser of splitmix64, S. Vigna 2015)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _spell(text: str) -> _Spelt:
    codes = _ascii_codes(text) if text.isascii() else _codes(text)
    is_word = np.zeros(len(codes) + 2, np.bool_)
    np.greater(codes, _POINT, out=is_word[1:-1])
    is_word[_inside_numbers(codes) + 1] = True
    edges = np.flatnonzero(is_word[1:] != is_word[:-1])
    return _Spelt(codes=codes, starts=edges[::2], ends=edges[1::2])


def _ascii_codes(text: str) -> Codes:
    return np.frombuffer(text.encode().translate(_ascii_table()), np.uint8)


def _codes(text: str) -> Codes:
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    points = np.frombuffer(_respelt(text).encode("utf-32-le", "surrogatepass"), np.uint32)
    beyond = np.flatnonzero(points >= _TABLE_SIZE)
    codes: Codes = _fold_table()[np.minimum(points, _TABLE_SIZE - 1) if len(beyond) else points]
    if len(beyond):
        codes[beyond] = np.where(points[beyond] < _EMOJI, points[beyond], _GAP)
    return codes[np.not_equal(codes, _DROPPED)]


def _inside_numbers(codes: Codes) -> Positions:
    """Where points and commas stand between two digits: 16.1 and 1,234 are one word each."""
    points = np.flatnonzero(codes[1:-1] == _POINT) + 1
    return points[_are_digits(codes[points - 1]) & _are_digits(codes[points + 1])]


def _are_digits(codes: Codes) -> Marks:
    return np.less(codes - _ZERO, 10)  # what is less than zero comes out far above


def _respelt(text: str) -> str:
    if _JOINER in text:
        for old, new in _OLD_SPELLINGS.items():
            text = text.replace(old, new)
    return text


def _hashes(spelt: _Spelt) -> Numbers:
    """Polynomials of the words' letters, all at once from running sums over the text.

    A word's sum is divided by the power that its place gave it (R. Karp, M. Rabin 1987).
    """
    powers, inverses = _powers(1 << max(12, (len(spelt.codes) + 1).bit_length()))
    sums = np.zeros(len(spelt.codes) + 1, np.uint64)
    np.cumsum(spelt.codes * powers[: len(spelt.codes)], out=sums[1:])
    return mixed((sums[spelt.ends] - sums[spelt.starts]) * inverses[spelt.starts])


@cache
def _powers(length: int) -> tuple[Numbers, Numbers]:
    base, inverse = np.uint64(_BASE), np.uint64(pow(_BASE, -1, 1 << 64))
    return tuple(np.cumprod(np.full(length, factor, np.uint64)) for factor in (base, inverse))  # type: ignore[return-value]


@cache
def _fold_table() -> Codes:
    """What each character of the basic plane counts as: a folded letter, a gap, or nothing."""
    return np.array([_folded(chr(code)) for code in range(_TABLE_SIZE)], np.uint32)


@cache
def _ascii_table() -> bytes:
    return bytes(_folded(chr(code)) if code < 128 else _GAP for code in range(256))


def _folded(character: str) -> int:
    category = unicodedata.category(character)
    if category == "Cf" or character == _STRETCH:
        return _DROPPED
    if category == "Mn" and "\u0610" <= character <= "\u06ed":
        return _DROPPED
    if category == "Nd":
        return _ZERO + unicodedata.decimal(character)
    if character in _POINTS:
        return _POINT
    if category[0] not in "LMN":
        return _GAP
    character = _ALIKE.get(character, character)
    return ord(character.casefold()[0])
