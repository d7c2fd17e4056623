"""What the site answers at an address, and what a run is expected to make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from .content import Publisher, Text

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says at an address."""

    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    validators: tuple[str, ...] = ()  # of etag, last_modified
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a run should have made of one article, as the site stands in its present phase."""

    url: str  # as its first feed links it
    canonical_url: str
    links: tuple[str, ...]  # as each of its feeds links it
    feed_ids: tuple[str, ...]
    publisher: str  # name, as in the feeds CSV
    country: str
    language: str
    title: str
    byline: str | None
    paragraphs: tuple[str, ...]
    clutter: tuple[str, ...]  # on its page or in its feed text, but not the article's
    label: str
    published_at: datetime  # UTC; midnight of the publisher's day where only the URL dates it
    published_from: str  # feed, page, url
    body_from: str  # page; feed where the page is behind a wall
    story: str | None  # articles that share a name share an agency text
    is_copy: bool  # to the letter, title and body, of another article of its story
    versions: tuple[Text, ...]  # texts up to the present phase, oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A feed or an entry that cannot be had, and what is wrong with it.

    Faults of feeds: refused, server_error, not_found. Faults of entries: not_found, gone,
    empty (a page with a headline only), redirect_loop, private_address, disallowed (robots.txt),
    cut_off (the stump of an entry at the end of a truncated feed: it may be read or not).
    """

    url: str
    feed_id: str
    fault: str
    is_feed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One phase of the press, laid out."""

    answers: dict[str, Answer]  # by absolute URL, without fragment
    expected: tuple[Expected, ...]
    broken: tuple[Broken, ...]
    feed_urls: dict[str, str]


def show(html: str, charset: str = "utf-8", kind: str = "text/html") -> Answer:
    return Answer(headers=(("Content-Type", kind),), body=html.encode(charset, "xmlcharrefreplace"))


def redirect(location: str, *, status: int) -> Answer:
    return Answer(status=status, headers=(("Location", location),))


def headline_only(title: str) -> str:
    head = f"<head><title>{escape(title)}</title></head>"
    return f"<html>{head}<body><h1>{escape(title)}</h1></body></html>"


def robots_txt(rules: Sequence[tuple[str, Publisher]]) -> str:
    """What robots.txt says for the publishers of one host, each with its path prefix."""
    paths = [f"Disallow: {prefix}{path}" for prefix, one in rules for path in one.disallowed]
    return "\n".join(["User-agent: *", *(paths or ["Disallow:"]), ""])


def http_date(instant: datetime) -> str:
    """An HTTP date, in whole seconds of GMT."""
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0), usegmt=True)
