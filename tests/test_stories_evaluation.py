"""Figures on labelled pairs, counted by hand; and what the shipped weights reach on our cases."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flows.cli import khabar
from tasks.stories.evaluation import COPIES, OTHERS, evaluate_stories, read_pairs
from tasks.stories.grouping import grouper_version
from tests.conftest import KHABAR
from tests.dispatches import CRICKET, DISPATCHES
from warehouse.errors import BadInput

CASES = Path(__file__).parents[1] / "benchmarks" / "copies" / "cases"
ENGLISH, URDU = DISPATCHES["en"], DISPATCHES["ur"]
REPORT, RAPORT = "\n".join(ENGLISH.paragraphs), "\n".join(URDU.paragraphs)


def pair(one: str, other: str, label: object, **given: object) -> dict[str, object]:
    return {"a_text": one, "b_text": other, "label": label, **given}


# Found and right, found and wrong, missed though compared, missed and never compared, let be.
ROWS = [
    pair(REPORT, REPORT, 1, id="right", kind="copy"),
    pair(RAPORT, RAPORT, "duplicate", kind="copy", lang="ur"),
    pair(REPORT, REPORT, "different", id="wrong", kind="copy"),
    pair(REPORT, "\n".join([*CRICKET, ENGLISH.paragraphs[2]]), True, id="missed", kind="quote"),
    pair(REPORT, CRICKET[0], "update", id="unlike", kind="quote"),
    pair(REPORT, CRICKET[0], False, kind="quote"),
    pair(RAPORT, REPORT, "related", lang="ur"),
]


def written(folder: Path, rows: list[dict[str, object]]) -> Path:
    file = folder / "pairs.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines) + "\n\n", "utf-8")
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path, ROWS)


def test_figures(path: Path) -> None:
    figures = evaluate_stories(read_pairs(path))
    assert (figures.overall.pair_count, figures.overall.copy_count) == (7, 4)
    assert figures.overall.precision == pytest.approx(2 / 3)
    assert figures.overall.recall == pytest.approx(2 / 4)
    assert figures.overall.f1 == pytest.approx(2 * 2 / (3 + 4))
    assert figures.not_proposed == 1
    assert (figures.overall.missed_count, figures.overall.merged_count) == (2, 1)
    by_kind = {one.name: (one.pair_count, one.precision, one.recall) for one in figures.by_kind}
    assert by_kind == {
        "copy": (3, pytest.approx(2 / 3), 1.0),
        "quote": (3, None, 0.0),
        "related": (1, None, None),
    }
    assert {one.name: (one.missed_count, one.merged_count) for one in figures.by_kind} == {
        "copy": (0, 1),
        "quote": (2, 0),
        "related": (0, 0),
    }
    assert {one.name: one.f1 for one in figures.by_language} == {
        "en": pytest.approx(2 / (2 + 3)),
        "ur": 1.0,
    }
    assert [one.pair.pair_id for one in figures.wrong][-1] == "missed"  # the least sure
    assert {one.pair.pair_id for one in figures.wrong} == {"wrong", "missed", "unlike"}


def test_nothing_to_count(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no pairs"):
        read_pairs(written(tmp_path, []))
    figures = evaluate_stories([])
    assert (figures.overall.pair_count, figures.overall.f1, figures.by_kind) == (0, None, ())


def test_rows_are_read_leniently_where_nothing_hangs_on_it(tmp_path: Path) -> None:
    rows = [
        pair("a", "b", 1, a=17, b=4, a_title="T", a_date="2026-11-22", b_date="last week"),
        pair("a", "b", "NO", a_date="2026-11-22T10:00:00+05:00"),
    ]
    first, second = read_pairs(written(tmp_path, rows))
    assert (first.pair_id, first.kind, first.language) == ("17/4", "1", "en")
    assert (first.one.title, first.other.title) == ("T", "")
    assert first.one.published_at is not None
    assert first.one.published_at.utcoffset() is not None
    assert first.other.published_at is None
    assert (second.pair_id, second.are_copies) == ("2/2", False)
    assert second.one.published_at is not None
    assert second.one.published_at.hour == 10


@pytest.mark.parametrize(
    ("label", "are_copies", "kind"),
    [(1.0, True, "1"), (0.0, False, "0"), ("1.0", True, "1"), (" Copy ", True, "copy")],
)
def test_labels_as_tables_write_them(
    tmp_path: Path, label: object, are_copies: bool, kind: str
) -> None:
    (only,) = read_pairs(written(tmp_path, [pair("a", "b", label)]))
    assert (only.are_copies, only.kind) == (are_copies, kind)


def test_a_byte_order_mark_is_no_part_of_the_first_row(path: Path) -> None:
    pairs = read_pairs(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_pairs(path) == pairs


def test_the_documented_labels_are_those_accepted(path: Path) -> None:
    guide = (Path(__file__).parents[1] / "docs" / "evaluation.md").read_text("utf-8")
    (row,) = [line for line in guide.splitlines() if line.startswith("| `label` | required; 1 for")]
    assert re.findall("`([^`]+)`", row)[1:] == [*COPIES[1:], *OTHERS[1:]]
    path.write_text(json.dumps(pair("a", "b", "perhaps")), "utf-8")
    with pytest.raises(BadInput) as refused:
        read_pairs(path)
    assert all(label in str(refused.value) for label in (*COPIES, *OTHERS))


BAD = {
    '{"a_text": "x", ': "is not JSON",
    "[1, 2]": "is no object",
    "[" * 100_000: "is no JSON to be read",
    f'{{"label": {"1" * 5000}}}': "is no JSON to be read",
    '{"a_text": "x", "b_text": "y"}': "has no label",
    '{"a_text": "x", "b_text": "y", "label": null}': "has no label",
    '{"a_text": "x", "b_text": "y", "label": NaN}': "has no label",
    '{"a_text": "x", "b_text": "y", "label": 2.0}': "label 2.0",
    '{"a_text": "x", "b_text": " \\n", "label": 1}': "no b_text",
    '{"a_text": "", "b_text": "y", "label": 1}': "no a_text",
    '{"a_text": "x", "b_text": "y", "label": "perhaps"}': "label perhaps",
    '{"a_text": "x", "label": 1}': "no b_text",
    '{"a_text": 5, "b_text": "y", "label": 1}': "no a_text",
}


@pytest.mark.parametrize(("line", "problem"), BAD.items(), ids=range(len(BAD)))
def test_a_bad_row_is_refused_by_file_and_line(path: Path, line: str, problem: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
    with pytest.raises(BadInput, match=problem) as refused:
        read_pairs(path)
    assert refused.value.subject == f"{path}:{len(ROWS) + 2}"  # an empty line stands between


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="cannot be read"):
        read_pairs(file)


# The command


def told(*arguments: object) -> Result:
    return CliRunner().invoke(khabar, ["evaluate", "stories", *map(str, arguments)])


def test_the_command_answers_in_a_table(path: Path) -> None:
    done = told(path)
    assert done.exit_code == 0
    first, header, overall, *groups = done.stdout.splitlines()
    assert first == f"{grouper_version()}; 1 copies were never compared"
    assert header.split() == [
        "name",
        "pairs",
        "copies",
        "missed",
        "merged",
        "precision",
        "recall",
        "F1",
    ]
    assert overall.split() == ["all", "all", "7", "4", "2", "1", "0.667", "0.500", "0.571"]
    assert [line.split()[:2] for line in groups] == [
        *(["kind", name] for name in ("copy", "quote", "related")),
        *(["language", name] for name in ("en", "ur")),
    ]


def test_the_command_answers_in_json(path: Path) -> None:
    answer: dict[str, Any] = json.loads(told(path, "--json").stdout)
    assert answer["grouper_version"] == grouper_version()
    assert answer["copies_not_proposed"] == 1
    assert answer["all"][0]["recall"] == 0.5
    assert (answer["all"][0]["missed_count"], answer["all"][0]["merged_count"]) == (2, 1)
    assert [one["name"] for one in answer["kind"]] == ["copy", "quote", "related"]
    assert answer["errors"] == []
    mistakes = json.loads(told(path, "--json", "--errors").stdout)["errors"]
    assert {one["id"]: one["is_proposed"] for one in mistakes} == {
        "wrong": True,
        "unlike": False,
        "missed": True,
    }
    assert mistakes[-1]["likeness"]["amount"] > 3


def test_the_command_shows_mistakes(path: Path) -> None:
    said = told(path, "--errors").stdout
    assert "\nwrong: no copies (copy), score +" in said
    assert "\nmissed: copies (quote), score -" in said
    assert "\nright:" not in said


def test_a_bad_file_is_bad_usage(path: Path) -> None:
    path.write_text("{}\n", "utf-8")
    done = subprocess.run(
        [str(KHABAR), "evaluate", "stories", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"{path}:1" in done.stderr
    assert done.stdout == ""
    assert told(path.with_name("none.jsonl")).exit_code == 2


# The shipped weights on the project's own cases


def test_the_shipped_weights_on_the_shipped_cases() -> None:
    pairs = [one for file in sorted(CASES.glob("*.jsonl")) for one in read_pairs(file)]
    figures = evaluate_stories(pairs)
    assert figures.overall.pair_count > 250
    assert len(figures.by_language) > 10
    assert figures.overall.precision is not None
    assert figures.overall.precision >= 0.93
    assert figures.overall.recall is not None
    assert figures.overall.recall >= 0.70
    by_kind = {one.name: one.recall for one in figures.by_kind}
    assert by_kind["copy"] == 1.0
