"""What is judged and what a judgement says; how it is reached is the classifier's business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from warehouse.records import Evidence, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the judge reads of an article."""

    title: str
    body: str
    language: str
    country: str  # the publisher's, ISO 3166-1 alpha-2, or INT
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedActor:
    """An actor that an article names, in the catalogue's terms."""

    actor_id: str
    alias: str  # the name in the catalogue's spelling that stands first
    mention_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict without the article's identity."""

    label: Label
    flags: tuple[str, ...]
    score: float  # probability that the article is core or related
    countries: tuple[str, ...]  # South Asian countries concerned, ISO 3166-1, the foremost first
    actors: tuple[NamedActor, ...]  # the most often named first
    evidence: tuple[Evidence, ...]  # the heaviest first


class Judge(Protocol):
    """What decides relevance."""

    @property
    def version(self) -> str:
        """Names the method and all that it knows: equal versions judge alike."""

    def judge(self, reading: Reading) -> Judgement:
        """The judgement on one article; never raises on any text."""
