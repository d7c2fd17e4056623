"""Houses, agencies and originals: who counts as a voice of its own, and whose text a story is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from flows.cli import khabar
from tasks.begin import EPOCH, begin
from tasks.feeds.catalogue import read_catalogue
from tasks.group import group
from tasks.relevance.lexicon import Lexicon
from tasks.stories.agencies import KNOWLEDGE, shipped_agencies
from tasks.stories.publishers import agency_of, read_publishers
from tests.made import NOW, article, fill, open_store
from tests.test_grouping import FEEDS, extracted
from warehouse.arrow import column_of
from warehouse.errors import BadCatalogue
from warehouse.records import Article, NearDuplicate, Story, id63
from warehouse.snapshot import publish
from warehouse.store import Store

STORY = id63("story", "one")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        opened.insert(read_publishers())
        yield opened


def copy(publisher: str, hours: int = 0, **given: Any) -> Article:
    """A copy of the one story, published so many hours after it began."""
    facts: dict[str, Any] = {
        "publisher": publisher,
        "published_at": NOW + timedelta(hours=hours - 12),
        "story_id": STORY,
        "is_original": False,
    }
    return article(publisher, **(facts | given))


def counted(store: Store, *copies: Article) -> tuple[str, int, int]:
    """The original's publisher, and how many articles and independent publishers there are."""
    store.upsert(copies)
    given = column_of([STORY], "story_id", int)
    store.upsert(store.read(Story, "count_stories", given, since=EPOCH))
    store.run("choose_originals", given, since=EPOCH)
    ((article_count, publisher_count),) = store.connection.execute(
        "SELECT article_count, publisher_count FROM main.stories"
    ).fetchall()
    originals = store.connection.execute(
        "SELECT a.publisher FROM main.articles AS a JOIN main.stories AS s "
        "ON s.original_article_id = a.article_id WHERE a.is_original"
    ).fetchall()
    assert store.connection.execute(
        "SELECT count(*) FROM main.articles WHERE is_original"
    ).fetchall() == [(1,)]
    ((original,),) = originals
    return original, article_count, publisher_count


REUTERS_COPIES = (
    copy("Dawn", 0, agency="reuters"),
    copy("The Hindu", 1),
    copy("Reuters", 2),
)
CASES: dict[str, tuple[tuple[Article, ...], tuple[str, int, int]]] = {
    "the credited agency, though it came last": (REUTERS_COPIES, ("Reuters", 3, 3)),
    "the first, where nobody credits the agency": (
        (copy("Dawn", 0), copy("Reuters", 2)),
        ("Dawn", 2, 2),
    ),
    "the first, where the credited agency has no article": (
        (copy("Dawn", 1, agency="reuters"), copy("Scroll.in", 0, agency="reuters")),
        ("Scroll.in", 2, 2),
    ),
    "the first, where another agency is credited": (
        (copy("Dawn", 0, agency="afp"), copy("Reuters", 2)),
        ("Dawn", 2, 2),
    ),
    "the first, where the agency is not named": (
        (copy("Dawn", 0, agency="unnamed"), copy("Reuters", 2)),
        ("Dawn", 2, 2),
    ),
    "a credit of one's own is none": (
        (copy("Dawn", 0), copy("Reuters", 2, agency="reuters")),
        ("Dawn", 2, 2),
    ),
    "the earlier of two credited agencies": (
        (
            copy("Dawn", 0, agency="reuters"),
            copy("The Hindu", 0, agency="ani"),
            copy("ANI", 3),
            copy("Reuters", 2),
        ),
        ("Reuters", 4, 4),
    ),
    "the first seen, where no date is known": (
        (
            copy("Dawn", published_at=None, first_seen_at=NOW + timedelta(hours=1)),
            copy("Scroll.in", published_at=None),
        ),
        ("Scroll.in", 2, 2),
    ),
    "a house counts once": (
        (copy("The Express Tribune"), copy("Express News", 1), copy("Geo News", 2), copy("Jang")),
        ("Jang", 4, 2),
    ),
    "a publisher that is in no catalogue is its own house": (
        (copy("A feed of one's own"), copy("Another", 1)),
        ("A feed of one's own", 2, 2),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_originals_and_voices(store: Store, case: str) -> None:
    copies, wanted = CASES[case]
    if case == "a house counts once":  # four at one instant and three instants: ids decide
        copies = (*copies[:3], replace(copies[3], published_at=NOW - timedelta(hours=13)))
    assert counted(store, *copies) == wanted


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_does_not_matter(store: Store, order: tuple[int, ...]) -> None:
    for index in order:
        last = counted(store, REUTERS_COPIES[index])
    assert last == ("Reuters", 3, 3)
    assert counted(store, *REUTERS_COPIES) == last


def test_a_story_of_others_is_left_alone(store: Store) -> None:
    other = article("other", publisher="Reuters", agency=None)
    store.insert([other])
    store.upsert(
        store.read(
            Story, "count_stories", column_of([other.story_id], "story_id", int), since=EPOCH
        )
    )
    before = store.connection.execute("FROM main.stories").fetchall()
    store.upsert(REUTERS_COPIES)
    store.upsert(
        store.read(Story, "count_stories", column_of([STORY], "story_id", int), since=EPOCH)
    )
    assert before[0] in store.connection.execute("FROM main.stories").fetchall()


def test_a_credit_is_read_where_the_article_is_made(tmp_path: Path) -> None:
    one = extracted("one", final="https://herald.example/one", body_from="page")
    text = replace(one.text, byline="AFP")  # type: ignore[type-var]
    with open_store(tmp_path) as store:
        (settled,) = group(store, [replace(one, text=text)], FEEDS, now=NOW).settled
    assert settled.article
    assert settled.article.agency == "afp"


# A run loads the catalogue


def begun(store: Store, knowledge: Path, feeds: Path, lexicon: Lexicon) -> None:
    begin(
        store,
        catalogue=feeds,
        only=(),
        due_only=False,
        lexicon=lexicon,
        knowledge=knowledge,
        prefect_run_id=None,
        now=NOW,
    )


def test_houses_that_change_are_counted_anew(tmp_path: Path, lexicon: Lexicon) -> None:
    knowledge = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, knowledge)
    with open_store(tmp_path) as store:
        assert counted(store, copy("Dawn"), copy("Scroll.in", 1)) == ("Dawn", 2, 2)
        begun(store, knowledge, KNOWLEDGE / "feeds.csv", lexicon)
        rows = store.connection.execute("FROM main.publishers").fetchall()
        assert set(rows) == {astuple(one) for one in read_publishers()}
        assert voices(store) == [(2,)]

        catalogue = knowledge / "publishers.csv"
        text = catalogue.read_text("utf-8")
        catalogue.write_text(text.replace("Dawn,Dawn Media Group", "Dawn,Scroll.in"), "utf-8")
        begun(store, knowledge, KNOWLEDGE / "feeds.csv", lexicon)
        assert voices(store) == [(1,)]
        before = store.connection.execute("FROM main.stories").fetchall()
        begun(store, knowledge, KNOWLEDGE / "feeds.csv", lexicon)
        assert store.connection.execute("FROM main.stories").fetchall() == before


def voices(store: Store) -> list[tuple[int]]:
    return store.connection.execute("SELECT publisher_count FROM main.stories").fetchall()


# The catalogue


def test_every_publisher_of_the_shipped_feeds_has_a_row() -> None:
    known = {one.publisher for one in read_publishers()}
    assert {feed.publisher for feed in read_catalogue(KNOWLEDGE / "feeds.csv")} - known == set()


def test_each_agency_that_publishes_is_one_that_texts_credit() -> None:
    named = {one.agency for one in read_publishers()} - {None}
    assert named <= set(shipped_agencies().names)
    assert {"app", "ani", "reuters", "ap", "bss", "pajhwok", "bakhtar"} <= named
    assert (agency_of("BBC Urdu"), agency_of("Dawn"), agency_of("no such")) == ("bbc", None, None)


HOUSES = [
    ("The Express Tribune", "Express News"),
    ("Geo News", "The News International"),
    ("Geo News", "Jang"),
    ("The Nation", "Nawa-i-Waqt"),
    ("Times of India", "Economic Times"),
    ("Times of India", "Navbharat Times"),
    ("Hindustan Times", "Live Hindustan"),
    ("The Indian Express", "Jansatta"),
    ("The Hindu", "Hindu Tamil Thisai"),
    ("Anandabazar Patrika", "The Telegraph"),
    ("Daily Mirror", "Lankadeepa"),
    ("Republica", "Nagarik"),
    ("Etilaatroz", "KabulNow"),
    ("Kaler Kantho", "Bangladesh Pratidin"),
]
APART = [
    ("Sangbad Pratidin", "Asomiya Pratidin"),
    ("The Nation", "The News International"),
    ("The Tribune", "The Express Tribune"),
    ("The Business Standard", "Business Recorder"),
    ("RFE/RL", "VOA News"),
    ("Associated Press", "Associated Press of Pakistan"),
]


def test_who_is_one_house_and_who_is_not() -> None:
    owners = {one.publisher: one.owner for one in read_publishers()}
    assert [pair for pair in HOUSES if owners[pair[0]] != owners[pair[1]]] == []
    assert [pair for pair in APART if owners[pair[0]] == owners[pair[1]]] == []


def test_who_is_not_verified_is_independent() -> None:
    assert [
        one.publisher
        for one in read_publishers()
        if one.source == "unverified" and one.owner != one.publisher
    ] == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Dawn Media Group,,x", "publisher is empty"),
        ("Dawn,,,x", "owner is empty"),
        ("Dawn,Dawn,,", "source is empty"),
        ("Dawn,Dawn,nobody,x", "agency is 'nobody'"),
        ("Kept,Dawn,,x", "stands in publishers.csv:2 too"),
        ("Dawn,Dawn,x", "has 3 cells, the header 4"),
    ],
)
def test_a_wrong_row_is_refused_by_file_and_line(tmp_path: Path, row: str, problem: str) -> None:
    (tmp_path / "publishers.csv").write_text(
        f"publisher,owner,agency,source\nKept,Kept,,x\n{row}\n", "utf-8"
    )
    with pytest.raises(BadCatalogue) as refused:
        read_publishers(tmp_path)
    assert problem in str(refused.value)
    assert refused.value.subject == "publishers.csv:3"


# khabar explain


def explained(home: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setenv("KHABAR_HOME", str(home))
    done = CliRunner().invoke(khabar, ["explain", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def snapshot_of(home: Path, *copies: Article) -> None:
    with open_store(home) as store:
        fill(store, *copies)
        store.insert(read_publishers())
        store.insert([alike(*copies[1:3])] if len(copies) > 2 else [])
        counted(store, *copies)
    publish(home / "warehouse.duckdb", home / "published.duckdb")


def alike(one: Article, other: Article) -> NearDuplicate:
    here, there = sorted((one.article_id, other.article_id))
    return NearDuplicate(
        article_id=here, other_article_id=there, score=4.2, found_at=NOW, grouper_version="v1"
    )


def test_a_story_is_told_with_its_credits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot_of(tmp_path, *REUTERS_COPIES, copy("Express News", 4), copy("The Express Tribune", 5))
    said = explained(tmp_path, monkeypatch, str(REUTERS_COPIES[1].article_id)).splitlines()
    at = said.index("Story: the same text, or a version of it, is also in")
    assert said[at + 1] == "  Reuters (the original), score +4.2: https://herald.example/Reuters"
    assert said[at + 2] == "  Dawn, credits Reuters, by way of others: https://herald.example/Dawn"
    assert said[at + 5] == "  The article of Reuters is the original: others credit Reuters."
    assert said[at + 6] == "  5 articles of 4 independent publishers"

    account = json.loads(
        explained(tmp_path, monkeypatch, "--json", str(REUTERS_COPIES[0].article_id))
    )
    assert account["story"]["is_credited"] is True
    assert account["article"]["agency"] == "reuters"


def test_the_first_published_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = copy("Express News", agency="unnamed")
    snapshot_of(tmp_path, first, copy("The Express Tribune", 1))
    said = explained(tmp_path, monkeypatch, str(first.article_id))
    assert "  This article is the original: it was published first.\n" in said
    assert "  It credits an agency.\n" in said
    assert "  2 articles of one publisher\n" in said


def test_a_text_of_one_article_is_told_with_its_credit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = copy("Dawn", agency="afp")
    snapshot_of(tmp_path, alone)
    said = explained(tmp_path, monkeypatch, str(alone.article_id))
    alone_in_it = "Story: no other article carries this text or a version of it.\n"
    assert f"{alone_in_it}  It credits Agence France-Presse.\n" in said
