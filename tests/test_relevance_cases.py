"""The labelled cases of the project: sound as data, and a floor under the shipped judge."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tasks.relevance.evaluation import evaluate_relevance, read_labelled
from tasks.relevance.lexicon import Lexicon, load_lexicon
from tasks.relevance.verdict import lexicon_judge
from tasks.settings import KNOWLEDGE
from warehouse.records import Label

CASES = Path(__file__).parents[1] / "benchmarks" / "relevance" / "cases"
FILES = sorted(CASES.glob("*.jsonl"))
FIELDS = {
    *("id", "lang", "country", "date", "title", "text", "label"),
    *("flags", "theme", "countries", "actors", "note"),
}

# A little below what `khabar evaluate relevance` says of each file today.
FLOOR_F1 = {
    "bn": 0.85,
    "en": 0.83,
    "fa": 0.84,
    "hi": 0.82,
    "ne": 0.77,
    "ps": 0.82,
    "si": 0.68,
    "ta": 0.61,
    "ur": 0.82,
}


@cache
def lexicon() -> Lexicon:
    return load_lexicon(KNOWLEDGE)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_languages_are_all_there() -> None:
    assert {path.stem for path in FILES} == set(FLOOR_F1)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases_are_sound(path: Path) -> None:
    cases = rows(path)
    assert len({case["id"] for case in cases}) == len(cases) >= 45
    for case in cases:
        assert set(case) == FIELDS, case["id"]
        assert case["lang"] == path.stem, case["id"]
        assert case["label"] in set(Label), case["id"]
        assert set(case["actors"]) <= set(lexicon().actors), case["id"]
        assert case["id"].startswith(f"{path.stem}-{case['theme']}-"), case["id"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_judge_stays_above_its_floor(path: Path) -> None:
    figures = evaluate_relevance(read_labelled(path), lexicon_judge(lexicon()))
    assert figures.overall.f1 is not None
    assert figures.overall.f1 >= FLOOR_F1[path.stem]
