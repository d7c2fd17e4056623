"""The pages that are measured: the sample press's own, or a folder of saved ones, and copies."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from itertools import islice
from pathlib import Path

from tests.sample_world.content import read_world
from tests.sample_world.edition import lay_out

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PUBLISHERS_OF_A_FOLDER = 20
TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
PARAGRAPH_END = re.compile(rb"</p>|<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page as its server would send it; copies share the bytes that they are made from."""

    url: str
    host: str  # of the URL
    publisher: str
    country: str
    language: str
    title: str  # as a feed would give it, escaped
    content_type: str
    original: bytes
    original_host: str
    edition: int = 0  # 0: the page as it was saved

    @property
    def body(self) -> bytes:
        """The page's bytes; an edition has its own host, and a mark at each paragraph's end."""
        if self.edition == 0:
            return self.original
        mark = b" Edition %d." % self.edition
        moved = self.original.replace(self.original_host.encode(), self.host.encode())
        return PARAGRAPH_END.sub(lambda end: mark + end[0], moved)


def originals(folder: Path | None) -> list[SavedPage]:
    """The pages of a folder (*.html, *.html.gz, at any depth), or of the sample press."""
    return _press_pages() if folder is None else _folder_pages(folder)


def copies(pages: Sequence[SavedPage], count: int) -> list[SavedPage]:
    """`count` pages, the given ones first, then copies that no two texts or addresses share."""
    editions = ((page, edition) for edition in range(count) for page in pages)
    return [_copy(page, edition) if edition else page for page, edition in islice(editions, count)]


def feed_of(pages: Sequence[SavedPage]) -> bytes:
    """An RSS feed that announces these pages, without dates: each date is read from its page."""
    entries = "".join(
        f"<item><title>{page.title}</title><link>{escape(page.url)}</link>"
        f"<guid>{escape(page.url)}</guid><description>{page.title}</description></item>"
        for page in pages
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Feed</title><link>https://{pages[0].host}/</link>{entries}</channel></rss>"
    ).encode()


def _copy(page: SavedPage, edition: int) -> SavedPage:
    host = f"e{edition}.{page.host}"
    return replace(
        page,
        url=page.url.replace(page.host, host),
        host=host,
        title=f"{page.title} ({edition})",
        edition=edition,
    )


def _press_pages() -> list[SavedPage]:
    world = read_world()
    homes = {one.publisher_id: f"https://{one.publisher_id}.example" for one in world.publishers}
    edition = lay_out(world, now=NOW, phase=1, homes=homes, refused="https://refused.example")
    return [
        SavedPage(
            url=expected.canonical_url,
            host=(host := expected.canonical_url.split("/")[2]),
            original_host=host,
            publisher=expected.publisher,
            country=expected.country,
            language=expected.language,
            title=escape(expected.title),
            content_type=dict(answer.headers)["Content-Type"],
            original=answer.body,
        )
        for expected in edition.expected
        if (answer := edition.answers[expected.canonical_url]).status == 200
    ]


def _folder_pages(folder: Path) -> list[SavedPage]:
    paths = sorted(path for kind in ("*.html", "*.html.gz") for path in folder.rglob(kind))
    if not paths:
        raise SystemExit(f"{folder}: holds no *.html or *.html.gz")
    return [_saved(number, path) for number, path in enumerate(paths)]


def _saved(number: int, path: Path) -> SavedPage:
    body = path.read_bytes()
    if path.suffix == ".gz":
        body = gzip.decompress(body)
    host = f"paper-{number % PUBLISHERS_OF_A_FOLDER:02d}.example"
    found = TITLE.search(body)
    title = " ".join(found[1].decode("utf-8", "replace").split()) if found else f"Page {number}"
    return SavedPage(
        url=f"https://{host}/news/{number:05d}-an-article",
        host=host,
        original_host=host,
        publisher=host,
        country="INT",
        language="en",
        title=re.sub(r"[<>]|&(?!#?\w+;)", " ", title),
        content_type="text/html",
        original=body,
    )
