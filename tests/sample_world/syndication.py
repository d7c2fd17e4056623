"""Writes the sample feeds: RSS 2.0, RSS 1.0 and Atom, and the faults that real ones have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from .content import FeedPlan, Publisher

CUT_OFF = "/notices/auc"  # all that is left of the last link of a truncated feed
POLL_COUNT = "%%POLL%%"  # the server puts in how often the feed was asked: a guid that changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry as its feed shows it."""

    guid: str
    link: str
    title: str
    summary: str
    content: str | None  # HTML
    byline: str | None
    published_at: datetime | None  # in the publisher's zone
    updated_at: datetime | None


def write_feed(
    plan: FeedPlan, publisher: Publisher, entries: Sequence[Listed], *, home: str
) -> tuple[bytes, str]:
    """The feed document and its Content-Type."""
    writer = {"rss": _rss, "rdf": _rdf, "atom": _atom}[plan.format]
    document = writer(plan, publisher, entries, home)
    if plan.fault == "malformed":
        return _malformed(document, home).encode(), "text/xml"
    if plan.fault == "mislabelled_charset":  # the document claims UTF-8, the header is right
        return document.encode(publisher.charset), f"text/xml; charset={publisher.charset}"
    if plan.fault == "utf8_as_latin1":
        return document.replace("utf-8", "iso-8859-1", 1).encode(), "application/xml"
    kinds = {"rss": "application/rss+xml", "rdf": "application/rdf+xml"}
    return document.encode(), f"{kinds.get(plan.format, 'application/atom+xml')}; charset=utf-8"


def _rss(plan: FeedPlan, publisher: Publisher, entries: Sequence[Listed], home: str) -> str:
    rows = "\n".join(_rss_item(plan, publisher, entry) for entry in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{escape(plan.title)}</title>\n<link>{escape(home)}/</link>\n"
        f"<description>{escape(publisher.name)}</description>\n"
        f"<language>{plan.language}</language>\n{rows}\n</channel>\n</rss>\n"
    )


def _rss_item(plan: FeedPlan, publisher: Publisher, entry: Listed) -> str:
    lines = [
        f"<title>{escape(entry.title)}</title>",
        f"<link>{escape(entry.link)}</link>",
        f'<guid isPermaLink="false">{escape(entry.guid)}</guid>',
        f"<description>{_cdata(entry.summary)}</description>",
    ]
    if entry.published_at and plan.dates == "slashes":
        stamp = f"{entry.published_at:%d/%m/%Y %H:%M} {publisher.zone_name}"
        lines.append(f"<pubDate>{stamp}</pubDate>")
    elif entry.published_at:
        lines.append(f"<pubDate>{format_datetime(entry.published_at)}</pubDate>")
    if entry.byline:
        lines.append(f"<dc:creator>{_cdata(entry.byline)}</dc:creator>")
    if entry.content:
        lines.append(f"<content:encoded>{_cdata(entry.content)}</content:encoded>")
    return "<item>\n" + "\n".join(lines) + "\n</item>"


def _rdf(plan: FeedPlan, publisher: Publisher, entries: Sequence[Listed], home: str) -> str:
    order = "\n".join(f'<rdf:li rdf:resource="{escape(entry.link)}"/>' for entry in entries)
    rows = "\n".join(_rdf_item(entry) for entry in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{escape(home)}/">\n<title>{escape(plan.title)}</title>\n'
        f"<link>{escape(home)}/</link>\n<description>{escape(publisher.name)}</description>\n"
        f"<items><rdf:Seq>\n{order}\n</rdf:Seq></items>\n</channel>\n{rows}\n</rdf:RDF>\n"
    )


def _rdf_item(entry: Listed) -> str:
    date = f"<dc:date>{entry.published_at.isoformat()}</dc:date>\n" if entry.published_at else ""
    creator = f"<dc:creator>{escape(entry.byline)}</dc:creator>\n" if entry.byline else ""
    return (
        f'<item rdf:about="{escape(entry.link)}">\n<title>{escape(entry.title)}</title>\n'
        f"<link>{escape(entry.link)}</link>\n"
        f"<description>{escape(entry.summary)}</description>\n{date}{creator}</item>"
    )


def _atom(plan: FeedPlan, publisher: Publisher, entries: Sequence[Listed], home: str) -> str:
    stamps = [stamp for entry in entries if (stamp := entry.updated_at or entry.published_at)]
    rows = "\n".join(_atom_entry(entry) for entry in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{plan.language}">\n'
        f"<title>{escape(plan.title)}</title>\n<id>{escape(home)}/</id>\n"
        f'<link rel="alternate" href="{escape(home)}/"/>\n'
        f"<updated>{max(stamps).isoformat()}</updated>\n"
        f"<author><name>{escape(publisher.name)}</name></author>\n{rows}\n</feed>\n"
    )


def _atom_entry(entry: Listed) -> str:
    lines = [
        f"<title>{escape(entry.title)}</title>",
        f"<id>{escape(entry.guid)}</id>",
        f'<link rel="alternate" type="text/html" href="{escape(entry.link)}"/>',
        f'<summary type="text">{escape(entry.summary)}</summary>',
    ]
    if entry.published_at:
        lines.append(f"<published>{entry.published_at.isoformat()}</published>")
    if stamp := entry.updated_at or entry.published_at:
        lines.append(f"<updated>{stamp.isoformat()}</updated>")
    if entry.byline:
        lines.append(f"<author><name>{escape(entry.byline)}</name></author>")
    if entry.content:
        lines.append(f'<content type="html">{escape(entry.content)}</content>')
    return "<entry>\n" + "\n".join(lines) + "\n</entry>"


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def _malformed(document: str, home: str) -> str:
    """A bare ampersand in the channel, and an end cut off in the middle of one more item."""
    spoiled = document.replace("</description>\n", " news & views</description>\n", 1)
    cut = f"<item>\n<title>Notice of public auction</title>\n<link>{home}{CUT_OFF}"
    return spoiled.split("\n</channel>")[0] + f"\n{cut}"
