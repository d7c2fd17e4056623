"""Puts texts that are copies of one another into one story, whatever the order they came in.

A story is everything that a chain of copies joins. That is an equivalence, so the final
grouping does not depend on who arrived first; only a story's number does, and the older
number stays.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

from tasks.stories.comparing import Text, compare
from tasks.stories.signing import LEAST_SHARED, Signature
from warehouse.records import NearDuplicate, id63

# Copies are looked for among articles published so many days apart at most.
WINDOW = timedelta(days=30)
_DECIDING = ("comparing.py", "grouping.py", "signing.py", "weights.json", "words.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """An article of the batch: a new one, or a new text of one that has its story already."""

    article_id: int
    story_id: int  # the one that it has, or would found
    seen_at: datetime  # for the first time
    is_new: bool
    published_date: date
    text: Text
    text_sha256: str
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article of the warehouse that newcomers may be copies of, with all its texts."""

    article_id: int
    story_id: int
    story_began_at: datetime
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """What became of the newcomers, and of stories that they showed to be one."""

    stories: Mapping[int, int]  # article_id to story_id, of every newcomer
    joined: Mapping[int, int]  # story_id that ended to the one that it is part of now
    near_duplicates: tuple[NearDuplicate, ...]


def founded_by(article_id: int) -> int:
    """The story_id of the story that an article would found."""
    return id63("story", str(article_id))


def is_rewritten(text: Text, own: Member) -> bool:
    """Whether a changed article says something else altogether than it ever did.

    Some publishers put another article at an old address. It stays in its story, and is not
    looked at as a copy of anything: it would draw the story's copies into another one.
    """
    return not any(compare(text, before).are_copies for before in own.texts)


def group_newcomers(
    newcomers: Sequence[Newcomer],
    members: Mapping[int, Member],
    candidates: Mapping[int, Iterable[int]],
    *,
    now: datetime,
) -> Grouping:
    """Group a batch: `candidates` names, by newcomer, the members that share its signature.

    Only texts that share a signature are compared, members never with one another. A newcomer
    that has its story already is among the members as well: they tell how old the story is.
    """
    found: list[NearDuplicate] = []
    unions = _Unions()
    for one in newcomers:
        own = members.get(one.article_id)
        began_at = own.story_began_at if own else one.seen_at
        unions.add(one.story_id, began_at, is_new=one.is_new)
        for member_id in sorted(candidates.get(one.article_id, ())):
            member = members[member_id]
            unions.add(member.story_id, member.story_began_at, is_new=False)
            for text in member.texts:
                if pair := _near_duplicate(one.article_id, one.text, member_id, text, now):
                    found.append(pair)
                    unions.join(one.story_id, member.story_id)
                    break
    by_id = {one.article_id: one for one in newcomers}
    for here, there in sorted(_neighbours(newcomers)):
        one, other = by_id[here], by_id[there]
        if pair := _near_duplicate(here, one.text, there, other.text, now):
            found.append(pair)
            unions.join(one.story_id, other.story_id)
    return Grouping(
        stories={one.article_id: unions.story(one.story_id) for one in newcomers},
        joined=unions.joined(),
        near_duplicates=tuple(found),
    )


@cache
def grouper_version() -> str:
    """Tells decisions of different code or weights apart: a digest of all that decides."""
    digest = hashlib.sha256()
    for name in _DECIDING:
        digest.update(f"{name}\x00".encode() + Path(__file__).with_name(name).read_bytes())
    return f"pairs+{digest.hexdigest()[:12]}"


def _near_duplicate(
    here: int, text: Text, there: int, other: Text, now: datetime
) -> NearDuplicate | None:
    decision = compare(text, other)
    if not decision.are_copies:
        return None
    return NearDuplicate(
        article_id=min(here, there),
        other_article_id=max(here, there),
        score=round(decision.score, 3),
        found_at=now,
        grouper_version=grouper_version(),
    )


def _neighbours(newcomers: Sequence[Newcomer]) -> set[tuple[int, int]]:
    """The pairs of newcomers with the same text, or with signatures that share enough."""
    holders: defaultdict[int, list[Newcomer]] = defaultdict(list)
    for one in newcomers:
        for shingle in one.signature.tolist():
            holders[shingle].append(one)
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for those in holders.values():
        for one, other in combinations(those, 2):
            if abs(one.published_date - other.published_date) <= WINDOW:
                here, there = sorted((one.article_id, other.article_id))
                shared[here, there] += 1
    pairs = {pair for pair, count in shared.items() if count >= LEAST_SHARED}
    by_text = sorted((one.text_sha256, one.published_date, one.article_id) for one in newcomers)
    for (sha, day, here), (other_sha, other_day, there) in pairwise(by_text):
        if sha == other_sha and other_day - day <= WINDOW:
            pairs.add((here, there))
    return pairs


class _Unions:
    """Stories that proved to be one; of each set the oldest gives its number (union-find)."""

    def __init__(self) -> None:
        self._ages: dict[int, tuple[bool, datetime, int]] = {}  # the least is the oldest
        self._parents: dict[int, int] = {}

    def add(self, story_id: int, began_at: datetime, *, is_new: bool) -> None:
        """Make a story known; one that is in the warehouse counts as older than a new one."""
        age = is_new, began_at, story_id
        self._ages[story_id] = min(age, self._ages.get(story_id, age))
        self._parents.setdefault(story_id, story_id)

    def story(self, story_id: int) -> int:
        while (parent := self._parents[story_id]) != story_id:
            self._parents[story_id] = story_id = self._parents[parent]
        return story_id

    def join(self, one: int, other: int) -> None:
        here, there = self.story(one), self.story(other)
        older, younger = sorted((here, there), key=self._ages.__getitem__)
        self._parents[younger] = older

    def joined(self) -> dict[int, int]:
        """The stories of the warehouse that ended, with what they are part of now."""
        return {
            story_id: self.story(story_id)
            for story_id, (is_new, *_) in self._ages.items()
            if not is_new and self.story(story_id) != story_id
        }
