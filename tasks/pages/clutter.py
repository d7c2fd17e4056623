"""Knows the lines that news sites put around an article, from knowledge/clutter.csv."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from warehouse.errors import BadCatalogue

CLUTTER = Path(__file__).parents[1] / "knowledge" / "clutter.csv"

_EDGE = " \t:：.。…,،|·•*-–—_()[]»«›‹>\"'“”‘’0123456789"
_SENTENCE_END = re.compile(r"[.!?।॥۔؟]['\"”’)]?$")
_BEFORE_TAIL = ".!?।॥۔؟…\"”’')]"
_LONGEST_SECTION_NAME = 60
_SENTENCE_WORDS = 6


class Place(StrEnum):
    """Where a cue must stand to condemn a line, and what follows from it.

    `line` is the whole line, edges aside. `start` opens a short line; `label` opens a
    short line that is no sentence; `within` stands anywhere in a short line. `tail` is
    cut off with what follows it in the paragraph. `pattern` is a regular expression for
    the whole line. `section` heads a list of other stories, `comments` the comment form;
    `name` is a word of the class or id of an element. The last four tell what a page
    without an article is.
    """

    LINE = "line"
    START = "start"
    LABEL = "label"
    WITHIN = "within"
    TAIL = "tail"
    PATTERN = "pattern"
    SECTION = "section"
    COMMENTS = "comments"
    NAME = "name"
    PAYWALL = "paywall"
    SOFT_404 = "soft_404"
    SCRIPT_SHELL = "script_shell"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A row of the catalogue; `folded` is the cue as `fold` writes text."""

    text: str
    folded: str
    place: Place
    max_chars: int


@dataclass(frozen=True, slots=True)
class Cues:
    """The catalogue, arranged for asking."""

    lines: frozenset[str]
    openings: tuple[Cue, ...]
    opening_texts: tuple[str, ...]
    within: tuple[Cue, ...]
    within_automaton: AhoCorasick  # of their texts: most lines hold none
    tails: tuple[Cue, ...]
    tail_automaton: AhoCorasick  # of their texts
    pattern: re.Pattern[str]
    names: frozenset[str]
    headings: dict[Place, frozenset[str]]
    phrases: dict[Place, tuple[str, ...]]  # the headings of several words, in no order

    def condemns(self, text: str) -> bool:
        """True where this line is no part of an article. `text` is clean (one line, NFC)."""
        folded = fold(text)
        bare = folded.strip(_EDGE)
        if bare in self.lines or not any(character.isalnum() for character in folded):
            return True
        if len(text) > 420:
            return False
        if folded.startswith(self.opening_texts) and self._opens(folded):
            return True
        if self.within_automaton.find_matches_as_indexes(folded) and self._holds(folded):
            return True
        return len(text) <= 360 and self.pattern.fullmatch(folded) is not None

    def _holds(self, folded: str) -> bool:
        return any(cue.folded in folded and len(folded) <= cue.max_chars for cue in self.within)

    def _opens(self, folded: str) -> bool:
        sentence = is_sentence(folded)
        return any(
            len(folded) <= cue.max_chars
            and not (sentence and cue.place is Place.LABEL)
            and folded.startswith(cue.folded)
            and _ends_word(folded, len(cue.folded))
            for cue in self.openings
        )

    def names_section(self, text: str) -> bool:
        """True for a line that is nothing but the heading of a list of other stories."""
        return len(text) <= _LONGEST_SECTION_NAME and (
            fold(text).strip(_EDGE) in self.headings[Place.SECTION]
        )

    def without_tail(self, text: str) -> str:
        """The paragraph up to its wire footer, edition line or credit; possibly empty."""
        if not self.tail_automaton.find_matches_as_indexes(text):
            return text
        for cue in self.tails:
            at = text.find(cue.text)
            if at < 0 or len(text) - at > cue.max_chars:
                continue
            before = text[:at].rstrip()
            if not before or cue.text.startswith("(") or before[-1] in _BEFORE_TAIL:
                return before
        return text

    def heads(self, text: str, *places: Place) -> Place | None:
        """Which of these kinds of section the line opens, if any."""
        if len(text) > 160:
            return None
        folded = fold(text)
        bare = folded.strip(_EDGE)
        short = len(folded) <= _LONGEST_SECTION_NAME and not is_sentence(folded)
        for place in places:
            cues = self.headings[place]
            if bare in cues:
                return place
            if (
                (short or place in _LOUD)
                and folded.startswith(self.phrases[place])
                and any(
                    _ends_word(folded, len(c)) for c in cues if " " in c and folded.startswith(c)
                )
            ):
                return place
        return None


# What these say is unmistakable also at the head of a sentence.
_LOUD = frozenset({Place.PAYWALL, Place.SOFT_404, Place.SCRIPT_SHELL, Place.CONSENT})


def fold(text: str) -> str:
    """Case-folded NFC, quotes and joiners made alike: what two writers of one cue share."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFC", text.casefold())
    return text.replace("’", "'").replace("‘", "'").replace("\u200c", "").replace("\u200d", "")


def is_sentence(text: str) -> bool:
    """True for a line of some words that ends as sentences do."""
    return _SENTENCE_END.search(text) is not None and text.count(" ") >= _SENTENCE_WORDS - 1


def _ends_word(text: str, end: int) -> bool:
    """True where no letter or vowel sign goes on at `end`."""
    if end >= len(text) or not text[end - 1].isalnum():
        return True
    return unicodedata.category(text[end])[0] not in "LM"


@cache
def shipped_cues() -> Cues:
    """The cues of the shipped catalogue, read once a process."""
    return read_cues(CLUTTER)


def read_cues(path: Path) -> Cues:
    """The cues of a CSV file; raises BadCatalogue for a row that cannot be used."""
    with path.open(encoding="utf-8", newline="") as rows:
        reader = csv.DictReader(rows)
        return _arrange([_cue(f"{path.name}:{reader.line_num}", row) for row in reader])


def _cue(subject: str, row: dict[str, str | None]) -> Cue:
    text = (row.get("cue") or "").strip()
    for column in ("cue", "place", "language", "reason", "source"):
        if not (row.get(column) or "").strip():
            raise BadCatalogue(
                subject, f"no {column}", "every row says what, where, why and whence"
            )
    try:
        place = Place(row["place"] or "")
    except ValueError:
        allowed = ", ".join(Place)
        raise BadCatalogue(
            subject, f"unknown place {row['place']!r}", f"one of {allowed}"
        ) from None
    chars = row.get("max_chars") or "160"
    if not chars.isdecimal() or int(chars) < 1:
        raise BadCatalogue(subject, f"max_chars {chars!r} is no number of characters")
    if place is Place.PATTERN:
        try:
            re.compile(text)
        except re.error as error:
            raise BadCatalogue(subject, f"pattern cannot be read: {error}") from None
    return Cue(text=text, folded=fold(text), place=place, max_chars=int(chars))


def _arrange(cues: Iterable[Cue]) -> Cues:
    by_place: dict[Place, list[Cue]] = {place: [] for place in Place}
    for cue in cues:
        by_place[cue.place].append(cue)
    openings = tuple(by_place[Place.START] + by_place[Place.LABEL])
    patterns = "|".join(f"(?:{cue.text})" for cue in by_place[Place.PATTERN])
    headings = (Place.SECTION, Place.COMMENTS, *sorted(_LOUD))
    return Cues(
        lines=frozenset(cue.folded.strip(_EDGE) for cue in by_place[Place.LINE]) - {""},
        openings=openings,
        opening_texts=tuple({cue.folded for cue in openings}),
        within=tuple(by_place[Place.WITHIN]),
        within_automaton=AhoCorasick({cue.folded for cue in by_place[Place.WITHIN]}),
        tails=tuple(by_place[Place.TAIL]),
        tail_automaton=AhoCorasick({cue.text for cue in by_place[Place.TAIL]}),
        pattern=re.compile(patterns or r"(?!)", re.IGNORECASE),
        names=frozenset(cue.folded for cue in by_place[Place.NAME]),
        headings={place: frozenset(cue.folded for cue in by_place[place]) for place in headings},
        phrases={
            place: tuple({cue.folded for cue in by_place[place] if " " in cue.folded})
            for place in headings
        },
    )
