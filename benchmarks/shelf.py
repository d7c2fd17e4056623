"""Stands where the web would be: answers from memory, in the gzip that servers send."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from benchmarks.corpus import NOW, SavedPage, feed_of
from benchmarks.machine import Stopwatch
from tasks.web.answers import Answer
from tasks.web.bodies import read_body
from warehouse.records import Feed

FEED_LENGTH = 30  # entries a feed shows at once
LARGEST_PAGE = 10_000_000
CHUNK_BYTES = 65_536


class Shelf:
    """Feeds and their pages; what is asked for must have been laid out before."""

    def __init__(self, pages: Sequence[SavedPage], watch: Stopwatch) -> None:
        self._watch = watch
        self._pages = {page.url: page for page in pages}
        by_publisher: defaultdict[str, list[SavedPage]] = defaultdict(list)
        for page in pages:
            by_publisher[page.publisher].append(page)
        self._listed = {
            f"https://feeds.example/{number}-{start}.xml": listed[start : start + FEED_LENGTH]
            for number, listed in enumerate(by_publisher.values())
            for start in range(0, len(listed), FEED_LENGTH)
        }
        self._ready: dict[str, Answer] = {}

    def feeds(self) -> list[Feed]:
        """A catalogue of the feeds."""
        return [
            Feed(
                feed_id=f"feed-{number}",
                url=url,
                publisher=pages[0].publisher,
                country=pages[0].country,
                language=pages[0].language,
            )
            for number, (url, pages) in enumerate(self._listed.items())
        ]

    def lay_out(self, urls: Iterable[str]) -> None:
        """Make the answers to these addresses, and only these, ready."""
        self._ready = {url: self._answer(url) for url in urls}

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer, its body unpacked here and now as the web client does."""
        answer = self._ready[url]
        with self._watch.of("unpack"):  # never gives way: nothing else is timed meanwhile
            body = await read_body(_sent(answer.payload), "gzip", LARGEST_PAGE)
        return Answer(
            url=url,
            final_url=url,
            fetched_at=NOW,
            status=200,
            reason_phrase="OK",
            headers=answer.headers,
            payload=body.payload,
            body=body.decoded,
        )

    def _answer(self, url: str) -> Answer:
        if url in self._listed:
            kind, body = "application/rss+xml", feed_of(self._listed[url])
        else:
            kind, body = self._pages[url].content_type, self._pages[url].body
        return Answer(
            url=url,
            final_url=url,
            fetched_at=NOW,
            headers=(("Content-Type", kind), ("Content-Encoding", "gzip")),
            payload=gzip.compress(body, 6, mtime=0),
        )


async def _sent(payload: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(payload), CHUNK_BYTES):
        yield payload[start : start + CHUNK_BYTES]
