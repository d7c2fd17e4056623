"""Signs: what they say of a text, and that training and judging weigh the very same of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.special import expit

from benchmarks.relevance import labelled, training
from tasks.relevance.classifier import Classifier
from tasks.relevance.evaluation import read_labelled
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.mentions import find_mentions
from tasks.relevance.scene import view
from tasks.relevance.signs import Signs, find_signs
from tasks.relevance.verdict import Reading
from tasks.relevance.wording import read_words
from tests.test_relevance_folding import TEXTS

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def signs_of(lexicon: Lexicon, title: str, body: str = "", country: str = "PK") -> Signs:
    mentions = find_mentions(lexicon, title, body)
    reading = Reading(title=title, body=body, language="en", country=country, published_at=NOW)
    scene = view(lexicon, mentions, reading)
    return find_signs(lexicon, mentions, scene, body)


# country, headline, signs that are there, signs that are not
SAID = {
    "a group and its deed in one sentence": (
        "PK",
        "TTP militants attack police post in Bannu",
        {"group|title", "place.zone|title", "attack+militant|title", "scene.has_group", "gate"},
        {"scene.elsewhere", "scene.unknown", "family.attack|title&quiet", "sum&quiet"},
    ),
    "gunmen where no insurgents are": (
        "PK",
        "Unidentified gunmen kill trader in Sialkot",
        {"family.attack|title&quiet", "family.attack|title&no_militants", "sum&quiet"},
        {"scene.is_conflict_zone", "scene.has_militants", "group|title"},
    ),
    "gunmen where insurgents are": (
        "PK",
        "Unidentified gunmen kill trader in Turbat",
        {"scene.is_conflict_zone", "family.attack|title"},
        {"family.attack|title&quiet", "sum&quiet"},
    ),
    "an accident": (
        "PK",
        "Gas cylinder blast kills four in Lahore",
        {"family.neg.accident|title"},
        {"group|title", "scene.has_militants", "gate"},
    ),
    "crime": (
        "IN",
        "Robbers shot dead trader in Ludhiana",
        {"family.neg.crime|title", "family.attack|title&crime", "sum&neg.crime"},
        {"scene.has_militants"},
    ),
    "abroad": (
        "INT",
        "Boko Haram kills 12 in Nigeria",
        {"scene.elsewhere"},
        {"scene.home", "scene.unknown"},
    ),
    "nowhere": (
        "INT",
        "Militants kill three soldiers",
        {"scene.unknown", "scene.has_militants"},
        {"scene.home", "scene.elsewhere"},
    ),
    "nothing": (
        "PK",
        "New bridge opens to traffic",
        {"scene.home"},
        {"gate", "sum", "group|title", "scene.has_militants", "scene.has_group"},
    ),
}


@pytest.mark.parametrize(("country", "headline", "there", "absent"), SAID.values(), ids=SAID)
def test_what_a_headline_says(
    lexicon: Lexicon, country: str, headline: str, there: set[str], absent: set[str]
) -> None:
    found = set(signs_of(lexicon, headline, country=country).totals())
    assert there - found == set()
    assert absent & found == set()


def pairs(signs: Signs) -> dict[str, float]:
    return {name: total for name, total in signs.totals().items() if "+" in name}


def test_roles_pair_in_a_sentence_and_not_across_its_end(lexicon: Lexicon) -> None:
    one = pairs(signs_of(lexicon, "News", "Militants attacked a post near Quetta."))
    two = pairs(signs_of(lexicon, "News", "Militants left. They attacked a post near Quetta."))
    assert "attack+militant|lead" in one
    assert "attack+militant|lead" not in two


@pytest.mark.parametrize("end", [". ", "۔ ", "। ", "! ", "\n", ".” "])
def test_a_sentence_ends_in_any_script(lexicon: Lexicon, end: str) -> None:
    body = f"Some militants left{end}They attacked a post."
    assert "attack+militant|lead" not in pairs(signs_of(lexicon, "News", body))


def test_a_pair_counts_in_two_sentences_at_most(lexicon: Lexicon) -> None:
    sentence = "Militants attacked a post. "
    amounts = [
        pairs(signs_of(lexicon, "News", sentence * times))["attack+militant|lead"]
        for times in (1, 2, 3, 9)
    ]
    assert amounts == pytest.approx([0.7, 1.4, 1.4, 1.4])


def test_a_pair_is_made_half_by_either_mention(lexicon: Lexicon) -> None:
    signs = signs_of(lexicon, "Militants attacked a post")
    halves = [part for part in signs.parts if part.sign == "attack+militant|title"]
    assert [part.amount for part in halves] == pytest.approx([0.35, 0.35])
    assert {part.mention.entry.value.partition(".")[0] for part in halves if part.mention} == {
        "attack",
        "militant",
    }


def test_of_one_sign_each_further_mention_counts_half_the_last(lexicon: Lexicon) -> None:
    signs = signs_of(lexicon, "TTP, BLA and JuA named in report")
    amounts = sorted(part.amount for part in signs.parts if part.sign == "group|title")
    assert amounts == pytest.approx([0.25, 0.5, 1.0])


def test_a_word_said_again_in_its_zone_says_nothing_more(lexicon: Lexicon) -> None:
    once = signs_of(lexicon, "News", "The TTP said so.").totals()
    often = signs_of(lexicon, "News", "The TTP said so. The TTP! The TTP?").totals()
    assert once["group|lead"] == often["group|lead"] == 1.0


@settings(deadline=None, max_examples=60)
@given(title=TEXTS, body=TEXTS)
def test_the_sum_is_the_hand_set_one_within_its_limits(
    lexicon: Lexicon, title: str, body: str
) -> None:
    signs = signs_of(lexicon, title, body)
    totals = signs.totals()
    by_hand = sum(one.weight for one in signs.weighed)
    most = 12.0 if "gate" in totals else 2.2
    assert totals.get("sum", 0.0) * 3 == pytest.approx(max(-6.0, min(most, by_hand)))


def test_the_sum_has_a_floor(lexicon: Lexicon) -> None:
    title = "Gas cylinder blast, mock drill, hoax call, box office, gangster, wicket, anniversary"
    signs = signs_of(lexicon, title)
    assert sum(one.weight for one in signs.weighed) < -6
    assert signs.totals()["sum"] * 3 == pytest.approx(-6.0)


# The judge and its training

ROWS = [
    row
    for language in ("en", "ur", "ne", "te")
    for row in read_labelled(labelled.CASES / f"{language}.jsonl")[::9]
]


def test_training_sees_the_signs_that_the_judge_weighs(lexicon: Lexicon, judge: Classifier) -> None:
    assert len(ROWS) > 60
    wordless = replace(judge.weights.relevant, wording={})
    by_signs = replace(judge, weights=replace(judge.weights, relevant=wordless))
    examples = [training.see(lexicon, labelled._case(row)) for row in ROWS]
    scores = [by_signs.judge(row.reading).score for row in ROWS]
    assert list(expit(training.log_odds(wordless, examples))) == pytest.approx(scores)
    assert min(scores) < 0.1 < 0.9 < max(scores)


def test_training_sees_words_that_the_judge_reads(lexicon: Lexicon, judge: Classifier) -> None:
    """It leaves out those that the lexicon reads: the judge's score hardly changes by it."""
    examples = [training.see(lexicon, labelled._case(row)) for row in ROWS]
    for row, example in zip(ROWS, examples, strict=True):
        words = read_words(row.reading.title, row.reading.body).words
        assert example.words
        assert example.words <= words
    scores = np.array([judge.judge(row.reading).score for row in ROWS])
    learnt = expit(training.log_odds(judge.weights.relevant, examples))
    assert np.abs(scores - learnt).max() < 0.1


def test_parts_add_up_to_totals(lexicon: Lexicon) -> None:
    for row in ROWS:
        signs = signs_of(lexicon, row.reading.title, row.reading.body)
        ordered = sorted(signs.parts, key=lambda part: part.sign)
        sums = {
            name: sum(part.amount for part in parts)
            for name, parts in groupby(ordered, key=lambda part: part.sign)
        }
        assert signs.totals() == pytest.approx(sums)
        assert signs.totals().keys() == sums.keys()


def test_a_case_weighs_as_one_article_in_all_its_dresses(lexicon: Lexicon) -> None:
    case = labelled._case(ROWS[0])
    dresses = training.variants(lexicon, case)
    assert sum(one.weight for one in dresses) == pytest.approx(1.0)
    assert dresses[0].signs == training.see(lexicon, case).signs
    foreign = replace(case, kind=labelled.Kind.NATURAL)
    assert [one.weight for one in training.variants(lexicon, foreign)] == [1.0]
