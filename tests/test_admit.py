"""Entries are let in once, whatever their feeds do to them, and with their feed's state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tasks.admit import admit
from tasks.feeds.parsing import DroppedEntry, FoundEntry
from tasks.poll import Polled, postpone
from tests.made import NOW, article, feed, open_store, poll, state
from warehouse.records import ArticleUrl, FailureKind, Feed, id63
from warehouse.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        opened.insert([feed(), feed("world"), feed("post", publisher="The Post")])
        yield opened


def found(slug: str = "one", **given: Any) -> FoundEntry:
    facts = {
        "guid": f"guid-{slug}",
        "url": f"https://herald.example/{slug}",
        "title": f"Title {slug}",
        "summary": None,
        "content": None,
        "byline": None,
        "published_at": NOW,
        "digest": f"digest {slug}",
    }
    return FoundEntry(**(facts | given))


class Desk:
    """Admits polls one after another, each as a run of its own."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.runs = 0

    def polled(self, *entries: FoundEntry, feed_id: str = "herald", **given: Any) -> Polled:
        publisher = "The Post" if feed_id == "post" else "The Herald"
        source: Feed = feed(feed_id, publisher=publisher)
        before = state(feed_id, last_succeeded_at=NOW if self.runs > 1 else None)
        facts = {
            "feed": source,
            "before": before,
            "state": replace(before, etag=f'"{self.runs}"', last_polled_at=NOW),
            "poll": poll(id63("poll", str(self.runs), feed_id), run_id=self.runs, feed_id=feed_id),
            "entries": entries,
        }
        return Polled(**(facts | given))

    def admit(self, *polls: Polled) -> Any:
        return admit(self.store, polls, run_id=self.runs)

    def poll(self, *entries: FoundEntry, feed_id: str = "herald", **given: Any) -> Any:
        self.runs += 1
        return self.admit(self.polled(*entries, feed_id=feed_id, **given))

    def load_all(self) -> None:
        """As if every pending page had been fetched: an article each, known by its address."""
        rows = self.ask("SELECT url_key FROM ops.entries WHERE state = 'pending' GROUP BY 1")
        for (key,) in rows:
            slug = key.partition("/")[2]
            self.store.insert([article(slug)])
            url = ArticleUrl(url_id=id63("url", key), url_key=key, article_id=id63("article", slug))
            self.store.insert([url])
        self.store.connection.execute(
            "UPDATE ops.entries AS e SET state = 'loaded', article_id = coalesce(e.article_id,"
            " (SELECT u.article_id FROM ops.article_urls AS u WHERE u.url_key = e.url_key))"
        )

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        return self.store.connection.execute(question).fetchall()

    @property
    def entries(self) -> list[tuple[Any, ...]]:
        return self.ask("SELECT feed_id, url_key, state FROM ops.entries ORDER BY ALL")


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_new_entries_are_pending(desk: Desk) -> None:
    admitted = desk.poll(found("one"), found("two"))
    assert (admitted.new_entry_count, admitted.changed_entry_count) == (2, 0)
    assert desk.entries == [
        ("herald", "herald.example/one", "pending"),
        ("herald", "herald.example/two", "pending"),
    ]
    assert desk.ask("SELECT etag FROM ops.feed_states") == [('"1"',)]
    assert desk.ask("SELECT new_entry_count, has_gap FROM ops.polls") == [(2, False)]


def test_the_same_entries_again_are_nothing_new(desk: Desk) -> None:
    desk.poll(found("one"))
    before = desk.ask("FROM ops.entries")
    admitted = desk.poll(found("one"))
    assert (admitted.new_entry_count, admitted.changed_entry_count) == (0, 0)
    assert desk.ask("FROM ops.entries") == before


def test_a_changed_entry_is_owed_another_look(desk: Desk) -> None:
    desk.poll(found("one"))
    desk.load_all()
    admitted = desk.poll(found("one", title="Title corrected", digest="another"))
    assert (admitted.new_entry_count, admitted.changed_entry_count) == (0, 1)
    rows = desk.ask("SELECT state, title, article_id IS NOT NULL, attempt_count FROM ops.entries")
    assert rows == [("pending", "Title corrected", True, 0)]


def test_an_entry_repeated_in_a_poll_counts_once(desk: Desk) -> None:
    admitted = desk.poll(
        found("one"), found("one"), found("one", url="https://herald.example/one?utm_source=rss")
    )
    assert admitted.new_entry_count == 1
    assert len(desk.entries) == 1


def test_a_changing_guid_is_the_same_entry(desk: Desk) -> None:
    desk.poll(found("one", guid="1"))
    admitted = desk.poll(found("one", guid="2"))
    assert admitted.new_entry_count == 0


@pytest.mark.parametrize("digest", ["digest one", "another"], ids=["same", "changed"])
def test_an_entry_whose_address_moved(desk: Desk, digest: str) -> None:
    desk.poll(found("one"))
    moved = found("one", url="https://herald.example/world/one", digest=digest)
    for _ in range(3):
        admitted = desk.poll(moved)
        assert admitted.new_entry_count == 0
        assert len(desk.entries) == 1
    assert admitted.changed_entry_count == 0


def test_a_repeated_guid_with_another_title_is_another_entry(desk: Desk) -> None:
    desk.poll(found("one", guid="0"))
    assert desk.poll(found("two", guid="0", title="Snow closes Lowari")).new_entry_count == 1


def test_an_article_of_another_feed_is_not_fetched_again(desk: Desk) -> None:
    desk.poll(found("one"))
    desk.load_all()
    desk.poll(found("one"), feed_id="world")
    assert [(one, three) for one, _, three in desk.entries] == [
        ("herald", "loaded"),
        ("world", "loaded"),
    ]


def test_nor_where_the_feeds_have_no_guids(desk: Desk) -> None:
    desk.poll(found("one", guid=None))
    desk.load_all()
    desk.poll(found("one", guid=None), feed_id="world")
    assert [three for _, _, three in desk.entries] == ["loaded", "loaded"]


def test_nor_at_another_address_of_the_same_guid(desk: Desk) -> None:
    desk.poll(found("one"))
    desk.load_all()
    desk.poll(found("one", url="https://herald.example/world/one"), feed_id="world")
    assert [(one, three) for one, _, three in desk.entries] == [
        ("herald", "loaded"),
        ("world", "loaded"),
    ]
    assert desk.ask("SELECT count(DISTINCT article_id) FROM ops.entries") == [(1,)]


def test_two_feeds_in_other_words_do_not_take_turns(desk: Desk) -> None:
    """Section feeds share GUIDs; one has full texts and the other summaries."""
    desk.poll(found("one", digest="short"))
    desk.load_all()
    for _ in range(3):
        full = desk.poll(found("one", digest="full"), feed_id="world")
        short = desk.poll(found("one", digest="short"))
        assert (full.changed_entry_count, short.changed_entry_count) == (0, 0)
    assert {three for _, _, three in desk.entries} == {"loaded"}


def test_another_publishers_guid_is_not_ours(desk: Desk) -> None:
    desk.poll(found("one", guid="7"))
    desk.load_all()
    desk.poll(found("one", guid="7", url="https://post.example/one"), feed_id="post")
    assert ("post", "post.example/one", "pending") in desk.entries


def test_two_feeds_in_one_batch(desk: Desk) -> None:
    desk.runs = 1
    one, other = desk.polled(found("one")), desk.polled(found("one"), feed_id="world")
    assert desk.admit(one, other).new_entry_count == 2
    assert len(desk.ask("SELECT DISTINCT url_key FROM ops.entries")) == 1


def test_a_dropped_entry_that_changes_gets_another_chance(desk: Desk) -> None:
    desk.poll(found("one"))
    desk.ask("UPDATE ops.entries SET state = 'dropped', attempt_count = 3")
    desk.poll(found("one"))
    assert desk.entries[0][2] == "dropped"
    desk.poll(found("one", digest="another"))
    assert desk.ask("SELECT state, attempt_count FROM ops.entries") == [("pending", 0)]


def test_a_poll_that_overlaps_with_nothing_known_has_a_gap(desk: Desk) -> None:
    desk.poll(found("one"))
    desk.poll(found("one"), found("two"))
    desk.poll(found("eight"), found("nine"))
    rows = desk.ask("SELECT has_gap FROM ops.polls ORDER BY run_id")
    assert rows == [(False,), (False,), (True,)]


def test_a_broken_entry_is_told_once(desk: Desk) -> None:
    broken = DroppedEntry(subject="Title", reason_code="no_link", message="an entry without a link")
    assert desk.poll(dropped=(broken, broken)).failure_count == 1
    assert desk.poll(dropped=(broken,)).failure_count == 0


def test_a_failed_poll_says_why(desk: Desk) -> None:
    desk.runs = 1
    failed = desk.polled(failure_kind=FailureKind.TEMPORARY)
    why = {"outcome": "failed", "reason_code": "http_500", "message": "oops"}
    failed = replace(failed, poll=replace(failed.poll, **why))
    assert desk.admit(failed).failure_count == 1
    rows = desk.ask("SELECT stage, feed_id, reason_code, kind FROM ops.failures")
    assert rows == [("poll", "herald", "http_500", "temporary")]


def test_a_postponed_feed_keeps_its_state(desk: Desk) -> None:
    desk.poll(found("one"))
    before = desk.ask("FROM ops.feed_states")
    held = state(retry_after_at=NOW + timedelta(hours=1), next_poll_at=NOW + timedelta(hours=1))
    desk.admit(postpone(feed(), held, run_id=9, now=NOW))
    assert desk.ask("FROM ops.feed_states") == before
    assert desk.ask("SELECT outcome FROM ops.polls WHERE run_id = 9") == [("postponed",)]


def test_admitting_the_same_batch_twice_changes_nothing(desk: Desk) -> None:
    desk.runs = 1
    batch = [desk.polled(found("one"), found("two")), desk.polled(found("one"), feed_id="world")]
    desk.admit(*batch)
    tables = ("ops.entries", "ops.polls", "ops.feed_states", "ops.failures")
    before = [desk.ask(f"FROM {table} ORDER BY ALL") for table in tables]
    desk.admit(*batch)
    assert [desk.ask(f"FROM {table} ORDER BY ALL") for table in tables] == before


def test_state_and_entries_are_written_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between them would lose entries: the next poll would answer 304."""
    run = desk.store.run

    def breaks(name: str, *args: Any, **kwargs: Any) -> None:
        if name == "move_feeds":
            raise KeyboardInterrupt
        run(name, *args, **kwargs)

    monkeypatch.setattr(desk.store, "run", breaks)
    with pytest.raises(KeyboardInterrupt):
        desk.poll(found("one"))
    assert desk.ask("FROM ops.feed_states") == []
    assert desk.ask("FROM ops.entries") == []
    monkeypatch.undo()
    assert desk.poll(found("one")).new_entry_count == 1
