"""The account of a verdict: every label in words, doubt where there is some, quotes in place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tasks.relevance.classifier import Classifier
from tasks.relevance.entries import Kind
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.telling import _CALLED, AROUND, tell
from tasks.relevance.verdict import Reading
from tests.made import NOW
from warehouse.records import Evidence, Label

TITLE = "Militants attack post near Gas Chowk"
BODY = "BANNU: Nobody was hurt.\nPolice said so."


def span(quote: str, weight: float, **given: Any) -> Evidence:
    field = "title" if quote in TITLE else "body"
    start = (TITLE if field == "title" else BODY).index(quote)
    facts = {
        "kind": "event_term",
        "value": "attack",
        "quote": quote,
        "field": field,
        "start_char": start,
        "end_char": start + len(quote),
        "weight": weight,
    }
    return Evidence(**(facts | given))


def told(label: Label, score: float, *evidence: Evidence, **given: Any) -> list[str]:
    return list(tell(label, score, evidence, title=TITLE, body=BODY, **given))


FOR = span("Militants", 2.25, value="militant.generic")
AGAINST = span("Gas", -1.5, kind="negative", value="neg.accident")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (Label.CORE, "Judged core: it reports a new happening of militancy in South Asia."),
        (Label.RELATED, "Judged related: it is about militancy in South Asia, without a new"),
        (Label.BACKGROUND, "Judged background: it mentions militancy in South Asia, but is about"),
        (Label.NONE, "Judged none: it is not about militancy in South Asia."),
    ],
)
def test_each_label_is_put_in_words(label: Label, words: str) -> None:
    first = told(label, 0.123, FOR)[0]
    assert first.startswith(words)
    assert first.endswith("Probability of being relevant 12%.")


@pytest.mark.parametrize(
    ("score", "is_doubtful"),
    [
        (0.0, False),
        (0.14, False),
        (0.15, True),
        (0.3, True),
        (0.6, True),
        (0.61, False),
        (1, False),
    ],
)
def test_doubt_is_told(score: float, is_doubtful: bool) -> None:
    doubts = [line for line in told(Label.CORE, score, FOR) if "in doubt" in line]
    assert len(doubts) == is_doubtful


BALANCE = {
    "relevant": (Label.CORE, (FOR, AGAINST), "outweighs"),
    "relevant, all for it": (Label.RELATED, (FOR,), "outweighs"),
    "no evidence at all": (Label.NONE, (), "No word, name or place"),
    "only against": (Label.NONE, (AGAINST,), "Nothing in headline or text speaks of militants"),
    "a place alone": (
        Label.NONE,
        (span("BANNU", 0.5, kind="place", value="Bannu"),),
        "Nothing in headline or text speaks of militants",
    ),
    "too much against": (
        Label.BACKGROUND,
        (FOR, span("Gas", -3.0, kind="negative", value="neg.accident")),
        "More speaks against it",
    ),
    "too little for": (Label.NONE, (FOR, AGAINST), "is too little"),
}


@pytest.mark.parametrize(("label", "evidence", "words"), BALANCE.values(), ids=BALANCE)
def test_the_balance_is_told(label: Label, evidence: tuple[Evidence, ...], words: str) -> None:
    assert sum(words in line for line in told(label, 0.1, *evidence)) == 1


def test_both_sides_are_told_with_their_quotes() -> None:
    assert told(Label.CORE, 0.9, AGAINST, FOR, span("Police", 0.5, kind="wording"))[1:] == [
        "  What speaks for it outweighs what speaks against it, in log-odds:",
        "  For it:",
        "    +2.25 militants (militant.generic), headline: [Militants] attack post near Gas Chowk",
        "    +0.50 wording, text: BANNU: Nobody was hurt. / [Police] said so.",
        "  Against it:",
        "    -1.50 an accident (neg.accident), headline: Militants attack post near [Gas] Chowk",
    ]


def test_without_evidence_no_heading_is_left_empty() -> None:
    assert told(Label.NONE, 0.01)[1:] == [
        "  No word, name or place in headline or text speaks of it."
    ]


def test_a_quote_stands_among_the_words_around_it() -> None:
    body = "a" * 500 + " bomb " + "b" * 500
    one = replace(span("Gas", 1.0), field="body", quote="bomb", start_char=501, end_char=505)
    last = list(tell(Label.CORE, 0.9, [one], title="", body=body))[-1]
    assert f"text: {'a' * (AROUND - 1)} [bomb] {'b' * (AROUND - 1)}" in last
    assert "b" * AROUND not in last


def test_names_and_countries_are_told() -> None:
    actors = [
        ("PK-TTP", "Tehrik-i-Taliban Pakistan", "TTP", 2),
        ("PK-BLA", "Baloch Liberation Army", "BLA", 1),
    ]
    assert told(Label.CORE, 0.9, FOR, actors=actors, countries=["PK", "AF"])[1:4] == [
        "  Concerns PK, AF.",
        "  Names Tehrik-i-Taliban Pakistan, as “TTP”, 2 times.",
        "  Names Baloch Liberation Army, as “BLA”, once.",
    ]


HEADLINES = {
    "core": ("Seven khwarij killed in two IBOs in KP: ISPR", "PK"),
    "related": ("NIA files charge sheet in Pahalgam attack case", "IN"),
    "none, with evidence": ("Gas cylinder blast kills four in Quetta hotel", "PK"),
    "none, without": ("Rain", "INT"),
}


@pytest.mark.parametrize(("title", "country"), HEADLINES.values(), ids=HEADLINES)
def test_all_of_the_judges_evidence_is_told(judge: Classifier, title: str, country: str) -> None:
    given = Reading(title=title, body="", language="en", country=country, published_at=NOW)
    judgement = judge.judge(given)
    lines = list(tell(judgement.label, judgement.score, judgement.evidence, title=title, body=""))
    told_of = [line for line in lines if line.startswith("    ")]
    assert len(told_of) == len(judgement.evidence)
    for one in judgement.evidence:
        quote = f"{title[: one.start_char]}[{one.quote}]{title[one.end_char :]}"
        assert sum(f"{one.weight:+5.2f} " in line and quote in line for line in told_of) >= 1


def test_every_sense_of_the_knowledge_has_a_name_in_words(lexicon: Lexicon) -> None:
    senses = {
        entry.value
        for side in (lexicon.folded, lexicon.exact)
        for entries in side.entries
        for entry in entries
        if entry.kind not in (Kind.ACTOR, Kind.PLACE)
    }
    assert len(senses) > 50
    named = {sense for sense in senses if {sense, sense.partition(".")[0]} & set(_CALLED)}
    assert senses - named == set()


def test_a_name_that_was_not_resolved_is_not_told_as_the_actor() -> None:
    one = replace(span("Gas", 0.4), kind="actor", value="IN-PLAM")
    assert "a name that may mean another" in told(Label.NONE, 0.1, one)[-1]
    actors = [("IN-PLAM", "People's Liberation Army", "PLA", 1)]
    assert "named (IN-PLAM)" in told(Label.CORE, 0.9, one, actors=actors)[-1]
