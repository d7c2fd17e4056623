"""Decides what a text that was looked at again says: the same, a trifle, less, or something new."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tasks.articles.fingerprint import text_sha256
from tasks.articles.passing import tokens_of, without_passing
from tasks.articles.teasers import is_teaser


class Change(StrEnum):
    """How the text of a known article stands to the one that was stored."""

    SAME = "same"  # to the letter, whatever its spaces and marks
    TRIVIAL = "trivial"  # clocks and counters alone
    SHORTENED = "shortened"  # less than half of the stored text, and no news: see teasers.py
    ELSEWHERE = "elsewhere"  # the address leads to another text: see detours.py
    CHANGED = "changed"  # a new version


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A headline and its body, paragraphs parted by one newline."""

    title: str
    body: str


def change_between(before: Text, after: Text) -> Change:
    """What became of `before`. A number or word that differs in any sentence is a change."""
    if text_sha256(before.title, before.body) == text_sha256(after.title, after.body):
        return Change.SAME
    if _essence(before) == _essence(after):
        return Change.TRIVIAL
    return Change.SHORTENED if is_teaser(after.body, before.body) else Change.CHANGED


def shared_text(one: str, other: str) -> float:
    """The share (0..1) of the shorter body's runs of three words that the other has too."""
    runs, other_runs = _runs(one), _runs(other)
    fewer = min(len(runs), len(other_runs))
    return len(runs & other_runs) / fewer if fewer else 0.0


def _runs(body: str) -> set[tuple[str, ...]]:
    words = tokens_of(body)
    return {words[at : at + 3] for at in range(max(len(words) - 2, 1))} if words else set()


def _essence(text: Text) -> str:
    return text_sha256(without_passing(text.title), without_passing(text.body))
