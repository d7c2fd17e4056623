"""Turns the HTML that feeds put into titles and summaries into plain text, and hashes it.

Feeds carry fragments, not pages: a pass of regular expressions reads them in microseconds,
and nothing is rendered from them.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata

_HIDDEN = re.compile(
    r"<(script|style|iframe|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(
    r"<(?:/?(?:p|div|li|ul|ol|h[1-6]|tr|table|blockquote|figure|section)|br)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*|/)?>|<!\[CDATA\[|\]\]>")
_ESCAPED_TAG = re.compile(r"&lt;/?[a-z][^<>&]{0,500}&gt;", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
# What moves by itself: "5 minutes ago", "12 comments", "1,234 views", in the feeds' languages.
# Every repetition is bounded: an open one at the start takes minutes on a page of digits.
_MOVING = re.compile(
    r"(?<!\d)\d{1,9}(?:[.,]\d{1,3}){0,3} ?(?:"
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?) ago\b"
    r"|k? ?(?:comments?|views?|shares?|likes?|reads?|min(?:ute)?s? read)\b"
    r"|(?:सेकंड|मिनट|घंटे|घंटा|दिन) पहले"
    r"|(?:سیکنڈ|منٹ|گھنٹے|گھنٹہ|دن) (?:پہلے|قبل)"
    r"|(?:সেকেন্ড|মিনিট|ঘণ্টা|ঘন্টা|দিন) আগে)"
    r"|\bjust now\b"
)


def plain_text(markup: str) -> str:
    """The text of an HTML fragment: NFC, entities resolved, blocks parted by one newline.

    Markup escaped once too often (`&amp;lt;b&amp;gt;`, `&amp;amp;`) is read too.
    """
    if "<" not in markup and "&" not in markup:
        return _tidy(markup)
    text = markup
    for _ in range(2):
        if "<" in text:
            text = _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub(" ", text)))
        if "&" not in text:
            break
        was_escaped = _ESCAPED_TAG.search(text) is not None
        text = html.unescape(text)
        if not was_escaped and "&" not in text:
            break
    return _tidy(text)


def one_line(markup: str) -> str:
    """The text of an HTML fragment on one line: titles and names."""
    return plain_text(markup).replace("\n", " ")


def lead(text: str, limit: int) -> str:
    """The first paragraphs of a text, at most `limit` characters, whole words only."""
    if len(text) <= limit:
        return text
    cut = text.rfind("\n", limit // 3, limit)
    if cut < 0:
        cut = text.rfind(" ", 0, limit)
    return text[: cut if cut > 0 else limit].rstrip()


def entry_digest(*texts: str) -> str:
    """32 hexadecimal digits that change when the texts say something else.

    Blanks, case, numbers of comments and relative times ("5 minutes ago") do not count.
    """
    folded = (" ".join(text.casefold().split()) for text in texts)
    normal = "\x1f".join(" ".join(_MOVING.sub(" ", text).split()) for text in folded)
    return hashlib.blake2b(normal.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _tidy(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(filter(None, lines))
