"""Finds datelines: place, date and agency before the first sentence of a dispatch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from tasks.stories.agencies import Form, Role, key_of, shipped_cues

_LONGEST = 110  # characters before the end of the agency's bracket
_MOST_WORDS = 10
_MOST_BARE_WORDS = 3  # in scripts without capitals, where neither date nor dash tells a dateline
_BRACKETS = regex.compile(r"[(\[]([^()\[\]]{2,70})[)\]]|(?<=[\s.,])/([^/()\[\]]{2,30})/")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}.'’&-]*")
_FIRM = regex.compile(r"\s*(?:[-–—−:।۔|]|$)")
_DASHES = frozenset(":-–—−")
_FULL_STOP = regex.compile(r"\s*\.")
_NO_PLACE = regex.compile(r"[!?;।\"“”]|\p{L}{5,}\.\s")  # a sentence ended, or was quoted
_DIGIT = regex.compile(r"\p{N}")
_SMALL_WORDS = frozenset({"of", "and", "al", "el", "de", "near", "upon", "i", "e", "on"})
# KABUL, AFP - and ISLAMABAD/AFP - : no brackets at all.
_BARE = regex.compile(
    r"(?P<before>[^()\[\]/:–—]{2,50}?)\s*(?P<mark>[/,])\s*"
    r"(?P<names>[^()\[\],:–—]{2,40}?)\s*(?::|[–—]|\s-{1,2}\s|।)"
)
# एएनआई, नई दिल्ली। : the agency goes first.
_LEAD = regex.compile(
    r"(?P<names>[^()\[\],:।|–—]{2,40}?)\s*[,/|:]\s*(?P<before>[^(),.:;।|–—]{2,40}?)\s*(?:[।:–—]|\s-\s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What may be a dateline, and how sure its shape is."""

    words: tuple[str, ...]  # of the place and date before the names
    names: str  # the bracket's inside: agencies among others
    leads: bool = False  # the names go before the place
    is_firm: bool = False  # a dash, a colon or the end of the line follows
    is_bare: bool = False  # no brackets hold the names
    has_date: bool = False

    @property
    def is_cased(self) -> bool:
        """Whether the script has capitals."""
        return any(word[0].lower() != word[0].upper() for word in self.words)

    @property
    def is_in_capitals(self) -> bool:
        """Whether the place is written in capitals throughout."""
        return self.is_cased and self.words[0].upper() == self.words[0]

    @property
    def last_word(self) -> str:
        """The word that the names follow, of a hyphenated one its end, case folded."""
        parts = regex.split("[-–]", self.words[-1]) if self.words else [""]
        return key_of(parts[-1]).casefold()

    def abbreviates(self, form: str) -> bool:
        """Whether the name in brackets stands for the words before it: All Party Panel (APP)."""
        parts = [part for word in self.words for part in word.split("-")]
        initials = "".join(part[0] for part in parts if part[0].isupper())
        key = key_of(form)
        return key.isupper() and len(key) > 1 and initials.endswith(key)

    def suffices(self, form: Form) -> bool:
        """Whether the shape is sure enough for this name."""
        if self.is_bare:
            return (self.is_in_capitals or form.is_long) and not form.is_ambiguous
        if self.leads or self.is_firm or self.has_date:
            return True
        if form.is_ambiguous:
            return False
        return self.is_in_capitals if self.is_cased else len(self.words) <= _MOST_BARE_WORDS


def datelines(line: str) -> Iterator[Dateline]:
    """What may be datelines at the begin of a settled line."""
    start = line[: _LONGEST + 40]
    for bracket in _BRACKETS.finditer(start):
        before, after = start[: bracket.start()], start[bracket.end() :]
        if len(before) > _LONGEST or not _is_place(before):
            return
        has_date = _DIGIT.search(before) is not None
        stops = has_date and _FULL_STOP.match(after) is not None
        yield Dateline(
            words=tuple(_WORD.findall(before)),
            names=bracket[1] or bracket[2],
            is_firm=stops or _FIRM.match(after) is not None or before.rstrip()[-1:] in _DASHES,
            has_date=has_date or (not before.strip() and _FIRM.match(after) is not None),
        )
    bare = _BARE.match(start)
    if bare and _is_place(bare["before"]):
        words = tuple(_WORD.findall(bare["before"]))
        slashed = bare["mark"] == "/"
        yield Dateline(words=words, names=bare["names"], is_bare=not slashed, is_firm=slashed)
    lead = _LEAD.match(start)
    if lead and _is_place(lead["before"]):
        yield Dateline(words=tuple(_WORD.findall(lead["before"])), names=lead["names"], leads=True)


def _is_place(text: str) -> bool:
    """Whether the words can be place and date: few, capital where there are capitals."""
    words = _WORD.findall(text)
    if len(words) > _MOST_WORDS or _NO_PLACE.search(text):
        return False
    if words and _expansions().fullmatch(words[-1]):
        return False
    return all(_is_capital(word) for word in words if word.casefold() not in _SMALL_WORDS)


def _is_capital(word: str) -> bool:
    return word[0].upper() == word[0] or word.casefold() in {"st", "nd", "rd", "th"}


@lru_cache(maxsize=1)
def _expansions() -> Any:
    words = "|".join(regex.escape(cue) for cue in shipped_cues()[Role.EXPANSION])
    return regex.compile(f"(?:{words})", regex.IGNORECASE)
