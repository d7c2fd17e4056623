"""Judges an article: lexicon and scene make signs, trained weights make a label and a score."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tasks.relevance.evidence import gather
from tasks.relevance.flags import raise_flags
from tasks.relevance.lexicon import Lexicon, load_lexicon
from tasks.relevance.mentions import find_mentions
from tasks.relevance.naming import concerned_countries, named_actors
from tasks.relevance.scene import Scene, view
from tasks.relevance.signs import Part, Signs, find_signs
from tasks.relevance.verdict import Judgement, Reading
from tasks.relevance.weights import Head, Weights, read_weights
from tasks.relevance.wording import Wording, read_words
from warehouse.records import Label

METHOD = "linear"
WEIGHTS = Path(__file__).with_name("weights.json")
# Of the files beside this one, these decide nothing.
_BESIDE = frozenset(["evaluation.py", "tables.py", "telling.py"])
_COMMENT = frozenset(["cue.opinion", "cue.explainer"])  # at most related (guideline 4)
_SURE = 30.0


@dataclass(frozen=True, slots=True)
class Classifier:
    """Decides relevance from a lexicon and trained weights (docs/relevance.md, section 8)."""

    lexicon: Lexicon
    weights: Weights
    version: str

    def judge(self, reading: Reading) -> Judgement:
        """The judgement on one article; never raises on any text."""
        mentions = find_mentions(self.lexicon, reading.title, reading.body)
        scene = view(self.lexicon, mentions, reading)
        signs = find_signs(self.lexicon, mentions, scene, reading.body)
        wording = read_words(reading.title, reading.body, self.weights.relevant.wording.keys())
        score = _probability(log_odds(self.weights.relevant, signs.parts, wording))
        return Judgement(
            label=self._label(score, signs, scene, wording),
            flags=raise_flags(signs.weighed, scene),
            score=score,
            countries=concerned_countries(scene),
            actors=named_actors(self.lexicon, mentions, scene),
            evidence=gather(reading, self.weights.relevant, signs.parts, wording),
        )

    def _label(self, score: float, signs: Signs, scene: Scene, wording: Wording) -> Label:
        if score >= self.weights.threshold:
            is_event = log_odds(self.weights.event, signs.parts, wording) >= 0
            may_be = not scene.is_foreign and scene.near.isdisjoint(_COMMENT)
            return Label.CORE if is_event and may_be else Label.RELATED
        is_mentioned = log_odds(self.weights.mentioned, signs.parts, wording) >= 0
        return Label.BACKGROUND if is_mentioned else Label.NONE


def log_odds(head: Head, parts: tuple[Part, ...], wording: Wording) -> float:
    """What a head's weights on the signs and on the wording add up to."""
    weight_of = head.signs
    total = head.bias
    for part in parts:
        weight = weight_of.get(part.sign)
        if weight is not None:
            total += weight * part.amount
    if head.wording:
        weight_of = head.wording
        for text in wording.words:
            weight = weight_of.get(text)
            if weight is not None:
                total += weight
    return total


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-_SURE, min(_SURE, log_odds))))


def load_classifier(folder: Path) -> Classifier:
    """The shipped classifier with the knowledge of a folder (`tasks/knowledge`).

    Raises BadCatalogue with FILE:LINE on the first row, or the weights, that cannot be used.
    """
    return classifier(load_lexicon(folder))


def classifier(lexicon: Lexicon) -> Classifier:
    """The shipped classifier with this lexicon; raises BadCatalogue on unusable weights."""
    weights = read_weights(WEIGHTS)
    known = "\x00".join((_code(), lexicon.version, weights.version))
    digest = hashlib.sha256(known.encode()).hexdigest()
    return Classifier(lexicon, weights, f"{METHOD}+{digest[:12]}")


@cache
def _code() -> str:
    """A digest of the code that decides, for classifier_version."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.name not in _BESIDE:
            digest.update(f"{path.name}\x00".encode() + path.read_bytes())
    return digest.hexdigest()
