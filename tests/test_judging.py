"""Judging a batch and writing what was read: each version keeps its own verdict, names, places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tasks.judge import Judged, judge_articles
from tasks.load import load
from tasks.relevance.classifier import Classifier
from tasks.relevance.verdict import Judgement, NamedActor, Reading
from tests.made import NOTHING_GROUPED, NOW, article, open_store
from warehouse.records import Article, Label
from warehouse.store import TABLES, Store

LATER = NOW + timedelta(hours=1)
ONE, TWO = article("one"), article("two")


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A judge that says of each headline what it was told to."""

    version: str
    actors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    countries: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def judge(self, reading: Reading) -> Judgement:
        named = self.actors.get(reading.title, ())
        return Judgement(
            label=Label.CORE if named else Label.NONE,
            flags=(),
            score=0.9 if named else 0.1,
            countries=self.countries.get(reading.title, ()),
            actors=tuple(
                NamedActor(actor_id=actor_id, alias=actor_id.lower(), mention_count=count)
                for count, actor_id in enumerate(named, start=1)
            ),
            evidence=(),
        )


FIRST = Stated(
    version="v1",
    actors={ONE.title: ("PK-TTP", "PK-BLA"), TWO.title: ("PK-TTP",)},
    countries={ONE.title: ("PK", "AF"), TWO.title: ("PK",)},
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        opened.insert([ONE, TWO])
        yield opened


def judged_by(store: Store, judge: Any, *articles: Article, now: Any = NOW) -> Judged:
    judged = judge_articles(judge, articles, now)
    load(store, [], NOTHING_GROUPED, judged, run_id=1)
    return judged


def names(store: Store, version: str) -> set[tuple[int, str, str, int]]:
    question = "FROM main.article_actors WHERE classifier_version = ?"
    rows = store.connection.execute(
        f"SELECT article_id, actor_id, alias, mention_count {question}", [version]
    )
    return set(rows.fetchall())


def countries(store: Store, version: str) -> dict[int, list[str]]:
    """By article, the foremost first."""
    rows = store.connection.execute(
        "SELECT article_id, list(country ORDER BY position) FROM main.article_countries"
        " WHERE classifier_version = ? GROUP BY article_id",
        [version],
    )
    return dict(rows.fetchall())


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: store.connection.execute(f"FROM {table} ORDER BY ALL").fetchall()
        for table in TABLES.values()
    }


def test_a_batch_is_judged_in_order_and_told_apart_by_article() -> None:
    judged = judge_articles(FIRST, [TWO, ONE], NOW)
    assert [one.article_id for one in judged.verdicts] == [TWO.article_id, ONE.article_id]
    assert {one.judged_at for one in judged.verdicts} == {NOW}
    assert [(one.article_id, one.actor_id) for one in judged.actors] == [
        (TWO.article_id, "PK-TTP"),
        (ONE.article_id, "PK-TTP"),
        (ONE.article_id, "PK-BLA"),
    ]
    assert [(one.article_id, one.country, one.position) for one in judged.countries] == [
        (TWO.article_id, "PK", 1),
        (ONE.article_id, "PK", 1),
        (ONE.article_id, "AF", 2),
    ]


def test_names_and_countries_are_written(store: Store) -> None:
    judged_by(store, FIRST, ONE, TWO)
    assert names(store, "v1") == {
        (ONE.article_id, "PK-TTP", "pk-ttp", 1),
        (ONE.article_id, "PK-BLA", "pk-bla", 2),
        (TWO.article_id, "PK-TTP", "pk-ttp", 1),
    }
    assert countries(store, "v1") == {ONE.article_id: ["PK", "AF"], TWO.article_id: ["PK"]}


def test_loading_twice_changes_nothing(store: Store) -> None:
    judged = judged_by(store, FIRST, ONE, TWO)
    before = everything(store)
    assert before["main.article_actors"]
    load(store, [], NOTHING_GROUPED, judged, run_id=1)
    assert everything(store) == before


def test_an_empty_batch_changes_nothing(store: Store) -> None:
    judged_by(store, FIRST, ONE, TWO)
    before = everything(store)
    judged_by(store, FIRST)
    assert everything(store) == before


def test_what_is_read_anew_by_the_same_version_replaces_what_was_read(store: Store) -> None:
    judged_by(store, FIRST, ONE, TWO)
    again = Stated(
        version="v1",
        actors={ONE.title: ("PK-BLA", "AF-ISKP")},
        countries={ONE.title: ("AF",)},
    )
    judged_by(store, again, ONE, now=LATER)
    assert names(store, "v1") == {
        (ONE.article_id, "PK-BLA", "pk-bla", 1),
        (ONE.article_id, "AF-ISKP", "af-iskp", 2),
        (TWO.article_id, "PK-TTP", "pk-ttp", 1),  # was not read anew
    }
    assert countries(store, "v1") == {ONE.article_id: ["AF"], TWO.article_id: ["PK"]}


def test_an_article_that_names_nobody_any_more_keeps_no_names(store: Store) -> None:
    judged_by(store, FIRST, ONE)
    judged_by(store, Stated(version="v1"), ONE, now=LATER)
    assert names(store, "v1") == set()
    assert countries(store, "v1") == {}


def test_another_version_leaves_what_the_first_one_read(store: Store) -> None:
    judged_by(store, FIRST, ONE, TWO)
    before = names(store, "v1"), countries(store, "v1")
    other = Stated(version="v2", actors={ONE.title: ("PK-BLF",)}, countries={ONE.title: ("IN",)})
    judged_by(store, other, ONE, TWO, now=LATER)
    assert (names(store, "v1"), countries(store, "v1")) == before
    assert names(store, "v2") == {(ONE.article_id, "PK-BLF", "pk-blf", 1)}
    assert countries(store, "v2") == {ONE.article_id: ["IN"]}


def test_a_batch_that_fails_halfway_takes_no_names_away(store: Store) -> None:
    judged = judged_by(store, FIRST, ONE, TWO)
    before = everything(store)
    broken = Judged(verdicts=judged.verdicts, actors=(), countries=(None,))  # type: ignore[arg-type]
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, nothing is half written
        load(store, [], NOTHING_GROUPED, broken, run_id=1)
    assert everything(store) == before


def test_the_shipped_judge_names_groups_and_countries(store: Store, judge: Classifier) -> None:
    attack = article(
        "attack",
        title="TTP claims attack on police post in Bannu",
        body="The TTP said that it had killed two policemen in Bannu, Khyber Pakhtunkhwa.",
    )
    store.insert([attack])
    judged_by(store, judge, attack)
    assert (attack.article_id, "PK-TTP", "TTP", 2) in names(store, judge.version)
    assert countries(store, judge.version)[attack.article_id][0] == "PK"


# What `khabar explain` asks


def test_each_version_is_explained_with_its_own_names(store: Store) -> None:
    judged_by(store, FIRST, ONE)
    judged_by(store, Stated(version="v2", actors={ONE.title: ("PK-BLF",)}), ONE, now=LATER)
    new, old = store.rows("explain_verdicts", article_id=ONE.article_id)
    assert [one["actor_id"] for one in new["actors"]] == ["PK-BLF"]
    assert [one["actor_id"] for one in old["actors"]] == ["PK-BLA", "PK-TTP"]  # by mentions
    assert (new["countries"], old["countries"]) == ([], ["PK", "AF"])
