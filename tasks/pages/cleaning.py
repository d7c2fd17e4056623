"""Takes the lines that are not the article out of the lines that an extractor found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tasks.articles.dates import read_date
from tasks.pages.body import Line
from tasks.pages.clutter import Cues, Place, fold, is_sentence

_WORD = re.compile(r"\w+")
_ALL_LINK_CHARS = 180  # a longer line that is one link is a linked paragraph, not a pointer
_MASTHEAD_LINES = 8  # title, section, byline and date stand among the first few lines
_PROSE_CHARS = 120
_LONGEST_LABEL = 30
_LONGEST_ASIDE = 60
_ROWS = ("li.", "td.", "th.", "dt.", "dd.", "h1.", "h2.", "h3.", "h4.", "h5.", "h6.")
_ENDS_OPEN = re.compile(r"[.!?।॥۔؟:：,،;؛…\"”’)–—-]$")
_LEAST_TEASER = 40  # shorter lines below links are what the links are about: products, places
# "...", "[…]", also with a few words of a button behind them: "… Read more".
_BROKEN_OFF = re.compile(r"(?:\.\.\.|…)[\s\])]*(?:[^\s.,!?।]{1,12}\s?){0,3}$")
_DATE_WORDS = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)?|mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\b"
    r"|\b(?:am|pm|[a-z]{2,4}t|gmt|utc|at|on|last|updated?|published|posted|first|by)\b",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(r"\b(?:published|updated|posted)\b", re.IGNORECASE)


def clean_lines(
    lines: Iterable[Line], *, cues: Cues, title: str, byline: str | None, country: str
) -> tuple[str, ...]:
    """The paragraphs of the article among `lines`, in order.

    Left out are lines that the cues condemn, lines that are one link, what a section
    heading or comment form begins, and at the top the title again, the byline and the
    date. A paragraph of prose is never judged by a cue inside it.
    """
    given = tuple(lines)
    frame = _body_frame(given)
    given = _without_teasers(_until_the_end(given, cues, frame), frame)
    kept = [line for line in given if not _is_pointer(line, cues)]
    while len(kept) > 1 and _is_aside(kept[-1], frame):
        kept.pop()
    texts = _without_masthead(kept, frame, title, byline, country)
    trimmed = [text for text in map(cues.without_tail, texts) if text]
    return tuple(_without_dangling(trimmed, byline, country))


def _is_pointer(line: Line, cues: Cues) -> bool:
    if line.is_link and len(line.text) < _ALL_LINK_CHARS:
        return True
    return cues.condemns(line.text) or cues.names_section(line.text)


def _body_frame(lines: tuple[Line, ...]) -> str:
    """The frame that holds most of the text but for teasers; empty where frames are unknown."""
    chars: Counter[str] = Counter()
    for line in lines:
        is_apart = line.is_link or line.is_below_link or _breaks_off(line.text)
        chars[line.frame] += 0 if is_apart else len(line.text)
    return max(chars, key=chars.__getitem__) if chars else ""


def _without_teasers(lines: tuple[Line, ...], frame: str) -> tuple[Line, ...]:
    """Without the first words of other stories that stand below the links to them.

    They break off ("...", "… Read more"), or stand, more than once, in elements of one
    kind that is not the kind of the article's paragraphs.
    """
    apart = [
        line
        for line in lines
        if line.frame not in ("", frame)
        and not line.is_link
        and line.kind != "head"
        and len(line.text) >= _LEAST_TEASER
    ]
    below = Counter(line.frame for line in apart if line.is_below_link)
    broken = Counter(line.frame for line in apart if _breaks_off(line.text))
    teasers = {
        id(line)
        for line in apart
        if (line.is_below_link and (below[line.frame] > 1 or _breaks_off(line.text)))
        or (broken[line.frame] > 1 and _breaks_off(line.text))
    }
    return tuple(line for line in lines if id(line) not in teasers)


def _breaks_off(text: str) -> bool:
    return _BROKEN_OFF.search(text) is not None


def _is_aside(line: Line, frame: str) -> bool:
    """True for a few words outside the box of the paragraphs: a button, a prompt, a credit.

    Behind the last paragraph alone; between paragraphs they may be captions that tell much.
    """
    if len(line.text) > _LONGEST_ASIDE or line.kind not in {"p", "head"}:
        return False
    if line.frame.startswith(_ROWS) or not _is_outside(line, frame):
        return False
    return not _ENDS_OPEN.search(line.text)


def _until_the_end(lines: tuple[Line, ...], cues: Cues, frame: str) -> tuple[Line, ...]:
    """The lines up to the comment form or to a section that holds no prose."""
    before, total = 0, sum(len(line.text) for line in lines if not line.is_link)
    for index, line in enumerate(lines):
        place = cues.heads(line.text, Place.COMMENTS, Place.SECTION) if before else None
        # Readers write prose too: behind most of the text a form ends the article for sure.
        if place is Place.COMMENTS and before >= max(0.4 * total, _PROSE_CHARS):
            return lines[:index]
        if place is not None and _is_listing(lines[index + 1 :], frame):
            return lines[:index]
        before += 0 if line.is_link else len(line.text)
    return lines


def _is_listing(rest: tuple[Line, ...], frame: str) -> bool:
    """True where what is left reads like headlines, teasers and links, not like an article.

    Lists of other stories stand in the middle of articles too: prose behind one, in the
    same kind of element as the prose before it, is the article going on.
    """
    if frame:
        own = [line for line in rest if line.frame == frame and not line.is_link]
        if any(_is_prose(line) or is_sentence(line.text) for line in own):
            return False
    prose = [line for line in rest if _is_prose(line)]
    if len(prose) <= 1:
        return True
    return sum(len(line.text) for line in prose) < 0.4 * sum(len(line.text) for line in rest)


def _is_prose(line: Line) -> bool:
    """True for sentences; a teaser breaks off ("...") and a headline has no full stop."""
    if line.is_link or _breaks_off(line.text):
        return False
    return len(line.text) >= _PROSE_CHARS or (len(line.text) >= 60 and is_sentence(line.text))


def _without_masthead(
    lines: list[Line], frame: str, title: str, byline: str | None, country: str
) -> list[str]:
    texts: list[str] = []
    for index, line in enumerate(lines):
        top = len(texts) < 3 and index < _MASTHEAD_LINES
        if top and (
            _repeats(line.text, title)
            or _is_byline(line.text, byline)
            or _is_date(line.text, country)
        ):
            continue
        # A heading above the box of the paragraphs is a standfirst; inside it, a subhead.
        is_early = not texts and index < 2 * _MASTHEAD_LINES
        is_standfirst = line.kind == "head" and _is_outside(line, frame)
        if is_early and (_is_label(line.text) or is_standfirst):
            continue
        texts.append(line.text)
    return texts


def _is_outside(line: Line, frame: str) -> bool:
    """True where another element holds the line than holds most paragraphs."""
    own, usual = line.frame.partition(" in ")[2], frame.partition(" in ")[2]
    return bool(line.frame and frame) and own != usual


def _is_label(text: str) -> bool:
    """True for a word or four that open no paragraph: a section, a kicker, "2 hours ago"."""
    return len(text) <= _LONGEST_LABEL and text.count(" ") < 4 and not _ENDS_OPEN.search(text)


def _repeats(text: str, title: str) -> bool:
    """True for the title once more, be it cut, or with the publisher's name behind it."""
    own, given = _WORD.findall(fold(text)), _WORD.findall(fold(title))
    if not own or not given:
        return False
    shared = len(set(own) & set(given))
    return (
        len(own) <= 1.4 * len(given) + 1
        and shared >= 0.8 * len(set(own))
        and (shared >= 0.6 * len(set(given)) or own == given[: len(own)])
    )


def _is_byline(text: str, byline: str | None) -> bool:
    if len(text) > 90 or text.endswith(":"):
        return False
    folded = fold(text)
    if folded.startswith(("by ", "by:", "from our ")) and len(text.split()) <= 10:
        return not is_sentence(text)
    own, given = set(_WORD.findall(folded)), set(_WORD.findall(fold(byline or "")))
    return bool(given) and given <= own and len(own) <= len(given) + 3


def _is_date(text: str, country: str) -> bool:
    """True for a line that is a date and little else; a dateline ("QUETTA, Nov 22:") is not."""
    if len(text) > 90 or text.endswith((":", ")")) or not any(c.isdecimal() for c in text):
        return False
    reading = read_date(text, country)
    if reading is None:
        return False
    most = 10 if _DATE_LABEL.search(text) else 6 if reading.has_time else 4
    return len(_WORD.findall(_DATE_WORDS.sub(" ", text))) <= most


def _without_dangling(texts: list[str], byline: str | None, country: str) -> list[str]:
    """Without labels ("More:"), byline and edition date behind the last paragraph."""
    while len(texts) > 1 and (
        _is_byline(texts[-1], byline)
        or _is_date(texts[-1], country)
        or (len(texts[-1]) <= 40 and texts[-1].endswith((":", "：")))
    ):
        texts.pop()
    return texts
