"""Knows the words of clocks and counters ("Updated 5 minutes ago", "12 comments") on a page."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import regex

from tasks.articles.calendars import month_names, plain_text
from warehouse.errors import BadCatalogue

CATALOGUE = Path(__file__).parents[1] / "knowledge" / "clocks_and_counters.csv"

# A number and the letters that it is written against ("12k", "3rd") are two tokens.
_TOKEN = regex.compile(r"\p{N}+|[\p{L}\p{M}]+")
# Where one remark ends and the next begins: lines, sentences, and the marks between boxes.
_REMARK_END = regex.compile(r"\n|[.!?।॥۔؟](?=\s|$)|[|•·()\[\]]")
# "Comments (12)" is one remark.
_COUNT_IN_BRACKETS = regex.compile(r"[(\[]\s*(\p{N}[\p{N}.,]*)\s*[)\]]")
# A time of day and a year: a date alone may be the heading of what happened that day.
_TIME_OF_DAY = regex.compile(r"(?<!\p{N})\p{N}{1,2}[:.]\p{N}{2}(?!\p{N})")
_YEAR = regex.compile(r"(?<!\p{N})\p{N}{4}(?!\p{N})")

LONGEST_REMARK = 150  # characters: a longer one has a word in it that is of no clock


class Role(StrEnum):
    """What a phrase says of its remark: a clock or a counter; or that it may stand beside one."""

    CLOCK = "clock"
    COUNTER = "counter"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The catalogue by the first token of each phrase, the longest phrase first."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], Role], ...]]

    def role_of(self, remark: str) -> Role | None:
        """What the whole remark is; None where any word of it says something else.

        BESIDE: nothing but numbers and words of time, which is a clock's where it follows one.
        """
        if len(remark) > LONGEST_REMARK:
            return None
        tokens = tokens_of(remark)
        roles: set[Role] = set()
        at = 0
        while at < len(tokens):
            if tokens[at].isnumeric():
                at += 1
                continue
            length, role = self._longest_at(tokens, at)
            if role is None:
                return None
            roles.add(role)
            at += length
        if not tokens:
            return None
        return next((role for role in (Role.CLOCK, Role.COUNTER) if role in roles), Role.BESIDE)

    def _longest_at(self, tokens: tuple[str, ...], at: int) -> tuple[int, Role | None]:
        for phrase, role in self.by_first.get(tokens[at], ()):
            if tokens[at : at + len(phrase)] == phrase:
                return len(phrase), role
        return 1, None


def without_passing(text: str) -> str:
    """The text without the remarks that are nothing but a clock or a counter."""
    phrases = shipped_phrases()
    kept: list[str] = []
    after_clock = False
    lines = (line for line in text.split("\n") if not _is_stamp(line, phrases))
    for remark in _REMARK_END.split(_COUNT_IN_BRACKETS.sub(r" \1 ", "\n".join(lines))):
        role = phrases.role_of(remark)
        if role is Role.BESIDE and not after_clock:
            role = None
        if role is not None or len(remark) > LONGEST_REMARK or tokens_of(remark):
            after_clock = role in {Role.CLOCK, Role.BESIDE}
        if role is None:
            kept.append(remark)
    return "\n".join(kept)


def _is_stamp(line: str, phrases: Phrases) -> bool:
    """Whether a line is a date with a year and a time of day, and nothing else."""
    is_dated = _YEAR.search(line) and _TIME_OF_DAY.search(line)
    return bool(is_dated) and phrases.role_of(line) is Role.BESIDE


def tokens_of(text: str) -> tuple[str, ...]:
    """Words and numbers, folded as `plain_text` does: native digits are ASCII ones."""
    return tuple(_TOKEN.findall(plain_text(text)))


def read_phrases(path: Path = CATALOGUE) -> Phrases:
    """The catalogue. BadCatalogue names the first row that cannot be used."""
    by_first: dict[str, dict[tuple[str, ...], Role]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            subject = f"{path.name}:{rows.line_num}"
            tokens = tokens_of(row.get("phrase") or "")
            role = row.get("role")
            if not tokens:
                raise BadCatalogue(subject, "no phrase", "write words of one remark")
            if role not in set(Role):
                raise BadCatalogue(subject, f"role is {role!r}", f"write {', '.join(Role)}")
            if not row.get("language"):
                raise BadCatalogue(subject, "no language", "write an ISO 639-1 code")
            if not row.get("source"):
                raise BadCatalogue(subject, "no source", "say where the phrase is seen")
            # Languages share phrases: what is a clock's in one is no mere neighbour in another.
            known = by_first.setdefault(tokens[0], {})
            if known.get(tokens, Role.BESIDE) is Role.BESIDE:
                known[tokens] = Role(role)
    for name in {name for table in month_names() for name in table}:
        tokens = tokens_of(name)
        by_first.setdefault(tokens[0], {}).setdefault(tokens, Role.BESIDE)
    return Phrases(
        by_first={
            first: tuple(sorted(known.items(), key=lambda pair: -len(pair[0])))
            for first, known in by_first.items()
        }
    )


@cache
def shipped_phrases() -> Phrases:
    """The shipped catalogue."""
    return read_phrases()
