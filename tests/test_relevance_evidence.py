"""Evidence is what moved the decision: its weights are the judge's, its quotes the article's."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.relevance.classifier import Classifier, log_odds
from tasks.relevance.entries import Entry
from tasks.relevance.evidence import EVIDENCE_LIMIT, gather
from tasks.relevance.folding import fold
from tasks.relevance.mentions import find_mentions
from tasks.relevance.scene import view
from tasks.relevance.signs import Signs, find_signs
from tasks.relevance.verdict import Judgement, Reading
from tasks.relevance.weights import Head
from tasks.relevance.wording import Wording, read_words
from tests.test_relevance_folding import TEXTS
from warehouse.records import Evidence, Label

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def reading(title: str, body: str = "", country: str = "PK", language: str = "en") -> Reading:
    return Reading(title=title, body=body, language=language, country=country, published_at=NOW)


def weighed(judge: Classifier, given: Reading) -> tuple[Signs, Wording]:
    """The signs and the words that the judge reads in an article."""
    mentions = find_mentions(judge.lexicon, given.title, given.body)
    scene = view(judge.lexicon, mentions, given)
    known = judge.weights.relevant.wording.keys()
    signs = find_signs(judge.lexicon, mentions, scene, given.body)
    return signs, read_words(given.title, given.body, known)


STORIES = {
    "attack": reading(
        "Militants attack police post in Bannu",
        "PESHAWAR: TTP militants attacked a post in Bannu late on Monday, police said. Two "
        "constables were martyred. The TTP claimed responsibility. A search operation began.",
    ),
    "crime": reading("Gangsters open fire at trader in Ludhiana", country="IN"),
    "abroad": reading("Boko Haram kills 12 in Nigeria", "The army said so.", country="INT"),
    "urdu": reading(
        "بنوں میں چوکی پر حملہ، دو اہلکار شہید", "کالعدم ٹی ٹی پی نے ذمہ داری قبول کی۔"
    ),
    "hindi": reading("सुकमा में मुठभेड़, तीन नक्सली ढेर", country="IN", language="hi"),
    "untitled": reading("", "Grenade hurled at police post in Batala\nBKI claims it."),
    "budget": reading("Cabinet approves budget", "The provincial cabinet met on Monday."),
}


@pytest.mark.parametrize("given", STORIES.values(), ids=STORIES)
def test_a_mention_weighs_what_its_parts_add(judge: Classifier, given: Reading) -> None:
    signs, _ = weighed(judge, given)
    weights: defaultdict[Entry, float] = defaultdict(float)
    spans: defaultdict[tuple[str, str, str, int], set[Entry]] = defaultdict(set)
    for part in signs.parts:
        if (found := part.mention) is not None:
            entry = found.entry
            weights[entry] += judge.weights.relevant.signs.get(part.sign, 0.0) * part.amount
            spans[str(entry.kind), entry.value, found.field, found.start].add(entry)
    for one in judge.judge(given).evidence:
        if one.kind != "wording":
            (entry,) = spans[one.kind, one.value, one.field, one.start_char]
            assert one.weight == pytest.approx(weights[entry], abs=0.0006)


@pytest.mark.parametrize("given", STORIES.values(), ids=STORIES)
def test_all_that_is_shown_and_all_that_is_not_make_the_score(
    judge: Classifier, given: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spans, words and what the article as a whole adds sum up to the log-odds of the score."""
    monkeypatch.setattr("tasks.relevance.evidence.EVIDENCE_LIMIT", 10_000)
    monkeypatch.setattr("tasks.relevance.evidence._LEAST", 0.0)  # and nothing is too light
    head = judge.weights.relevant
    signs, wording = weighed(judge, given)
    spans = gather(given, head, signs.parts, Wording(frozenset(), wording.folded))
    of_whole = sum(
        head.signs.get(part.sign, 0.0) * part.amount for part in signs.parts if not part.mention
    )
    of_words = sum(head.wording[word] for word in wording.words)
    total = head.bias + of_whole + of_words + sum(one.weight for one in spans)
    rounding = 0.0005 * len(spans) + 1e-9
    assert total == pytest.approx(log_odds(head, signs.parts, wording), abs=rounding)
    score = judge.judge(given).score
    assert math.log(score / (1 - score)) == pytest.approx(total, abs=rounding)


def head(signs: dict[str, float] | None = None, wording: dict[str, float] | None = None) -> Head:
    return Head(bias=0.0, signs=signs or {}, wording=wording or {})


def found(judge: Classifier, given: Reading, by: Head) -> tuple[Evidence, ...]:
    signs, _ = weighed(judge, given)
    return gather(given, by, signs.parts, read_words(given.title, given.body, by.wording.keys()))


def test_a_word_inside_a_mention_is_not_shown_beside_it(judge: Classifier) -> None:
    given = reading("TTP militants attack camp", "Rain fell.")
    by = head({"group|title": 1.0}, {"ttp": 2.0, "rain": 0.5})
    assert [(one.quote, one.kind) for one in found(judge, given, by)] == [
        ("TTP", "actor"),
        ("Rain", "wording"),
    ]


def test_an_entry_is_shown_where_it_is_most_prominent(judge: Classifier) -> None:
    given = reading("Report names TTP", "The TTP did not comment.")
    (one,) = found(judge, given, head({"group|title": 1.0, "group|lead": 0.5}))
    assert (one.field, one.start_char, one.weight) == ("title", 13, 1.5)


def test_what_hardly_weighs_is_not_shown(judge: Classifier) -> None:
    given = reading("Rain in Lahore")
    assert found(judge, given, head({}, {"rain": 0.09})) == ()
    assert len(found(judge, given, head({}, {"rain": -0.11}))) == 1


def test_what_speaks_against_is_ranked_by_its_weight_too(judge: Classifier) -> None:
    by = head({}, {"rain": 0.3, "snow": -0.9, "hail": 0.6})
    quotes = [one.quote for one in found(judge, reading("rain, snow, hail"), by)]
    assert quotes == ["snow", "hail", "rain"]


def test_there_are_twelve_spans_at_most(judge: Classifier) -> None:
    words = [f"word{chr(97 + n)}" for n in range(26)]
    by = head({}, {word: 1.0 + n for n, word in enumerate(words)})
    spans = found(judge, reading(" ".join(words)), by)
    assert [one.quote for one in spans] == words[:-13:-1]


@pytest.mark.parametrize(
    ("word", "title", "body", "wanted"),
    [
        ("bomb", "Bombay, then a Bomb", "", ("title", "Bomb")),  # not within a longer word
        ("bomb", "Bombay", "“Bomb!” he cried", ("body", "Bomb")),
        ("cafe", "", "At the Cafe\u0301.", ("body", "Cafe\u0301")),  # an accent of its own
        ("حملہ", "یہ حملۂ ہے", "", ("title", "حملۂ")),
        ("फिदायीन", "एक फ\u093cिदायीन हमला", "", ("title", "फ\u093cिदायीन")),
    ],
)
def test_a_word_is_quoted_as_it_is_printed(
    judge: Classifier, word: str, title: str, body: str, wanted: tuple[str, str]
) -> None:
    (one,) = found(judge, reading(title, body), head({}, {fold(word).text: 1.0}))
    assert (one.field, one.quote) == wanted


@given(title=TEXTS, body=TEXTS)
def test_every_word_that_is_read_has_a_place(title: str, body: str) -> None:
    wording = read_words(title, body)
    for word in wording.words:
        field, start, end = wording.place(word)
        text = title if field == "title" else body
        assert 0 <= start < end <= len(text)
        assert word in fold(text[start:end]).text or len(word) == 1


def check(judgement: Judgement, given: Reading, threshold: float) -> None:
    assert 0.0 <= judgement.score <= 1.0
    is_relevant = judgement.label in (Label.CORE, Label.RELATED)
    assert is_relevant is (judgement.score >= threshold)
    assert len(judgement.evidence) <= EVIDENCE_LIMIT
    weights = [abs(one.weight) for one in judgement.evidence]
    assert weights == sorted(weights, reverse=True)
    for one in judgement.evidence:
        text = given.title if one.field == "title" else given.body
        assert one.quote
        assert one.quote == text[one.start_char : one.end_char]
    assert len({one.actor_id for one in judgement.actors}) == len(judgement.actors)
    assert all(one.mention_count > 0 for one in judgement.actors)
    assert len(set(judgement.countries)) == len(judgement.countries)


@settings(deadline=None)
@given(
    title=TEXTS,
    body=TEXTS,
    country=st.sampled_from(["PK", "IN", "INT", ""]),
    form=st.sampled_from(["NFC", "NFD", "NFKD", None]),
    year=st.none() | st.integers(1, 9999),
)
def test_any_text_is_judged_and_quoted_to_the_letter(
    judge: Classifier, title: str, body: str, country: str, form: str | None, year: int | None
) -> None:
    if form is not None:
        title, body = unicodedata.normalize(form, title), unicodedata.normalize(form, body)
    at = None if year is None else datetime(year, 1, 1, tzinfo=UTC)
    given = replace(reading(title, body, country, "ur"), published_at=at)
    judgement = judge.judge(given)
    assert judgement == judge.judge(given)
    check(judgement, given, judge.weights.threshold)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("given", STORIES.values(), ids=STORIES)
def test_a_decomposed_text_is_judged_like_a_composed_one(
    judge: Classifier, given: Reading, form: str
) -> None:
    written = replace(
        given,
        title=unicodedata.normalize(form, given.title),  # type: ignore[arg-type]
        body=unicodedata.normalize(form, given.body),  # type: ignore[arg-type]
    )
    judgement = judge.judge(written)
    assert judgement.score == pytest.approx(judge.judge(given).score)
    check(judgement, written, judge.weights.threshold)


def test_words_come_in_the_order_of_the_text() -> None:
    # Weights of words are added up as they come: an order that differs from one process to
    # the next would give the same article another score there.
    title, body = "Convoy of the Frontier Corps ambushed", "Gunmen ambushed a convoy near Turbat."
    in_order = [
        "convoy",
        "of",
        "the",
        "frontier",
        "corps",
        "ambushed",
        "gunmen",
        "a",
        "near",
        "turbat",
    ]
    assert list(read_words(title, body).words) == in_order
    known = frozenset(in_order[::2])
    assert list(read_words(title, body, known).words) == in_order[::2]
