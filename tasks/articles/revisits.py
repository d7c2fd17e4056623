"""Decides when a known article is looked at again: often on its first day, then rarely, then never.

Newspapers correct a page within hours, a toll above all; after days hardly ever. So the
waits grow with the age of the article. A change brings the next look nearer, because one
correction is seldom the last; an article that is not about militancy gets few looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from warehouse.records import Label, LookOutcome, Revisit

# Ages at which an article is looked at, counted from its first fetch.
AGES = (
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=8),
    timedelta(hours=24),
    timedelta(days=3),
    timedelta(days=10),
)
AGES_OF_IRRELEVANT = (timedelta(hours=3), timedelta(hours=24))
OLDEST = AGES[-1] + timedelta(days=4)  # a look that is overdue for longer is not made up for
RECENT = timedelta(days=3)  # what was published longer before its first fetch is not looked at
# A look that comes late takes the place of the next one, where that is nearer than this
# share of the article's age.
LEAST_WAIT_SHARE = 0.5
NEARER = 4  # after a change the wait is a quarter
LEAST_WAIT = timedelta(hours=1)
CONFIRM_AFTER = timedelta(days=1)  # a page that is gone, where no other look is left
MOST_LOOKS = 20  # a page that changes at every look is a ticker


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at a known article's page brought."""

    outcome: LookOutcome
    url: str  # the address that was asked
    at: datetime
    etag: str | None = None
    last_modified: str | None = None
    retry_at: datetime | None = None  # where the server asked for patience


def first_revisit(
    article_id: int, look: Look, *, published_at: datetime | None, label: Label | None
) -> Revisit | None:
    """The plan for a new article; None where it was published too long before its first fetch.

    An undated article counts as published when it was fetched: a feed brought it just now.
    """
    if published_at is not None and look.at - published_at > RECENT:
        return None
    return Revisit(
        article_id=article_id,
        url=look.url,
        first_fetched_at=look.at,
        etag=look.etag,
        last_modified=look.last_modified,
        last_outcome=LookOutcome.FIRST,
        last_looked_at=look.at,
        next_look_at=look.at + _ages(label)[0],
    )


def after_look(revisit: Revisit, look: Look, *, label: Label | None) -> Revisit:
    """The plan after one more look, whatever came of it; told twice, a look counts once."""
    if revisit.last_looked_at >= look.at:
        return revisit
    missing_count = revisit.missing_count + 1 if look.outcome is LookOutcome.MISSING else 0
    outcome = LookOutcome.GONE if missing_count > 1 else look.outcome
    after = replace(
        revisit,
        look_count=revisit.look_count + 1,
        missing_count=missing_count,
        last_looked_at=look.at,
        last_outcome=outcome,
    )
    if outcome is LookOutcome.CHANGED:
        after = replace(after, last_changed_at=look.at, url=look.url)
    # Validators belong to an address and to the text that it showed: those of a wall would
    # make the server say "not modified" of the wall.
    if look.url == after.url and outcome in {
        LookOutcome.CHANGED,
        LookOutcome.TRIVIAL,
        LookOutcome.SAME,
    }:
        after = replace(after, etag=look.etag, last_modified=look.last_modified)
    return replace(after, next_look_at=_next_look(after, look, label))


def _next_look(revisit: Revisit, look: Look, label: Label | None) -> datetime | None:
    if revisit.last_outcome is LookOutcome.GONE or revisit.look_count >= MOST_LOOKS:
        return None
    age = look.at - revisit.first_fetched_at
    at = next((a for a in _ages(label) if a >= age * (1 + LEAST_WAIT_SHARE)), None)
    if at is None:
        is_to_confirm = revisit.last_outcome is LookOutcome.MISSING
        return look.at + CONFIRM_AFTER if is_to_confirm else None
    wait = at - age
    if revisit.last_outcome is LookOutcome.CHANGED:
        wait = max(wait / NEARER, LEAST_WAIT)
    usual = look.at + wait
    return max(usual, look.retry_at) if look.retry_at else usual


def _ages(label: Label | None) -> Sequence[timedelta]:
    return AGES_OF_IRRELEVANT if label is Label.NONE else AGES
