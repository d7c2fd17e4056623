"""Decides whether an entry of a feed is an article that is already known.

The address decides first: feeds change GUIDs when their software changes, articles keep
their address. A known GUID at a new address is the same article only where the address's
own number or the title says so too, because some feeds repeat GUIDs. In doubt there are
two articles: grouping finds copies later, but merged articles cannot be told apart again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tasks.articles.urls import article_numbers, url_key
from tasks.feeds.parsing import FoundEntry
from warehouse.records import id63

TITLE_OVERLAP = 0.6  # Jaccard index of words from which on two titles of one GUID are alike


class MatchedBy(StrEnum):
    """What showed that an entry was known."""

    URL = "url"
    GUID = "guid"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What the warehouse remembers of an entry, as far as matching needs it."""

    entry_id: int
    guid: str | None
    url_key: str
    title: str | None
    digest: str
    article_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """The entry was never seen."""

    url_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The entry is known and says what it said."""

    url_key: str  # of the entry as found: another than the known one's where its URL changed
    known: KnownEntry
    by: MatchedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The entry is known, but its title, summary or content says something else now."""

    url_key: str
    known: KnownEntry
    by: MatchedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The same poll had the article before: the first entry stands for it."""

    url_key: str
    first: int  # position of that entry in the poll, from 0


Match = New | Same | Changed | Repeated


def article_id_of(url: str) -> int:
    """The identifier of the article at an address, whatever dress the address wears."""
    return id63("article", url_key(url))


def match_entry(
    found: FoundEntry, *, by_key: Mapping[str, KnownEntry], by_guid: Mapping[str, KnownEntry]
) -> New | Same | Changed:
    """Whether one found entry is known. `by_guid` holds GUIDs of the same publisher only."""
    key = url_key(found.url)
    known, by = by_key.get(key), MatchedBy.URL
    if known is None and found.guid:
        known, by = by_guid.get(found.guid), MatchedBy.GUID
        if known is not None and not _is_same_article(found, key, known):
            known = None
    if known is None:
        return New(url_key=key)
    if known.digest == found.digest:
        return Same(url_key=key, known=known, by=by)
    return Changed(url_key=key, known=known, by=by)


def match_poll(
    entries: Sequence[FoundEntry],
    *,
    by_key: Mapping[str, KnownEntry],
    by_guid: Mapping[str, KnownEntry],
) -> tuple[Match, ...]:
    """A match for each entry of a poll, in its order; an article found twice counts once."""
    positions_by_key: dict[str, int] = {}
    positions_by_entry: dict[int, int] = {}
    matches: list[Match] = []
    for position, found in enumerate(entries):
        match: Match = match_entry(found, by_key=by_key, by_guid=by_guid)
        first = positions_by_key.setdefault(match.url_key, position)
        if isinstance(match, Same | Changed):
            first = min(first, positions_by_entry.setdefault(match.known.entry_id, position))
        if first < position:
            match = Repeated(url_key=match.url_key, first=first)
        matches.append(match)
    return tuple(matches)


def _is_same_article(found: FoundEntry, key: str, known: KnownEntry) -> bool:
    """Whether an entry with a known GUID but a new address is the known article, moved."""
    new_numbers = article_numbers(f"http://{key}")
    old_numbers = article_numbers(f"http://{known.url_key}")
    if new_numbers and old_numbers:
        return bool(new_numbers & old_numbers)
    return titles_alike(found.title, known.title)


def titles_alike(one: str | None, other: str | None) -> bool:
    """Whether two titles share most words and all numbers ("22 November" is not "23 November")."""
    words, other_words = _words(one), _words(other)
    if not words or not other_words:
        return False
    if {w for w in words if w.isdigit()} != {w for w in other_words if w.isdigit()}:
        return False
    return len(words & other_words) >= TITLE_OVERLAP * len(words | other_words)


def _words(title: str | None) -> frozenset[str]:
    # Letters, marks and digits make words: `\w` would cut Indic words at their vowel signs.
    folded = unicodedata.normalize("NFC", title or "").casefold()
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    return frozenset(spaced.split())
