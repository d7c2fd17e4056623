"""Decides in which encoding a page is, and lets no wrong declaration garble it."""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What the WHATWG Encoding Standard reads under these labels: the Windows superset.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_TYPES_OF_MULTIBYTE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"})
# The guesses worth believing. Among Latin code pages statistics toss a coin over a few
# accents; there Windows-1252 is what South Asian sites that are not UTF-8 use.
_BELIEVED = frozenset(
    {
        "cp1251", "cp1253", "cp1255", "cp1256", "cp874", "tis_620", "koi8_r", "koi8_u",
        "iso8859_5", "iso8859_6", "big5", "gb18030", "gb2312", "gbk", "hz", "shift_jis", "cp932",
        "euc_jp", "euc_kr", "cp949", "utf_16", "utf_16_le", "utf_16_be", "utf_32",
    }
)  # fmt: skip
_MOST_BROKEN = 0.002  # share of bytes: a page cut or stitched together is still UTF-8
_LEAST_BROKEN = 4
_SAMPLE = 20_000


def decode(page: bytes, content_type: str | None) -> str:
    """The text of a page, by byte order mark, then UTF-8 if it is, header, meta, statistics.

    UTF-8 goes before every declaration: prose in another encoding is valid UTF-8 by
    accident hardly ever, while pages that declare ISO-8859-1 and are UTF-8 are common.
    A few broken bytes are replaced rather than letting them turn the page into another
    encoding. Never raises.
    """
    for mark, name in _BOMS:
        if page.startswith(mark):
            return page.decode(name, "replace").lstrip("\ufeff")
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_nearly_utf8(page):
        return page.decode("utf-8", "replace")
    for name in _declared(page, content_type):
        try:
            return page.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(page)


def _declared(page: bytes, content_type: str | None) -> list[str]:
    labels = []
    if content_type and (header := _HEADER.search(content_type)):
        labels.append(header[1])
    found = (pattern.search(page[:4096]) for pattern in (_META, _XML))
    labels.extend(match[1].decode("ascii", "replace") for match in found if match)
    names = []
    for label in labels:
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        # A declaration that was readable as ASCII cannot be true of UTF-16.
        if name not in _TYPES_OF_MULTIBYTE and name != "utf-8":
            names.append(_SUPERSETS.get(name, name))
    return names


def _is_nearly_utf8(page: bytes) -> bool:
    """True where multi-byte UTF-8 sequences abound and few bytes are none."""
    text = page.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text[: 4 * _SAMPLE] if character > "\x7f") - broken
    return broken <= max(_LEAST_BROKEN, _MOST_BROKEN * len(page)) and whole > 2 * broken


def _guessed(page: bytes) -> str:
    """By statistics on a sample with many non-ASCII bytes; Windows-1252 as the last resort."""
    from charset_normalizer import from_bytes  # rarely needed, slow to load

    best = from_bytes(_telling(page), steps=3, chunk_size=1024).best()
    if best is not None and best.encoding in _BELIEVED:
        return page.decode(best.encoding, "replace")
    return page.decode("cp1252", "replace")


def _telling(page: bytes) -> bytes:
    """The text of the page around its first non-ASCII byte, without tags."""
    first = next((index for index, byte in enumerate(page[:500_000]) if byte > 127), 0)
    bare = re.sub(rb"<[^>]{0,500}>", b" ", page[max(0, first - 200) : first + _SAMPLE])
    return bare or page[:_SAMPLE]
