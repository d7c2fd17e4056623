"""Finds the stories of a batch: what is new in it is compared with articles of the same weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tasks.articles.drafts import KnownArticle, Settled, newest_articles
from tasks.extract import Extracted
from tasks.settle import settle_texts
from tasks.stories.comparing import Text
from tasks.stories.grouping import (
    WINDOW,
    Grouping,
    Member,
    Newcomer,
    group_newcomers,
    is_rewritten,
)
from tasks.stories.signing import LEAST_SHARED, sign
from warehouse.arrow import columns_of
from warehouse.records import Article, Feed, NearDuplicate, StoryJoin
from warehouse.store import Store

# A newcomer is compared with those that share the rarest shingles with it, so many at most;
# what more articles of its weeks hold than any story has copies is not looked for.
MOST_CANDIDATES = 12
MOST_HOLDERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What the texts of a batch are, and the stories that they belong to."""

    settled: tuple[Settled, ...]
    near_duplicates: tuple[NearDuplicate, ...]
    joins: tuple[StoryJoin, ...]
    shingles: pa.Table | None  # published_date, shingle, article_id; None: no text is new
    since: datetime | None  # when the oldest of the stories that are touched began


def group(
    store: Store, extracted: Sequence[Extracted], feeds: Mapping[str, Feed], *, now: datetime
) -> Grouped:
    """Settle the texts of a batch and find their stories.

    Settling tells new articles, new versions, and what we have already; what is new in the
    batch is then compared with articles of the same weeks that share shingles with it.
    """
    settled, known = settle_texts(store, extracted, feeds)
    newcomers = [_newcomer(one, known) for one in newest_articles(settled)]
    if not newcomers:
        return Grouped(settled=settled, near_duplicates=(), joins=(), shingles=None, since=None)
    candidates = _candidates(store, newcomers)
    for one in newest_articles(settled):  # short texts have few shingles, or none
        same = {k.article_id for k in known.values() if k.text_sha256 == one.text_sha256}
        candidates[one.article_id] |= same - {one.article_id}
    changed = {one.article_id for one in newcomers if not one.is_new}
    members = _members(store, changed.union(*candidates.values()))
    newcomers = [one for one in newcomers if one.is_new or not _is_rewritten(one, members)]
    grouping = group_newcomers(newcomers, members, candidates, now=now)
    return Grouped(
        settled=tuple(_in_story(one, grouping.stories) for one in settled),
        near_duplicates=grouping.near_duplicates,
        joins=tuple(
            StoryJoin(story_id=old, into_story_id=into, joined_at=now)
            for old, into in sorted(grouping.joined.items())
        ),
        shingles=_shingles(newcomers),
        since=_since(settled, members, grouping),
    )


def _is_rewritten(one: Newcomer, members: Mapping[int, Member]) -> bool:
    own = members.get(one.article_id)
    return own is not None and is_rewritten(one.text, own)


def _since(
    settled: Sequence[Settled], members: Mapping[int, Member], grouping: Grouping
) -> datetime:
    """When the oldest began of the stories that new texts belong to, or that ended."""
    articles = newest_articles(settled)
    touched = {*grouping.stories.values(), *grouping.joined, *(one.story_id for one in articles)}
    began = [one.story_began_at for one in members.values() if one.story_id in touched]
    return min([*began, *(one.first_seen_at for one in articles)])


def _newcomer(article: Article, known: Mapping[int, KnownArticle]) -> Newcomer:
    return Newcomer(
        article_id=article.article_id,
        story_id=article.story_id,
        seen_at=article.first_seen_at,
        is_new=article.article_id not in known,
        published_date=_when(article).date(),
        text=Text(title=article.title, body=article.body, published_at=_when(article)),
        text_sha256=article.text_sha256,
        signature=sign(article.body),
    )


def _when(article: Article) -> datetime:
    return article.published_at or article.first_seen_at


def _in_story(one: Settled, stories: Mapping[int, int]) -> Settled:
    if one.article is None:
        return one
    story_id = stories.get(one.article_id, one.article.story_id)
    return replace(one, article=replace(one.article, story_id=story_id))


def _candidates(store: Store, newcomers: Sequence[Newcomer]) -> defaultdict[int, set[int]]:
    """For each newcomer, the articles of the warehouse that it may be a copy of."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for those in _spells(newcomers):
        day = _each_shingle([one.published_date for one in those], those, "datetime64[D]")
        window = np.timedelta64(WINDOW.days, "D")
        given = columns_of(
            article_id=_each_shingle([one.article_id for one in those], those, "int64"),
            shingle=np.concatenate([one.signature for one in those]),
            since=day - window,
            until=day + window,
        )
        rows = store.ask(
            "find_candidates",
            given,
            since=those[0].published_date - WINDOW,
            until=those[-1].published_date + WINDOW,
            least_shared=LEAST_SHARED,
            most_candidates=MOST_CANDIDATES,
            most_holders=MOST_HOLDERS,
        )
        for article_id, candidate_id in rows:
            found[article_id].add(candidate_id)
    return found


def _spells(newcomers: Sequence[Newcomer]) -> Iterator[list[Newcomer]]:
    """The newcomers by day, parted where their windows do not touch: a search reads one span."""
    in_order = sorted(newcomers, key=lambda one: (one.published_date, one.article_id))
    spell: list[Newcomer] = []
    for one in in_order:
        if spell and one.published_date - spell[-1].published_date > 2 * WINDOW:
            yield spell
            spell = []
        spell.append(one)
    yield spell


def _members(store: Store, article_ids: set[int]) -> dict[int, Member]:
    """The articles with these numbers, with every text that they had."""
    rows = store.pick("story_members", sorted(article_ids))
    members = {
        article_id: Member(
            article_id=article_id,
            story_id=story_id,
            story_began_at=began_at,
            texts=(Text(title=title, body=body, published_at=published_at),),
        )
        for article_id, story_id, began_at, title, body, published_at, *_ in rows
    }
    changed = [(article_id, version, seen) for article_id, *_, version, seen in rows if version > 1]
    if changed:
        ids, versions, seen = zip(*changed, strict=True)
        given = columns_of(article_id=np.array(ids), version=np.array(versions))
        for article_id, title, body in store.ask("earlier_texts", given, since=min(seen)):
            member = members[article_id]
            earlier = replace(member.texts[0], title=title, body=body)
            members[article_id] = replace(member, texts=(*member.texts, earlier))
    return members


def _shingles(newcomers: Sequence[Newcomer]) -> pa.Table:
    days = [one.published_date for one in newcomers]
    return columns_of(
        published_date=_each_shingle(days, newcomers, "datetime64[D]"),
        shingle=np.concatenate([sign(""), *(one.signature for one in newcomers)]),
        article_id=_each_shingle([one.article_id for one in newcomers], newcomers, "int64"),
    )


def _each_shingle(
    values: Sequence[object], newcomers: Sequence[Newcomer], kind: str
) -> npt.NDArray[Any]:
    """The values, one a newcomer, once for each shingle of its signature."""
    sizes = [len(one.signature) for one in newcomers]
    return np.repeat(np.array(values, kind), np.array(sizes, np.int64))
