"""Finds the lexicon's entries in a title and a body: where each stands and how prominent it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from tasks.relevance.entries import Entry, Kind, Match
from tasks.relevance.folding import FoldedText, fold, is_word_character
from tasks.relevance.lexicon import Lexicon, Patterns

LEAD_WORDS = 120  # measured: a keyword rule over the first 120 words beats one over the whole
# Of a longer text only so much is judged: three times the longest report of the labelled
# articles, and what follows the lead weighs little; the rest is comments or a flood.
JUDGED_CHARS = 60_000
_LONGEST_WORD = 100
_OPENING_WORDS = 30  # what stands for the headline of a text that has none
_CAPITAL = re.compile("[A-Z]")
_LATIN = "\u02ff"  # no combining mark stands at or before it
_TAKES_S = (Match.WORD, Match.EXACT)  # "militants", "IEDs"
_INDIC_TAIL = 8  # letters and signs that case endings add at most

# Endings of plural and oblique in Urdu, Dari and Pashto, in folded letters.
_ARABIC_TAILS = frozenset(
    [
        "وں",
        "یوں",
        "ے",
        "وا",
        "یں",
        "ین",
        "ان",
        "یان",
        "ہا",
        "ہای",
        "ہایی",
        "ی",
        "و",
        "یو",
        "ونہ",
        "ونو",
        "انو",
        "گان",
        "گانو",
        "ات",
        "ہ",
    ]
)


class Zone(IntEnum):
    """How prominent a span is."""

    TITLE = 0
    LEAD = 1
    BODY = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """An entry found at a span, in code points of the title or the body as they were given."""

    entry: Entry
    others: tuple[Entry, ...]  # what else the same string may mean
    field: str
    zone: Zone
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    entries: tuple[Entry, ...]


def find_mentions(lexicon: Lexicon, title: str, body: str) -> list[Mention]:
    """Mentions in title and body, in order; of overlapping ones the longest from the left.

    Without a title the body's opening words stand for it. Nothing is read behind the
    first JUDGED_CHARS characters of either.
    """
    title, body = _judged(title), _judged(body)
    title_end, lead_end = _zone_ends(body, has_title=bool(title.strip()))
    found = [_mention(hit, "title", Zone.TITLE) for hit in _hits(lexicon, title)]
    for hit in _hits(lexicon, body):
        zone = Zone.BODY
        if hit.start < title_end:
            zone = Zone.TITLE
        elif hit.start < lead_end:
            zone = Zone.LEAD
        found.append(_mention(hit, "body", zone))
    return found


def _judged(text: str) -> str:
    """The part of a text that is read; cut between words, for half a word is another."""
    if len(text) <= JUDGED_CHARS:
        return text
    last = JUDGED_CHARS - _LONGEST_WORD
    end = max(text.rfind(" ", last, JUDGED_CHARS), text.rfind("\n", last, JUDGED_CHARS))
    return text[: end if end > 0 else JUDGED_CHARS]


def _mention(hit: _Hit, field: str, zone: Zone) -> Mention:
    return Mention(hit.entries[0], hit.entries[1:], field, zone, hit.start, hit.end)


def _zone_ends(body: str, *, has_title: bool) -> tuple[int, int]:
    lead_end = end_of_words(body, LEAD_WORDS)
    if has_title:
        return 0, lead_end
    line_end = body.find("\n", len(body) - len(body.lstrip()))
    title_end = end_of_words(body, _OPENING_WORDS)
    return min(title_end, line_end) if line_end > 0 else title_end, lead_end


def end_of_words(text: str, count: int) -> int:
    """Where the first `count` words of a text have ended and no other has begun."""
    parts = text.split(None, count)
    return len(text) - len(parts[count]) if len(parts) > count else len(text)


def _hits(lexicon: Lexicon, text: str) -> list[_Hit]:
    folded = fold(text)
    hits = list(_matched(lexicon.folded, folded.text, folded))
    if _CAPITAL.search(text):  # what is matched to the letter is Latin
        exact = list(_matched(lexicon.exact, text, None))
        if text.isupper():  # then capitals do not tell an acronym from a word
            exact = [hit for hit in exact if not hit.entries[0].is_ambiguous]
        hits += exact
    places = [hit for hit in hits if hit.entries[0].kind is Kind.PLACE]
    found = [hit for hit in hits if hit.entries[0].kind is not Kind.PLACE]
    others = _longest(found)
    # "Peshawar Zalmi" is no place; "Pulwama attack" still names one.
    masks = [hit for hit in others if hit.entries[0].kind in (Kind.NEGATIVE, Kind.ACTOR)]
    kept = _unmasked(_longest(places), masks)
    inner = _within(_longest(hit for hit in found if _is_who(hit)), others)
    return sorted([*others, *kept, *inner], key=lambda hit: hit.start)


def _is_who(hit: _Hit) -> bool:
    entry = hit.entries[0]
    if entry.kind is Kind.ACTOR:
        return True
    return entry.value.startswith("militant.") and entry.value != "militant.killed"


def _within(inner: Iterable[_Hit], others: list[_Hit]) -> list[_Hit]:
    """Who is named inside a longer phrase on what was done: "clash with militants" says both."""
    starts = [hit.start for hit in others]
    kept: list[_Hit] = []
    for hit in inner:
        at = bisect_right(starts, hit.start) - 1
        outer = others[at] if at >= 0 else hit
        is_inside = hit.end <= outer.end and (hit.start, hit.end) != (outer.start, outer.end)
        if is_inside and outer.entries[0].kind is Kind.TERM and not _is_who(outer):
            kept.append(hit)
    return kept


def _matched(patterns: Patterns, text: str, folded: FoldedText | None) -> Iterator[_Hit]:
    size, entries_of = len(text), patterns.entries
    for number, start, end in patterns.automaton.find_matches_as_indexes(text, overlapping=True):
        # Most matches end here: is_word_character, inlined.
        before = text[start - 1] if start else " "
        if before.isalnum() or (before > _LATIN and is_word_character(before)):
            continue
        entries = entries_of[number]
        after = text[end] if end < size else " "
        if after.isalnum() or (after > _LATIN and is_word_character(after)):
            entries = _with_tail(entries, text, end)
            if not entries:
                continue
        if entries[0].match is Match.SECTION and not _opens(text, start):
            continue
        if folded is not None:
            start, end = folded.span(start, end)
        yield _Hit(start, end, entries)


def _with_tail(entries: tuple[Entry, ...], text: str, end: int) -> tuple[Entry, ...]:
    """The entries that still hold when the word goes on after the match."""
    stop = end
    while stop < len(text) and is_word_character(text[stop]):
        stop += 1
    tail = text[end:stop]
    if tail.isascii():
        return tuple(e for e in entries if tail == "s" and e.match in _TAKES_S)
    if "\u0600" <= tail[0] <= "\u06ff":
        return tuple(e for e in entries if e.match is Match.PREFIX and tail in _ARABIC_TAILS)
    return tuple(e for e in entries if e.match is Match.PREFIX and len(tail) <= _INDIC_TAIL)


def _opens(text: str, start: int) -> bool:
    return not text[:start].strip()


def _longest(hits: Iterable[_Hit]) -> list[_Hit]:
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if kept and hit.start < kept[-1].end:
            if (hit.start, hit.end) == (kept[-1].start, kept[-1].end):
                kept[-1] = _Hit(hit.start, hit.end, _ranked(kept[-1].entries + hit.entries))
            continue
        kept.append(_Hit(hit.start, hit.end, _ranked(hit.entries)))
    return kept


_RANK = {Kind.ACTOR: 0, Kind.TERM: 1, Kind.NEGATIVE: 2, Kind.CONTEXT: 3, Kind.PLACE: 4}


def _ranked(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Entries of one span, the one to go by first: sure actors, terms, then unsure actors."""
    if len(entries) == 1:
        return entries
    return tuple(sorted(entries, key=lambda e: (e.is_ambiguous, _RANK[e.kind])))


def _unmasked(places: list[_Hit], masks: list[_Hit]) -> list[_Hit]:
    """The places that no mask overlaps. `masks` are in order and apart from one another."""
    ends = [mask.end for mask in masks]
    kept: list[_Hit] = []
    for place in places:
        at = bisect_right(ends, place.start)  # the first mask that ends behind its start
        if at == len(masks) or masks[at].start >= place.end:
            kept.append(place)
    return kept
