"""Stories through a real warehouse: joins, updates, the window, clutter, and loading twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tasks.group import MOST_CANDIDATES, group
from tasks.load import load
from tasks.stories.grouping import founded_by
from tests.arriving import (
    FEEDS,
    NOT_JUDGED,
    Arrival,
    again,
    arrive,
    everything,
    extracted,
    joins,
    link,
    made_words,
    partition,
    story_of_slug,
)
from tests.made import NOW, open_store
from warehouse.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def linked(place: int, minutes: int = 0, family: int = 0, **given: object) -> Arrival:
    """A text of a chain, as its own publisher has it; the slug says its place."""
    title, body = link(family, place)
    one = Arrival(
        slug="abcdefghi"[place],
        title=title,
        body=body,
        publisher=place,
        seen_at=NOW + timedelta(minutes=minutes),
    )
    return replace(one, **given)  # type: ignore[arg-type]


def groups(*slugs: str) -> set[frozenset[str]]:
    return {frozenset(those) for those in slugs}


# Loading twice


def test_loading_the_same_batch_twice_changes_nothing(store: Store) -> None:
    arrive(store, linked(0), linked(3, family=1))
    batch = [extracted(one) for one in (linked(1, 5), linked(2, 5), linked(5, 5, family=2))]
    grouped = group(store, batch, FEEDS, now=NOW)
    for _ in range(2):
        load(store, batch, grouped, NOT_JUDGED, run_id=1)
        first = everything(store)
        assert {name for name in ("main.near_duplicates", "ops.shingles") if first[name]} == {
            "main.near_duplicates",
            "ops.shingles",
        }
        load(store, batch, grouped, NOT_JUDGED, run_id=1)
        assert everything(store) == first


def test_a_batch_that_joins_stories_can_be_loaded_twice(store: Store) -> None:
    arrive(store, linked(0))
    arrive(store, linked(2, 1))
    grouped = arrive(store, linked(1, 2))
    assert len(grouped.joins) == 1
    first = everything(store)
    load(store, [extracted(linked(1, 2))], grouped, NOT_JUDGED, run_id=1)
    assert everything(store) == first


def test_a_batch_that_arrives_again_is_nothing_new(store: Store) -> None:
    batch = linked(0), linked(1), linked(4)
    arrive(store, *batch)
    first = everything(store)
    grouped = arrive(store, *batch)
    assert grouped.shingles is None
    assert everything(store) == first


def test_a_batch_split_in_two_ends_as_one(store: Store, tmp_path: Path) -> None:
    arrivals = [linked(place) for place in (0, 4, 1, 3, 2)]
    arrive(store, *arrivals)
    with open_store(tmp_path / "other") as other:
        for one in arrivals:
            arrive(other, one)
        for name in ("main.article_versions", "ops.shingles"):
            assert everything(other)[name] == everything(store)[name], name
        assert partition(other) == partition(store) == groups("abcde")


# Stories that prove to be one


def test_the_older_number_stays_and_the_join_is_kept(store: Store) -> None:
    arrive(store, linked(2))
    arrive(store, linked(0, 1))
    before = story_of_slug(store)
    assert len(set(before.values())) == 2
    arrive(store, linked(1, 2))
    assert set(story_of_slug(store).values()) == {before["c"]}
    assert joins(store) == {before["a"]: before["c"]}
    assert store.connection.execute(
        "SELECT story_id, article_count, publisher_count FROM main.stories"
    ).fetchall() == [(before["c"], 3, 3)]


def test_joins_are_followed(store: Store) -> None:
    """The youngest becomes part of the second, then the second of the oldest."""
    for minutes, place in enumerate((0, 2, 4)):
        arrive(store, linked(place, minutes))
    before = story_of_slug(store)
    arrive(store, linked(3, 3))
    assert joins(store) == {before["e"]: before["c"]}
    arrive(store, linked(1, 4))
    assert joins(store) == {before["e"]: before["a"], before["c"]: before["a"]}
    assert partition(store) == groups("abcde")


def test_three_stories_joined_by_one_batch(store: Store) -> None:
    for minutes, place in enumerate((4, 2, 0)):
        arrive(store, linked(place, minutes))
    before = story_of_slug(store)
    arrive(store, linked(1, 3), linked(3, 3))
    assert joins(store) == {before["a"]: before["e"], before["c"]: before["e"]}
    assert partition(store) == groups("abcde")


def test_a_story_joined_under_its_own_newcomer(store: Store) -> None:
    """A newcomer of the batch is a copy of another newcomer, that one of two known stories."""
    arrive(store, linked(0))
    arrive(store, linked(3, 1))
    before = story_of_slug(store)
    arrive(store, linked(2, 2), linked(1, 2))
    assert joins(store) == {before["d"]: before["a"]}
    assert partition(store) == groups("abcd")


# Articles that change


def test_an_update_keeps_its_story_and_finds_copies_by_both_texts(store: Store) -> None:
    first = linked(1)
    grouped = arrive(store, first)
    arrive(store, linked(3, 1))
    title, body = link(0, 2)
    arrive(store, again(first, grouped, title=title, body=body, seen_at=NOW + timedelta(hours=1)))
    stories = story_of_slug(store)
    assert set(stories.values()) == {founded_by(grouped.settled[0].article_id)}
    arrive(store, linked(2, 90), linked(0, 90))  # copies of the new text and of the old one
    assert partition(store) == groups("abcd")


def test_another_text_at_an_old_address_draws_nobody_along(store: Store) -> None:
    first = linked(0)
    grouped = arrive(store, first, linked(1))
    arrive(store, linked(7, 1))
    title, body = link(0, 6)
    arrive(store, again(first, grouped, title=title, body=body, seen_at=NOW + timedelta(hours=1)))
    arrive(store, linked(5, 90))
    assert partition(store) == groups("ab", "h", "f")
    assert joins(store) == {}


def test_an_update_that_is_no_copy_of_anything_stays(store: Store) -> None:
    first = linked(0)
    grouped = arrive(store, first, linked(1))
    arrive(store, again(first, grouped, body=" ".join(made_words("anew", 90))))
    assert partition(store) == groups("ab")
    assert joins(store) == {}


def test_two_copies_that_change_in_one_batch(store: Store) -> None:
    both = linked(0), linked(1)
    grouped = arrive(store, *both)
    words = " ".join(made_words("added", 12))
    arrive(store, *(again(one, grouped, body=f"{one.body} {words}") for one in both))
    assert partition(store) == groups("ab")
    assert store.connection.execute("SELECT count(*) FROM main.near_duplicates").fetchall() == [
        (1,)
    ]


def test_a_young_article_of_an_old_story_does_not_make_it_younger(store: Store) -> None:
    """It is the story's age that counts, not that of the article that changed."""
    arrive(store, linked(0))
    arrive(store, linked(3, 10))
    before = story_of_slug(store)
    second = linked(1, 20)
    grouped = arrive(store, second)
    title, body = link(0, 2)
    arrive(store, again(second, grouped, title=title, body=body, seen_at=NOW + timedelta(hours=1)))
    assert set(story_of_slug(store).values()) == {before["a"]}
    assert joins(store) == {before["d"]: before["a"]}


# The window


def published(place: int, when: datetime | None, minutes: int = 0, **given: object) -> Arrival:
    return linked(place, minutes, published_at=when, **given)


@pytest.mark.parametrize("days", [30, -30])
def test_copies_thirty_days_apart_are_one_story(store: Store, days: int) -> None:
    arrive(store, published(0, NOW))
    arrive(store, published(1, NOW + timedelta(days=days), 1))
    assert partition(store) == groups("ab")


@pytest.mark.parametrize("days", [31, -31, 400])
def test_copies_farther_apart_are_two(store: Store, days: int) -> None:
    arrive(store, published(0, NOW))
    arrive(store, published(1, NOW + timedelta(days=days), 1))
    assert partition(store) == groups("a", "b")


def test_each_of_a_batch_has_a_window_of_its_own(store: Store) -> None:
    """Another newcomer's days bring in a copy that is too far from this one."""
    arrive(store, published(0, NOW + timedelta(days=50)))
    between = linked(5, 1, family=1, published_at=NOW + timedelta(days=40))
    arrive(store, published(1, NOW, 1), between)
    assert partition(store) == groups("a", "b", "f")


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize(("days", "wanted"), [(30, ["ab"]), (31, ["a", "b"])])
def test_the_same_text_to_the_letter_is_one_story_for_a_month(
    store: Store, in_one_batch: bool, days: int, wanted: list[str]
) -> None:
    one = published(0, NOW - timedelta(days=days))
    other = replace(one, slug="b", publisher=1, published_at=NOW, title=one.title.upper())
    if in_one_batch:
        arrive(store, one, other)
    else:
        arrive(store, one)
        arrive(store, other)
    assert partition(store) == groups(*wanted)


def test_an_article_without_a_date_counts_as_of_its_first_sight(store: Store) -> None:
    arrive(store, published(0, None))
    arrive(store, published(1, NOW - timedelta(days=29), 1), published(2, None, 1))
    arrive(store, published(3, NOW - timedelta(days=45), 2))
    assert partition(store) == groups("abc", "d")


def test_a_batch_of_many_years_looks_in_each(store: Store) -> None:
    of_2019 = NOW.replace(year=2019, month=2)
    of_2023 = NOW.replace(year=2023, month=6)
    arrive(
        store,
        linked(0, published_at=of_2019, slug="a"),
        linked(1, published_at=of_2023, slug="b", family=1),
        linked(2, slug="c", family=2),
    )
    arrive(
        store,
        linked(3, 5, published_at=of_2019, slug="stranger", family=3),
        linked(1, 5, published_at=of_2019 + timedelta(days=3), slug="A"),
        linked(2, 5, published_at=of_2023 - timedelta(days=3), slug="B", family=1),
        linked(3, 5, slug="C", family=2),
    )
    assert partition(store) == {
        frozenset({"a", "A"}),
        frozenset({"b", "B"}),
        frozenset({"c", "C"}),
        frozenset({"stranger"}),
    }


# Clutter


def test_a_true_copy_is_found_past_hundreds_with_the_same_clutter(store: Store) -> None:
    """The article shares more shingles with each of them than with what it is a copy of."""
    clutter = " ".join(made_words("clutter", 150))
    around = [
        Arrival(
            slug=str(number),
            title=" ".join(made_words(f"title {number}", 6)),
            body=f"{' '.join(made_words(number, 80))} {clutter}",
        )
        for number in range(10 * MOST_CANDIDATES)
    ]
    for start in range(0, len(around), MOST_CANDIDATES):
        arrive(store, *around[start : start + MOST_CANDIDATES])
    assert len(partition(store)) == len(around)
    original = linked(1)
    arrive(store, original)
    arrive(store, replace(original, slug="copy", publisher=0, body=f"{original.body} {clutter}"))
    assert [one for one in partition(store) if len(one) > 1] == [{"b", "copy"}]
