"""Whom an article names and which countries it concerns, in the catalogue's terms.

Many names are shared: PLA is China's army and a group in Manipur, TRF a front in Kashmir and a
charity, "the Army" whichever army. A name that may mean something else counts for an actor only
where enough of the article speaks for that reading (docs/relevance.md, section 9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasks.relevance.entries import Actor, Entry, Kind, Match
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.mentions import Mention
from tasks.relevance.scene import ARMED, PROMINENCE, SOUTH_ASIA, TALIBAN, Scene, lies_in
from tasks.relevance.verdict import NamedActor

_NAMED_ELSEWHERE = 3.0  # a sure name of the same actor stands in the article
_RELATED = 1.0  # its parent, its splinter or its front does
_AT_HOME = 2.0  # a place of its own region is named
_AWAY = -2.0  # places are named, and none of its own region
_IN_COUNTRY = 1.0  # its country is the foremost; less where it is only the second
_CALLED = 2.0  # its country stands right before the name: "Nepal's Army"
_CALLED_OTHERWISE = -9.0  # another country does: "the Chinese PLA"
_WORLDWIDE = 1.0  # it acts in every country, and a word rather than an acronym names it
_AMONG_MILITANTS = 1.0
_IN_TROUBLE = 1.0  # what groups do or suffer is reported: too common to make out an acronym
_IN_WAR = 0.5  # a conflict zone, or a claim
_IN_PEACE = -2.0  # nothing of the kind is reported
_ABROAD = -2.0
_FIGURATIVE = -2.0  # sport, film, animals in the same breath
_ENOUGH = 2.0
_ENOUGH_FOR_STATES = 1.0  # of armies and of a government the country decides
_CLAIMS = frozenset(["claim", "cue.claim"])
_FIGURES = frozenset(["neg.sport", "neg.film", "neg.business"])
_TROUBLE = (
    *("abduction", "arrest", "attack", "claim", "clash", "infiltration", "legal", "militant"),
    *("operation", "recovery", "recruit", "surrender", "talks", "threat"),
)
_ACRONYM, _INITIALS = 6, 3  # ISIS is a word, IS is not
_YEARS_AFTER = 2  # an actor that ended longer ago gives way to a living one
_GAPS = (1, 3, 4)  # between "Nepal", "Nepal's" or "नेपाल की" and the name; a comma makes it two
_ELSEWHERE = "elsewhere"

_WORLD, _MAOISTS = "INT-IS", "IN-CPIM"
_MAOIST = "militant.maoist"  # inflected and compound words for Maoists are terms, no aliases
_MAINLY = 3.0  # so many times the weight of the country where the name is at home
_HALF = 0.5  # of the foremost country's weight: as well a scene of the article

_SHARE = 0.4  # of the foremost country's weight: less is an aside (0.3 to 0.5 measured alike)
_LEAST = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What of an article tells actors of one name apart."""

    lexicon: Lexicon
    scene: Scene
    sure: frozenset[str]  # actors named by a name that nobody and nothing shares
    places: frozenset[str]
    haunts: frozenset[str]  # the same and the regions of the actors named for sure
    home: dict[str, float]  # weight of each South Asian country by the places named, not by actors
    most: float  # weight of the foremost
    is_quiet: bool  # nothing that armed groups do or suffer is reported
    is_figurative: bool

    def share(self, codes: Iterable[str]) -> float:
        """How near the foremost country the best of these comes, from 0 to 1."""
        return max((self.home.get(code, 0.0) for code in codes), default=0.0) / self.most

    def is_past(self, actor: Actor) -> bool:
        """Whether an actor had ended years before the article."""
        published = self.scene.published_at
        if actor.active_to is None or published is None:
            return False
        return actor.active_to + _YEARS_AFTER < published.year


def named_actors(
    lexicon: Lexicon, mentions: Sequence[Mention], scene: Scene
) -> tuple[NamedActor, ...]:
    """The actors that the article names, resolved in its context; the most often named first.

    Words for kinds and for enemies ("militants", "khwarij") name nobody (guideline 3c).
    """
    candidates = [
        (number, entries)
        for number, mention in enumerate(mentions)
        if (entries := _candidates(mention))
    ]
    if not candidates:
        return ()
    setting = _setting(lexicon, mentions, scene, [entries for _, entries in candidates])
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    known: dict[tuple[int, int, str], str] = {}
    for number, entries in candidates:
        owner = _owner(mentions, number)
        key = (id(entries[0]), len(entries), owner)
        actor_id = known.get(key)
        if actor_id is None:
            actor_id = known[key] = _meant(entries, owner, setting)
        if actor_id:
            found[actor_id].append(entries[0])
    named = [
        NamedActor(actor_id=actor_id, alias=ours[0].text, mention_count=len(ours))
        for actor_id, ours in found.items()
    ]
    return tuple(sorted(named, key=lambda one: (-one.mention_count, one.actor_id)))


def _candidates(mention: Mention) -> tuple[Entry, ...]:
    """The entries of a mention that may name an actor, one for each actor."""
    first = mention.entry
    if not mention.others:
        return (first,) if first.kind is Kind.ACTOR or first.value == _MAOIST else ()
    actors: dict[str, Entry] = {}
    for entry in (first, *mention.others):
        if entry.kind is Kind.ACTOR:
            actors.setdefault(entry.value, entry)  # sure rows come first
    return tuple(actors.values()) or ((first,) if first.value == _MAOIST else ())


def _setting(
    lexicon: Lexicon, mentions: Sequence[Mention], scene: Scene, named: list[tuple[Entry, ...]]
) -> _Setting:
    home: defaultdict[str, float] = defaultdict(float)
    places: set[str] = set()
    for mention in mentions:
        for entry in (mention.entry, *mention.others) if mention.others else (mention.entry,):
            if entry.kind is Kind.PLACE:
                places.add(entry.value)
                places.add(entry.admin1)
            for code in lies_in(entry):
                home[code] += PROMINENCE[mention.zone]
    if not home:
        home.update(scene.weights)
    sure = frozenset(
        entries[0].value for entries in named if len(entries) == 1 and _is_sure(entries[0], lexicon)
    )
    near = scene.near
    return _Setting(
        lexicon=lexicon,
        scene=scene,
        sure=sure,
        places=frozenset(places),
        haunts=frozenset(places).union(*(lexicon.actors[one].regions for one in sure)),
        home=home,
        most=max(home.values(), default=1.0),
        is_quiet=not any(sense.startswith(_TROUBLE) for sense in near),
        is_figurative=not scene.has_group
        and not near.isdisjoint(_FIGURES)
        and not scene.has_militants,
    )


def _is_sure(entry: Entry, lexicon: Lexicon) -> bool:
    """Whether a name means its one actor wherever it stands."""
    return entry.kind is Kind.ACTOR and not entry.is_ambiguous and not _is_bare(entry, lexicon)


def _is_bare(entry: Entry, lexicon: Lexicon) -> bool:
    """Whether a name lacks what would tell whose it is: "Taliban", not "Afghan Taliban"."""
    if entry.value == TALIBAN:
        return " " not in entry.text.removeprefix("د ")
    return entry.value in lexicon.local_names and (entry.value != _MAOISTS or entry.is_ambiguous)


def _owner(mentions: Sequence[Mention], number: int) -> str:
    """The country of which the name, or a place, stands right before a mention."""
    if not number:
        return ""
    before, mention = mentions[number - 1], mentions[number]
    if mention.start - before.end not in _GAPS or before.field != mention.field:
        return ""
    if before.entry.value == "neg.elsewhere":
        return _ELSEWHERE
    codes = lies_in(before.entry)
    return codes[0] if len(codes) == 1 and not before.others else ""


def _meant(entries: tuple[Entry, ...], owner: str, setting: _Setting) -> str:
    """The actor that a name means here, or nothing."""
    actors = setting.lexicon.actors
    first = entries[0]
    is_one = len(entries) == 1 and first.kind is Kind.ACTOR and not first.is_ambiguous
    is_one = is_one and not (first.value == TALIBAN and _is_bare(first, setting.lexicon))
    if is_one and _locally(first, owner, setting) == first.value:
        return _surely(first, actors[first.value], setting)
    is_kind = any(
        e.kind is Kind.ACTOR and actors[e.value].actor_class == "generic" for e in entries
    )
    best, best_rank = "", (False, 0.0, False)
    for entry in entries:
        actor = actors.get(_locally(entry, owner, setting))
        is_named = actor is not None and actor.actor_id in setting.sure
        if actor is None or not (entry.is_name or is_named):
            continue
        if is_kind and not is_named and actor.regions.isdisjoint(setting.places):
            continue  # "ultras" are Maoists only where Maoists are
        if actor.actor_id == TALIBAN:
            enough, support = _SHARE, setting.share(actor.countries)
        else:
            enough = _ENOUGH_FOR_STATES if actor.actor_class == "state" else _ENOUGH
            support = _support(entry, actor, owner, setting)
        is_part = any(actor.parent_id == other.value for other in entries)
        rank = (not setting.is_past(actor), support, is_part)
        if support >= enough and rank > best_rank:
            best, best_rank = actor.actor_id, rank
    return best


def _surely(entry: Entry, actor: Actor, setting: _Setting) -> str:
    """The actor of a name that means no other, or nothing where it is a word or stray letters."""
    if not entry.is_name:
        return ""
    if _is_acronym(entry) and setting.is_quiet and not setting.share(actor.countries):
        return ""
    if setting.is_past(actor) and " " not in entry.text:  # "ULFA" is by now the one that goes on
        for heir in sorted(setting.sure):
            living = setting.lexicon.actors[heir]
            if living.parent_id == actor.actor_id and not setting.is_past(living):
                return heir
    return actor.actor_id


def _is_anywhere(actor: Actor, lexicon: Lexicon) -> bool:
    """Whether places away from its regions say nothing against an actor."""
    return actor.actor_id in lexicon.local_names or SOUTH_ASIA.isdisjoint(actor.countries[:1])


def _is_acronym(entry: Entry) -> bool:
    limit = _INITIALS if entry.countries[:1] == ("INT",) else _ACRONYM
    return entry.match is Match.EXACT and len(entry.text) < limit


def _locally(entry: Entry, owner: str, setting: _Setting) -> str:
    """The actor that goes by a name where the article plays."""
    if entry.kind is not Kind.ACTOR:
        return _MAOISTS
    here = setting.lexicon.local_names.get(entry.value)
    if here is None or not _is_bare(entry, setting.lexicon):
        return entry.value
    actors = setting.lexicon.actors
    usual = setting.share(actors[entry.value].countries)
    for country, local in here.items():
        is_here = owner == country and usual < _HALF
        if not owner and not setting.scene.is_foreign:
            # Where both countries are named, it takes a place of its own as well.
            is_mainly = setting.share((country,)) == 1.0 and usual * _MAINLY <= 1.0
            at_home = not actors[local].regions.isdisjoint(setting.places)
            is_here = is_mainly and (at_home or not usual)
        if is_here or (entry.value == _WORLD and local in setting.sure):
            return local
    return entry.value


def _support(entry: Entry, actor: Actor, owner: str, setting: _Setting) -> float:
    """How much of the article speaks for reading an unsure name as this actor."""
    scene = setting.scene
    is_acronym = _is_acronym(entry)
    is_local = actor.actor_id != entry.value and entry.kind is Kind.ACTOR
    at_home = not actor.regions.isdisjoint(setting.haunts)
    is_named = actor.actor_id in setting.sure
    support = _NAMED_ELSEWHERE if is_named else 0.0
    if any(_are_related(setting.lexicon, actor, other) for other in setting.sure):
        support += _RELATED
    share = setting.share(actor.countries)
    if share >= _HALF:
        support += _IN_COUNTRY * share
    if at_home or is_local:
        support += _AT_HOME
    elif actor.regions and setting.places and not _is_anywhere(actor, setting.lexicon):
        support += _AWAY
    if owner and owner not in actor.countries and actor.countries[:1] != ("INT",):
        support += _CALLED_OTHERWISE
    elif owner and (actor.actor_class == "state" or is_local):
        support += _CALLED
    if actor.actor_class in ARMED:
        support += _in_arms(actor, is_acronym, setting)
    if scene.is_foreign and SOUTH_ASIA.issuperset(actor.countries):
        support += _ABROAD
    if setting.is_figurative and not (is_acronym and at_home):
        support += _FIGURATIVE
    return support


def _in_arms(actor: Actor, is_acronym: bool, setting: _Setting) -> float:
    """What speaks for reading a name as an armed group's."""
    scene = setting.scene
    support = _IN_PEACE if setting.is_quiet else 0.0
    if scene.has_militants:
        support += _AMONG_MILITANTS
    if scene.is_conflict_zone or not scene.near.isdisjoint(_CLAIMS):
        support += _IN_WAR
    if not is_acronym:
        if not setting.is_quiet:
            support += _IN_TROUBLE
        if actor.countries[:1] == ("INT",):
            support += _WORLDWIDE
    return support


def _are_related(lexicon: Lexicon, actor: Actor, other_id: str) -> bool:
    if actor.actor_id == other_id:
        return False
    parent, other_parent = actor.parent_id, lexicon.actors[other_id].parent_id
    if parent:
        return parent in (other_id, other_parent) or actor.actor_id == other_parent
    return actor.actor_id == other_parent


def concerned_countries(scene: Scene) -> tuple[str, ...]:
    """The South Asian countries that the article is about, the foremost first."""
    if not scene.weights:
        return ()
    most = scene.weights[0][1]
    return tuple(code for code, weight in scene.weights if weight >= max(_LEAST, most * _SHARE))
