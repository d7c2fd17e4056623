"""Judges one article from the lexicon: a label, flags, a score, and the spans that made them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tasks.relevance.entries import Kind
from tasks.relevance.flags import raise_flags
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.mentions import Zone, find_mentions
from tasks.relevance.scene import Scene, view
from tasks.relevance.weighing import Weighed, weigh
from warehouse.records import Evidence, Label

CLASSIFIER = "lexicon-1"  # raise the number whenever a decision may come out differently
EVIDENCE_LIMIT = 12

_THRESHOLD = 3.5  # the sum of weights at which an article is as likely relevant as not
_SCALE = 1.3
_TOPIC = frozenset(["militant", "actor", "attack", "legal", "history"])
_TOPIC_TERMS = 4  # distinct terms that make militancy the topic
_MENTION = 0.5  # weight of militancy below the threshold that still makes background

_EVENTS = frozenset(
    [
        "attack",
        "clash",
        "militant.killed",
        "forces.killed",
        "arrest",
        "surrender",
        "recovery",
        "infiltration",
        "abduction",
        "claim",
        "operation",
        "casualty",
        "cue.event",
    ]
)
_STEPS = frozenset(
    [
        "legal",
        "legal.rights",
        "talks",
        "recruit",
        "displacement",
        "threat",
        "history",
        "cue.legal",
        "cue.policy",
    ]
)
_COMMENT = frozenset(["cue.opinion", "cue.explainer"])  # at most related (guideline 4)
_WEAPONS = frozenset(
    ["attack.bomb", "attack.ied", "attack.suicide", "attack.grenade", "attack.heavy"]
)
_ARMS = 1.0
_CUED = _STEPS | {"cue.event"}
_CUE = 1.5  # what a cue without weight of its own counts between core and related


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the judge reads of an article."""

    title: str
    body: str
    language: str
    country: str  # the publisher's, ISO 3166-1 alpha-2, or INT
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict without the article's identity."""

    label: Label
    flags: tuple[str, ...]
    score: float  # 0..1; core and related are at least 0.5
    evidence: tuple[Evidence, ...]


class Judge(Protocol):
    """What decides relevance: the lexicon today, a trained classifier tomorrow."""

    @property
    def version(self) -> str:
        """Names the method and all that it knows: equal versions judge alike."""

    def judge(self, reading: Reading) -> Judgement:
        """The judgement on one article; never raises on any text."""


@dataclass(frozen=True, slots=True)
class LexiconJudge:
    """Judges by gate and score over the lexicon's mentions (docs/relevance.md, sections 5, 8)."""

    lexicon: Lexicon
    version: str

    def judge(self, reading: Reading) -> Judgement:
        """The judgement on one article."""
        mentions = find_mentions(self.lexicon, reading.title, reading.body)
        scene = view(
            self.lexicon,
            mentions,
            country=reading.country,
            language=reading.language,
            published_at=reading.published_at,
        )
        weighed = weigh(self.lexicon, mentions, scene)
        score = _score(weighed)
        label = _label(self.lexicon, weighed, scene, score)
        return Judgement(
            label=label,
            flags=raise_flags(weighed, scene),
            score=score,
            evidence=_evidence(weighed, reading),
        )


def lexicon_judge(lexicon: Lexicon) -> Judge:
    """The judge that decides from a lexicon alone."""
    digest = hashlib.sha256(f"{CLASSIFIER}\x00{lexicon.version}".encode()).hexdigest()
    return LexiconJudge(lexicon, f"{CLASSIFIER}+{digest[:12]}")


def _score(weighed: list[Weighed]) -> float:
    total = sum(one.weight for one in weighed)
    if not _passes_gate(weighed):
        total = min(total, _THRESHOLD - _SCALE)
    return 1.0 / (1.0 + math.exp(min(50.0, (_THRESHOLD - total) / _SCALE)))


def _passes_gate(weighed: list[Weighed]) -> bool:
    """Guideline 8: one sure sign, or two of different sense, before anything is added up.

    A title's lesser sign will do where the text keeps to the topic.
    """
    signs = [one for one in weighed if one.weight >= 1.0 and one.mention.zone < Zone.BODY]
    if len({one.sense for one in signs}) >= 2:
        return True
    terms = sum(one.weight > 0 and one.sense.partition(".")[0] in _TOPIC for one in weighed)
    return any(one.weight >= 2.0 and (_is_sure(one) or terms >= _TOPIC_TERMS) for one in signs)


def _is_sure(one: Weighed) -> bool:
    entry = one.mention.entry
    return entry.weight_class == "strong" or entry.kind is Kind.ACTOR


def _label(lexicon: Lexicon, weighed: list[Weighed], scene: Scene, score: float) -> Label:
    if score >= 0.5:
        is_event = _reports_event(weighed) and not scene.is_foreign
        is_event = is_event and scene.near.isdisjoint(_COMMENT)
        return Label.CORE if is_event and _is_armed(lexicon, weighed, scene) else Label.RELATED
    militancy = sum(
        max(one.weight, 0.0)
        for one in weighed
        if one.sense.partition(".")[0] in ("militant", "actor", "history")
    )
    return Label.BACKGROUND if militancy >= _MENTION else Label.NONE


def _is_armed(lexicon: Lexicon, weighed: list[Weighed], scene: Scene) -> bool:
    """Whether more than a political front acts (guideline 3a)."""
    actors = [one.mention.entry.value for one in weighed if one.sense == "actor" and one.weight]
    classes = {lexicon.actors[actor_id].actor_class for actor_id in actors}
    if scene.has_militants or classes != {"political-front"}:
        return True
    return any(one.sense in _WEAPONS and one.weight >= _ARMS for one in weighed)


def _reports_event(weighed: list[Weighed]) -> bool:
    events = steps = 0.0
    for one in weighed:
        if one.mention.zone is Zone.BODY:
            continue
        size = one.weight or (_CUE * (2 - one.mention.zone) if one.sense in _CUED else 0.0)
        if one.sense in _EVENTS or one.sense.startswith("attack."):
            events += size
        elif one.sense in _STEPS:
            steps += size
    return events > 0 and events >= steps


def _evidence(weighed: list[Weighed], reading: Reading) -> tuple[Evidence, ...]:
    texts = {"title": reading.title, "body": reading.body}
    heaviest = sorted((one for one in weighed if one.weight), key=lambda one: -abs(one.weight))
    return tuple(
        Evidence(
            kind=str(one.mention.entry.kind),
            value=one.mention.entry.value,
            quote=texts[one.mention.field][one.mention.start : one.mention.end],
            field=one.mention.field,
            start_char=one.mention.start,
            end_char=one.mention.end,
            weight=round(one.weight, 3),
        )
        for one in heaviest[:EVIDENCE_LIMIT]
    )
