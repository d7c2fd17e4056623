"""Counts words in any script, so that one threshold serves them all."""

from __future__ import annotations

import re

# Scripts that set no blanks between words (Han, kana, Thai, Lao, Khmer, Myanmar): their
# letters, and how many make a word. Tibetan (Dzongkha) parts syllables with a tsheg.
_UNSPACED = re.compile(
    "[\u0e01-\u0e30\u0e81-\u0eb0\u1000-\u102a\u1780-\u17b3\u3040-\u30ff\u3400-\u9fff]"
)
_SPACED = re.compile(r"\w\S*")  # from a word's first letter to the next blank
_TSHEG = re.compile("[\u0f0b\u0f0c]")
_LETTERS_A_WORD = 3
_SYLLABLES_A_WORD = 2


def word_count(text: str) -> int:
    """Words of `text`: what blanks part and holds a letter or digit.

    Where the script sets no blanks it is an estimate from letters or syllables.
    """
    spaced = len(_SPACED.findall(text))
    if text.isascii():
        return spaced
    syllables = len(_TSHEG.findall(text)) // _SYLLABLES_A_WORD
    letters = len(_UNSPACED.findall(text)) // _LETTERS_A_WORD
    return max(spaced, letters, syllables)
