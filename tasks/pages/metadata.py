"""Reads what a page says of itself in its head: title, author, summary, address, linked data."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from tasks.pages.clutter import fold
from tasks.pages.markup import Tree, clean_text

_ARTICLE_TYPES = re.compile(r"Article|Posting|Report|NewsItem", re.IGNORECASE)
_SITE_SEPARATORS = re.compile(r"\s+[|\-–—•·:»]\s+|\s*[|»]\s*")
_WORD = re.compile(r"\w+")
_BY = re.compile(r"^(?:by|written by|reported by|posted by|author|von|por)\b[\s:]*", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"\b(?:published|updated|posted)\b|\d{1,2}:\d{2}|\|", re.IGNORECASE)
_AUTHOR_XPATH = (
    "//*[@rel='author' or @itemprop='author' or contains(@class,'author-name')"
    " or contains(@class,'byline') or @class='author']"
)
_AUTHOR_META = (
    "author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "byl",
    "article:author",
)  # fmt: skip
_SOURCE_META = ("source", "dc.source", "dcterms.source", "article:source", "news:source")
# schema.org's words for who a text was had from.
_SOURCE_KEYS = ("sourceOrganization", "provider", "creditText")
_LONGEST_BYLINE = 120
_LONGEST_KICKER = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's own statements; text is clean, `meta` maps lower-case names to contents."""

    title: str
    h1: str
    byline: str | None
    sources: tuple[str, ...]  # all names of authors and sources that the head has, each once
    summary: str | None
    canonical_url: str | None
    meta: dict[str, str]
    articles: tuple[dict[str, Any], ...]  # JSON-LD nodes of article types
    nodes: tuple[dict[str, Any], ...]  # all JSON-LD nodes
    is_free: bool  # False where linked data says that the text is for subscribers


def read_metadata(tree: Tree, url: str) -> Metadata:
    """Must run before the scripts are stripped: linked data lives in one."""
    meta = _meta(tree)
    nodes = tuple(_linked_data(tree))
    articles = tuple(n for n in nodes if _ARTICLE_TYPES.search(_types(n)))
    h1 = _heading(tree, meta)
    return Metadata(
        title=_title(tree, meta, articles, h1),
        h1=h1,
        byline=_byline(tree, meta, articles),
        sources=tuple(dict.fromkeys(filter(None, _sources(meta, articles)))),
        summary=_summary(meta, articles),
        canonical_url=_canonical(tree, meta, url),
        meta=meta,
        articles=articles,
        nodes=nodes,
        is_free=not any(
            str(node.get("isAccessibleForFree", "")).lower() == "false" for node in articles
        ),
    )


def _meta(tree: Tree) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if content and name and (text := clean_text(html.unescape(content))):
            found.setdefault(name.strip().lower(), text)
    return found


def _linked_data(tree: Tree) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            text = script.text.strip().removeprefix("<!--").removesuffix("-->").strip()
            text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").rstrip().rstrip(";")
            try:
                yield from _nodes(json.loads(text, strict=False), 0)
            except (ValueError, RecursionError):
                continue  # half of the broken blocks are advertisements


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for member in value:
            yield from _nodes(member, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), dict | list):
                yield from _nodes(value[key], depth + 1)


def _types(node: dict[str, Any]) -> str:
    kind = node.get("@type", "")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def plain(value: Any) -> str:
    """The text of a JSON-LD value that should be a string, or an empty one."""
    return clean_text(html.unescape(value)) if isinstance(value, str) else ""


def _heading(tree: Tree, meta: dict[str, str]) -> str:
    """The h1 that shares most words with the page's other titles; sites put logos in h1 too."""
    texts = [clean_text(h1.text_content()) for h1 in list(tree.iter("h1"))[:12]]
    texts = [text for text in texts if 0 < len(text) <= 400]
    if not texts:
        return ""
    given = _words(meta.get("og:title", "") + " " + (tree.findtext(".//title") or ""))
    return max(texts, key=lambda text: len(_words(text) & given))


def _title(tree: Tree, meta: dict[str, str], articles: tuple[dict[str, Any], ...], h1: str) -> str:
    declared = [
        meta.get("og:title", ""),
        *(plain(node.get("headline")) for node in articles),
        meta.get("twitter:title", ""),
        clean_text(tree.findtext(".//title") or ""),
    ]
    declared = [title for title in declared if title]
    words = _words(h1)
    site = meta.get("og:site_name", "")
    for title in declared:
        bare = _without_site(title, site)
        given = _words(bare)
        # What readers see goes before what is cut and branded for machines; but an h1 that
        # shares little with every declared title is a section or the site's own name.
        if given and len(words & given) >= 0.5 * len(given):
            return bare if _has_kicker(h1, bare) else h1
    if not declared:
        return h1
    return _without_site(declared[0], site)


def _has_kicker(h1: str, title: str) -> bool:
    """True where the h1 is the title with a topic of some words set before it."""
    return 0 < len(h1) - len(title) <= _LONGEST_KICKER and fold(h1).endswith(fold(title))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))


def _without_site(title: str, site: str) -> str:
    """The title without the publisher's name behind a separator."""
    parts = list(_SITE_SEPARATORS.finditer(title))
    if not parts:
        return title
    last = parts[-1]
    head, tail = title[: last.start()].strip(), title[last.end() :].strip()
    branded = bool(site) and bool(_words(site) & _words(tail))
    if head and (branded or (len(tail.split()) <= 4 and len(tail) < 0.5 * len(head))):
        return head
    return title


def _byline(tree: Tree, meta: dict[str, str], articles: tuple[dict[str, Any], ...]) -> str | None:
    """The first statement of an author that is not just the publisher's name, else that name."""
    site = _words(meta.get("og:site_name", ""))
    for node in articles:
        site |= _words(next(_names(node.get("publisher")), ""))
    fallback = None
    for name in _bylines(tree, meta, articles):
        if not _words(name) <= site:
            return name
        fallback = fallback or name
    return fallback


def _bylines(
    tree: Tree, meta: dict[str, str], articles: tuple[dict[str, Any], ...]
) -> Iterator[str]:
    yield from _declared_bylines(meta, articles)
    for element in tree.xpath(_AUTHOR_XPATH)[:6]:
        if name := _as_name(clean_text(element.text_content())):
            yield name


def _declared_bylines(meta: dict[str, str], articles: tuple[dict[str, Any], ...]) -> Iterator[str]:
    for node in articles:
        names = list(dict.fromkeys(filter(None, _names(node.get("author")))))
        if names:
            yield ", ".join(names)
    for key in _AUTHOR_META:
        if name := _as_name(meta.get(key, "")):
            yield name


def _sources(meta: dict[str, str], articles: tuple[dict[str, Any], ...]) -> Iterator[str]:
    yield from _declared_bylines(meta, articles)
    for node in articles:
        for key in _SOURCE_KEYS:
            yield from _names(node.get(key))
    for key in _SOURCE_META:
        yield _as_name(meta.get(key, ""))


def _names(author: Any) -> Iterator[str]:
    if isinstance(author, list):
        for member in author[:12]:
            yield from _names(member)
    elif isinstance(author, dict):
        yield from _names(author.get("name"))
    elif isinstance(author, str):
        yield _as_name(clean_text(html.unescape(author)))


def _as_name(text: str) -> str:
    """A name without "By", or an empty text where it is an address or too long for one."""
    text = _BEHIND_NAME.split(_BY.sub("", text), maxsplit=1)[0].strip(" |,-–—:")
    if len(text) > _LONGEST_BYLINE or "://" in text or not any(c.isalpha() for c in text):
        return ""
    return text


def _summary(meta: dict[str, str], articles: tuple[dict[str, Any], ...]) -> str | None:
    for key in ("og:description", "description", "twitter:description"):
        if text := meta.get(key):
            return text
    return next((text for node in articles if (text := plain(node.get("description")))), None)


def _canonical(tree: Tree, meta: dict[str, str], url: str) -> str | None:
    """rel=canonical, or og:url where there is none, made absolute; http(s) only."""
    found = ""
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower().strip() == "canonical" and link.get("href"):
            found = link.get("href").strip()
            break
    found = found or meta.get("og:url", "")
    if not found:
        return None
    try:
        absolute = urljoin(url, found)
        return absolute if urlsplit(absolute).scheme in {"http", "https"} else None
    except ValueError:
        return None
