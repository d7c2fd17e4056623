"""Evaluation counts what it says it counts, on rows whose figures are known by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.relevance.evaluation import average_precision, evaluate_relevance, read_labelled
from tasks.relevance.verdict import Judgement, Reading
from warehouse.errors import BadInput
from warehouse.records import Label


@dataclass(frozen=True)
class ByFirstWord:
    """A judge that finds relevant what begins with its score."""

    version: str = "test"

    def judge(self, reading: Reading) -> Judgement:
        score = float(reading.body.split()[0])
        label = Label.CORE if score >= 0.5 else Label.NONE
        return Judgement(label=label, flags=(), score=score, countries=(), actors=(), evidence=())


ROWS = """
{"text": "0.9 a", "label": 1, "slice": "x", "lang": "en"}
{"text": "0.8 b", "label": "none", "slice": "x", "lang": "en"}
{"text": "0.7 c", "label": "related", "slice": "y", "lang": "ur", "date": "2025-01-02"}
{"text": "0.2 d", "label": true, "slice": "y", "lang": "ur", "country": "pakistan"}
{"text": "0.1 e", "label": 0, "slice": "y", "lang": "ur", "date": "once upon a time"}
{"text": "0.9 f", "label": 0, "slice": "y", "borderline": true}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "rows.jsonl"
    file.write_text(ROWS.strip() + "\n", "utf-8")
    return file


def test_figures(path: Path) -> None:
    figures = evaluate_relevance(read_labelled(path), ByFirstWord())
    assert (figures.overall.row_count, figures.overall.positive_count) == (5, 3)
    assert figures.overall.precision == pytest.approx(2 / 3)
    assert figures.overall.recall == pytest.approx(2 / 3)
    assert figures.overall.f1 == pytest.approx(2 / 3)
    assert figures.overall.average_precision == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)
    assert figures.borderline_count == 1
    assert figures.four_way_accuracy == 0.0  # "none" was found core, "related" core
    assert [score.name for score in figures.by_slice] == ["x", "y"]
    assert {score.name: score.recall for score in figures.by_language} == {"en": 1.0, "ur": 0.5}
    assert [one.row.reading.body for one in figures.wrong] == ["0.8 b", "0.2 d"]


def test_rows_are_read_leniently_where_nothing_hangs_on_it(path: Path) -> None:
    rows = read_labelled(path)
    assert rows[3].reading.country == "PK"
    assert rows[2].reading.published_at is not None
    assert rows[4].reading.published_at is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"text": "a", ', "not JSON"),
        ("[1, 2]", "no text"),
        ('{"label": 1}', "no text"),
        ('{"text": "a", "label": "perhaps"}', "perhaps"),
        ('{"text": "a"}', "None"),
    ],
)
def test_a_bad_row_is_refused_by_file_and_line(path: Path, line: str, problem: str) -> None:
    path.write_text(ROWS.strip() + "\n" + line + "\n", "utf-8")
    with pytest.raises(BadInput, match=problem) as caught:
        read_labelled(path)
    assert caught.value.subject == f"{path}:7"


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_labelled(tmp_path / "absent.jsonl")


@pytest.mark.parametrize(
    ("scores", "truth", "wanted"),
    [
        ([0.9, 0.8, 0.1], [True, True, False], 1.0),
        ([0.9, 0.8], [False, True], 0.5),
        ([0.5, 0.5], [True, False], 0.5),  # a tie is no ranking
        ([0.5], [False], None),
    ],
)
def test_average_precision(scores: list[float], truth: list[bool], wanted: float | None) -> None:
    assert average_precision(scores, truth) == wanted
