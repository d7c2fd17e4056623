"""Makes an article of a page: title, byline, body, language, date, or the reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Literal

from tasks.pages.body import Line, article_lines
from tasks.pages.census import prose_lines
from tasks.pages.charset import decode
from tasks.pages.cleaning import clean_lines
from tasks.pages.clutter import Place, shipped_cues
from tasks.pages.language import detect_language
from tasks.pages.margins import margins
from tasks.pages.markup import Tree, clean_text, parse, runs, strip_machinery
from tasks.pages.metadata import Metadata, read_metadata
from tasks.pages.page_dates import date_of_url, is_believable, published
from tasks.pages.words import word_count
from warehouse.records import PublishedFrom

_DECISIONS = 2  # bump when the same page would give another body, title, date or other field
EXTRACTOR_VERSION = f"trafilatura {version('trafilatura')}, khabar {_DECISIONS}"

# The shortest body that is an article. News briefs run to 40-60 words; of the pages that
# hold none, what is left after cleaning stays under 20 (tests/test_extract.py).
LEAST_WORDS = 25
LEAST_CHARS = 160  # the same in languages of long words: 25 Dhivehi or Tamil words are 220
# What a paywall shows before its fence is shorter than this, unless it shows enough.
_TEASER_WORDS = 80

_NOT_HTML = re.compile(
    r"application/(?:pdf|json|zip|octet-stream|msword|vnd|x-)|image/|video/|audio/|font/",
    re.IGNORECASE,
)
_HTML_LIKE = re.compile(
    rb"<(?:!doctype html|html|head|body|div|p|article|title|meta|span|br)\b", re.I
)
_BINARY = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x1f\x8b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is given for one article; picklable, for it crosses to a worker process."""

    url: str  # the final URL of the page
    page: bytes | None  # decoded (un-gzipped) bytes, None when the page could not be had
    content_type: str | None  # the Content-Type header verbatim
    feed_title: str | None
    feed_html: str | None  # content:encoded of the entry: serves where the page has nothing
    feed_language: str  # ISO 639-1: the hint
    feed_country: str  # PK, IN, ... or INT: the zone of naive times
    feed_published_at: datetime | None
    feed_byline: str | None
    feed_summary: str | None
    now: datetime  # of the fetch: nothing was published much later than this


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """An article as read. All text is NFC without control characters."""

    title: str
    byline: str | None
    summary: str | None
    body: str  # paragraphs parted by one newline
    language: str
    word_count: int
    published_at: datetime | None
    published_from: PublishedFrom
    canonical_url: str | None  # the page's own claim, absolute; the caller decides to believe it
    body_from: Literal["page", "feed"]
    # Beside byline and body, what may say whose text it is: further names of authors and
    # sources, and lines that were cleaned from the head and end of the body.
    credit_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBody:
    """An expected failure: there is no article in what was given.

    `reason_code` is one of no_page, not_html, undecodable, empty_page, soft_404,
    consent_wall, needs_javascript, paywalled, body_too_short.
    """

    reason_code: str
    message: str  # what was found and what it means
    title: str | None
    language: str
    word_count: int  # of the little that was found
    canonical_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What one source of text (page or feed) gave."""

    paragraphs: tuple[str, ...]
    words: int
    reason_code: str | None  # set where the text is no article
    message: str = ""
    margins: tuple[str, ...] = ()


def extract(source: Source) -> Extraction | NoBody:
    """The article of a page, from the feed's own full text where the page has none.

    Deterministic, and never raises for any bytes: what cannot be read is a `NoBody`.
    """
    tree, problem = _open(source)
    metadata = None
    dated: tuple[datetime | None, PublishedFrom] = (None, PublishedFrom.NONE)
    if tree is not None:
        metadata = read_metadata(tree, source.url)
        strip_machinery(tree)
    title = _title(source, metadata)
    byline = _byline(source, metadata)
    page = problem or _read_page(source, tree, metadata, title, byline)
    chosen, body_from = _choose(page, _read_feed(source, title, byline))
    text = f"{title}\n" + "\n".join(chosen.paragraphs)
    language = detect_language(text, source.feed_language)
    canonical = metadata.canonical_url if metadata else None
    if chosen.reason_code is not None:
        return NoBody(
            reason_code=chosen.reason_code,
            message=chosen.message,
            title=title or None,
            language=language,
            word_count=chosen.words,
            canonical_url=canonical,
        )
    dated = _published(source, tree, metadata)
    return Extraction(
        title=title,
        byline=byline,
        summary=_summary(source, metadata),
        body="\n".join(chosen.paragraphs),
        language=language,
        word_count=chosen.words,
        published_at=dated[0],
        published_from=dated[1],
        canonical_url=canonical,
        body_from=body_from,
        credit_lines=_credit_lines(source, metadata, byline, chosen),
    )


def _open(source: Source) -> tuple[Tree | None, _Reading | None]:
    """The page's tree, or why there is none."""
    page = source.page
    if page is None:
        return None, _failure("no_page", "the page could not be had")
    if not page.strip():
        return None, _failure("empty_page", "the server sent an empty page")
    like_html = _HTML_LIKE.search(page[:20_000]) is not None
    declared = (source.content_type or "").strip()
    if page.startswith(_BINARY) or (_NOT_HTML.match(declared) and not like_html):
        return None, _failure(
            "not_html", f"the address holds {declared or 'a binary file'}, no page"
        )
    text = decode(page, source.content_type)
    if text.count("\ufffd") + text.count("\x00") > 0.1 * len(text):
        return None, _failure("undecodable", "the bytes of the page are text in no known encoding")
    if not like_html and "<" not in text:
        return None, _failure("not_html", "the address holds plain text, no page")
    tree = parse(text)
    if tree is None:
        return None, _failure("empty_page", "there is no markup in the page")
    return tree, None


def is_article_long(paragraphs: tuple[str, ...]) -> bool:
    """True from LEAST_WORDS words or LEAST_CHARS characters on."""
    if sum(map(len, paragraphs)) >= LEAST_CHARS:
        return True
    return sum(map(word_count, paragraphs)) >= LEAST_WORDS


def _failure(reason_code: str, message: str) -> _Reading:
    return _Reading(paragraphs=(), words=0, reason_code=reason_code, message=message)


def _read_page(
    source: Source, tree: Tree, metadata: Metadata | None, title: str, byline: str | None
) -> _Reading:
    page = prose_lines(tree)
    lines = article_lines(tree, page)
    paragraphs = clean_lines(
        lines, cues=shipped_cues(), title=title, byline=byline, country=source.feed_country
    )
    words = sum(map(word_count, paragraphs))
    refusal = _refusal(tree, metadata, lines, paragraphs, words)
    code, message = refusal or (None, "")
    return _Reading(
        paragraphs=paragraphs,
        words=words,
        reason_code=code,
        message=message,
        margins=margins(page, paragraphs),
    )


def _refusal(
    tree: Tree,
    metadata: Metadata | None,
    lines: tuple[Line, ...],
    paragraphs: tuple[str, ...],
    words: int,
) -> tuple[str, str] | None:
    """Why the page holds no article, as reason code and message; None where it holds one."""
    if words >= _TEASER_WORDS:
        return None
    cues = shipped_cues()
    headings = [] if metadata is None else [metadata.title, metadata.h1]
    if any(cues.heads(text, Place.SOFT_404) for text in headings if text):
        return "soft_404", f"the page says {headings[0]!r}: the article is gone"
    fenced = any(cues.heads(line.text, Place.PAYWALL) for line in lines)
    if fenced or (metadata is not None and not metadata.is_free):
        return "paywalled", f"only {words} words stand before the paywall"
    if is_article_long(paragraphs):
        return None
    for run in runs(tree):
        place = cues.heads(
            run.text, Place.SOFT_404, Place.PAYWALL, Place.SCRIPT_SHELL, Place.CONSENT
        )
        if place is not None:
            return _STUBS[place], f"{words} words of article; the page says {run.text[:80]!r}"
    if not any(True for _ in runs(tree)):
        return "empty_page", "the page shows no text; a script may write it"
    return "body_too_short", f"{words} words are left, too few for an article"


_STUBS = {
    Place.SOFT_404: "soft_404",
    Place.PAYWALL: "paywalled",
    Place.SCRIPT_SHELL: "needs_javascript",
    Place.CONSENT: "consent_wall",
}


def _read_feed(source: Source, title: str, byline: str | None) -> _Reading | None:
    """The full text that the feed itself ships, cleaned as pages are; None where it has none."""
    tree = parse(f"<html><body>{source.feed_html}</body></html>") if source.feed_html else None
    if tree is None:
        return None
    strip_machinery(tree)
    shipped = list(runs(tree))
    lines = tuple(
        Line(kind="p", text=run.text, is_link=run.link_chars >= 0.85 * len(run.text))
        for run in shipped
    )
    paragraphs = clean_lines(
        lines, cues=shipped_cues(), title=title, byline=byline, country=source.feed_country
    )
    if not is_article_long(paragraphs):
        return None
    words = sum(map(word_count, paragraphs))
    return _Reading(
        paragraphs=paragraphs,
        words=words,
        reason_code=None,
        margins=margins(shipped, paragraphs),
    )


def _choose(page: _Reading, feed: _Reading | None) -> tuple[_Reading, Literal["page", "feed"]]:
    """The page, unless it has no article or the feed's text is twice as long."""
    if feed is None:
        return page, "page"
    if page.reason_code is not None:
        # A feed may ship just the teaser that stands before the paywall.
        same = page.reason_code == "paywalled" and feed.words <= page.words
        return (page, "page") if same else (feed, "feed")
    return (feed, "feed") if feed.words > 2 * page.words else (page, "page")


def _title(source: Source, metadata: Metadata | None) -> str:
    fed = clean_text(source.feed_title or "")
    if metadata is None or not metadata.title:
        return fed
    gone = shipped_cues().heads(metadata.title, Place.SOFT_404, Place.SCRIPT_SHELL, Place.CONSENT)
    return fed if gone and fed else metadata.title


def _byline(source: Source, metadata: Metadata | None) -> str | None:
    found = metadata.byline if metadata else None
    return found or clean_text(source.feed_byline or "") or None


def _credit_lines(
    source: Source, metadata: Metadata | None, byline: str | None, chosen: _Reading
) -> tuple[str, ...]:
    """Each once: other bylines, named sources, then the lines around the text."""
    stated = metadata.sources if metadata else ()
    lines = dict.fromkeys((clean_text(source.feed_byline or ""), *stated, *chosen.margins))
    return tuple(line for line in lines if line and line != byline)


def _summary(source: Source, metadata: Metadata | None) -> str | None:
    fed = clean_text(source.feed_summary or "")
    return fed or (metadata.summary if metadata else None)


def _published(
    source: Source, tree: Tree | None, metadata: Metadata | None
) -> tuple[datetime | None, PublishedFrom]:
    """Feed, then page, then URL; never a guess, and never later than an hour from now."""
    if is_believable(source.feed_published_at, source.now):
        return source.feed_published_at, PublishedFrom.FEED
    if tree is not None and metadata is not None:
        return published(
            tree, metadata, url=source.url, country=source.feed_country, now=source.now
        )
    at = date_of_url(source.url, source.feed_country)
    return (at, PublishedFrom.URL) if is_believable(at, source.now) else (None, PublishedFrom.NONE)
