"""Fetches the pages of pending entries: many hosts at once, each kept in the archive."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from tasks.archive import Archive, Kept
from tasks.web.answers import Answer
from tasks.web.client import Web
from tasks.web.hosts import host_of

MOST_HOSTS_AT_ONCE = 48
WAITING_PAGES = 64  # pages that may wait for extraction: memory stays flat


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """What we have of a page that is looked at again."""

    article_id: int
    text_sha256: str  # of the article's newest version
    etag: str | None = None
    last_modified: str | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only where it has changed (RFC 9110, 13)."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An address that is owed a page: entries wait for it, or its article is looked at again."""

    url: str
    url_key: str
    known: KnownPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """What the web answered for an address, and where it is kept."""

    url_key: str
    answer: Answer  # without its payload, once that is in the archive
    kept: Kept | None
    known: KnownPage | None = None  # set where an article was looked at again

    @property
    def is_document(self) -> bool:
        """Whether a document came, and not an error or the word that nothing has changed."""
        return self.answer.status == 200 and self.answer.is_usable and bool(self.answer.body)

    @property
    def is_not_modified(self) -> bool:
        """Whether the server says that the page is as we know it."""
        return self.known is not None and self.answer.is_usable and self.answer.status == 304


async def fetch_pages(
    web: Web, archive: Archive, pending: Sequence[Pending], batch_size: int
) -> AsyncIterator[list[FetchedPage]]:
    """Yield the pages in batches as they come; each host is asked one page at a time."""
    queues: defaultdict[str, deque[Pending]] = defaultdict(deque)
    for entry in pending:
        queues[host_of(entry.url)].append(entry)
    ready: asyncio.Queue[FetchedPage | None] = asyncio.Queue(WAITING_PAGES)
    gate = asyncio.Semaphore(MOST_HOSTS_AT_ONCE)

    async def visit(entries: deque[Pending]) -> None:
        async with gate:
            while entries:
                entry = entries.popleft()
                answer = await web.get(entry.url, entry.known.conditions if entry.known else None)
                await ready.put(_keep(archive, entry, answer))

    async def visit_all() -> None:
        try:
            async with asyncio.TaskGroup() as visits:
                for entries in queues.values():
                    visits.create_task(visit(entries))
        finally:
            await ready.put(None)

    visiting = asyncio.create_task(visit_all())
    try:
        batch: list[FetchedPage] = []
        while (page := await ready.get()) is not None:
            batch.append(page)
            if len(batch) >= batch_size:
                yield batch
                batch = []
        if batch:
            yield batch
        await visiting
    finally:
        visiting.cancel()


def _keep(archive: Archive, entry: Pending, answer: Answer) -> FetchedPage:
    page = FetchedPage(url_key=entry.url_key, answer=answer, kept=None, known=entry.known)
    if entry.known is not None:
        return page  # kept once it is seen that its text has changed
    kept = archive.keep(answer) if page.is_document else None
    return replace(page, answer=replace(answer, payload=b""), kept=kept)
