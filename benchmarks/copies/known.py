"""Fills a warehouse with any number of known articles, quicker than the stages would.

The articles, versions, addresses and shingles are made by the product's own code; only what
the stages look up is left out: pieces of the press are no copies, so that each founds a story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.copies.corpus import BEGAN_AT, Press
from benchmarks.copies.newsroom import batches, feeds, verdict
from tasks.articles.settling import Draft, Memory, settle
from tasks.extract import Extracted
from tasks.pages.extraction import Extraction
from tasks.stories.signing import sign
from warehouse.arrow import columns_of
from warehouse.records import Article, Story
from warehouse.store import Store

PART = 5_000  # articles a transaction


def fill(path: Path, press: Press, count: int, say: Callable[[int], None]) -> None:
    """Make the warehouse `path`, which knows the press's first `count` pieces."""
    known = feeds()
    with Store(path, BEGAN_AT) as store:
        store.insert(list(known.values()))
        pieces = (press.piece(number) for number in range(count))
        done = 0
        for part in batches(pieces, PART):
            settled = list(settle([_draft(one) for one in part], Memory(), known))
            articles = [
                replace(one.article, is_original=True) for one in settled if one.article is not None
            ]
            with store.transaction():
                store.insert(articles)
                store.insert([one.version for one in settled if one.version is not None])
                store.insert([url for one in settled for url in one.urls])
                store.insert(
                    [verdict(a.article_id, one) for a, one in zip(articles, part, strict=True)]
                )
                store.insert([_story(article) for article in articles])
                _add_shingles(store, articles)
            done += len(part)
            say(done)


def _draft(one: Extracted) -> Draft:
    assert isinstance(one.text, Extraction)
    answer = one.page.answer
    return Draft(
        entries=one.entries,
        text=one.text,
        final_url=answer.final_url,
        fetched_at=answer.fetched_at,
        archive_file=None,
        archive_offset=None,
    )


def _story(article: Article) -> Story:
    return Story(
        story_id=article.story_id,
        original_article_id=article.article_id,
        first_published_at=article.published_at,
        article_count=1,
        publisher_count=1,
        first_seen_at=article.first_seen_at,
    )


def _add_shingles(store: Store, articles: Sequence[Article]) -> None:
    signatures = [sign(article.body) for article in articles]
    lengths = [len(signature) for signature in signatures]
    days = [(article.published_at or article.first_seen_at).date() for article in articles]
    given = columns_of(
        published_date=np.repeat(np.array(days, "datetime64[D]"), lengths),
        shingle=np.concatenate(signatures),
        article_id=np.repeat(np.array([a.article_id for a in articles], "int64"), lengths),
    )
    store.run("add_shingles", given, since=min(days), until=max(days))
