"""The two ways in which a feed's document can be wrong: readable all the same, or not at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with a document whose entries were read all the same."""

    reason_code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a document gave no entries at all."""

    reason_code: str
    message: str
