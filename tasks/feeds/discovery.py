"""Finds the feeds that an HTML page offers, for adding one to the catalogue by its site."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree, html

from tasks.articles.urls import parse_url, resolve
from tasks.feeds.text import one_line

_TYPES = {
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFeed:
    """A feed that a page links to."""

    url: str  # absolute
    title: str | None
    format: str  # rss, atom, json


def discover_feeds(page: bytes, *, url: str) -> tuple[OfferedFeed, ...]:
    """The feeds in <link rel=alternate> of a page got from `url`, in its order, each once."""
    if not page.strip():
        return ()
    parser = html.HTMLParser(recover=True, no_network=True, huge_tree=False)
    try:
        root = html.fromstring(page, parser=parser)
    except (etree.LxmlError, ValueError):
        return ()
    base = next((resolve(url, b.get("href")) for b in root.iter("base") if b.get("href")), url)
    found: dict[str, OfferedFeed] = {}
    for link in root.iter("link"):
        rels = (link.get("rel") or "").lower().split()
        kind = _TYPES.get((link.get("type") or "").split(";")[0].strip().lower())
        if kind is None or "alternate" not in rels or not link.get("href"):
            continue
        address = resolve(base, link.get("href"))
        try:
            parse_url(address)
        except ValueError:
            continue
        title = one_line(link.get("title") or "") or None
        found.setdefault(address, OfferedFeed(url=address, title=title, format=kind))
    return tuple(found.values())
