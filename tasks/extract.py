"""Extracts batches of pages into texts, in the crew's processes."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tasks.archive import Archive, Kept
from tasks.articles.detours import went_home
from tasks.crew import Crew
from tasks.fetch import FetchedPage
from tasks.pages.extraction import Extraction, NoBody, Source, extract
from warehouse.arrow import column_of
from warehouse.records import Entry, Feed
from warehouse.store import Store

log = logging.getLogger("khabar.extract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What became of one address: its page, the entries that wait for it, and its text."""

    page: FetchedPage
    entries: tuple[Entry, ...]  # the first one's feed gives the article its publisher
    text: Extraction | NoBody
    kept: Kept | None  # where the document that the text was read from is archived


async def extract_pages(
    pages: Sequence[FetchedPage],
    waiting: Mapping[str, tuple[Entry, ...]],
    feeds: Mapping[str, Feed],
    crew: Crew,
) -> list[Extracted]:
    """Texts of the pages; where a page cannot be had, of what the feed shipped.

    `waiting` holds the entries of each URL key, `feeds` the catalogue by feed_id.
    """
    wanted = [page for page in pages if page.url_key in waiting]
    sources = [_source(page, waiting[page.url_key][0], feeds) for page in wanted]
    texts = await crew.map(extract_or_say_why, sources, _lost)
    return [
        _extracted(page, waiting[page.url_key], text)
        for page, text in zip(wanted, texts, strict=True)
    ]


def extract_or_say_why(source: Source) -> Extraction | NoBody:
    """Extract one page; a page that breaks the extractor costs itself and not the run."""
    try:
        return extract(source)
    except Exception as error:
        log.exception("the extractor failed on %s", source.url)
        return _no_body(source, f"the extractor failed: {type(error).__name__}: {error}"[:500])


def _lost(source: Source) -> NoBody:
    return _no_body(source, "the extractor's process died on this page")


def _no_body(source: Source, message: str) -> NoBody:
    return NoBody(
        reason_code="extractor_error",
        message=message,
        title=source.feed_title,
        language=source.feed_language,
        word_count=0,
        canonical_url=None,
    )


def _extracted(
    page: FetchedPage, entries: tuple[Entry, ...], text: Extraction | NoBody
) -> Extracted:
    if isinstance(text, NoBody) and page.answer.is_usable and _went_home(page, entries[0]):
        message = f"the article's address leads to the front page, {page.answer.final_url}"
        text = replace(text, reason_code="redirected_home", message=message)
    return Extracted(page=page, entries=entries, text=text, kept=page.kept)


def _went_home(page: FetchedPage, entry: Entry) -> bool:
    return went_home(entry.url, page.answer.final_url)


def keep_feed_texts(archive: Archive, extracted: Sequence[Extracted]) -> list[Extracted]:
    """Archive what feeds shipped, where a text was read from it and not from a page."""
    return [
        replace(one, kept=_keep_feed_text(archive, one))
        if isinstance(one.text, Extraction) and one.text.body_from == "feed"
        else one
        for one in extracted
    ]


def _keep_feed_text(archive: Archive, one: Extracted) -> Kept | None:
    entry = one.entries[0]
    if entry.content is None:
        return None
    return archive.keep_feed_text(entry.url, entry.content, one.page.answer.fetched_at)


def waiting_entries(store: Store, pages: Sequence[FetchedPage]) -> dict[str, tuple[Entry, ...]]:
    """The pending entries of the pages' addresses, by URL key; full-text feeds come first."""
    keys = column_of([page.url_key for page in pages], "url_key", str)
    rows = store.read(Entry, "entries_given", keys)
    return {key: tuple(group) for key, group in groupby(rows, lambda row: row.url_key)}


def _source(page: FetchedPage, entry: Entry, feeds: Mapping[str, Feed]) -> Source:
    answer = page.answer
    feed = feeds[entry.feed_id]
    is_away = _went_home(page, entry)
    return Source(
        url=entry.url if is_away else answer.final_url,
        page=answer.body if page.kept is not None and not is_away else None,
        content_type=answer.header("Content-Type"),
        feed_title=entry.title,
        feed_html=entry.content,
        feed_language=feed.language,
        feed_country=feed.country,
        feed_published_at=entry.published_at,
        feed_byline=entry.byline,
        feed_summary=entry.summary,
        now=answer.fetched_at,
    )
