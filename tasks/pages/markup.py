"""Turns markup into a tree, and its text into lines, so that others need not know lxml."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Tree = Any  # lxml publishes no types; a tree is whatever `parse` returned

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# A soft hyphen, a byte order mark and direction marks carry no text. ZWNJ and ZWJ do, in
# Persian and Indic scripts: they stay.
_UNWANTED = re.compile(
    _CONTROL.pattern[:-1] + "\u00ad\ufeff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]"
)

# What ends a run of text; everything else is part of a line.
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd",
        "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li",
        "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_MACHINERY = (
    "script", "style", "svg", "iframe", "object", "embed", "canvas", "template", "link", "map",
    "amp-ad", "amp-analytics", "amp-sidebar", "amp-consent", "select", "input", "textarea",
    "head", "nav", "button",
)  # fmt: skip
_PICTURES = ("img", "source")  # no text, and half of a page's attributes
# No article needs more; a flood is read up to here, for the extractor takes time that grows
# with the square of some pages (150,000 spans in one paragraph: 10 s).
_MAXIMAL_CHARS = 3_000_000


@dataclass(slots=True)
class Run:
    """A line of text of the page: how much of it is links, and the block that holds it."""

    text: str
    link_chars: int
    owner: Tree


def clean_text(text: str) -> str:
    """NFC, without control and invisible characters, every white space one blank."""
    if text.isascii():
        text = " ".join(text.split())
        return text if text.isprintable() else _CONTROL.sub("", text)
    text = _UNWANTED.sub("", text.replace("\t", " "))
    return unicodedata.normalize("NFC", " ".join(text.split()))


_ASCII_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
# One pattern for each first byte: `re` leaps to a literal, but crawls to an alternative.
_OTHER_CONTROLS = (
    re.compile(b"\xc2[\x80-\x84\x86-\x9f]"),
    re.compile(b"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"),
)


def _without_controls(text: str) -> bytes:
    """UTF-8 without what `_CONTROL` names; a byte table does in a fifth of the time."""
    page = text.encode("utf-8", "replace").translate(None, _ASCII_CONTROLS)
    if not text.isascii():
        for pattern in _OTHER_CONTROLS:
            page = pattern.sub(b"", page)
    return page


def parse(text: str) -> Tree | None:
    """The tree of an HTML document or fragment, or None where there is nothing in it."""
    from lxml import etree, html  # 0.1 CPU s that importers of the types need not pay

    page = _without_controls(text[:_MAXIMAL_CHARS])
    if not page.strip():
        return None
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    # One class for all elements: lxml.html asks Python for the class of each, every time.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        tree = html.document_fromstring(page, parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    return tree


def drop(element: Tree) -> None:
    """Take the element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def strip_machinery(tree: Tree) -> None:
    """Take out, in place, what is never the text of an article: code, frames, fields, menus.

    The head goes too, so `read_metadata` must have been asked before. Asides and footers
    go while they are small (some themes wrap half the page in one) and tell no time.
    """
    from lxml import etree

    etree.strip_elements(tree, *_MACHINERY, with_tail=False)
    _part_lines(tree)
    etree.strip_elements(tree, *_PICTURES, with_tail=False)
    least = 0.2 * len(tree.text_content())
    for element in list(tree.iter("aside", "footer")):
        if len(element.text_content()) < least and element.find(".//time") is None:
            drop(element)


_MIXED = ("div", "p", "figure", "section", "ul", "table", "h2", "h3", "h4")
_LONGEST_LABEL = 25
_LONGEST_LABELS = 160  # characters of a row of labels


def _part_lines(tree: Tree) -> None:
    """Put line breaks where readers see them and extractors do not.

    Around a block in the middle of bare text (a box in an article of text and <br>), and
    between the labels of a row: <div><span>author</span><span>date</span></div>.
    """
    for element in list(tree.iter(*_MIXED)):
        above = element.getparent()
        if above is None or above.tag not in BLOCKS:
            continue
        before, after = element.getprevious(), element.getnext()
        text = above.text if before is None else before.tail
        if text and text.strip():
            element.addprevious(_break(element))
        if (element.tail and element.tail.strip()) or (
            after is not None and after.tag == "a" and 0 < len(element.text or "") <= _LONGEST_LABEL
        ):
            gap = _break(element)
            gap.tail, element.tail = element.tail, None
            element.addnext(gap)
    for element in tree.iter("div"):
        if len(element) > 1 and _is_row_of_labels(element):
            for label in element[:-1]:
                label.append(_break(label))


def _break(element: Tree) -> Tree:
    return element.makeelement("br")


def _is_row_of_labels(element: Tree) -> bool:
    """True for a few spans with nothing between them, too short for a paragraph."""
    if (element.text or "").strip() or any(c.tag != "span" or c.tail for c in element):
        return False
    texts = [child.text_content().strip() for child in element]
    if any(text.endswith(":") or text.count("(") != text.count(")") for text in texts):
        return False  # a label and what it labels are one line
    return sum(map(len, texts)) <= _LONGEST_LABELS


def runs(root: Tree) -> Iterator[Run]:
    """The lines of text under `root` in reading order."""
    from lxml import etree

    parts: list[str] = []
    link_chars = links = 0
    owner = root
    owners = [root]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if tag in BLOCKS:
            if parts:
                if text := _joined(parts):
                    yield Run(text, min(link_chars, len(text)), owner)
                parts.clear()
                link_chars = 0
            if tag != "br":
                if event == "start":
                    owners.append(element)
                else:
                    owners.pop()
                owner = owners[-1]
        elif tag == "a":
            links += 1 if event == "start" else -1
        piece = element.text if event == "start" else element.tail
        if piece and (event == "start" or element is not root):
            parts.append(piece)
            if links:
                link_chars += len(piece.strip())
    if text := _joined(parts):
        yield Run(text, min(link_chars, len(text)), owner)


def _joined(parts: list[str]) -> str:
    text = "".join(parts)
    return "" if text.isspace() else clean_text(text)
