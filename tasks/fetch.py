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
class Pending:
    """An address that is owed a page; several entries may wait for it."""

    url: str
    url_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """What the web answered for an address, and where it is kept."""

    url_key: str
    answer: Answer  # without its payload, which is in the archive
    kept: Kept | None


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
                answer = await web.get(entry.url)
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
    is_page = answer.status == 200 and answer.is_usable and bool(answer.body)
    kept = archive.keep(answer) if is_page else None
    return FetchedPage(url_key=entry.url_key, answer=replace(answer, payload=b""), kept=kept)
