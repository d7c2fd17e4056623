"""Extracts batches of pages into texts, in the crew's processes."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pyarrow as pa

from tasks.archive import Archive, Kept
from tasks.articles.attempts import Mishap
from tasks.articles.detours import went_home
from tasks.articles.fingerprint import text_sha256
from tasks.crew import Crew
from tasks.feeds.answers import classify
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
    text: Extraction | NoBody | None  # None: the server says that the page has not changed
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
    to_read = [page for page in wanted if not page.is_not_modified]
    sources = [_source(page, waiting[page.url_key][0], feeds) for page in to_read]
    texts = await crew.map(extract_or_say_why, sources, _lost)
    extracted = [
        _extracted(page, waiting[page.url_key], text)
        for page, text in zip(to_read, texts, strict=True)
    ]
    return extracted + [
        Extracted(page=page, entries=waiting[page.url_key], text=None, kept=None)
        for page in wanted
        if page.is_not_modified
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


def keep_changed_pages(archive: Archive, extracted: Sequence[Extracted]) -> list[Extracted]:
    """Archive the pages that were looked at again and show another text than the known one."""
    return [_keep_changed(archive, one) for one in extracted]


def _keep_changed(archive: Archive, one: Extracted) -> Extracted:
    known, text = one.page.known, one.text
    if known is None or not isinstance(text, Extraction):
        return one
    if text_sha256(text.title, text.body) == known.text_sha256:
        return one
    kept = archive.keep(one.page.answer)
    return replace(one, page=replace(one.page, kept=kept), kept=kept)


def _keep_feed_text(archive: Archive, one: Extracted) -> Kept | None:
    entry = one.entries[0]
    if entry.content is None:
        return None
    return archive.keep_feed_text(entry.url, entry.content, one.page.answer.fetched_at)


def waiting_entries(store: Store, pages: Sequence[FetchedPage]) -> dict[str, tuple[Entry, ...]]:
    """The entries that the pages were fetched for, by URL key; full-text feeds come first.

    Pending ones, and of an article that is looked at again the entry that brought it.
    """
    keys = column_of([page.url_key for page in pages if page.known is None], "url_key", str)
    rows = store.read(Entry, "entries_given", keys)
    waiting = {key: tuple(group) for key, group in groupby(rows, lambda row: row.url_key)}
    looks = {page.known.article_id: page for page in pages if page.known is not None}
    if looks:
        asked = {"article_id": list(looks), "url": [page.answer.url for page in looks.values()]}
        for entry in store.read(Entry, "entries_revisited", pa.table(asked)):
            if entry.article_id is not None:
                waiting[looks[entry.article_id].url_key] = (entry,)
    return waiting


def mishap_of(one: Extracted) -> Mishap | None:
    """Why no article came of a page; None where one did, or where the page has not changed."""
    if not isinstance(one.text, NoBody):
        return None
    answer = one.page.answer
    if answer.is_usable:
        return Mishap(
            stage="extract",
            kind=classify(one.text.reason_code),
            reason_code=one.text.reason_code,
            message=one.text.message,
        )
    reason = answer.reason_code or "unknown"
    return Mishap(
        stage="fetch",
        kind=classify(reason),
        reason_code=reason,
        message=answer.message or reason,
        retry_at=answer.retry_at,
    )


def _source(page: FetchedPage, entry: Entry, feeds: Mapping[str, Feed]) -> Source:
    answer = page.answer
    feed = feeds[entry.feed_id]
    is_away = _went_home(page, entry)
    return Source(
        url=entry.url if is_away else answer.final_url,
        page=answer.body if page.is_document and not is_away else None,
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
