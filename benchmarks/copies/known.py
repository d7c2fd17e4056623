"""Fills a warehouse with any number of known articles, quicker than the stages would.

Settling and loading are the flow's own, in larger batches. Only what grouping asks the warehouse is
left out: pieces of the press are no copies, so that each founds a story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.copies.corpus import BEGAN_AT, Press
from benchmarks.copies.newsroom import RUN_ID, batches, feeds, judged
from tasks.articles.drafts import Draft, Memory, newest_articles
from tasks.articles.settling import settle
from tasks.extract import Extracted
from tasks.group import Grouped
from tasks.load import load
from tasks.pages.extraction import Extraction
from tasks.stories.signing import sign
from warehouse.arrow import columns_of
from warehouse.records import Article
from warehouse.store import Store

PART = 5_000  # articles a transaction


def fill(path: Path, press: Press, count: int, say: Callable[[int], None]) -> None:
    """Make the warehouse `path`, which knows the press's first `count` pieces."""
    known = feeds()
    with Store(path, BEGAN_AT) as store:
        store.insert(list(known.values()))
        done = 0
        for part in batches(map(press.piece, range(count)), PART):
            settled = tuple(settle([_draft(one) for one in part], Memory(), known))
            articles = newest_articles(settled)
            grouped = Grouped(
                settled=settled,
                near_duplicates=(),
                joins=(),
                shingles=_shingles(articles),
                since=min(article.first_seen_at for article in articles),
            )
            load(store, part, grouped, judged(settled, part), run_id=RUN_ID)
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


def _shingles(articles: Sequence[Article]) -> pa.Table:
    signatures = [sign(article.body) for article in articles]
    lengths = [len(signature) for signature in signatures]
    days = [(article.published_at or article.first_seen_at).date() for article in articles]
    return columns_of(
        published_date=np.repeat(np.array(days, "datetime64[D]"), lengths),
        shingle=np.concatenate(signatures),
        article_id=np.repeat(np.array([a.article_id for a in articles], "int64"), lengths),
    )
