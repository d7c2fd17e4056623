"""The knowledge that relevance is judged by: actors, terms and places, ready to be searched for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

from tasks.relevance import entries
from tasks.relevance.catalogue import read_file, read_rows
from tasks.relevance.entries import COLUMNS, Actor, Entry, Match


class Side(StrEnum):
    """Which view of the text a pattern is searched in."""

    FOLDED = "folded"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns of one side with the entries behind each; rebuilds its automaton when unpickled."""

    texts: tuple[str, ...]
    entries: tuple[tuple[Entry, ...], ...]
    automaton: Any = field(repr=False, compare=False)

    @classmethod
    def of(cls, by_text: dict[str, list[Entry]]) -> Patterns:
        """Patterns and automaton from entries keyed by what to search for."""
        texts = tuple(by_text)
        return cls(texts, tuple(tuple(found) for found in by_text.values()), AhoCorasick(texts))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self.texts, self.entries))


def _rebuilt(texts: tuple[str, ...], found: tuple[tuple[Entry, ...], ...]) -> Patterns:
    return Patterns(texts, found, AhoCorasick(texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All that the judge knows; equal files give equal versions."""

    version: str  # hexadecimal digest of the knowledge files
    actors: dict[str, Actor]
    local_names: dict[str, dict[str, str]]  # by actor and country: who else goes by its bare name
    folded: Patterns
    exact: Patterns


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon of a knowledge folder (`tasks/knowledge`).

    Raises BadCatalogue with FILE:LINE on the first row that cannot be used.
    """
    digest = hashlib.sha256()
    rows = {}
    for name, columns in COLUMNS.items():
        content = read_file(folder, name)
        digest.update(f"{name}\x00{len(content)}\x00".encode() + content)
        rows[name] = list(read_rows(content, name, columns))
    actors = entries.read_actors(rows["actors.csv"])
    found = [
        *entries.read_aliases(rows["aliases.csv"], actors),
        *entries.read_terms(rows["terms.csv"]),
        *entries.read_places(rows["districts.csv"], "district"),
        *entries.read_places(rows["hotspots.csv"], "name"),
        *entries.read_admin1(rows["admin1.csv"]),
    ]
    entries.check_ambiguities(rows["place_ambiguities.csv"])
    return Lexicon(
        version=digest.hexdigest(),
        actors=actors,
        local_names=entries.read_local_names(rows["local_names.csv"], actors),
        folded=_patterns(found, Side.FOLDED),
        exact=_patterns(found, Side.EXACT),
    )


def _patterns(found: list[Entry], side: Side) -> Patterns:
    by_text: dict[str, list[Entry]] = {}
    for entry in found:
        if (entry.match is Match.EXACT) is not (side is Side.EXACT):
            continue
        for text in entries.spellings(entry):
            by_text.setdefault(text, []).append(entry)
    return Patterns.of(by_text)
