"""The words of title and lead, in any script: what trained weights may know beside the lexicon."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from tasks.relevance.folding import FoldedText, fold
from tasks.relevance.mentions import LEAD_WORDS, end_of_words

_FIELDS = ("title", "body")
_WORD = re.compile(r"""[^\s\d.,;:!?()\[\]{}<>"'…।॥،؛؟۔*|#%&+=~“”‘’«»]+""")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of an article, and the folded texts of title and lead that hold them."""

    words: Set[str]
    folded: tuple[FoldedText, FoldedText]

    def place(self, word: str) -> tuple[str, int, int]:
        """The field where a word stands first, and its half-open span there, in code points.

        Raises ValueError on a word that the article does not hold.
        """
        for field, text in zip(_FIELDS, self.folded, strict=True):
            start = text.text.find(word)
            while start >= 0:
                end = start + len(word)
                around = text.text[max(0, start - 1) : start] + text.text[end : end + 1]
                if not _WORD.search(around):
                    return field, *text.span(start, end)
                start = text.text.find(word, end)
        raise ValueError(f"{word!r} is no word of the article")


def read_words(title: str, body: str, known: Set[str] | None = None) -> Wording:
    """The words, folded, of a title and of the first LEAD_WORDS words of a body.

    Only the known ones, where `known` is given. Numbers are none: their value tells nothing.
    """
    folded = fold(title), fold(body[: end_of_words(body, LEAD_WORDS)])
    # In the order of the text: sums of floats, and so scores, must not follow a set's order.
    words = dict.fromkeys(word for text in folded for word in _WORD.findall(text.text))
    if known is not None:
        words = {word: None for word in words if word in known}
    return Wording(words.keys(), folded)
