"""The grouping of newcomers: who is with whom never depends on the order of arrival."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.articles.fingerprint import text_sha256
from tasks.stories.comparing import Text, compare
from tasks.stories.grouping import (
    WINDOW,
    Grouping,
    Member,
    Newcomer,
    founded_by,
    group_newcomers,
)
from tasks.stories.signing import LEAST_SHARED, sign
from tests.arriving import Arrival, arrive, chains, link, partition, story_of_slug
from tests.made import NOW, open_store
from warehouse.records import id63

Link = tuple[int, int]  # family and place


def newcomer(one: Link, batch: int) -> Newcomer:
    title, body = link(*one)
    article_id = id63("article", str(one))
    return Newcomer(
        article_id=article_id,
        story_id=founded_by(article_id),
        seen_at=NOW + timedelta(minutes=batch),
        is_new=True,
        published_date=NOW.date(),
        text=Text(title=title, body=body, published_at=NOW),
        text_sha256=text_sha256(title, body),
        signature=sign(body),
    )


class Shelf:
    """A warehouse in a few lines: all known articles are looked through for candidates."""

    def __init__(self) -> None:
        self.known: list[Newcomer] = []
        self.stories: dict[int, int] = {}
        self.ended: dict[int, int] = {}

    def arrive(self, newcomers: Sequence[Newcomer]) -> Grouping:
        began = {}
        for one in sorted(self.known, key=lambda one: one.seen_at, reverse=True):
            began[self.stories[one.article_id]] = one.seen_at
        members = {
            one.article_id: Member(
                article_id=one.article_id,
                story_id=self.stories[one.article_id],
                story_began_at=began[self.stories[one.article_id]],
                texts=(one.text,),
            )
            for one in self.known
        }
        candidates = {
            one.article_id: [
                other.article_id
                for other in self.known
                if len(set(one.signature.tolist()) & set(other.signature.tolist())) >= LEAST_SHARED
            ]
            for one in newcomers
        }
        grouping = group_newcomers(newcomers, members, candidates, now=NOW)
        self.known += newcomers
        self.stories |= grouping.stories
        for ended, into in grouping.joined.items():
            self.ended = {old: into if at == ended else at for old, at in self.ended.items()}
            self.ended[ended] = into
            for article_id, story_id in self.stories.items():
                if story_id == ended:
                    self.stories[article_id] = into
        return grouping

    def partition(self) -> set[frozenset[int]]:
        together: defaultdict[int, set[int]] = defaultdict(set)
        for article_id, story_id in self.stories.items():
            together[story_id].add(article_id)
        return {frozenset(those) for those in together.values()}


LINKS = st.tuples(st.integers(0, 3), st.integers(0, 4))
BATCHES = st.lists(LINKS, unique=True, min_size=1, max_size=14).flatmap(
    lambda links: st.lists(st.integers(1, 6), min_size=14, max_size=14).map(
        lambda sizes: split(links, sizes)
    )
)


def split(links: Sequence[Link], sizes: Sequence[int]) -> list[list[Link]]:
    """The links in their order, in batches of these sizes."""
    rest, batches = list(links), []
    for size in sizes:
        batch, rest = rest[:size], rest[size:]
        if batch:
            batches.append(batch)
    return batches


def test_links_are_copies_of_their_neighbours_alone() -> None:
    """What the tests below build upon."""
    links = [(family, place) for family in range(4) for place in range(5)]
    for one, other in combinations(links, 2):
        texts = [Text(title=title, body=body) for title, body in (link(*one), link(*other))]
        are_neighbours = one[0] == other[0] and abs(one[1] - other[1]) == 1
        assert compare(*texts).are_copies == are_neighbours, (one, other)


@settings(deadline=None)
@given(BATCHES)
def test_the_order_of_arrival_does_not_matter(batches: list[list[Link]]) -> None:
    shelf = Shelf()
    seen: dict[Link, int] = {}
    for number, batch in enumerate(batches):
        shelf.arrive([newcomer(one, number) for one in batch])
        seen |= dict.fromkeys(batch, number)
    ids = {one: id63("article", str(one)) for one in seen}
    wanted = chains(list(seen))
    assert shelf.partition() == {frozenset(ids[one] for one in chain) for chain in wanted}
    for chain in wanted:  # the number of the first to come is the story's
        number = min((seen[one], founded_by(ids[one])) for one in chain)[1]
        assert {shelf.stories[ids[one]] for one in chain} == {number}
    assert not set(shelf.ended) & set(shelf.stories.values())
    assert set(shelf.ended.values()) <= set(shelf.stories.values())


@given(BATCHES)
@settings(deadline=None, max_examples=30)
def test_an_order_within_the_batch_changes_nothing_at_all(batches: list[list[Link]]) -> None:
    batch = [newcomer(one, 0) for links in batches for one in links]
    forwards, backwards = Shelf(), Shelf()
    told, turned = forwards.arrive(batch), backwards.arrive(batch[::-1])
    assert told.stories == turned.stories
    assert set(told.near_duplicates) == set(turned.near_duplicates)
    assert told.joined == turned.joined == {}


def test_a_third_copy_joins_two_stories_and_the_older_number_stays() -> None:
    shelf = Shelf()
    for batch, place in enumerate((2, 0)):
        shelf.arrive([newcomer((0, place), batch)])
    older, younger = (founded_by(id63("article", str((0, place)))) for place in (2, 0))
    grouping = shelf.arrive([newcomer((0, 1), 2)])
    assert grouping.joined == {younger: older}
    assert set(shelf.stories.values()) == {older}
    assert {(one.article_id, one.other_article_id) for one in grouping.near_duplicates} == {
        tuple(sorted((id63("article", str((0, 1))), id63("article", str((0, place))))))
        for place in (0, 2)
    }


def test_a_batch_of_nobody() -> None:
    grouping = group_newcomers([], {}, {}, now=NOW)
    assert (grouping.stories, grouping.joined, grouping.near_duplicates) == ({}, {}, ())


@pytest.mark.parametrize(("days", "stories"), [(0, 1), (30, 1), (31, 2)])
def test_newcomers_of_one_batch_keep_to_the_window(days: int, stories: int) -> None:
    assert WINDOW.days == 30
    one, other = (newcomer((0, place), 0) for place in (0, 1))
    other = replace(other, published_date=NOW.date() + timedelta(days=days))
    assert len(set(group_newcomers([one, other], {}, {}, now=NOW).stories.values())) == stories


# The same through a warehouse


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an empty warehouse, to be copied."""
    home = tmp_path_factory.mktemp("empty")
    with open_store(home):
        pass
    return home


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=BATCHES, days=st.lists(st.none() | st.integers(-20, 9), min_size=5, max_size=5))
def test_the_order_of_arrival_does_not_matter_to_the_warehouse(
    empty: Path, tmp_path: Path, batches: list[list[Link]], days: list[int | None]
) -> None:
    home = tmp_path / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(empty, home)
    numbers: dict[Link, tuple[int, int]] = {}  # of the story that each would found, by age
    with open_store(home) as store:
        for number, batch in enumerate(batches):
            arrivals = [arrival(one, number, days[one[1]]) for one in batch]
            settled = arrive(store, *arrivals).settled
            for one, made in zip(batch, settled, strict=True):
                numbers[one] = number, founded_by(made.article_id)
        stories = story_of_slug(store)
        wanted = chains(list(numbers))
        assert partition(store) == {frozenset(map(slug_of, chain)) for chain in wanted}
        for chain in wanted:
            first = min(numbers[one] for one in chain)
            assert {stories[slug_of(one)] for one in chain} == {first[1]}


def arrival(one: Link, batch: int, day: int | None) -> Arrival:
    family, place = one
    title, body = link(family, place)
    return Arrival(
        slug=slug_of(one),
        title=title,
        body=body,
        publisher=family * 5 + place,
        published_at=None if day is None else NOW + timedelta(days=day),
        seen_at=NOW + timedelta(minutes=batch),
    )


def slug_of(one: Link) -> str:
    return f"{one[0]}-{one[1]}"
