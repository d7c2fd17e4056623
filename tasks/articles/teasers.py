"""Tells a teaser, the opening of an article that a wall leaves, from a text made new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import regex

from tasks.articles.passing import Role, shipped_phrases, tokens_of

# A text that is only a part of the one before, and shorter than this, is what stands in
# front of a wall: nobody corrects an article by striking out half of it without a word.
LEAST_SHARE = 0.5
# What a wall itself says ("Already a member? Log in.") is short beside what it shows.
MOST_FOREIGN_WORDS = 12
MOST_FOREIGN_SHARE = 1 / 3

_LEAST_TURN = 4  # words: shorter phrases are met anywhere ("a member of", "more than")
_SENTENCE = regex.compile(
    r"(?P<text>.*?)(?:(?P<open>\.{2,}|…|[|•·»›→\[\]]|\n|$)|[.!?।॥۔؟](?=\s|$))", regex.DOTALL
)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: Words
    is_open: bool  # no full stop ends it: its last word may be cut


@dataclass(frozen=True, slots=True)
class _Whole:
    """The stored text: its words in one row, and where its sentences begin."""

    words: Words
    starts: tuple[int, ...]

    @classmethod
    def of(cls, body: str) -> _Whole:
        words: list[str] = []
        starts: list[int] = []
        for sentence in _sentences(body):
            starts.append(len(words))
            words += sentence.words
        return cls(tuple(words), tuple(starts))

    def place_of(self, sentence: _Sentence, after: int) -> int | None:
        """Where the sentence or the beginning of one stands: best behind the place `after`."""
        places = [start for start in self.starts if self._stands_at(sentence, start)]
        return next((place for place in places if place >= after), places[0] if places else None)

    def _stands_at(self, sentence: _Sentence, start: int) -> bool:
        *first, last = sentence.words
        stored = self.words[start : start + len(sentence.words)]
        if len(stored) < len(sentence.words) or stored[:-1] != tuple(first):
            return False
        is_cut = sentence.is_open and not last.isnumeric() and stored[-1].startswith(last)
        return stored[-1] == last or is_cut

    def has_reworded(self, words: Words) -> bool:
        """Whether these are stored words with some replaced: the start of a sentence, or a turn."""
        length = len(words)
        for start in self.starts:
            opening = self.words[start : start + length]
            if 2 * sum(one == other for one, other in zip(words, opening, strict=False)) >= length:
                return True
        if length < _LEAST_TURN:
            return False
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(words)
        for start in range(max(len(self.words) - length, 0) + 1):
            matcher.set_seq1(self.words[start : start + length])
            if 2 * sum(block.size for block in matcher.get_matching_blocks()) > length:
                return True
        return False


def is_teaser(part: str, whole: str) -> bool:
    """Whether a body is less than half of another, and says nothing that is not in it.

    A last word cut in the middle and a few words of the wall's own are no news. A number that
    is not in the stored sentence is, and so is a word in the place of another.
    """
    stored, sentences = _Whole.of(whole), tuple(_sentences(part))
    length = sum(len(sentence.words) for sentence in sentences)
    if length >= LEAST_SHARE * len(stored.words):
        return False
    foreign: list[Words] = []
    kept: list[tuple[int, int, int]] = []  # begin and end in the stored text, foreign words before
    foreign_words = 0
    for sentence in sentences:
        place = stored.place_of(sentence, kept[-1][1] if kept else 0)
        if place is None:
            foreign.append(sentence.words)
            foreign_words += len(sentence.words)
        else:
            kept.append((place, place + len(sentence.words), foreign_words))
    if foreign_words > MOST_FOREIGN_WORDS:
        return False
    if foreign and foreign_words >= MOST_FOREIGN_SHARE * length:
        return False
    return not (
        any(word.isnumeric() for words in foreign for word in words)
        or any(map(_is_replacement, pairwise(kept)))
        or any(map(stored.has_reworded, foreign))
    )


def _is_replacement(neighbours: tuple[tuple[int, int, int], tuple[int, int, int]]) -> bool:
    """Whether foreign words stand between two kept sentences in the place of a few others."""
    (_, end, before), (begin, _, after) = neighbours
    return after > before and 0 < begin - end <= MOST_FOREIGN_WORDS


def _sentences(body: str) -> Iterator[_Sentence]:
    """The sentences that have words, without those that are a clock or counter alone."""
    phrases = shipped_phrases()
    for match in _SENTENCE.finditer(body):
        words = tokens_of(match["text"])
        if words and phrases.role_of(match["text"]) not in {Role.CLOCK, Role.COUNTER}:
            yield _Sentence(words, match["open"] is not None)
