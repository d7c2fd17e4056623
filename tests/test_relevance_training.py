"""Training: the arithmetic against known answers, and what no training may look at."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.special import expit, logit

from benchmarks.relevance import labelled
from benchmarks.relevance.holding_out import FOLDS, Seen, held_out, see_all, without
from benchmarks.relevance.labelled import Kind, Row, files_of, gather
from benchmarks.relevance.train import train_all
from benchmarks.relevance.training import (
    THRESHOLD,
    Example,
    Recipe,
    fit_logistic,
    platt,
    train_event,
    train_mentioned,
    train_relevant,
)
from tasks.relevance.classifier import Classifier
from tasks.relevance.evaluation import Labelled, evaluate_relevance
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.verdict import Reading
from tasks.relevance.weights import HEADS, Head, read_weights, write_weights
from warehouse.records import Label

CASES = labelled.CASES

# The arithmetic. Of four rows with the sign three are true, of four without it one is.

SIGN = np.array([1.0, 1, 1, 1, 0, 0, 0, 0])
TRUTH = np.array([True, True, True, False, True, False, False, False])
EVENLY = np.ones(8)
NO_PENALTY = 1e9


def fit(
    *columns: np.ndarray,
    truth: np.ndarray = TRUTH,
    weights: np.ndarray = EVENLY,
    directions: tuple[int, ...] | None = None,
    strength: float = NO_PENALTY,
) -> tuple[float, list[float]]:
    return fit_logistic(
        csr_array(np.column_stack(columns)),
        truth,
        weights,
        directions=directions or (0,) * len(columns),
        strength=strength,
    )


def test_the_answer_that_can_be_worked_out_by_hand() -> None:
    bias, (weight,) = fit(SIGN)
    assert bias == pytest.approx(logit(1 / 4), abs=1e-3)
    assert weight == pytest.approx(logit(3 / 4) - logit(1 / 4), abs=1e-3)


def test_a_row_that_weighs_double_is_a_row_that_stands_twice() -> None:
    twice = [*range(8), 0, 5]
    doubled = np.array([2.0, 1, 1, 1, 1, 2, 1, 1])
    bias, (weight,) = fit(SIGN, weights=doubled)
    other_bias, (other,) = fit(SIGN[twice], truth=TRUTH[twice], weights=np.ones(10))
    assert (bias, weight) == pytest.approx((other_bias, other), abs=1e-3)


@pytest.mark.parametrize(
    ("column", "direction", "way"),
    [(SIGN, 1, 1), (SIGN, 0, 1), (SIGN, -1, 0), (1 - SIGN, 1, 0), (1 - SIGN, -1, -1)],
)
def test_a_weight_speaks_only_the_way_it_is_meant_to(
    column: np.ndarray, direction: int, way: int
) -> None:
    bias, (weight,) = fit(column, directions=(direction,))
    if way:
        assert weight * way > 1
    else:
        assert weight == 0.0
        assert bias == pytest.approx(0.0, abs=1e-3)  # half of the rows are true


def test_at_the_answer_the_penalty_and_the_rows_pull_alike() -> None:
    dice = np.random.default_rng(7)
    columns = dice.normal(size=(60, 3))
    truth = dice.random(60) < expit(columns @ [2.0, -1.0, 0.0] - 0.5)
    weights = dice.uniform(0.2, 3.0, 60)
    strength = 0.3
    bias, found = fit(*columns.T, truth=truth, weights=weights, strength=strength)
    pull = weights * (truth - expit(columns @ found + bias))
    assert pull.sum() == pytest.approx(0.0, abs=1e-2)
    assert columns.T @ pull == pytest.approx(np.array(found) / strength, abs=2e-2)
    assert found[0] > 0 > found[1]


def test_calibration_finds_how_much_was_said_too_loudly() -> None:
    """Said are log-odds of 4 and of -2; three of four and one of four of those are true."""
    said = np.where(SIGN == 1, 4.0, -2.0)
    slope, shift = platt(said, TRUTH, EVENLY)
    assert [slope * one + shift for one in (4.0, -2.0)] == pytest.approx(
        [math.log(3), -math.log(3)], abs=1e-2
    )


# What training looks at


def row(
    number: int,
    group: str,
    *,
    label: Label = Label.NONE,
    source: str = "",
    kind: Kind = Kind.CASE,
    title: str = "",
) -> Row:
    reading = Reading(title=title, body="", language="en", country="PK", published_at=None)
    one = Labelled(
        row_id=f"{group}-{number}",
        reading=reading,
        is_relevant=label in (Label.CORE, Label.RELATED),
        label=label,
        slice=group,
        source=source,
        group=group,
        is_borderline=False,
    )
    return Row(labelled=one, kind=kind, source=source, group=group)


def seen(one: Row, /, **signs: float) -> Seen:
    return Seen(row=one, examples=(Example(row=one, signs=signs, words=frozenset()),))


THEMES = [f"theme-{number}" for number in range(40)]


def test_no_row_is_judged_by_weights_that_saw_its_theme() -> None:
    """Each row has a sign of its theme; a head knows, as a bias, how many it was trained with."""
    rows = [seen(row(n, theme), **{theme: 1.0}) for theme in THEMES for n in range(3)]
    trained: list[set[str]] = []

    def train(examples: Sequence[Example], recipe: Recipe) -> Head:
        trained.append({one.row.group for one in examples})
        # Weights that give away what they were trained on.
        return Head(bias=float(len(trained)), signs=dict.fromkeys(trained[-1], 1e6), wording={})

    said = held_out(rows, train=train)
    assert len(trained) == FOLDS
    for one, log_odds in zip(rows, said, strict=True):
        assert log_odds < 1e6, one.row.group  # no head knew its theme
        groups = trained[int(log_odds) - 1]
        assert one.row.group not in groups
        assert 0.5 * len(THEMES) < len(groups) < len(THEMES)  # and each knew most others


def test_what_is_left_out_is_not_learnt() -> None:
    rows = [
        seen(
            row(n, f"g{n}", source=source, label=Label.CORE if n % 2 else Label.NONE),
            **{source: 1.0, "attack|title": float(n % 2)},
        )
        for n in range(12)
        for source in ("one", "other")
    ]
    out, said = without(rows, lambda one: one.source == "other")
    assert {one.row.source for one in out} == {"other"}
    assert len(out) == len(said) == 12
    truth = np.array([one.row.is_relevant for one in out])
    assert said[truth].min() > said[~truth].max()  # by the sign that both sources have
    # Turned about, the rows left out would teach the contrary: they do not.
    turned = [
        seen(row(n, f"t{n}", source="other", label=Label.CORE), **{"attack|title": 0.0})
        for n in range(50)
    ]
    _, again = without([*rows, *turned], lambda one: one.source == "other")
    assert again[:12] == pytest.approx(said)


@pytest.mark.parametrize("kind", [Kind.CORPUS, Kind.CASE])
def test_words_of_one_source_or_theme_alone_are_not_learnt(kind: Kind) -> None:
    rows = []
    for n in range(40):
        is_true = n % 2 == 0
        user = "satp" if n % 4 < 2 else "daily"
        one = row(
            n,
            user if kind is Kind.CASE else f"g{n}",
            source="" if kind is Kind.CASE else user,
            label=Label.CORE if is_true else Label.NONE,
            kind=kind,
        )
        words = {"incidentally"} if is_true and user == "satp" else set()
        rows.append(Example(row=one, signs={}, words=frozenset(words | {f"militants{is_true}"})))
    head = train_relevant(rows, Recipe(most_common=1.0))
    assert set(head.wording) == {"militantsTrue", "militantsFalse"}
    open_to_all = train_relevant(rows, Recipe(most_common=1.0, least_sources=1))
    assert "incidentally" in open_to_all.wording


@pytest.mark.parametrize("train", [train_event, train_mentioned])
def test_only_the_first_question_looks_at_words(train: Callable[..., Head]) -> None:
    rows = [
        Example(
            row=row(n, f"g{n}", label=list(Label)[n % 4]),
            signs={"home": float(n % 4)},
            words=frozenset(["bomb"] if n % 2 else ["rain"]),
        )
        for n in range(40)
    ]
    open_to_all = Recipe(most_common=1.0)
    assert set(train_relevant(rows, open_to_all).wording) == {"bomb", "rain"}
    head = train(rows, open_to_all)
    assert head.wording == {}
    assert head.signs


def test_signs_that_explain_an_attack_away_never_speak_for_one() -> None:
    """Here all that is true holds a word of sport, and nothing else does."""
    rows = [
        Example(
            row=row(n, f"g{n}", label=Label.CORE if n % 2 else Label.NONE),
            signs={"family.neg.sport|title": float(n % 2), "attack.bomb|title": float(not n % 2)},
            words=frozenset(),
        )
        for n in range(40)
    ]
    head = train_relevant(rows)
    assert set(head.signs) == {"sum"}  # what is set by hand
    free = train_relevant(rows, Recipe(directed=False))
    assert free.signs["family.neg.sport|title"] > 0 > free.signs["attack.bomb|title"]


# From files to a judge

FOREIGN = [
    ("1", 1, "Militants attack post in Bannu, two soldiers martyred"),
    ("2", 0, "Cabinet approves budget for new roads in the province"),
    ("3", 1, "Grenade hurled at police van in Quetta, four hurt"),
    ("4", 0, "Rain and thunder likely over the plains this week"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of labelled files, and one of cases in two languages."""
    place = tmp_path_factory.mktemp("labelled")
    lines = [
        json.dumps({"id": name, "label": label, "text": text, "source": "dawn_edition_2013"})
        for name, label, text in FOREIGN
    ]
    (place / "relevance_small.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (place / "relevance_unlabelled.jsonl").write_text('{"text": "no label"}\n', "utf-8")
    (place / "cases").mkdir()
    for language in ("ml", "te"):
        shutil.copyfile(CASES / f"{language}.jsonl", place / "cases" / f"{language}.jsonl")
    return place


@pytest.fixture(scope="module")
def rows(folder: Path, lexicon: Lexicon) -> list[Seen]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(labelled, "CASES", folder / "cases")
        return see_all(lexicon, gather(files_of(folder)))


@pytest.fixture(scope="module")
def heads(rows: list[Seen]) -> dict[str, Head]:
    return train_all(rows)


def test_the_files_of_a_folder_and_the_cases_are_gathered(rows: list[Seen]) -> None:
    kinds = [one.row.kind for one in rows]
    assert kinds[:4] == [Kind.NATURAL] * 4
    assert set(kinds[4:]) == {Kind.CASE}
    assert {one.row.language for one in rows} == {"en", "ml", "te"}
    assert all(one.row.group.startswith("theme:") for one in rows[4:])


def test_a_folder_is_not_needed() -> None:
    assert files_of(None) == []


def test_trained_weights_are_written_read_and_judged_by(
    rows: list[Seen], heads: dict[str, Head], lexicon: Lexicon, tmp_path: Path
) -> None:
    path = tmp_path / "weights.json"
    write_weights(path, heads, THRESHOLD, {})
    weights = read_weights(path)
    assert {name: getattr(weights, name) for name in HEADS} == heads
    judge = Classifier(lexicon, weights, "test")
    figures = evaluate_relevance([one.row.labelled for one in rows], judge)
    assert figures.overall.f1 is not None
    assert figures.overall.f1 > 0.85  # of what it was trained on


def test_the_same_rows_give_the_same_weights(rows: list[Seen], heads: dict[str, Head]) -> None:
    assert train_all(rows) == heads


def test_trained_signs_keep_their_direction(heads: dict[str, Head]) -> None:
    signs = heads["relevant"].signs
    against = [name for name in signs if name.startswith(("neg.", "family.neg.")) or "&" in name]
    pro = [name for name in signs if name.startswith("family.") and name not in against]
    assert against
    assert pro
    assert [name for name in against if signs[name] > 0] == []
    assert [name for name in pro if signs[name] < 0] == []
