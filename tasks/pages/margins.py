"""Keeps the lines around a body: cleaning takes them away, and the press prints credits there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from tasks.pages.markup import Run, Tree

_MOST_LINES = 6  # on each side
_LONGEST_ABOVE = 90
_LONGEST_BELOW = 320  # a notice that a text came from a wire feed
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Names of the elements in which a lone "AFP" credits a picture; above a text `credit` too.
_PICTURE = re.compile(r"caption|photo|image|picture|gallery|media|thumb|figure|img", re.I)
_CREDIT = re.compile(r"credit", re.I)


def margins(page: Sequence[Run], paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The short lines next to the body that are neither a link nor beside a picture, in order.

    `page` has the lines of the page, `paragraphs` the body. Above it they are read up to the
    next heading, below it down to the next; with them comes what was cut off the end of the
    last paragraph. Empty where body and page do not meet.
    """
    if not paragraphs:
        return ()
    first, last = paragraphs[0], paragraphs[-1]
    begin = next((i for i, run in enumerate(page) if run.text.startswith(first)), None)
    end = next((i for i in range(len(page) - 1, -1, -1) if page[i].text.startswith(last)), None)
    if begin is None or end is None or end < begin:
        return ()
    above = [
        run.text
        for run in _up_to_heading(reversed(page[:begin]))
        if len(run.text) <= _LONGEST_ABOVE and not _is_named(run.owner, _CREDIT)
    ]
    below = [run.text for run in _up_to_heading(page[end + 1 :]) if len(run.text) <= _LONGEST_BELOW]
    cut_off = page[end].text[len(last) :].strip()
    return (*reversed(above), *([cut_off] if cut_off else []), *below)


def _up_to_heading(lines: Iterable[Run]) -> Iterator[Run]:
    for run in islice(lines, _MOST_LINES):
        if run.owner.tag in _HEADINGS:
            return
        is_link = run.link_chars >= 0.85 * len(run.text)
        if not is_link and not _is_letter_size(run.text) and not _is_named(run.owner, _PICTURE):
            yield run


def _is_letter_size(text: str) -> bool:
    """True for the button AA, A- A A+: an agency has that name as well."""
    return len({letter for letter in text if letter.isalnum()}) < 2


def _is_named(owner: Tree, names: re.Pattern[str]) -> bool:
    """Whether the element or the one above it has such a tag, class or id."""
    above = owner.getparent()
    return any(
        names.search(f"{element.tag} {element.get('class') or ''} {element.get('id') or ''}")
        for element in (owner, above)
        if element is not None and element.tag not in {"body", "article", "main"}
    )
