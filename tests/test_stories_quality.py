"""The figures of telling copies: what is held out, what is counted, and the report of it all."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.copies import holding_out, labelled, quality
from benchmarks.copies.clusters import clusters_of
from benchmarks.copies.holding_out import held_out, left_out
from benchmarks.copies.labelled import Row, files_of, gather
from benchmarks.copies.measuring import best_threshold, figures, interval
from benchmarks.copies.methods import Pairs, containment, cosine, jaccard, ours, see_all
from tasks.stories.comparing import Text
from tasks.stories.evaluation import LabelledPair

A = "one two three four five six seven eight"
B = "red green blue white black brown grey pink"
C = "north south east west up down left right"
D = "iron copper silver gold tin lead zinc nickel"


def pair(one: str, other: str, *, are_copies: bool = True, pair_id: str = "") -> LabelledPair:
    return LabelledPair(
        pair_id=pair_id,
        one=Text(title="", body=one),
        other=Text(title="", body=other),
        are_copies=are_copies,
        kind="copy",
        language="en",
    )


def row(one: LabelledPair, *, cluster: str, source: str = "made") -> Row:
    return Row(source=source, pair=one, cluster=cluster)


# Which pairs stay together


@pytest.mark.parametrize(
    ("first", "second", "bases", "are_one"),
    [
        ((A, B), (B, C), ("", ""), True),  # a text in common
        ((A, B), (f"Before. {A.upper()}! After.", C), ("", ""), True),  # one holds the other
        ((A, B), (A.removesuffix(" eight"), C), ("", ""), True),  # the other way
        ((A, B), (C, D), ("hi-h1", "hi-h1"), True),  # made from one base
        ((A, B), (C, D), ("hi-h1", "hi-h2"), False),
        ((A, B), (C, D), ("", ""), False),
        ((A, B), (A.replace("four", "fourteen"), C), ("", ""), False),  # no word-for-word part
        ((A, B), ("two", C), ("", ""), False),  # a word or two say nothing
    ],
)
def test_related_texts_are_one_cluster(
    first: tuple[str, str], second: tuple[str, str], bases: tuple[str, str], are_one: bool
) -> None:
    one, other = clusters_of([pair(*first), pair(*second)], bases)
    assert (one == other) is are_one


def test_a_chain_of_related_texts_is_one_cluster_under_one_name() -> None:
    links = [pair(A, B), pair(B, C), pair(C, D)]
    (name,) = set(clusters_of(links, ["", "", ""]))
    assert set(clusters_of(links[::-1], ["", "", ""])) == {name}


def many(count: int) -> Pairs:
    """Pairs of made words in clusters of three, of two collections; every other one is copies."""
    rows = []
    for number in range(count):
        words = [f"w{number}x{at}" for at in range(40)]
        other = words[:35] if number % 2 else [f"{word}y" for word in words]
        made = pair(" ".join(words), " ".join(other), are_copies=bool(number % 2))
        cluster, source = f"cluster {number // 3}", ("left", "right")[number // 3 % 2]
        rows.append(row(made, cluster=cluster, source=source))
    return see_all(rows)


def test_no_pair_is_decided_on_by_what_saw_its_cluster() -> None:
    pairs = many(60)
    asked = np.zeros(len(pairs.rows))

    def method(pairs: Pairs, learnt: np.ndarray) -> np.ndarray:
        known = {one.cluster for one, is_in in zip(pairs.rows, learnt, strict=True) if is_in}
        strange = {one.cluster for one, is_in in zip(pairs.rows, learnt, strict=True) if not is_in}
        assert known
        assert not known & strange
        asked[~learnt] += 1
        return np.arange(len(pairs.rows)) + 0.5

    said = held_out(pairs, method)
    assert [values.tolist() for values in said] == [[at + 0.5 for at in range(60)]] * len(said)
    assert asked.tolist() == [len(said)] * 60  # each once a deal
    deals = {tuple(one.fold_of(5, seed) for one in pairs.rows) for seed in holding_out.SEEDS}
    assert len(deals) == len(holding_out.SEEDS)


def test_a_collection_that_is_left_out_is_not_learnt_from() -> None:
    pairs = many(12)

    def method(pairs: Pairs, learnt: np.ndarray) -> np.ndarray:
        assert {pairs.rows[at].source for at in np.flatnonzero(learnt)} == {"right"}
        return np.arange(len(pairs.rows), dtype=float)

    assert left_out(pairs, method, "left").tolist() == [0, 1, 2, 6, 7, 8]


# What is counted


@pytest.mark.parametrize(
    ("values", "truth", "weights", "threshold"),
    [
        ([0.9, 0.7, 0.3, 0.1], [1, 1, 0, 0], [1, 1, 1, 1], 0.5),
        ([0.1, 0.9, 0.3, 0.7], [0, 1, 0, 1], [1, 1, 1, 1], 0.5),  # order does not matter
        ([0.9, 0.7, 0.7, 0.1], [1, 1, 0, 0], [1, 1, 1, 1], 0.4),  # equal values: both or none
        ([0.9, 0.6, 0.4], [1, 0, 1], [1, 1, 1], -0.1),  # a false one is worth it: all are found
        ([0.9, 0.6, 0.4], [1, 0, 1], [1, 9, 1], 0.75),  # not one that weighs nine
    ],
)
def test_the_best_threshold(
    values: list[float], truth: list[int], weights: list[float], threshold: float
) -> None:
    found = best_threshold(np.array(values), np.array(truth, dtype=bool), np.array(weights))
    assert found == pytest.approx(threshold)


def test_figures_are_means_over_the_deals() -> None:
    truth = np.array([True, True, False, False])
    deals = [np.array([True, False, False, False]), np.array([True, True, True, True])]
    found = figures(deals, truth)
    assert (found.precision, found.recall) == (pytest.approx(0.75), pytest.approx(0.75))
    assert found.f1 == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert math.isnan(figures(deals[:1], truth, ~truth).precision)  # nothing is found there
    low, high = interval(deals, truth, ["a", "b", "c", "d"])
    assert 0 <= low < found.f1 < high <= 1


def test_the_simple_measures_on_texts_that_can_be_counted() -> None:
    """Nine words: five runs of five, seven of three. The other has the first seven of them."""
    long, short = "a b c d e f g h i", "a b c d e f g"
    pairs = see_all([row(pair(long, short), cluster="1"), row(pair(long, "x y z"), cluster="2")])
    every = np.ones(2, dtype=bool)
    assert jaccard(pairs, every).tolist() == [pytest.approx(3 / 5), 0.0]
    assert containment(pairs, every).tolist() == [1.0, 0.0]
    common, rare = math.log(5 / 4) + 1, math.log(5 / 3) + 1  # in three and in two texts of four
    whole = 7 * common**2 + 2 * rare**2
    assert cosine(pairs, every).tolist() == [
        pytest.approx(7 * common**2 / math.sqrt(whole * 7 * common**2)),
        0.0,
    ]


def test_the_shipped_recipe_tells_made_copies_from_strangers() -> None:
    pairs = many(30)
    for values in held_out(pairs, ours):
        assert ((values >= 0) == pairs.truth).all()


# The whole of it, on a folder


def write(path: Path, rows: Iterator[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")


def made_rows(stem: str, count: int) -> Iterator[Mapping[str, object]]:
    for number, after in pairwise(range(count + 1)):
        words = [f"{stem}{number}n{at}" for at in range(60)]
        other = words[:50] if number % 2 else [f"{stem}{after}n{at}o" for at in range(60)]
        yield {
            "a_text": " ".join(words),
            "b_text": " ".join(other),
            "a_date": "2026-11-01",
            "b_date": "2026-11-03",
            "label": number % 2,
            "kind": "copy" if number % 2 else "independent",
            "lang": "en",
        }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two made collections and few cases."""
    cases = tmp_path / "cases"
    cases.mkdir()
    write(cases / "en.jsonl", made_rows("case", 12))
    write(cases / "ur.jsonl", made_rows("اور", 6))
    monkeypatch.setattr(labelled, "CASES", cases)
    monkeypatch.setattr(holding_out, "SEEDS", range(1))
    write(tmp_path / "dups_satp_pairs.jsonl", made_rows("satp", 12))
    write(tmp_path / "dups_mine.jsonl", made_rows("mine", 12))
    return tmp_path


def test_rows_are_gathered_with_their_collections_and_dates(folder: Path) -> None:
    rows = gather(files_of(folder))
    dated = {one.source: one.pair.one.published_at for one in rows}
    day = datetime(2026, 11, 1, tzinfo=UTC)
    assert dated == {"mine": day, "satp": None, "English cases": day, "other languages": day}
    assert [one.source for one in gather(files_of(None))] == ["English cases"] * 12 + [
        "other languages"
    ] * 6


@pytest.mark.parametrize("with_folder", [True, False])
def test_the_report_is_written(folder: Path, with_folder: bool) -> None:
    options = ["--labelled", str(folder)] if with_folder else []
    done = CliRunner().invoke(quality.main, [*options, "--write", "--into", str(folder)])
    assert done.exit_code == 0, done.output
    written = (folder / "stories_quality.md").read_text("utf-8")
    assert written == done.output
    sources = ["mine", "satp"] if with_folder else []
    sources += ["English cases", "other languages"]
    line = f"| **seven measures, trained (shipped recipe)** |{' 1.000 |' * len(sources)}"
    assert f"| F1 | {' | '.join(sources)} |" in written
    assert written.count(line) == 2  # F1 and precision
    for source, pairs in zip(sources, [12] * 3 + [6] if with_folder else [12, 6], strict=True):
        assert f"| {source} | {pairs} | 1.000 | 1.000 | 1.000 |" in written
    assert ("`dups_mine.jsonl`" in written) is with_folder
    assert "nan" not in written
