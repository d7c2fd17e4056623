"""The hand-set part of the judge: what each mention says, given the scene, and their sum.

Weights follow the guideline (docs/relevance.md, section 8): strong 3, medium 1.5, weak 0.5,
armed group 2, conflict district 1; a title counts double, what follows the lead a quarter. Of
one sense the second term counts half, the third a quarter. The sum is one of the signs that
the trained weights are put on (tasks/relevance/signs.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tasks.relevance.entries import Entry, Kind
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.mentions import Mention, Zone
from tasks.relevance.scene import SOUTH_ASIA, TALIBAN, Scene, is_party_by_now

_CLASS = {"strong": 3.0, "medium": 1.5, "weak": 0.5, "none": 0.0}
_ZONE = {Zone.TITLE: 2.0, Zone.LEAD: 1.0, Zone.BODY: 0.25}
_ACTOR = {
    "militant": 2.0, "umbrella": 2.0, "media-outlet": 2.0, "state-proxy": 1.0,
    "political-front": 1.0,
}  # fmt: skip
_DISTRICT = 1.0
_SIGNATURE = 1.5  # guideline 3b: unknown gunmen, a conflict zone and a target of insurgents
_SHORT = 3  # letters: fewer mean too much to mean a group
_ACTS = frozenset(["cue.claim", "cue.event"])
_UNSURE_FACTOR = 0.75
_OLD_CASE = 2.0  # a court or an investigator takes up a known attack
_RIOT_FACTOR = 0.5  # guideline 4: riots count only with an organised armed group
_ELSEWHERE = -0.1  # its work is done by the factor: this makes it evidence
_ELSEWHERE_FACTOR = 0.15
_UNKNOWN_FACTOR = 0.5  # no place at all, and a publisher of no one country

_TOPIC = frozenset(["militant", "actor", "attack", "legal", "history"])
_TOPIC_TERMS = 4  # distinct terms that make militancy the topic

# Everyday words that mean militancy only in its company.
_LOOSE = frozenset(
    [
        "clash",
        "attack.killing",
        "attack.armed",
        "attack.bomb",
        "militant.killed",
        "operation",
        "abduction",
        "surrender",
    ]
)
_CRIMES = frozenset(
    ["clash", "attack.armed", "attack.killing", "arrest", "abduction", "recovery", "operation"]
)
_BLASTS = frozenset(["attack.bomb"])
_SIGNS = frozenset(["attack.armed", "attack.killing", "abduction", "attack.bomb"])
_GUNFIRE = frozenset(["attack.armed", "attack.killing"])
_QUIET_FACTOR = 0.5  # guideline 3b: gunmen where there is no conflict are crime
_FORCES = frozenset(["force", "casualty", "conflict.context"])


@dataclass(frozen=True, slots=True)
class Weighed:
    """A mention with its part in the score."""

    mention: Mention
    weight: float


def read(lexicon: Lexicon, mentions: Iterable[Mention], scene: Scene) -> list[Weighed]:
    """Each distinct entry once a zone, read in its weightiest sense, with that weight."""
    seen: set[tuple[int, Zone]] = set()
    readings = []
    for mention in mentions:
        sighting = (id(mention.entry), mention.zone)
        if sighting not in seen:
            seen.add(sighting)
            readings.append(Weighed(*_read(mention, lexicon, scene)))
    return readings


def add_up(readings: Iterable[Weighed], scene: Scene) -> list[Weighed]:
    """Each distinct mention with its part in the hand-set sum, from the zone where it is most."""
    best: dict[tuple[str, str], Weighed] = {}
    for one in readings:
        weighed = Weighed(one.mention, one.weight * _ZONE[one.mention.zone])
        entry = one.mention.entry
        key = (entry.sense, entry.value if entry.kind is Kind.PLACE else entry.text)
        if key not in best or abs(weighed.weight) > abs(best[key].weight):
            best[key] = weighed
    return _restrained(_discounted(best.values()), scene)


def passes_gate(weighed: list[Weighed]) -> bool:
    """Guideline 8: one sure sign, or two of different sense, before anything is added up.

    A title's lesser sign will do where the text keeps to the topic.
    """
    signs = [one for one in weighed if one.weight >= 1.0 and one.mention.zone < Zone.BODY]
    if len({one.mention.entry.sense for one in signs}) >= 2:
        return True
    families = (one.mention.entry.sense.partition(".")[0] for one in weighed if one.weight > 0)
    terms = sum(family in _TOPIC for family in families)
    return any(one.weight >= 2.0 and (_is_sure(one) or terms >= _TOPIC_TERMS) for one in signs)


def _is_sure(one: Weighed) -> bool:
    entry = one.mention.entry
    return entry.weight_class == "strong" or entry.kind is Kind.ACTOR


def _discounted(found: Iterable[Weighed]) -> list[Weighed]:
    by_sense: dict[str, list[Weighed]] = defaultdict(list)
    for weighed in found:
        by_sense[weighed.mention.entry.sense].append(weighed)
    result = []
    for sense, group in by_sense.items():
        group.sort(key=lambda weighed: -abs(weighed.weight))
        for rank, weighed in enumerate(group):
            share = 0.5**rank if sense != "place" else float(rank == 0)
            result.append(Weighed(weighed.mention, weighed.weight * share))
    return result


def _restrained(found: list[Weighed], scene: Scene) -> list[Weighed]:
    """Negatives never delete an article that names an armed group: they weigh at most -2 then."""
    against = -sum(weighed.weight for weighed in found if weighed.weight < 0)
    factor = 2.0 / against if scene.has_group and scene.has_militants and against > 2.0 else 1.0
    return [
        Weighed(weighed.mention, weighed.weight * factor) if weighed.weight < 0 else weighed
        for weighed in found
    ]


def _read(mention: Mention, lexicon: Lexicon, scene: Scene) -> tuple[Mention, float]:
    """The mention read in its weightiest sense, and that weight."""
    if not mention.others:
        return mention, _weight(mention, lexicon, scene)
    readings = [mention]
    readings += [replace(mention, entry=entry, others=()) for entry in mention.others]
    weights = [_weight(reading, lexicon, scene) for reading in readings]
    at = max(range(len(weights)), key=lambda number: abs(weights[number]))
    return readings[at], weights[at]


def _weight(mention: Mention, lexicon: Lexicon, scene: Scene) -> float:
    entry = mention.entry
    if entry.kind is Kind.ACTOR:
        weight = _actor_weight(entry, lexicon, scene)
    elif entry.kind is Kind.PLACE:
        weight = _DISTRICT if entry.is_conflict_zone and scene.is_conflict_zone else 0.0
    elif entry.kind is Kind.NEGATIVE:
        if entry.value == "neg.elsewhere":
            return _ELSEWHERE if scene.is_foreign else 0.0
        return -_CLASS[entry.weight_class] * 2 / 3
    else:
        weight = _term_weight(entry, scene)
    if scene.is_foreign:
        is_ours = not SOUTH_ASIA.isdisjoint(entry.countries[:1]) and not entry.is_ambiguous
        return weight if entry.kind is Kind.ACTOR and is_ours else weight * _ELSEWHERE_FACTOR
    return weight if scene.is_known else weight * _UNKNOWN_FACTOR


def _actor_weight(entry: Entry, lexicon: Lexicon, scene: Scene) -> float:
    actor = lexicon.actors[entry.value]
    weight = _ACTOR.get(actor.actor_class, 0.0)
    if is_party_by_now(actor, scene):
        return 0.0
    if entry.is_ambiguous and actor.actor_id != TALIBAN:
        is_worldwide = actor.countries[:1] == ("INT",) and len(entry.text) > _SHORT
        at_home = is_worldwide or not scene.countries.isdisjoint(actor.countries)
        acts = len(entry.text) >= _SHORT and not _ACTS.isdisjoint(scene.near)
        is_sure = is_worldwide or scene.has_militants or (acts and scene.is_conflict_zone)
        return weight * _UNSURE_FACTOR if at_home and is_sure else 0.0
    ended, published = actor.active_to, scene.published_at
    if ended is not None and published is not None and published.year > ended + 1:
        return weight / 4
    return weight


def _term_weight(entry: Entry, scene: Scene) -> float:
    weight, sense = _CLASS[entry.weight_class], entry.value
    if sense == "cue.event":
        weight = weight * 2 if scene.has_militants else 0.0
    if sense in _FORCES:
        return min(weight, 0.25)
    if sense == "history" and "cue.legal" in scene.near:
        return _OLD_CASE
    if not scene.has_militants and _is_explained(sense, scene):
        return 0.0
    if "neg.communal" in scene.near and not scene.has_group_near:
        return weight * _RIOT_FACTOR
    by_insurgents = scene.is_conflict_zone and "target" in scene.near
    if by_insurgents and sense in _SIGNS and entry.weight_class != "strong":
        return weight + _SIGNATURE
    if (
        scene.is_quiet
        and not scene.has_front
        and sense in _GUNFIRE
        and entry.weight_class == "medium"
    ):
        return weight * _QUIET_FACTOR
    if sense in _LOOSE and entry.weight_class == "weak":
        if scene.has_militants:
            return 1.5
        return 1.0 if scene.is_conflict_zone or scene.has_front else weight
    return weight


def _is_explained(sense: str, scene: Scene) -> bool:
    """Whether crime or an accident explains what is reported."""
    crime = "neg.crime" in scene.near and sense in _CRIMES
    return crime or ("neg.accident" in scene.near and sense in _BLASTS)
