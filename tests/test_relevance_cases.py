"""The labelled cases of the project: sound as data, and a floor under the shipped judge.

The judge learnt from these cases, so that the floors only say that nothing broke. What it says
of articles that it never saw stands in benchmarks/results/relevance.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.relevance.labelled import _SAME_EVENT
from tasks.relevance.evaluation import evaluate_relevance, read_labelled
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.verdict import Judge
from warehouse.records import Label

CASES = Path(__file__).parents[1] / "benchmarks" / "relevance" / "cases"
FILES = sorted(CASES.glob("*.jsonl"))
FIELDS = {
    *("id", "lang", "country", "date", "title", "text", "label"),
    *("flags", "theme", "countries", "actors", "note"),
}

# A few points below what `khabar evaluate relevance` says of each file today; where there are
# two dozen cases or fewer, two of them may be lost.
FLOOR_F1 = {
    "as": 0.80,
    "bn": 0.88,
    "dv": 0.65,
    "en": 0.95,
    "fa": 0.92,
    "gu": 0.70,
    "hi": 0.87,
    "kn": 0.75,
    "ml": 0.80,
    "mr": 0.80,
    "ne": 0.90,
    "or": 0.75,
    "pa": 0.85,
    "ps": 0.87,
    "sd": 0.75,
    "si": 0.84,
    "ta": 0.92,
    "te": 0.80,
    "ur": 0.90,
}
LEAST_CASES = 10  # of a language


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_languages_are_all_there() -> None:
    assert {path.stem for path in FILES} == set(FLOOR_F1)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases_are_sound(path: Path, lexicon: Lexicon) -> None:
    cases = rows(path)
    assert len({case["id"] for case in cases}) == len(cases) >= LEAST_CASES
    for case in cases:
        assert set(case) == FIELDS, case["id"]
        assert case["lang"] == path.stem, case["id"]
        assert case["label"] in set(Label), case["id"]
        assert set(case["actors"]) <= set(lexicon.actors), case["id"]
        assert case["id"].startswith(f"{path.stem}-{case['theme']}-"), case["id"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_judge_stays_above_its_floor(path: Path, judge: Judge) -> None:
    figures = evaluate_relevance(read_labelled(path), judge)
    assert figures.overall.f1 is not None
    assert figures.overall.f1 >= FLOOR_F1[path.stem]


def test_cases_that_tell_of_one_event_are_kept_together_by_names_that_exist() -> None:
    cases = {case["id"]: case["theme"] for path in FILES for case in rows(path)}
    assert set(_SAME_EVENT) <= set(cases)
    assert set(_SAME_EVENT.values()) <= set(cases.values())
    assert [name for name, theme in _SAME_EVENT.items() if cases[name] == theme] == []
