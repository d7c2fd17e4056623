"""Finds what each extracted text is, among the articles of the warehouse and of its own batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa

from tasks.articles.drafts import Draft, KnownArticle, Memory, Settled, claimed_key
from tasks.articles.settling import settle
from tasks.extract import Extracted
from tasks.pages.extraction import Extraction
from tasks.stories.grouping import WINDOW
from warehouse.records import Feed, id63
from warehouse.store import Store


def settle_texts(
    store: Store, extracted: Sequence[Extracted], feeds: Mapping[str, Feed]
) -> tuple[tuple[Settled, ...], dict[int, KnownArticle]]:
    """Tell new articles, new versions, and what we have already.

    Returns what each text is, and the articles of the warehouse that were considered.
    """
    drafts = [_draft(one, one.text) for one in extracted if isinstance(one.text, Extraction)]
    memory = _memory(store, drafts)
    known = dict(memory.by_id)  # settling adds what is new to the memory
    return tuple(settle(drafts, memory, feeds)), known


def _draft(extracted: Extracted, text: Extraction) -> Draft:
    answer = extracted.page.answer
    is_from_page = text.body_from == "page"
    return Draft(
        entries=extracted.entries,
        # A page that had no text, a wall or a sign-in that many articles lead to, does not
        # say where the article is.
        text=text if is_from_page else replace(text, canonical_url=None),
        final_url=answer.final_url if is_from_page else extracted.entries[0].url,
        fetched_at=answer.fetched_at,
        archive_file=extracted.kept.file if extracted.kept else None,
        archive_offset=extracted.kept.offset if extracted.kept else None,
    )


def _memory(store: Store, drafts: Sequence[Draft]) -> Memory:
    """The known articles that these drafts could be, read in one go."""
    keys = {key for draft in drafts for key in draft.keys}
    by_url = store.pick("known_by_url", sorted(id63("url", key) for key in keys))
    by_text = _with_equal_text(store, drafts)
    looked_at_again = {e.article_id for d in drafts for e in d.entries if e.article_id is not None}
    ids = {*(article_id for _, article_id, _ in by_url), *by_text, *looked_at_again}
    rows = {row[0]: row for row in store.pick("known_articles", sorted(ids))}
    memory = Memory()
    for key, article_id, is_claimed in by_url:
        if article_id in rows:
            known = _known(rows[article_id])
            if is_claimed is None:  # written before that was noted
                is_claimed = key == known.claimed_key
            memory.learn(replace(known, claimed_key=key if is_claimed else None), (key,))
    for article_id in (*by_text, *sorted(looked_at_again)):
        if article_id in rows:
            memory.learn(replace(_known(rows[article_id]), claimed_key=None))
    return memory


def _with_equal_text(store: Store, drafts: Sequence[Draft]) -> list[int]:
    """The articles of the same weeks that have one of these texts, to the letter."""
    if not drafts:
        return []
    texts = pa.table(
        {
            "text_sha256": [draft.text_sha256 for draft in drafts],
            "published_date": [draft.dated_at.date() for draft in drafts],
        }
    )
    # An article is seen when it is published or later, a feed's clock apart.
    since = min(draft.dated_at for draft in drafts) - WINDOW - timedelta(days=1)
    rows = store.ask("known_by_text", texts, since=since, days=WINDOW.days)
    return [article_id for (article_id,) in rows]


def _known(row: tuple[Any, ...]) -> KnownArticle:
    article_id, publisher, title, sha, version, story_id, seen, url, canonical, body = row
    return KnownArticle(
        article_id=article_id,
        publisher=publisher,
        title=title,
        text_sha256=sha,
        version=version,
        story_id=story_id,
        first_seen_at=seen,
        claimed_key=claimed_key(url, canonical),
        url=url,
        body=body,
    )
