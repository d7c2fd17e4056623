"""The border to trafilatura: a tree goes in, the lines of the article come out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

from tasks.pages.census import census
from tasks.pages.clutter import is_sentence, shipped_cues
from tasks.pages.markup import Run, Tree, clean_text

_WORD = re.compile(r"\w+")
_JOINERS = re.compile("[\u200c\u200d]")
_SEPARATORS = re.compile(r"[|•·,،/»›>]")
_LONGEST_ROW = 25  # words
_BREAKS = frozenset({"p", "lb", "item", "head", "quote", "row", "cell", "list", "table", "div"})
_DATELINE = re.compile(r"[^\s:–—|][^:–—|.!?]{1,40}(?::| [–—-]) ?\S")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PROSE_CHARS = 60
_SHORT_TEXT = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph, heading, list item or table row of an article, cleaned and NFC."""

    kind: str  # p, head, item, row
    text: str
    is_link: bool  # the whole of it is one link, or links and nothing else
    frame: str = ""  # tag and class of its element and of the one above; empty where unknown
    is_below_link: bool = False  # the line above it on the page is a link


def article_lines(tree: Tree, page: list[Run]) -> tuple[Line, ...]:
    """The lines of the article among those of the `page`; the tree is left as it was.

    trafilatura extracts. A census of the page's prose then checks it: where the census
    found much more prose around the same text, the extractor took only one of several
    containers (or threw one away by its name), and the census's lines are used; also
    where the extractor, finding no article, gave all text of the page as one line.
    """
    extracted = _extracted(tree)
    taken = sum(len(line.text) for line in extracted)
    share = taken / max(1, len(clean_text(tree.text_content())))
    if taken >= _SHORT_TEXT and share >= 0.6:
        # There is not enough else on the page to have lost much.
        return _with_subheads(_framed(extracted, page), page)
    counted = tuple(map(_line, census(page)))
    everything = len(extracted) == 1 and taken < _SHORT_TEXT and share > 0.85
    if everything or _lost_much(extracted, counted) or _is_heap(extracted, counted):
        extracted = _framed(counted, page)
    else:
        extracted = _with_subheads(_framed(extracted, page), page)
    lead = _lead_before(extracted, page)
    return (lead, *extracted) if lead else extracted


def _line(run: Run) -> Line:
    return Line(
        kind="head" if run.owner.tag in _HEADINGS else "p",
        text=run.text,
        is_link=_is_link(run),
        frame=_frame(run.owner),
    )


def _is_link(run: Run) -> bool:
    return run.link_chars >= 0.85 * len(run.text)


def _frame(owner: Tree) -> str:
    above = owner.getparent()
    outer = "" if above is None else f"{above.tag}.{above.get('class') or ''}"
    return f"{owner.tag}.{owner.get('class') or ''} in {outer}"


def _framed(lines: tuple[Line, ...], page: list[Run]) -> tuple[Line, ...]:
    seen: dict[str, tuple[str, bool]] = {}
    below_link = False
    for run in page:
        seen.setdefault(run.text, (_frame(run.owner), below_link))
        below_link = _is_link(run)
    known = (seen.get(line.text, ("", False)) for line in lines)
    return tuple(
        replace(line, frame=frame, is_below_link=below)
        for line, (frame, below) in zip(lines, known, strict=True)
    )


def _with_subheads(lines: tuple[Line, ...], page: list[Run]) -> tuple[Line, ...]:
    """The lines with the headings between two of them that the extractor left out.

    Its second reading, for pages where the first found little, looks at paragraphs alone.
    """
    if any(line.kind == "head" for line in lines[1:]):
        return lines
    place = {line.text: index for index, line in reversed(tuple(enumerate(lines)))}
    found: dict[int, Line] = {}
    last, heading = -1, None
    for run in page:
        index = place.get(run.text)
        if index is not None:
            if heading is not None and 0 <= last < index <= last + 3:
                found[index] = heading
            last, heading = index, None
        elif run.owner.tag in _HEADINGS:
            is_other = run.link_chars or shipped_cues().names_section(run.text)
            heading = None if is_other else _line(run)
        elif len(run.text) >= _PROSE_CHARS:
            heading = None
    if not found:
        return lines
    return tuple(
        line
        for index, given in enumerate(lines)
        for line in ((found[index], given) if index in found else (given,))
    )


def _lead_before(extracted: tuple[Line, ...], page: list[Run]) -> Line | None:
    """The first paragraph, where a theme keeps it between heading and body in its own box.

    It must open with a dateline ("QUETTA: ...") and end as a sentence: standfirsts, which
    are told apart from it by nothing else, have no dateline.
    """
    first = next((line.text for line in extracted if len(line.text) >= _PROSE_CHARS), None)
    at = next((i for i, run in enumerate(page) if run.text == first), 0)
    for run in reversed(page[max(0, at - 4) : at]):
        if run.owner.tag == "h1":
            break
        if (
            len(run.text) >= _PROSE_CHARS
            and _DATELINE.match(run.text)
            and is_sentence(run.text)
            and not run.link_chars
            and all(run.text not in line.text for line in extracted)
        ):
            return _line(run)
    return None


def _lost_much(extracted: tuple[Line, ...], counted: tuple[Line, ...]) -> bool:
    """True where the census holds the extracted prose and a third as much besides."""
    taken = _words(extracted)
    lost = sum(
        len(line.text)
        for line in counted
        if len(line.text) >= _PROSE_CHARS
        and not line.is_link
        and not _mostly_within(line.text, taken)
    )
    if lost < 0.35 * sum(len(line.text) for line in extracted):
        return False
    around = _words(counted)
    kept = [line for line in extracted if len(line.text) >= _PROSE_CHARS]
    shared = sum(len(line.text) for line in kept if _mostly_within(line.text, around))
    return shared >= 0.8 * sum(len(line.text) for line in kept)


def _is_heap(extracted: tuple[Line, ...], counted: tuple[Line, ...]) -> bool:
    """True for a short text that trafilatura swept together from the whole page.

    Under a few hundred characters it falls back to all paragraphs of the page, then to all
    text as one line; the census has the same prose in its paragraphs, with the subheads
    that those sweeps leave out, and less around it.
    """
    chars = sum(len(line.text) for line in extracted)
    own = sum(len(line.text) for line in counted)
    if chars >= _SHORT_TEXT or not 0.4 * chars <= own <= 1.5 * chars:
        return False
    around = _words(extracted)
    return all(_mostly_within(line.text, around) for line in counted if line.kind != "head")


def _words(lines: tuple[Line, ...]) -> set[tuple[str, str]]:
    words = _words_of(" ".join(line.text for line in lines))
    return set(pairwise(words))


def _words_of(text: str) -> list[str]:
    """Words without joiners: trafilatura's last resort drops them from Persian and Sinhala."""
    return _WORD.findall(_JOINERS.sub("", text))


def _mostly_within(text: str, pairs: set[tuple[str, str]]) -> bool:
    words = _words_of(text)
    own = list(pairwise(words))
    return not own or sum(pair in pairs for pair in own) >= 0.7 * len(own)


@cache
def _options() -> Any:
    """Fast and recall-minded settings: quicker and better here than the default cascade.

    The format touches nothing but a plain text that "python" would render and nobody reads.
    """
    from trafilatura.settings import Extractor

    return Extractor(fast=True, recall=True, comments=False, output_format="txt")


def _extracted(tree: Tree) -> tuple[Line, ...]:
    from trafilatura import bare_extraction  # 0.4 CPU s, spared to who only imports types

    document: Any = bare_extraction(tree, options=_options())
    if document is None or document.body is None:
        return ()
    texts: list[tuple[str, str]] = []
    for element in document.body:
        _collect(element, texts)
    # trafilatura's own links=True tears the lines of a <div> apart at each link.
    links = set(map(clean_text, {anchor.text_content() for anchor in tree.iter("a")}))
    return tuple(
        Line(kind=kind, text=text, is_link=text in links or _all_links(text, links))
        for kind, text in texts
    )


def _all_links(text: str, links: set[str]) -> bool:
    """True for a row of links and nothing else: "Pakistan | Balochistan | Quetta"."""
    words = _SEPARATORS.sub(" ", text).split()
    if not 1 < len(words) <= _LONGEST_ROW:
        return False
    while words:
        taken = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in links), 0)
        if not taken:
            return False
        words = words[taken:]
    return True


def _collect(element: Any, texts: list[tuple[str, str]]) -> None:
    """Append the lines of one block of trafilatura's tree (p, head, list, quote, table ...)."""
    if element.tag == "table":
        for row in element.iter("row"):
            _collect_row(row, texts)
    else:
        kind = {"head": "head", "list": "item"}.get(element.tag, "p")
        texts.extend((kind, text) for text in _parts(element))
    if element.tail and (text := clean_text(element.tail)):
        texts.append(("p", text))


def _collect_row(row: Any, texts: list[tuple[str, str]]) -> None:
    """A row of short cells is one line; a cell that holds prose is laid out, not tabulated."""
    cells = [parts for parts in map(_parts, row.iter("cell")) if parts]
    if len(cells) == 1 or any(len(parts) > 1 or len(parts[0]) > _PROSE_CHARS for parts in cells):
        texts.extend(("p", text) for parts in cells for text in parts)
    elif cells:
        texts.append(("row", " | ".join(parts[0] for parts in cells)))


def _parts(block: Any) -> list[str]:
    """The lines of a block: its text, broken where a block or line break stands inside."""
    pieces: list[str] = []

    def walk(element: Any) -> None:
        breaks = element.tag in _BREAKS
        pieces.append("\n" if breaks else "")
        pieces.append((element.text or "").replace("\n", " "))
        for child in element:
            walk(child)
            pieces.append((child.tail or "").replace("\n", " "))
        pieces.append("\n" if breaks else "")

    walk(block)
    return [text for part in "".join(pieces).split("\n") if (text := clean_text(part))]
