"""Finds the feeds in an OPML document and builds one: the XML side of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from warehouse.errors import BadCatalogue

# OPML writes the feed's address as xmlUrl; a title is what readers show.
_RENAMED = frozenset({"url"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One outline that names a feed."""

    line: int
    attributes: Mapping[str, str]  # names in lower case
    folder: str | None  # text of the outline around it


def find_outlines(document: bytes, name: str) -> Iterator[Outline]:
    """All outlines with an xmlUrl, however deep, in document order. `name` is for messages.

    BadCatalogue: not well-formed, or it declares entities (a catalogue needs none, and they
    are how XML documents are made to explode or to read files).
    """
    if b"<!ENTITY" in document.replace(b"\0", b""):
        raise BadCatalogue(name, "declares XML entities", "remove the DOCTYPE")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        problem = f"is not well-formed XML: {error.msg}"
        raise BadCatalogue(f"{name}:{line}", problem, "export it again, or mend it") from error
    for outline in root.iter("{*}outline"):
        attributes = {str(key).lower(): str(value) for key, value in outline.attrib.items()}
        if "xmlurl" not in attributes:
            continue
        parent = outline.getparent()
        folder = None
        if parent is not None and parent.tag == outline.tag:
            folder = parent.get("text") or parent.get("title")
        yield Outline(line=outline.sourceline or 1, attributes=attributes, folder=folder)


def build_opml(title: str, rows: Iterable[Mapping[str, str]]) -> str:
    """OPML 2.0 with one outline a row; every cell becomes an attribute, empty ones included."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for row in rows:
        parts = [part for part in (row["publisher"], row["section"]) if part]
        attributes = {key: value for key, value in row.items() if key not in _RENAMED}
        etree.SubElement(
            body, "outline", {"type": "rss", "text": " - ".join(parts), "xmlUrl": row["url"]}
        ).attrib.update(attributes)
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
