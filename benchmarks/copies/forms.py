"""Fills the press's forms (forms.toml): reports that differ in names, figures and days alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.copies.tongues import Tongue

FORMS = Path(__file__).with_name("forms.toml")
OPTIONAL_FROM, OPTIONAL_SHARE = 2, 0.75  # sentences from the third on may be left out
MOST_REPEATED = 7
_SLOT = re.compile(r"\{([a-z]+)\d*\}")
_SLOTS = re.compile(r"(\{[a-z]+\d*\})")

Pattern = tuple[str, ...]  # a sentence: what is fixed and slots in turn
_FIGURES: Mapping[str, Callable[[Random], str]] = {
    "count": lambda random: str(2 + int(58 * random.random() ** 2)),
    "rate": lambda random: f"{80 + 250 * random.random():.2f}",
    "percent": lambda random: f"{0.05 + 4 * random.random():.2f}",
    "points": lambda random: f"{100 + 90_000 * random.random() ** 3:,.1f}",
    "degrees": lambda random: f"{4 + 42 * random.random():.1f}",
    "runs": lambda random: str(12 + int(300 * random.random())),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of report, in one language."""

    name: str
    titles: Sequence[Pattern]
    sentences: Sequence[Sequence[Pattern]]  # of each row a publisher has its wording
    each: Sequence[Pattern]  # printed several times over
    own_words: tuple[int, int]  # words that are not of the form: least, most
    lists: Mapping[str, Sequence[str]]

    def title(self, random: Random, tongue: Tongue, at: datetime) -> str:
        """A headline; the day's next report may well have the same."""
        text = self._filled(random.choice(self.titles), random, tongue, at, {})
        return text[:1].upper() + text[1:]

    def fill(self, random: Random, tongue: Tongue, house: int, at: datetime) -> list[str]:
        """The sentences, in the wording of the publisher numbered `house`."""
        said: dict[str, str] = {}
        written = []
        for row, wordings in enumerate(self.sentences):
            if row >= OPTIONAL_FROM and random.random() > OPTIONAL_SHARE:
                continue
            pattern = wordings[(house * 7 + row * house) % len(wordings)]
            written.append(self._filled(pattern, random, tongue, at, said))
        if self.each:
            pattern = self.each[house % len(self.each)]
            times = 2 + int((MOST_REPEATED - 1) * random.random())
            written += [self._filled(pattern, random, tongue, at, {}) for _ in range(times)]
        return [f"{sentence[:1].upper()}{sentence[1:]}" for sentence in written]

    def _filled(
        self, pattern: Pattern, random: Random, tongue: Tongue, at: datetime, said: dict[str, str]
    ) -> str:
        """`said` keeps what a slot stands for throughout one report."""
        parts = list(pattern)
        for place in range(1, len(parts), 2):
            slot = parts[place]
            if slot not in said:
                said[slot] = self._value(slot, random, tongue, at)
            parts[place] = said[slot]
        return "".join(parts)

    def _value(self, slot: str, random: Random, tongue: Tongue, at: datetime) -> str:
        found = _SLOT.fullmatch(slot)
        assert found
        kind = found[1]
        if kind in _FIGURES:
            return tongue.number(_FIGURES[kind](random))
        if kind == "place":
            return tongue.name(random)
        if kind == "person":
            return tongue.person(random)
        if kind == "weekday":
            return tongue.put(f"{at:%A}")
        if kind == "date":
            return tongue.put(f"{at:%B} {tongue.number(at.day)}")
        return random.choice(self.lists[kind])


def forms(tongue: Tongue) -> tuple[Form, ...]:
    """All forms, in a language."""
    return _forms(tongue.language, tongue.put)


@cache
def _forms(language: str, put: Callable[[str], str]) -> tuple[Form, ...]:
    read = tomllib.loads(FORMS.read_text("utf-8"))
    lists = {name: tuple(map(put, values)) for name, values in read["lists"].items()}

    def patterns(texts: Sequence[str]) -> tuple[Pattern, ...]:
        return tuple(_pattern(text, put) for text in texts)

    def form(given: dict[str, Any]) -> Form:
        least, most = given["own_words"]
        return Form(
            name=given["name"],
            titles=patterns(given["titles"]),
            sentences=tuple(map(patterns, given["sentences"])),
            each=patterns(given.get("each", ())),
            own_words=(least, most),
            lists=lists,
        )

    return tuple(map(form, read["form"]))


def _pattern(text: str, put: Callable[[str], str]) -> Pattern:
    parts = _SLOTS.split(text)
    return tuple(put(part) if place % 2 == 0 else part for place, part in enumerate(parts))
