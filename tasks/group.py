"""Finds what each extracted text is, among the articles of the warehouse and of its own batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tasks.articles.settling import Draft, KnownArticle, Memory, Settled, claimed_key, settle
from tasks.extract import Extracted
from tasks.pages.extraction import Extraction
from warehouse.arrow import column_of
from warehouse.records import Feed, id63
from warehouse.store import Store


def group(store: Store, extracted: Sequence[Extracted], feeds: Mapping[str, Feed]) -> list[Settled]:
    """Settle the texts of a batch: new articles, new versions, and what we have already."""
    drafts = [_draft(one, one.text) for one in extracted if isinstance(one.text, Extraction)]
    return list(settle(drafts, _memory(store, drafts), feeds))


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
    memory = Memory()
    keys = {key for draft in drafts for key in draft.keys}
    looked_at_again = {e.article_id for d in drafts for e in d.entries if e.article_id is not None}
    texts = {draft.text_sha256 for draft in drafts}
    for name, column in (
        ("known_by_url", column_of([id63("url", key) for key in keys], "url_id", int)),
        ("known_by_text", column_of(list(texts), "text_sha256", str)),
        ("known_by_id", column_of(list(looked_at_again), "article_id", int)),
    ):
        for row in store.ask(name, column):
            key, article_id, publisher, title, sha, version, story_id, seen, *more = row
            url, canonical, body, is_claimed = more
            if is_claimed is None:  # written before that was noted
                is_claimed = key == claimed_key(url, canonical)
            known = KnownArticle(
                article_id=article_id,
                publisher=publisher,
                title=title,
                text_sha256=sha,
                version=version,
                story_id=story_id,
                first_seen_at=seen,
                claimed_key=key if is_claimed else None,
                url=url,
                body=body,
            )
            memory.learn(known, (key,) if key else ())
    return memory
