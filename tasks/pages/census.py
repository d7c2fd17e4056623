"""Finds the element of a page that holds most prose, to notice where the extractor lost some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tasks.pages.clutter import shipped_cues
from tasks.pages.markup import Run, Tree, runs

_NEVER_TAGS = frozenset({"nav", "aside", "footer", "form", "button", "figcaption", "noscript"})
_BODY_NAMES = re.compile(
    r"(?:article|entry|post|story|news|single)[-_]{0,2}"
    r"(?:body|content|text|details?|description|single)|articlebody|storybody|field-name-body"
    r"|body[-_](?:content|text)|^content$",
    re.I,
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NAMED_TAGS = frozenset({"div", "section", "ul", "ol", "p", "span", "table", "header"})
_LEAST_RUN = 25  # characters: shorter lines are labels more often than prose
_SENTENCE = re.compile(r"[.!?।॥۔؟…][\"'”’)»]?(?:\s|$)|[،,;؛] ")


def names_of(element: Tree) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


@lru_cache(maxsize=4096)  # a page repeats few names many times
def is_clutter_name(names: str) -> bool:
    """True where a class or id says, in one of its words, that it is not the article.

    Whole words only (camelCase and dashes part them): substrings would hit "barta".
    """
    if names == " ":
        return False
    return any(word.lower() in shipped_cues().names for word in _WORDS.findall(names))


def is_clutter(element: Tree) -> bool:
    """True where tag, role or name say that the element is beside the article."""
    tag = element.tag
    if tag in _NEVER_TAGS:
        return True
    if tag in {"body", "html", "main", "article"}:
        return False
    if element.get("aria-hidden") == "true" or element.get("role") == "navigation":
        return True
    return tag in _NAMED_TAGS and is_clutter_name(names_of(element))


def census(lines: list[Run]) -> list[Run]:
    """Of the prose lines of a page, those of the element that holds most, in order."""
    scores: dict[Tree, float] = {}
    for line in lines:
        weight, share = _weight(line), 1.0
        if weight <= 0:
            continue
        for element in _holders(line.owner):
            scores[element] = scores.get(element, 0.0) + weight * share
            share *= 0.7
            if share < 0.2:
                break
    if not scores:
        return []
    best = max(scores, key=lambda element: scores[element] * _bonus(element))
    holders = _alike(best, scores)
    seen: set[str] = set()
    found = []
    for line in lines:
        if line.text not in seen and any(e in holders for e in _upwards(line.owner)):
            found.append(line)
            if len(line.text) >= _LEAST_RUN:
                seen.add(line.text)
    return found


def _alike(best: Tree, scores: dict[Tree, float]) -> set[Tree]:
    """`best`, and the other parts where a template splits one article over like containers.

    Endless pages repeat the container too, each in an <article> of its own: not those.
    """
    name = best.get("class")
    if not name or best.tag == "article":
        return {best}
    frame = _article_of(best)
    return {best} | {
        element
        for element, score in scores.items()
        if element.tag == best.tag
        and element.get("class") == name
        and score > 0.2 * scores[best]
        and _article_of(element) is frame
    }


def _article_of(element: Tree) -> Tree | None:
    return next((above for above in _upwards(element) if above.tag == "article"), None)


def prose_lines(tree: Tree) -> list[Run]:
    """The lines of a page in order, without those in clutter elements.

    A clutter element counts as such only while it holds less than two fifths of the
    page's prose: themes write class="has-sidebar" on what wraps the whole article.
    """
    body = tree.find(".//body")
    root = tree if body is None else body
    lines = list(runs(root))
    weights = [max(_weight(line), 0.0) for line in lines]
    above: dict[Tree, tuple[Tree, ...]] = {root: ()}
    held: dict[Tree, float] = {}
    for line, weight in zip(lines, weights, strict=True):
        for element in _clutter_above(line.owner, above):
            held[element] = held.get(element, 0.0) + weight
    most = 0.4 * sum(weights)
    clutter = {element for element, weight in held.items() if weight < most}
    return [line for line in lines if clutter.isdisjoint(above[line.owner])]


def _clutter_above(element: Tree, known: dict[Tree, tuple[Tree, ...]]) -> tuple[Tree, ...]:
    """The clutter elements that hold `element`, itself included, outermost first."""
    if (found := known.get(element)) is not None:
        return found
    path = []
    while element not in known:
        path.append(element)
        element = element.getparent()
    found = known[element]
    for below in reversed(path):
        found = known[below] = (*found, below) if is_clutter(below) else found
    return found


def _upwards(element: Tree) -> Iterator[Tree]:
    while element is not None:
        yield element
        element = element.getparent()


def _weight(line: Run) -> float:
    own = len(line.text) - 2 * line.link_chars
    if own < _LEAST_RUN:
        return 0.0
    return min(own, 800) * (1.0 if _SENTENCE.search(line.text) else 0.3)


def _holders(owner: Tree) -> Iterator[Tree]:
    """The containers of a paragraph, the paragraph itself left out."""
    element = owner if owner.tag in {"div", "td", "section", "article", "body"} else None
    if element is None:
        element = owner.getparent()
    while element is not None:
        yield element
        element = element.getparent()


def _bonus(element: Tree) -> float:
    if element.get("itemprop") == "articleBody":
        return 1.6
    if _BODY_NAMES.search(names_of(element)):
        return 1.3
    return 1.15 if element.tag in {"article", "main"} else 1.0
