"""Turns the bytes of a feed into XML text that a parser can read: charset, junk, entities, breaks.

Real feeds lie about their charset, begin with blank lines or PHP warnings, carry control
characters and bare ampersands, and stop in the middle. All of that is mended here, before
any parser sees the document, so that the strict parser can read it; what was mended is
said. Document type declarations are cut out whole: no feed needs one, and without one no
entity can expand or reach for a file.
"""

from __future__ import annotations

import codecs
import html.entities
import re
import zlib
from dataclasses import dataclass

from tasks.feeds.problems import Problem, Unreadable

MAX_BYTES = 32 * 1024 * 1024  # decompressed; the largest feed seen had 3 MB
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE_UTF16 = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
# Publishers write "iso-8859-1" and mean what Windows types (WHATWG Encoding says so too).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]+)|([0-9]+));|([A-Za-z][A-Za-z0-9]{1,31});)?")
# Unbroken text of this length is an image written out in ASCII or an attack: the regular
# expressions for addresses and dates, feedparser's among them, take quadratic time on it.
_RUN = re.compile(r"(?<![!-%'-:=?-~])[!-%'-:=?-~]{2000,}+")
_NAMES = re.compile(
    r"(<(?:[\w.-]+:)?(?:author|creator|managingEditor|webMaster|publisher|contributor|name|email)"
    r"\b[^<>]{0,500}>(?:<!\[CDATA\[)?[^<\]]{1000})[^<\]]+",
    re.IGNORECASE,
)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(rss|feed|rdf|channel)(?=[\s>])", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
_PROLOG = re.compile(r"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_DOCTYPE_MARK = re.compile(
    r"""<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|"[^"]*"|'[^']*'|[\[\]<>]""", re.DOTALL
)
_LAST_END = re.compile(r"</(?:[A-Za-z_][\w.-]*:)?(?:item|entry)\s*>", re.IGNORECASE)
_JUNK_LIMIT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed as XML text without declaration and document type, its root first."""

    text: str
    problem: Problem | None  # the first thing that had to be mended


def read_document(document: bytes, *, content_type: str | None) -> FeedDocument | Unreadable:
    """The document as mended text, or why it is no feed. Never raises for any bytes."""
    plain = _decompress(document)
    if isinstance(plain, Unreadable):
        return plain
    if not plain.strip(b"\0 \t\r\n"):
        return Unreadable(reason_code="empty", message="the document is empty")
    text, problem = _decode(plain, content_type)
    cleaned = _ILLEGAL.sub("", text.removeprefix("\ufeff"))
    if len(cleaned) < len(text.removeprefix("\ufeff")):
        problem = problem or Problem(
            reason_code="control_characters", message="characters that XML forbids were removed"
        )
    found = _find_root(cleaned)
    if isinstance(found, Unreadable):
        return found
    junk, body = found
    if junk:
        problem = problem or Problem(reason_code="junk_before", message=f"begins with {junk!r}")
    shortened = _NAMES.sub(r"\1", _RUN.sub("", body))
    mended = _mend_references(shortened)
    if mended != shortened:
        problem = problem or Problem(
            reason_code="bad_references", message="bare & or undeclared entities were mended"
        )
    closed = _close(mended)
    if not mended.startswith(closed):
        problem = Problem(reason_code="truncated", message="the document stops before its end")
    return FeedDocument(text=closed, problem=problem)


def _decompress(document: bytes) -> bytes | Unreadable:
    """Gzip left in place by a server that does not say Content-Encoding."""
    if len(document) > MAX_BYTES:
        return Unreadable(reason_code="too_large", message=f"more than {MAX_BYTES} bytes")
    if not document.startswith(b"\x1f\x8b"):
        return document
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(document, MAX_BYTES + 1)
    except zlib.error as error:
        return Unreadable(reason_code="bad_gzip", message=f"gzip cannot be read: {error}")
    if len(plain) > MAX_BYTES:
        message = f"{len(document)} bytes of gzip unpack to more than {MAX_BYTES}"
        return Unreadable(reason_code="too_large", message=message)
    return plain


def _decode(document: bytes, content_type: str | None) -> tuple[str, Problem | None]:
    for bom, encoding in _BOMS:
        if document.startswith(bom):
            return document[len(bom) :].decode(encoding, "replace"), None
    for start, encoding in _BARE_UTF16:
        if document.startswith(start):
            return document.decode(encoding, "replace"), None
    declared = _declared_encodings(document, content_type)
    try:
        # Text in another charset passes as UTF-8 only by a rare accident: bytes before labels.
        return document.decode("utf-8"), _mismatch(declared, "utf-8", document)
    except UnicodeDecodeError:
        pass
    replaced = document.decode("utf-8", "replace")
    broken = replaced.count("\ufffd")
    whole = sum(1 for character in replaced if character > "\x7f") - broken
    if broken * 10 <= whole:  # UTF-8 with a few bad bytes, or cut in a character
        message = f"{broken} byte sequences were no UTF-8"
        return replaced, Problem(reason_code="bad_charset", message=message)
    for encoding in (*declared, "cp1252"):
        if encoding == "utf-8":
            continue
        return document.decode(encoding, "replace"), _mismatch(declared, encoding, document)
    return replaced, None


def _declared_encodings(document: bytes, content_type: str | None) -> tuple[str, ...]:
    """What the XML declaration and then the HTTP header say, as Python names; unknown ones out."""
    labels = []
    in_xml = _DECLARED.search(document[:1000])
    if in_xml:
        labels.append(in_xml.group(1).decode("ascii"))
    in_http = _CHARSET.search(content_type or "")
    if in_http:
        labels.append(in_http.group(1))
    names = []
    for label in labels:
        try:
            name = codecs.lookup(label).name
            b"".decode(name)  # refuses codecs that are no charsets, such as hex
        except (LookupError, ValueError):
            continue
        if not name.startswith(("utf-16", "utf-32", "utf-7", "idna", "punycode", "raw", "unicode")):
            names.append(_MEANT.get(name, name))
    return tuple(dict.fromkeys(names))


def _mismatch(declared: tuple[str, ...], used: str, document: bytes) -> Problem | None:
    if not declared or used == declared[0] or document.isascii():
        return None
    message = f"declared as {declared[0]}, read as {used}"
    return Problem(reason_code="charset_mismatch", message=message)


def _find_root(text: str) -> tuple[str, str] | Unreadable:
    """What stands before the feed's root element that should not, and the text from it on.

    The document type declaration is in neither.
    """
    start = _PROLOG.match(text)
    rest = text[start.end() if start else 0 :]
    if _DOCTYPE.match(rest):
        rest = rest[_doctype_end(rest) :]
        start = _PROLOG.match(rest)
        rest = rest[start.end() if start else 0 :]
    first = _ANY_TAG.search(rest[:_JUNK_LIMIT])
    root = _ROOT.search(rest[:_JUNK_LIMIT])
    if root is not None and (first is None or first.start() == root.start() or not _is_html(first)):
        return rest[: root.start()].strip()[:100], rest[root.start() :]
    return _no_feed(rest, first)


def _is_html(tag: re.Match[str]) -> bool:
    return tag.group(1).lower() in ("html", "head", "body", "meta", "title", "script")


def _no_feed(rest: str, first: re.Match[str] | None) -> Unreadable:
    if first is not None and (_is_html(first) or first.group(1).lower() in ("div", "p", "br")):
        return Unreadable(reason_code="html_not_feed", message="the document is an HTML page")
    if rest.lstrip().startswith(("{", "[")):
        return Unreadable(reason_code="json_not_feed", message="the document is JSON")
    if first is None:
        return Unreadable(reason_code="not_xml", message="the document has no XML element")
    name = first.group(1)[:60]
    if name.lower() in ("urlset", "sitemapindex"):
        return Unreadable(reason_code="sitemap_not_feed", message="the document is a sitemap")
    message = f"the document's root is <{name}>, not RSS, RDF or Atom"
    return Unreadable(reason_code="not_a_feed", message=message)


def _doctype_end(text: str) -> int:
    """Where the document type declaration at the start of the text ends (XML 1.0, 2.8)."""
    position, depth = 0, 0
    for match in _DOCTYPE_MARK.finditer(text):
        position = match.end()
        mark = match.group()
        if mark in ("<", "["):
            depth += 1
        elif mark in (">", "]"):
            depth -= 1
            if depth <= 0:
                break
    return position


def _mend_references(text: str) -> str:
    if "&" not in text:
        return text
    parts = _CDATA.split(text)
    # In CDATA (every second part) an ampersand is itself.
    parts[::2] = [_REFERENCE.sub(_mend_reference, part) for part in parts[::2]]
    return "".join(parts)


def _mend_reference(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name in _XML_ENTITIES:
        return match.group()
    if name is not None:
        character = html.entities.html5.get(f"{name};")
        return character if character is not None else f"&amp;{match.group()[1:]}"
    if hexadecimal is None and decimal is None:
        return "&amp;"
    code = int(hexadecimal, 16) if hexadecimal else int((decimal or "")[:9])
    is_legal = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return match.group() if is_legal or 0x10000 <= code < 0x110000 else ""


def _close(text: str) -> str:
    """A document that stops early, cut after its last whole entry and closed."""
    root = _ROOT.match(text)
    if root is None:
        return text
    opening = root.group()[1:]
    ends = list(re.finditer(rf"</{re.escape(opening)}\s*>", text, re.IGNORECASE))
    if ends:
        return text[: ends[-1].end()]
    last = max((match.end() for match in _LAST_END.finditer(text)), default=None)
    if last is None:
        return text
    needs_channel = root.group(1).lower() == "rss"
    return text[:last] + ("</channel>" if needs_channel else "") + f"</{opening}>"
