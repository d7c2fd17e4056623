"""Reads the names under which texts credit news agencies, and the cues that lead to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import regex

from tasks.relevance.catalogue import Row, read_file, read_rows

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
UNNAMED = "unnamed"  # the agency of "Agencies": some agency that the text does not name
_FORM_COLUMNS = (
    "agency",
    "form",
    "language",
    "places",
    "is_case_sensitive",
    "is_ambiguous",
    "not_after",
    "source",
)
_CUE_COLUMNS = ("cue", "language", "role", "source")
_NO_LETTER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
# Joiners and marks of direction, and the vowel signs that Arabic script leaves out as it likes.
_UNSEEN = regex.compile("[\\p{Cf}\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_ONE_LETTER = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۀ": "ہ"})


class Spot(StrEnum):
    """Where in a text a name counts as a credit."""

    BYLINE = "byline"
    DATELINE = "dateline"  # in brackets or slashes behind place and date
    LEAD = "lead"  # before the place: एएनआई, नई दिल्ली।
    SIGNOFF = "signoff"  # the last word of all
    SIGNED = "signed"  # the same, with the initials of its editors behind it
    INPUTS = "inputs"  # behind a cue such as "with inputs from"


class Role(StrEnum):
    """What a cue does."""

    BEFORE = "before"  # names of sources follow, and end the sentence
    FEED = "feed"  # the same, in a notice: "auto-generated from"
    BEHIND = "behind"  # names of sources went before
    HELPED = "helped"  # the same, and nothing but names
    OPENER = "opener"  # opens a byline
    JOINER = "joiner"  # stands between names
    PHOTO = "photo"  # what is credited is a picture
    EXPANSION = "expansion"  # ends the long name of a body, whose acronym follows in brackets


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A name of an agency, as printed."""

    agency: str
    text: str
    spots: frozenset[Spot]
    is_case_sensitive: bool
    is_ambiguous: bool  # means something else too: a dateline needs a date or a dash
    not_after: tuple[str, ...]  # keys of words behind which it means something else

    @property
    def is_long(self) -> bool:
        """Whether it has two words or more."""
        return len(self.text.split()) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    """The catalogue, made quick to ask."""

    exact: Mapping[str, Form]
    folded: Mapping[str, Form]
    names: Mapping[str, str]  # an agency's first form: the name to show

    def form_of(self, text: str) -> Form | None:
        """The form that the text is, whole; dots, hyphens and spaces do not matter."""
        key = key_of(text)
        return self.exact.get(key) or self.folded.get(key.casefold())


def settled(text: str) -> str:
    """The text in NFKC, without joiners and vowel points, Arabic letter variants made one."""
    if text.isascii():
        return text
    seen: str = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return seen.translate(_ONE_LETTER)


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Letters, marks and digits alone of a settled text: A.P.P. and APP are one."""
    key: str = _NO_LETTER.sub("", settled(text))
    return key


def read_agencies(folder: Path = KNOWLEDGE) -> Agencies:
    """agencies.csv, made quick to ask; BadCatalogue names the first row that cannot be used."""
    exact: dict[str, Form] = {}
    folded: dict[str, Form] = {}
    names: dict[str, str] = {}
    for row in _rows(folder, "agencies.csv", _FORM_COLUMNS):
        form = _form(row)
        names.setdefault(form.agency, form.text)
        key = key_of(form.text)
        shelf = exact if form.is_case_sensitive else folded
        key = key if form.is_case_sensitive else key.casefold()
        other = shelf.setdefault(key, form)
        if other.agency != form.agency:
            raise row.refuse(f"{form.text!r} is {other.agency} already", "keep one of the rows")
    return Agencies(exact=exact, folded=folded, names=names)


def read_cues(folder: Path = KNOWLEDGE) -> dict[Role, tuple[str, ...]]:
    """credit_cues.csv: the settled cues of each role, longest first."""
    found: dict[Role, set[str]] = {role: set() for role in Role}
    for row in _rows(folder, "credit_cues.csv", _CUE_COLUMNS):
        found[Role(row.one_of("role", set(Role)))].add(settled(row.required("cue")))
    return {
        role: tuple(sorted(cues, key=lambda cue: (-len(cue), cue))) for role, cues in found.items()
    }


@lru_cache(maxsize=1)
def shipped_agencies() -> Agencies:
    """The catalogue of the product."""
    return read_agencies()


@lru_cache(maxsize=1)
def shipped_cues() -> dict[Role, tuple[str, ...]]:
    """The cues of the product."""
    return read_cues()


def agency_name(agency: str) -> str:
    """The name to show of an agency's id; of an unknown one the id itself."""
    return "an agency" if agency == UNNAMED else shipped_agencies().names.get(agency, agency)


def whole_words(cues: Iterable[str]) -> str:
    """A pattern that finds the cues where no letter, mark or digit touches them."""
    either = "|".join(regex.escape(cue) for cue in cues)
    return rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{either})(?![\p{{L}}\p{{M}}\p{{N}}])"


def _rows(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    for row in read_rows(read_file(folder, name), name, columns):
        row.required("source")
        yield row


def _form(row: Row) -> Form:
    if not key_of(row.required("form")):
        raise row.refuse("form has no letter", "write the name as printed")
    if not row.listed("places"):
        raise row.refuse("places is empty", f"list some of {', '.join(Spot)}")
    if unknown := sorted(set(row.listed("places")) - set(Spot)):
        raise row.refuse(f"places has {', '.join(unknown)}", f"use some of {', '.join(Spot)}")
    return Form(
        agency=row.required("agency"),
        text=row["form"],
        spots=frozenset(Spot(place) for place in row.listed("places")),
        is_case_sensitive=row.yes("is_case_sensitive"),
        is_ambiguous=row.yes("is_ambiguous"),
        not_after=tuple(key_of(word).casefold() for word in row.listed("not_after")),
    )
