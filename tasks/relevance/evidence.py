"""Evidence: the spans of an article that moved the decision, with how far each moved it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tasks.relevance.entries import Kind
from tasks.relevance.mentions import Mention
from tasks.relevance.signs import Part
from tasks.relevance.verdict import Reading
from tasks.relevance.weights import Head
from tasks.relevance.wording import Wording
from warehouse.records import Evidence

EVIDENCE_LIMIT = 12
_LEAST = 0.1  # log-odds: less is not worth a line
_WORDING = "wording"


def gather(
    reading: Reading, head: Head, parts: Iterable[Part], wording: Wording
) -> tuple[Evidence, ...]:
    """At most EVIDENCE_LIMIT spans, the heaviest first.

    A mention's weight is what its parts of all signs add. Of a word that overlaps a mention
    only the mention is shown. What the article as a whole adds (its scene) has no span.
    """
    texts = {"title": reading.title, "body": reading.body}
    found = _of_mentions(head, parts, texts)
    found += [
        one
        for one in _of_words(head, wording, texts)
        if not any(_overlap(one, mention) for mention in found)
    ]
    found.sort(key=lambda one: (-abs(one.weight), one.field != "title", one.start_char))
    return tuple(found[:EVIDENCE_LIMIT])


def _of_mentions(head: Head, parts: Iterable[Part], texts: dict[str, str]) -> list[Evidence]:
    """One span for each entry found, where it stands most prominently."""
    added: defaultdict[tuple[Kind, str], float] = defaultdict(float)
    shown: dict[tuple[Kind, str], Mention] = {}
    weight_of = head.signs
    for part in parts:
        mention = part.mention
        weight = weight_of.get(part.sign)
        if mention is None or weight is None:
            continue
        key = (mention.entry.kind, mention.entry.text)
        added[key] += weight * part.amount
        known = shown.get(key)
        if known is None or (mention.zone, mention.start) < (known.zone, known.start):
            shown[key] = mention
    return [
        _evidence(
            str(mention.entry.kind), mention.entry.value, mention.field, mention.start,
            mention.end, added[key], texts,
        )
        for key, mention in shown.items()
        if abs(added[key]) >= _LEAST
    ]  # fmt: skip


def _of_words(head: Head, wording: Wording, texts: dict[str, str]) -> list[Evidence]:
    """The weightiest words, each where it stands first."""
    weights = head.wording
    heavy = [
        (weights[word], word) for word in wording.words if abs(weights.get(word, 0.0)) >= _LEAST
    ]
    heavy.sort(key=lambda pair: -abs(pair[0]))
    return [
        _evidence(_WORDING, word, *wording.place(word), weight, texts)
        for weight, word in heavy[: 2 * EVIDENCE_LIMIT]  # some stand within mentions
    ]


def _overlap(one: Evidence, other: Evidence) -> bool:
    return (
        one.field == other.field
        and one.start_char < other.end_char
        and other.start_char < one.end_char
    )


def _evidence(
    kind: str, value: str, field: str, start: int, end: int, weight: float, texts: dict[str, str]
) -> Evidence:
    return Evidence(
        kind=kind,
        value=value,
        quote=texts[field][start:end],
        field=field,
        start_char=start,
        end_char=end,
        weight=round(weight, 3),
    )
