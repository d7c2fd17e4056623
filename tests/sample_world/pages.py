"""Dresses an article as a page of its publisher, with the furniture and clutter around it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from string import Template

from .content import HERE, Draft, Publisher, Text, Words

RIGHT_TO_LEFT = frozenset({"ur", "ps", "fa"})
# Furniture that stands on a page as a line or box of its own, by its name in words.toml.
FURNITURE = (
    "share",
    "newsletter",
    "app",
    "follow",
    "comments",
    "comment_note",
    "cookie",
    "copyright",
    "most_read",
    "related",
    "advert",
    "caption",
    "credit",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An article that has an address, an instant and the text of one phase."""

    draft: Draft
    publisher: Publisher
    text: Text
    url: str
    published_at: datetime  # in the publisher's zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as HTML, and the strings on it that are not the article's."""

    html: str
    clutter: tuple[str, ...]


def make_page(
    printed: Printed,
    words: Words,
    neighbours: Sequence[Printed],
    *,
    home: str,
    template: str | None = None,
) -> Page:
    """The page of an article among its neighbours (at least four); `template` overrides."""
    publisher, draft = printed.publisher, printed.draft
    kind = template or ("live" if "live" in draft.quirks else publisher.template)
    phrases = _phrases(printed, words, neighbours[0])
    related, most_read = neighbours[:3], neighbours[3:6]
    fields = {name: escape(phrases[name]) for name in phrases}
    fields |= {
        "lang": draft.language,
        "dir": "rtl" if draft.language in RIGHT_TO_LEFT else "ltr",
        "title": escape(printed.text.title),
        "canonical": escape(printed.url),
        "amp_url": escape(f"{printed.url}amp/"),
        "publisher": escape(publisher.name),
        "home": escape(f"{home}/"),
        "charset_meta": _charset_meta(draft, publisher),
        "head_dates": _head_dates(printed),
        "date_line": _date_line(printed, words),
        "byline": _byline(draft, words),
        "linked_data": _linked_data(printed),
        "body": _body(printed, kind, phrases),
        "nav": "".join(f'<li><a href="{home}/{n}">{w}</a></li>' for n, w in _numbered(words)),
        "related_title": fields["related"],
        "related": _links(related),
        "related_cards": _cards(related),
        "most_read_title": fields["most_read"],
        "most_read": _links(most_read),
    }
    html = _template(kind).substitute(fields)
    shown = [phrases[name] for name in phrases if f"${name}" in _template(kind).template]
    shown += [phrases["also_read"]] if len(printed.text.paragraphs) > 2 else []
    shown += [near.text.title for near in (*related, *most_read)]
    return Page(html=html, clutter=tuple(dict.fromkeys(filter(None, shown))))


@cache
def _template(kind: str) -> Template:
    return Template((HERE / "templates" / f"{kind}.html").read_text("utf-8"))


def _phrases(printed: Printed, words: Words, neighbour: Printed) -> dict[str, str]:
    local = printed.published_at
    when = words["date"].format(day=local.day, month=words["months"][local.month - 1])
    values = {
        "name": printed.publisher.name,
        "headline": neighbour.text.title,
        "tags": ", ".join(printed.draft.tags),
        "year": local.year,
        "when": f"{when}, {local.year}",
    }
    names = [*FURNITURE, "also_read"]
    names += [] if "url_date_only" in printed.draft.quirks else ["published"]
    phrases = {name: str(words[name]).format(**values) for name in names}
    phrases.setdefault("published", "")
    phrases["tags"] = words["tags"].format(**values) if printed.draft.tags else ""
    return phrases


def _charset_meta(draft: Draft, publisher: Publisher) -> str:
    if "wrong_charset" in draft.quirks:
        return '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
    return f'<meta charset="{publisher.charset}">'


def _head_dates(printed: Printed) -> str:
    if "url_date_only" in printed.draft.quirks:
        return ""
    stamp = printed.published_at.isoformat(timespec="seconds")
    return f'<meta property="article:published_time" content="{stamp}">'


def _date_line(printed: Printed, words: Words) -> str:
    if "url_date_only" in printed.draft.quirks:
        return ""
    local, zone = printed.published_at, printed.publisher.zone_name
    if printed.draft.language == "en":
        return f"{local:%B} {local.day}, {local:%Y %I:%M %p} {zone}"
    return f"{local.day} {words['months'][local.month - 1]} {local:%Y, %H:%M}"


def _byline(draft: Draft, words: Words) -> str:
    return escape(str(words["by"]).format(byline=draft.byline)) if draft.byline else ""


def _linked_data(printed: Printed) -> str:
    live = "live" in printed.draft.quirks
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if live else "NewsArticle",
        "headline": printed.text.title,
        "mainEntityOfPage": printed.url,
        "publisher": {"@type": "NewsMediaOrganization", "name": printed.publisher.name},
    }
    if printed.draft.byline:
        facts["author"] = [{"@type": "Person", "name": printed.draft.byline}]
    if "url_date_only" not in printed.draft.quirks:
        facts["datePublished"] = printed.published_at.isoformat(timespec="seconds")
    return json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")


def _body(printed: Printed, kind: str, phrases: Mapping[str, str]) -> str:
    paragraphs = [escape(line, quote=False) for line in printed.text.paragraphs]
    also = f"<a href='#also'>{escape(phrases['also_read'])}</a>"
    has_room = len(paragraphs) > 2
    if kind == "live":
        local = printed.published_at
        posts = [
            f'<div class="live-post"><span class="at">{local.hour:02}:{59 - n:02}</span>'
            f"<p>{line}</p></div>"
            for n, line in enumerate(paragraphs)
        ]
        if has_room:
            posts.insert(2, f'<div class="promo">{also}</div>')
        return "\n".join(posts)
    if kind in ("breaks", "table"):
        if has_room:
            paragraphs.insert(2, f"<b>{also}</b>")
        return "\n<br><br>\n".join(paragraphs)
    blocks = [f"<p>{line}</p>" for line in paragraphs]
    if has_room:
        blocks.insert(2, f'<div class="also-read"><strong>{also}</strong></div>')
    return "\n".join(blocks)


def _numbered(words: Words) -> list[tuple[int, str]]:
    return list(enumerate(words["nav"], start=1))


def _links(articles: Sequence[Printed]) -> str:
    return "\n".join(
        f'<li><a href="{escape(near.url)}">{escape(near.text.title)}</a></li>' for near in articles
    )


def _cards(articles: Sequence[Printed]) -> str:
    return "\n".join(
        f'<div class="card"><a href="{escape(near.url)}">'
        f"<h4>{escape(near.text.title)}</h4></a></div>"
        for near in articles
    )
