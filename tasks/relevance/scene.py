"""What an article as a whole says about where and among whom it plays, before terms are weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tasks.relevance.entries import Actor, Entry, Kind
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.mentions import Mention, Zone
from tasks.relevance.verdict import Reading

SOUTH_ASIA = frozenset(["PK", "IN", "AF", "BD", "LK", "NP", "MV", "BT"])
TALIBAN = "AF-IEA"
TALIBAN_STATE_FROM = datetime(2021, 8, 15, tzinfo=UTC)  # guideline 3d
_NEPAL_PEACE_FROM = datetime(2006, 11, 21, tzinfo=UTC)

ARMED = frozenset(("militant", "umbrella", "state-proxy", "media-outlet"))
PROMINENCE = {Zone.TITLE: 3.0, Zone.LEAD: 2.0, Zone.BODY: 0.5}
_GROUP, _FRONT, _MILITANTS = "group", "front", "militants"
_ACRONYM = 6
_ACTOR_SHARE = 0.5  # groups act abroad: they say less than a place where an article plays
_HOME_LANGUAGES = frozenset(
    (
        *("as", "bn", "dv", "gu", "hi", "kn", "ml", "mr", "ne"),
        *("or", "pa", "ps", "sd", "si", "ta", "te", "ur"),
    )
)
_PUBLISHER = 1.0  # a publisher's country is a hint, outweighed by one place named in the lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where the article plays and which kinds of evidence its title and lead hold."""

    at_home: float  # weight of mentions of South Asia
    elsewhere: float  # weight of mentions of other places
    countries: frozenset[str]  # South Asian countries named beyond doubt, and the publisher's
    weights: tuple[tuple[str, float], ...]  # of South Asian countries named, the foremost first
    is_conflict_zone: bool  # a conflict zone in title or lead
    has_militants: bool  # militants as such, or a sure armed group, in title or lead
    has_group: bool  # a sure armed group anywhere
    has_group_near: bool  # a sure armed group in title or lead
    has_front: bool  # a political front in title or lead
    near: frozenset[str]  # senses, actors and places in title and lead
    published_at: datetime | None

    @property
    def is_foreign(self) -> bool:
        """Whether the article plays elsewhere rather than in South Asia."""
        return self.elsewhere > self.at_home

    @property
    def is_known(self) -> bool:
        """Whether anything at all points to South Asia, the publisher included."""
        return self.at_home > 0

    @property
    def is_quiet(self) -> bool:
        """Whether neither militants nor a conflict zone are near: gunmen are crime there (3b)."""
        return not self.has_militants and not self.is_conflict_zone


def view(lexicon: Lexicon, mentions: Sequence[Mention], reading: Reading) -> Scene:
    """The scene that an article's mentions make, given where and when it was published."""
    country = reading.country
    places: defaultdict[str, float] = defaultdict(float)
    codes: Iterable[str]
    sure = {country} & SOUTH_ASIA
    elsewhere = history = 0.0
    for mention in mentions:
        prominence = PROMINENCE[mention.zone]
        entry = mention.entry
        if entry.kind is Kind.ACTOR:
            prominence *= _ACTOR_SHARE
            if entry.countries[:1] == ("INT",):
                prominence *= _ACTOR_SHARE
        if _is_elsewhere(entry):
            elsewhere += prominence
        elif entry.value == "history":  # the attacks listed were all in South Asia
            history += prominence
        if mention.others:
            codes = {code for each in (entry, *mention.others) for code in _countries(each)}
        else:
            codes = _countries(entry)
        for code in codes:
            places[code] += prominence
        if not entry.is_ambiguous:
            sure.update(codes)
    weights = tuple(sorted(places.items(), key=lambda pair: (-pair[1], pair[0])))
    hint = 0.0
    if country in SOUTH_ASIA:
        places[country] += _PUBLISHER
    elif reading.language in _HOME_LANGUAGES:
        hint = _PUBLISHER
    near = [mention for mention in mentions if mention.zone is not Zone.BODY]
    kinds = {_stands_for(mention.entry, lexicon) for mention in near}
    has_group_near = _GROUP in kinds
    return Scene(
        at_home=sum(places.values(), history + hint),
        elsewhere=elsewhere,
        countries=frozenset(sure),
        weights=weights,
        is_conflict_zone=any(_is_zone(mention, country) for mention in near),
        has_militants=has_group_near or _MILITANTS in kinds,
        has_group=has_group_near
        or any(is_sure_group(one.entry, lexicon) for one in mentions if one.zone is Zone.BODY),
        has_group_near=has_group_near,
        has_front=_FRONT in kinds,
        near=frozenset(
            entry.value for mention in near for entry in (mention.entry, *mention.others)
        ),
        published_at=reading.published_at,
    )


def _stands_for(entry: Entry, lexicon: Lexicon) -> str:
    """Whether an entry stands, beyond doubt, for a group, a front or militants as such."""
    if entry.kind is Kind.TERM:
        is_sure = entry.weight_class == "strong" and entry.value.startswith("militant")
        return _MILITANTS if is_sure else ""
    if entry.kind is not Kind.ACTOR or entry.is_ambiguous:
        return ""
    if is_sure_group(entry, lexicon):
        return _GROUP
    return _FRONT if lexicon.actors[entry.value].actor_class == "political-front" else ""


def is_sure_group(entry: Entry, lexicon: Lexicon) -> bool:
    """Whether an entry names an armed group beyond doubt."""
    if entry.kind is not Kind.ACTOR or entry.is_ambiguous:
        return False
    return lexicon.actors[entry.value].actor_class in ARMED and entry.value != TALIBAN


def is_party_by_now(actor: Actor, scene: Scene) -> bool:
    """Whether an actor governs or sits in parliament at the time of the article (guideline 3d)."""
    if actor.actor_id == TALIBAN:
        return scene.published_at is None or scene.published_at >= TALIBAN_STATE_FROM
    if actor.actor_id == "NP-CPNM":
        return scene.published_at is None or scene.published_at >= _NEPAL_PEACE_FROM
    return False


def lies_in(entry: Entry) -> tuple[str, ...]:
    """The South Asian countries that a place or a word for a region points to."""
    if entry.kind is Kind.PLACE:
        return tuple(code for code in entry.countries if code in SOUTH_ASIA)
    if entry.value.startswith("region."):
        return (entry.value.removeprefix("region.").upper(),)
    return ()


def _countries(entry: Entry) -> tuple[str, ...]:
    # An unsure name tells the country all the same ("Maoists"), an unsure acronym does not.
    if entry.kind is Kind.ACTOR and not (entry.is_ambiguous and len(entry.text) < _ACRONYM):
        return tuple(code for code in entry.countries[:1] if code in SOUTH_ASIA)
    return lies_in(entry)


def _is_elsewhere(entry: Entry) -> bool:
    """Whether an entry points out of South Asia: a foreign name, or a group at home abroad."""
    if entry.kind is Kind.ACTOR:
        return entry.countries[:1] == ("INT",) and not entry.is_ambiguous
    if entry.kind is Kind.PLACE:  # the border strips in Iran and Myanmar
        return SOUTH_ASIA.isdisjoint(entry.countries)
    return entry.value == "neg.elsewhere"


def _is_zone(mention: Mention, country: str) -> bool:
    if not mention.others:
        return mention.entry.kind is Kind.PLACE and mention.entry.is_conflict_zone
    places = [e for e in (mention.entry, *mention.others) if e.kind is Kind.PLACE]
    # Names that two countries share are read as the publisher's.
    own = [place for place in places if country in place.countries]
    return any(place.is_conflict_zone for place in own or places)
