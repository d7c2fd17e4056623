"""Reads a feed's document into entries: feedparser's dictionaries stop here."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

import feedparser

from tasks.articles.urls import is_home_page, parse_url, resolve
from tasks.feeds.document import read_document
from tasks.feeds.problems import Problem, Unreadable
from tasks.feeds.stamps import entry_instant, ttl_minutes
from tasks.feeds.text import entry_digest, lead, one_line, plain_text

SUMMARY_LIMIT = 1_000  # characters; where a feed ships the whole article as its summary
_FULL_TEXT_LEAST = 1_000  # characters of plain text that make a summary a full text
_MAX_ENTRIES = 2_000
_LONGEST_URL = 2_000
_EARLY = timedelta(hours=1)  # a clock or zone may be this wrong; a later date is a mistake
_STAMP_WINDOW = timedelta(minutes=2)
_STAMPED_LEAST = 3
_TEXT_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "", "html")
_SKIPPED = re.compile(r"<skip(Hours|Days)\b[^>]*>(.*?)</skip\1\s*>", re.IGNORECASE | re.DOTALL)
_OTHER_DOORS = re.compile(r"(?:file|ftps?|sftp|gopher|dict|ldap|smb|jar|data):", re.IGNORECASE)
_WORD = re.compile(r">\s*(\w+)\s*<")
_ADDRESS = re.compile(r"<?\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}\b>?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntry:
    """An entry as the feed's document has it today."""

    guid: str | None
    url: str  # absolute http(s), as the feed writes it
    title: str | None
    summary: str | None  # plain text
    content: str | None  # HTML, where the feed ships more than a summary
    byline: str | None
    published_at: datetime | None
    digest: str  # of title, summary and content


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedEntry:
    """An entry that cannot become an article, and why."""

    subject: str  # its link, guid or title: what identifies it best
    reason_code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a feed's document says."""

    title: str | None
    entries: tuple[FoundEntry, ...]
    ttl_minutes: int | None  # how long the publisher asks to wait between polls
    skip_hours: tuple[int, ...]  # hours (GMT) in which the publisher asks not to be polled
    skip_days: tuple[str, ...]  # English names of days
    problem: Problem | None
    dropped: tuple[DroppedEntry, ...]


def parse_feed(
    document: bytes, *, url: str, content_type: str | None, country: str, now: datetime
) -> ParsedFeed | Unreadable:
    """The entries of an RSS 0.9-2.0, RDF or Atom document, in its order.

    `url` is where it was got from, for relative links; `country` is the publisher's, for
    dates without a zone. Broken documents give what could be read and a `problem`; never
    raises for any bytes, opens no file and no address, expands no entity.
    """
    readable = read_document(document, content_type=content_type)
    if isinstance(readable, Unreadable):
        return readable
    try:
        parsed = _feedparser(readable.text)
    except Exception as error:  # whatever a foreign parser trips over is the document's fault
        message = f"{type(error).__name__}: {error}"[:300]
        return Unreadable(reason_code="malformed", message=message)
    problem = readable.problem
    if parsed.get("bozo") and problem is None:
        problem = Problem(reason_code="malformed", message=_where(parsed.get("bozo_exception")))
    raw_entries = parsed["entries"][:_MAX_ENTRIES]
    if not raw_entries:
        if problem is not None and problem.reason_code in ("malformed", "truncated"):
            return Unreadable(reason_code=problem.reason_code, message=problem.message)
        return Unreadable(reason_code="no_entries", message="the feed has no entries")
    base = _site_url(parsed["feed"], url)
    read = [_read_entry(raw, base=base, country=country, now=now) for raw in raw_entries]
    entries = _distrust_stamps([e for e in read if isinstance(e, FoundEntry)], now)
    skipped = dict(_SKIPPED.findall(readable.text[:20_000]))
    return ParsedFeed(
        title=one_line(_text(parsed["feed"], "title")) or None,
        entries=entries,
        ttl_minutes=ttl_minutes(parsed["feed"]),
        skip_hours=_hours(skipped.get("Hours", "")),
        skip_days=tuple(_WORD.findall(skipped.get("Days", ""))),
        problem=problem,
        dropped=tuple(e for e in read if isinstance(e, DroppedEntry)),
    )


def _feedparser(text: str) -> Mapping[str, Any]:
    # BytesIO, because feedparser takes a str for an address or a file name. Sanitising and
    # resolving cost three quarters of its time and we render nothing.
    return cast(
        "Mapping[str, Any]",
        feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        ),
    )


def _where(error: object) -> str:
    """An expat message, `<unknown>:2:165: unbound prefix`, in words."""
    text = str(error or "not well-formed")[:300]
    return re.sub(r"\A<unknown>:(\d+):(\d+): ", r"line \1, column \2: ", text)


def _read_entry(
    raw: Mapping[str, Any], *, base: str, country: str, now: datetime
) -> FoundEntry | DroppedEntry:
    title = one_line(_text(raw, "title")) or None
    guid = _text(raw, "id").strip() or None
    url = _link(raw, base=base, guid=guid)
    if url is None:
        subject = title or guid or "an entry without link, guid and title"
        if refused := _other_scheme(raw):
            message = f"only http and https are fetched, not {refused[:200]}"
            return DroppedEntry(subject=refused, reason_code="blocked_address", message=message)
        return DroppedEntry(
            subject=subject, reason_code="no_link", message="no http(s) link to an article"
        )
    if is_home_page(url):
        return DroppedEntry(
            subject=title or url, reason_code="home_page_link", message=f"links to {url}"
        )
    summary, content = _summary_and_content(raw)
    return FoundEntry(
        guid=guid,
        url=url,
        title=title,
        summary=summary or None,
        content=content,
        byline=_byline(raw),
        published_at=_believable(entry_instant(raw, country), now),
        digest=entry_digest(title or "", summary, plain_text(content) if content else ""),
    )


def _link(raw: Mapping[str, Any], *, base: str, guid: str | None) -> str | None:
    """The article's address: the publisher's own before FeedBurner's, a link before a guid."""
    links = [link for link in _list(raw, "links") if link.get("href")]
    wanted = [_text(raw, "feedburner_origlink")]
    wanted += [
        _text(link, "href")
        for link in links
        if _text(link, "rel") in ("alternate", "") and _text(link, "type") in _TEXT_TYPES
    ]
    wanted += [_text(link, "href") for link in links if _text(link, "rel") == "alternate"]
    for candidate in wanted:
        if candidate.strip():
            address = _absolute(resolve(base, candidate))
            if address is not None:
                return address
    return _absolute(guid) if guid else None


def _other_scheme(raw: Mapping[str, Any]) -> str | None:
    """The entry's link where a careless client would follow it out of the web: file:, ftp: ..."""
    links = (_text(link, "href").strip() for link in _list(raw, "links"))
    return next((link for link in links if _OTHER_DOORS.match(link)), None)


def _absolute(text: str) -> str | None:
    """The text if it is an http(s) address that can be fetched."""
    stripped = text.strip()
    try:
        parse_url(stripped)
    except ValueError:
        return None
    return stripped if len(stripped) <= _LONGEST_URL else None


def _summary_and_content(raw: Mapping[str, Any]) -> tuple[str, str | None]:
    """The summary as text, and the fullest HTML where it says really more than the summary."""
    markup = _text(raw, "summary")
    bodies = [_text(body, "value") for body in _list(raw, "content")]
    summary = plain_text(markup)
    body = max(bodies, key=len, default="")
    if body and body != markup:
        text = plain_text(body)
        if len(text) > max(len(summary) * 1.3, len(summary) + 200):
            return lead(summary or text, SUMMARY_LIMIT), body
    if len(summary) >= _FULL_TEXT_LEAST:
        return lead(summary, SUMMARY_LIMIT), markup
    return summary or plain_text(body), None


def _byline(raw: Mapping[str, Any]) -> str | None:
    names = [_text(author, "name") for author in _list(raw, "authors")]
    if len(names) < 2:
        # feedparser takes "desk@site.media (A Name)" apart wrongly; the whole is still here.
        names = [_text(raw, "author")]
    if not any(names):
        names = [_text(_dict(raw, "source"), "title")]  # whom an aggregator has it from
    cleaned = (one_line(_ADDRESS.sub("", name)).strip(" ()<>,;") for name in names)
    return ", ".join(dict.fromkeys(name for name in cleaned if name))[:300] or None


def _believable(instant: datetime | None, now: datetime) -> datetime | None:
    return None if instant is None or instant > now + _EARLY else instant


def _distrust_stamps(entries: Sequence[FoundEntry], now: datetime) -> tuple[FoundEntry, ...]:
    """Without the dates of a feed that stamps all its entries with the time of asking."""
    stamps = Counter(entry.published_at for entry in entries)
    if len(stamps) == 1 and len(entries) >= _STAMPED_LEAST:
        stamp = entries[0].published_at
        if stamp is not None and abs(stamp - now) <= _STAMP_WINDOW:
            return tuple(replace(entry, published_at=None) for entry in entries)
    return tuple(entries)


def _site_url(feed: Mapping[str, Any], url: str) -> str:
    """What relative links are relative to: the site that the feed names, else its own address."""
    site = resolve(url, _text(feed, "link"))
    return site if _absolute(site) else url


def _hours(markup: str) -> tuple[int, ...]:
    hours = {int(word) for word in _WORD.findall(markup) if re.fullmatch("[0-9]{1,2}", word)}
    return tuple(sorted({hour % 24 for hour in hours}))


def _text(source: Mapping[str, Any], key: str) -> str:
    # dict.get, because feedparser's own `get` answers one key with another's value.
    value = dict.get(cast("dict[str, Any]", source), key)
    return value if isinstance(value, str) else ""


def _dict(source: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = dict.get(cast("dict[str, Any]", source), key)
    return value if isinstance(value, dict) else {}


def _list(source: Mapping[str, Any], key: str) -> Iterable[Mapping[str, Any]]:
    value = dict.get(cast("dict[str, Any]", source), key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
