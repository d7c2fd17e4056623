"""Finds when a page says that its article was published; what it says of updates is not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from tasks.articles.dates import Reading, country_zone, read_date
from tasks.pages.clutter import fold
from tasks.pages.markup import Tree, clean_text, runs
from tasks.pages.metadata import Metadata
from warehouse.records import PublishedFrom

_META_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time",
    "article.published", "published_time", "pubdate", "publishdate", "publish-date",
    "publish_date", "publication_date", "parsely-pub-date", "sailthru.date", "rnews:datepublished",
    "dc.date.issued",
    "dcterms.created", "dc.date", "dcterms.date", "cxenseparse:recs:publishtime", "cse-date",
    "article_date_original", "originalpublicationdate", "article:published", "date",
)  # fmt: skip
_PUBLISHED = re.compile(
    r"publish(?:ed)?|posted|first published|شائع|प्रकाशित|প্রকাশ|تاریخ اشاعت|تاریخ انتشار|خپور",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:last )?(?:updated?|modified|edited)|آخری اپ ڈیٹ|اپ ڈیٹ|अपडेट|अद्यतन|আপডেট|به‌روزرسانی",
    re.IGNORECASE,
)
_DATE_CLASS = re.compile(
    r"publish|pub-?date|entry-date|post-?date|article-?date|posted|date-?time",
    re.IGNORECASE,
)
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[/\-_.]?(0[1-9]|1[0-2])[/\-_.]?([0-2]\d|3[01])(?!\d)"
)
_SLACK = timedelta(hours=1)  # clocks differ; further ahead nothing has been published
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LONGEST_DATE_LINE = 160
_LINES_BEFORE, _LINES_AFTER = 4, 10


def is_believable(at: datetime | None, now: datetime) -> bool:
    """True for an instant after 1990 and at most one hour ahead of `now`."""
    return at is not None and _EARLIEST <= at <= now + _SLACK


def published(
    tree: Tree, metadata: Metadata, *, url: str, country: str, now: datetime
) -> tuple[datetime | None, PublishedFrom]:
    """The publication instant that the page, or else its URL, tells.

    Asked in turn: linked data, meta tags, <time> elements marked as publication, text near
    the title, other <time> elements, the URL. The first believable one wins, except that
    a bare day (read as midnight in the country's zone) gives way to an instant of the
    same day further down.
    """
    day: Reading | None = None
    zone = country_zone(country)
    for text in _statements(tree, metadata):
        reading = read_date(text, country)
        if reading is None or not is_believable(reading.at, now):
            continue
        if day is None and reading.has_time:
            return reading.at, PublishedFrom.PAGE
        if day is None:
            day = reading
        elif reading.has_time and (
            reading.at.astimezone(zone).date() == day.at.astimezone(zone).date()
        ):
            return reading.at, PublishedFrom.PAGE
    if day is not None:
        return day.at, PublishedFrom.PAGE
    at = date_of_url(url, country)
    return (at, PublishedFrom.URL) if is_believable(at, now) else (None, PublishedFrom.NONE)


def date_of_url(url: str, country: str) -> datetime | None:
    """The day in a URL such as /2026/11/22/, at midnight in the country's zone, or None."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    match = _URL_DAY.search(path)
    if match is None:
        return None
    reading = read_date("-".join(match.groups()), country)
    return reading.at if reading else None


def _statements(tree: Tree, metadata: Metadata) -> Iterator[str]:
    for node in (*metadata.articles, *metadata.nodes):
        for key in ("datePublished", "dateCreated", "uploadDate"):
            yield from _texts(node.get(key))
    for name in _META_NAMES:
        if text := metadata.meta.get(name):
            yield text
    others = []
    for element in tree.iter("time", "abbr"):
        text = element.get("datetime") or element.get("title") or clean_text(element.text_content())
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if _UPDATED.search(marks) and not _PUBLISHED.search(marks):
            continue
        if element.get("pubdate") is not None or _DATE_CLASS.search(marks):
            yield text
        elif element.tag == "time":
            others.append(text)
    for element in tree.xpath("//*[@itemprop='datePublished' or @property='datePublished']")[:4]:
        yield (
            element.get("content") or element.get("datetime") or clean_text(element.text_content())
        )
    yield from others[:1]
    yield from _near_title(tree, metadata)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (member for member in value if isinstance(member, str))


def _near_title(tree: Tree, metadata: Metadata) -> Iterator[str]:
    """Short lines around the heading, those that speak of publication first, updates last."""
    body = tree.find(".//body")
    lines = [run.text for run in runs(tree if body is None else body)]
    title = fold(metadata.h1 or metadata.title)
    at = next((i for i, line in enumerate(lines) if title and fold(line) == title), None)
    if at is None:
        near = lines[:40]
    else:
        near = lines[at + 1 : at + 1 + _LINES_AFTER] + lines[max(0, at - _LINES_BEFORE) : at][::-1]
    near = [
        line
        for line in near
        if len(line) <= _LONGEST_DATE_LINE and any(c.isdecimal() for c in line)
    ]
    updates = []
    for line in near:
        label = _PUBLISHED.search(line)
        if label:
            yield line[label.end() :]
        elif _UPDATED.search(line):
            updates.append(line)
        else:
            yield line
    yield from updates
