"""The signs that trained weights are put on: what the lexicon found, and how it stands together.

A sign is a name with an amount. It comes in parts, each from one mention, so that a weight on
the sign is at once a weight on the words that made it. Signs say nothing of a language: those
of a language with a lexicon but no labelled articles are weighed as in all the others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from tasks.relevance.entries import Entry, Kind
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.mentions import Mention, Zone
from tasks.relevance.scene import ARMED, SOUTH_ASIA, Scene
from tasks.relevance.weighing import Weighed, add_up, passes_gate, read

_ZONES = {Zone.TITLE: "title", Zone.LEAD: "lead", Zone.BODY: "body"}
_CLASS = {"strong": 1.0, "medium": 0.6, "weak": 0.3, "none": 0.5}
_SENTENCE_END = re.compile(r"[.!?।۔؟॥]+[\"”’')]*(?=\s|$)|\n")
_SUM_LEAST, _SUM_MOST = -6.0, 12.0
_UNGATED_MOST = 2.2  # the sum of what does not pass the gate ends below the old threshold
SUM_UNIT = 3.0
_EXPLAINS = frozenset(
    (
        *("neg.accident", "neg.crime", "neg.drill", "neg.film", "neg.hoax", "neg.sport"),
        *("neg.figurative", "neg.party", "neg.communal", "neg.history", "neg.politics", "cue.past"),
    )
)
_OF_MILITANTS = frozenset(["militant", "actor", "history"])
_NAMED_MOST = 0.5  # of the hand-set sum: one sure name far down the body
_PAIR = 0.7  # a second sentence with the same pair doubles it, more do not
_SCENE_SIGNS = ("is_conflict_zone", "has_militants", "has_group", "has_group_near", "has_front")

# What a mention does in a sentence: families of senses that stand for one role.
_ROLES = {
    "militant": "militant", "attack": "attack", "clash": "clash", "forces": "loss",
    "casualty": "loss", "arrest": "arrest", "surrender": "surrender", "recovery": "recovery",
    "operation": "operation", "legal": "legal", "talks": "talks", "claim": "claim",
    "abduction": "abduction", "infiltration": "infiltration", "force": "force",
    "target": "target", "history": "history", "threat": "threat", "recruit": "recruit",
    "displacement": "displacement",
}  # fmt: skip
_EVERYDAY = frozenset(["attack", "clash", "arrest", "operation", "recovery", "surrender", "loss"])


@dataclass(frozen=True, slots=True)
class Part:
    """What one mention adds to a sign; no mention where the article as a whole does."""

    sign: str
    amount: float
    mention: Mention | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """All signs of an article, in parts, and what they were made from."""

    parts: tuple[Part, ...]
    weighed: tuple[Weighed, ...]  # each distinct mention with its part in the hand-set sum

    def totals(self) -> dict[str, float]:
        """The amount of each sign."""
        totals: defaultdict[str, float] = defaultdict(float)
        for part in self.parts:
            totals[part.sign] += part.amount
        return dict(totals)


def find_signs(lexicon: Lexicon, mentions: list[Mention], scene: Scene, body: str) -> Signs:
    """The signs in an article's mentions."""
    readings = read(lexicon, mentions, scene)
    weighed = add_up(readings, scene)
    parts = [
        *_of_sum(weighed, scene),
        *_of_scene(scene),
        *_of_senses(lexicon, readings, scene),
        *_of_sentences(lexicon, readings, mentions, body),
    ]
    return Signs(parts=tuple(parts), weighed=tuple(weighed))


def _of_sum(weighed: list[Weighed], scene: Scene) -> Iterator[Part]:
    """The hand-set sum behind its gate, once more beside each thing that explains it away."""
    named = sum(one.weight for one in weighed if _is_of_militants(one))
    if named > 0:
        yield Part("named", min(named, _NAMED_MOST) / _NAMED_MOST, None)
    total = sum(one.weight for one in weighed)
    is_open = passes_gate(weighed)
    if is_open:
        yield Part("gate", 1.0, None)
    if not total:
        return
    names = ["sum", *(f"sum&{sense}" for sense in sorted(scene.near) if sense in _EXPLAINS)]
    if scene.is_quiet:
        names.append("sum&quiet")
    most = _SUM_MOST if is_open else _UNGATED_MOST
    share = max(_SUM_LEAST, min(most, total)) / total / SUM_UNIT
    for one in weighed:
        if one.weight:
            for name in names:
                yield Part(name, one.weight * share, one.mention)


def _is_of_militants(one: Weighed) -> bool:
    """Whether a mention speaks of militants, groups or known attacks, wherever it stands."""
    return one.weight > 0 and one.mention.entry.sense.partition(".")[0] in _OF_MILITANTS


def _of_scene(scene: Scene) -> Iterator[Part]:
    yield Part(f"scene.{_where(scene)}", 1.0, None)
    for name in _SCENE_SIGNS:
        if getattr(scene, name):
            yield Part(f"scene.{name}", 1.0, None)
    yield Part(
        "scene.share_elsewhere", scene.elsewhere / (scene.elsewhere + scene.at_home + 1), None
    )
    yield Part("scene.at_home", min(scene.at_home, 6.0) / 6, None)


def _where(scene: Scene) -> str:
    if scene.is_foreign:
        return "elsewhere"
    return "home" if scene.is_known else "unknown"


def _of_senses(lexicon: Lexicon, readings: list[Weighed], scene: Scene) -> Iterator[Part]:
    """Senses and their families by zone; of one sign the second mention counts half, and so on."""
    groups: defaultdict[str, list[tuple[float, Mention]]] = defaultdict(list)
    circumstances = []
    if (where := _where(scene)) != "home":
        circumstances.append(where)
    if not scene.has_militants:
        circumstances.append("no_militants")
    if scene.is_quiet:
        circumstances.append("quiet")
    if "neg.crime" in scene.near:
        circumstances.append("crime")
    for one in readings:
        zone = _ZONES[one.mention.zone]
        sense, family, amount = _sense(lexicon, one)
        groups[f"{sense}|{zone}"].append((1.0, one.mention))
        if family:
            name = f"{family}|{zone}"
            groups[name].append((amount, one.mention))
            if not family.startswith(("family.neg", "family.region")):
                for circumstance in circumstances:
                    groups[f"{name}&{circumstance}"].append((amount, one.mention))
    for name, found in groups.items():
        if len(found) > 1:
            found.sort(key=lambda pair: -pair[0])
        for rank, (amount, mention) in enumerate(found):
            yield Part(name, amount * 0.5**rank, mention)


def _sense(lexicon: Lexicon, one: Weighed) -> tuple[str, str, float]:
    """The sense of a mention, its family or nothing, and what it counts in the family."""
    entry = one.mention.entry
    if entry.kind is Kind.ACTOR:
        actor = lexicon.actors[entry.value]
        is_off = entry.is_ambiguous and not one.weight
        doubt = ".unsure" if entry.is_ambiguous else ""
        sense = f"actor.{actor.actor_class}{doubt}{'.off' if is_off else ''}"
        if actor.countries[:1] == ("INT",):
            sense += ".worldwide"
        return sense, "group" if actor.actor_class in ARMED and not is_off else "", 1.0
    if entry.kind is Kind.PLACE:
        if entry.is_conflict_zone:
            return "place.zone", "", 1.0
        return "place.out" if SOUTH_ASIA.isdisjoint(entry.countries) else "place.home", "", 1.0
    family = entry.value.partition(".")[0]
    sense = f"{entry.value}.{entry.weight_class}"
    if family == "neg":
        return sense, f"family.{entry.value}", _CLASS[entry.weight_class]
    if family in ("cue", "target"):
        return sense, "", 1.0
    return sense, f"family.{family}", _CLASS[entry.weight_class]


def _of_sentences(
    lexicon: Lexicon, readings: list[Weighed], mentions: Iterable[Mention], body: str
) -> Iterator[Part]:
    """Pairs of roles that meet in one sentence of title or lead."""
    by_text = {one.mention.entry.text: one for one in readings}
    sentences: defaultdict[int, dict[str, Mention]] = defaultdict(dict)
    near = [mention for mention in mentions if mention.zone is not Zone.BODY]
    stop = max((mention.end for mention in near if mention.field == "body"), default=0)
    ends = [match.end() for match in _SENTENCE_END.finditer(body, 0, stop)]
    for mention in near:
        one = by_text.get(mention.entry.text)
        role = _role(lexicon, one.mention.entry if one else mention.entry, one)
        if role:
            number = -1 if mention.field == "title" else bisect_right(ends, mention.start)
            sentences[number].setdefault(role, mention)
    counts: defaultdict[str, int] = defaultdict(int)
    for found in sentences.values():
        for (first, a), (second, b) in combinations(sorted(found.items()), 2):
            name = f"{first}+{second}|{_ZONES[a.zone]}"
            counts[name] += 1
            if counts[name] <= 2 and not (first[:3] in _ASIDES and second[:3] in _ASIDES):
                yield Part(name, _PAIR / 2, a)
                yield Part(name, _PAIR / 2, b)


_ASIDES = ("neg", "cue")  # two of them together say nothing


def _role(lexicon: Lexicon, entry: Entry, one: Weighed | None) -> str:
    """What an entry does in a sentence, or nothing."""
    if entry.kind is Kind.ACTOR:
        actor_class = lexicon.actors[entry.value].actor_class
        if actor_class in ARMED:
            if one is None or not entry.is_ambiguous or one.weight > 0:
                return "militant"
            return "unsure"
        return {"political-front": "front", "state": "force", "criminal": "neg.crime"}.get(
            actor_class, ""
        )
    if entry.kind is Kind.PLACE:
        return "zone" if entry.is_conflict_zone else "home"
    if entry.value == "militant.killed":
        return "killed"
    family = entry.value.partition(".")[0]
    if family in ("neg", "cue"):
        return entry.value
    if family == "region":
        return "home"
    role = _ROLES.get(family, "")
    return f"{role}.weak" if role in _EVERYDAY and entry.weight_class == "weak" else role
