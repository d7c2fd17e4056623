"""What the views answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.made import NOW, article, entry, feed, fill, open_store, poll, state, verdict
from warehouse.records import EntryState, Label
from warehouse.store import Store

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def ask(store: Store, question: str) -> list[tuple[Any, ...]]:
    return store.connection.execute(question).fetchall()


@pytest.mark.parametrize(
    ("label", "is_there"),
    [(Label.CORE, True), (Label.RELATED, True), (Label.BACKGROUND, False), (Label.NONE, False)],
)
def test_relevant_articles_are_core_or_related(store: Store, label: Label, is_there: bool) -> None:
    store.insert([article()])
    store.insert([verdict(article(), label)])
    rows = ask(
        store, "SELECT title, label, score, story_id IS NOT NULL FROM main.relevant_articles"
    )
    assert rows == ([("Title one", label.value, 0.75, True)] if is_there else [])


def test_the_newest_verdict_counts(store: Store) -> None:
    store.insert([article()])
    old = verdict(article(), Label.CORE, classifier_version="v9", judged_at=YESTERDAY)
    new = verdict(article(), Label.NONE, classifier_version="v2")
    store.insert([old, new])
    assert ask(store, "FROM main.relevant_articles") == []
    assert ask(store, "SELECT label FROM main.latest_verdicts") == [("none",)]


def test_relevant_articles_have_one_row_an_article(store: Store) -> None:
    store.insert([article()])
    store.insert([verdict(article(), classifier_version=f"v{n}") for n in range(4)])
    assert ask(store, "SELECT count(*) FROM main.relevant_articles") == [(1,)]


def test_a_story_is_counted_once_though_its_original_is_irrelevant(store: Store) -> None:
    """Of each story: the original where it is relevant, else the first published, else seen."""
    early = {"is_original": False, "published_at": YESTERDAY - timedelta(hours=1)}
    undated = {"is_original": False, "published_at": None, "first_seen_at": YESTERDAY}
    rows = [
        ("brief", 1, Label.NONE, {}),
        ("late", 1, Label.CORE, {"is_original": False}),
        ("undated", 1, Label.RELATED, undated),
        ("agency", 2, Label.CORE, {}),
        ("quicker", 2, Label.CORE, early),
        ("cricket", 3, Label.NONE, {}),
    ]
    for slug, story_id, label, given in rows:
        one = article(slug, story_id=story_id, **given)
        store.insert([one])
        store.insert([verdict(one, label)])
    counted = ask(
        store,
        "SELECT story_id, title, is_original FROM main.relevant_articles"
        " WHERE stands_for_story ORDER BY story_id",
    )
    assert counted == [(1, "Title undated", False), (2, "Title agency", True)]
    assert ask(store, "SELECT count(*) FROM main.relevant_articles") == [(4,)]


def changes(store: Store) -> set[tuple[Any, ...]]:
    columns = "title, old_version, new_version, old_label, new_label"
    return set(ask(store, f"SELECT {columns} FROM main.verdict_changes"))


def test_where_two_versions_disagree(store: Store) -> None:
    """Every pair of labels: one row each, but none where both say the same."""
    pairs = list(product(Label, Label))
    articles = [article(f"{old} {new}") for old, new in pairs]
    store.insert(articles)
    for one, (old, new) in zip(articles, pairs, strict=True):
        store.insert([verdict(one, old, classifier_version="v9", judged_at=YESTERDAY)])
        store.insert([verdict(one, new, classifier_version="v2")])
    assert changes(store) == {
        (f"Title {old} {new}", "v9", "v2", old.value, new.value)
        for old, new in pairs
        if old is not new
    }
    assert ask(store, "SELECT count(*) FROM main.verdict_changes") == [(12,)]


def test_one_version_disagrees_with_nobody(store: Store) -> None:
    store.insert([article("a"), article("b")])
    store.insert([verdict(article("a"), Label.CORE), verdict(article("b"), Label.NONE)])
    assert changes(store) == set()


def test_each_pair_of_versions_is_compared_once(store: Store) -> None:
    store.insert([article()])
    labels = {"v1": Label.CORE, "v2": Label.NONE, "v3": Label.CORE}
    for day, (version, label) in enumerate(labels.items()):
        at = YESTERDAY + timedelta(hours=day)
        store.insert([verdict(article(), label, classifier_version=version, judged_at=at)])
    assert changes(store) == {
        ("Title one", "v1", "v2", "core", "none"),
        ("Title one", "v2", "v3", "none", "core"),
    }


def test_versions_of_one_instant_are_compared_once_too(store: Store) -> None:
    store.insert([article()])
    store.insert([verdict(article(), Label.CORE, classifier_version="v2", score=0.9)])
    store.insert([verdict(article(), Label.NONE, classifier_version="v1", score=0.1)])
    assert changes(store) == {("Title one", "v1", "v2", "none", "core")}
    assert ask(store, "SELECT old_score, new_score FROM main.verdict_changes") == [(0.1, 0.9)]


def test_views_answer_when_attached_under_another_name(store: Store, tmp_path: Path) -> None:
    fill(store, article())
    store.connection.execute("CHECKPOINT")
    store.connection.execute("ATTACH ':memory:' AS mine; USE mine")
    assert ask(store, "SELECT title FROM warehouse.main.relevant_articles") == [("Title one",)]


HEALTH = {
    "never polled": ({}, "never polled"),
    "healthy": ({"last_polled_at": NOW, "newest_entry_at": YESTERDAY}, "healthy"),
    "no dates": ({"last_polled_at": NOW}, "healthy"),
    "failing": ({"last_polled_at": NOW, "failure_count": 1}, "failing"),
    "stale": ({"last_polled_at": NOW, "newest_entry_at": NOW - timedelta(days=15)}, "stale"),
}


@pytest.mark.parametrize(("facts", "health"), HEALTH.values(), ids=HEALTH)
def test_feed_health(store: Store, facts: dict[str, Any], health: str) -> None:
    store.insert([feed()])
    if facts:
        store.insert([state(**facts)])
    assert ask(store, "SELECT health FROM main.feed_health") == [(health,)]


def test_feed_health_tells_the_last_poll_and_the_entries(store: Store) -> None:
    store.insert([feed(), feed("other")])
    store.insert([state(last_polled_at=NOW)])
    store.insert(
        [
            poll(1, polled_at=YESTERDAY, outcome="changed"),
            poll(2, polled_at=NOW, outcome="failed", reason_code="http_500", http_status=500),
            poll(3, polled_at=NOW + timedelta(hours=1), outcome="postponed"),
        ]
    )
    store.insert(
        [
            entry("a", state=EntryState.LOADED),
            entry("b", state=EntryState.DROPPED),
            entry("c"),
            entry("d"),
        ]
    )
    rows = ask(
        store,
        "SELECT feed_id, last_outcome, reason_code, entries, loaded, dropped, pending"
        " FROM main.feed_health ORDER BY feed_id",
    )
    assert rows == [
        ("herald", "failed", "http_500", 4, 1, 1, 2),
        ("other", None, None, 0, 0, 0, 0),
    ]


def test_coverage_per_publisher_and_day(store: Store) -> None:
    store.insert([feed(), feed("herald-sport"), feed("post", publisher="The Post")])
    store.insert(
        [
            poll(1, new_entry_count=3),
            poll(2, feed_id="herald-sport", outcome="not_modified"),
            poll(3, feed_id="herald-sport", outcome="failed"),
            poll(4, feed_id="post", outcome="failed"),
            poll(5, outcome="postponed"),
            poll(6, polled_at=YESTERDAY, has_gap=True, new_entry_count=2),
        ]
    )
    store.insert(
        [article("a"), article("b", published_at=None), article("c", published_at=YESTERDAY)]
    )
    rows = ask(
        store,
        "SELECT publisher, CAST(covered_date AS VARCHAR), polled, failed, gap, entries, articles"
        " FROM main.coverage ORDER BY 1, 2",
    )
    assert rows == [
        ("The Herald", "2026-11-21", 1, 0, True, 2, 1),
        ("The Herald", "2026-11-22", 2, 1, False, 3, 2),
        ("The Post", "2026-11-22", 0, 1, True, 0, 0),
    ]


def test_a_day_ends_at_midnight_utc(store: Store) -> None:
    store.insert([feed()])
    store.insert([article(published_at=NOW.replace(hour=23, minute=59, second=59))])
    rows = ask(store, "SELECT CAST(covered_date AS VARCHAR) FROM main.coverage")
    assert rows == [("2026-11-22",)]
