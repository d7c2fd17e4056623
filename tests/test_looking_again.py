"""Known articles looked at again, over real HTTP into a real warehouse: short stories of pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tasks.load import NOTHING, Loaded
from tasks.relevance.classifier import Classifier
from tests.desk import HOUR, Desk, page, tagged
from tests.made import NOW, open_store
from tests.wayward_server import Route, Wayward, answer, moved
from warehouse.arrow import table_of
from warehouse.records import Entry, EntryState

SIX = "Six soldiers were killed when TTP militants attacked a post in Bannu district, police said."


@pytest.fixture
def desk(tmp_path: Path, judge: Classifier) -> Iterator[Desk]:
    with Wayward() as server, open_store(tmp_path) as store:
        desk = Desk(store=store, server=server, judge=judge, home=tmp_path / "archive")
        yield desk
        desk.check()
        states = desk.ask("SELECT DISTINCT state, next_attempt_at FROM ops.entries")
        assert set(states) <= {("loaded", None)}, "a look made an entry odd"


def begin(desk: Desk, html: str | None = None, path: str = "/one") -> None:
    """An article comes in, and nothing of it is due yet."""
    desk.server.routes[path] = tagged(html or page(SIX))
    desk.announce(path)
    assert desk.run().articles_new == 1
    desk.server.visits.clear()
    assert desk.run() == NOTHING
    assert desk.server.paths() == []


def test_an_unchanged_page_costs_a_304(desk: Desk) -> None:
    begin(desk)
    before = desk.ask("FROM main.articles")
    assert desk.look() == Loaded(
        **{name: getattr(NOTHING, name) for name in NOTHING.__slots__}
        | {"pages": 1, "articles_revisited": 1}
    )
    (visit,) = [visit for visit in desk.server.visits if visit.path == "/one"]
    assert visit.headers["if-none-match"]
    assert desk.outcome == "not_modified"
    assert desk.ask("SELECT outcome, http_status, archive_file FROM ops.fetches ORDER BY 1") == [
        ("fetched", 200, desk.one("SELECT archive_file FROM main.articles")),
        ("not_modified", 304, None),
    ]
    assert desk.ask("FROM main.articles") == before
    assert desk.ask("FROM ops.failures") == []


def test_a_toll_that_rises_in_place_is_a_version(desk: Desk) -> None:
    begin(desk)
    desk.server.routes["/one"] = tagged(page(SIX.replace("Six", "Nine")))
    done = desk.look()
    assert (done.articles_new, done.articles_updated) == (0, 1)
    assert desk.versions == [(1, SIX), (2, SIX.replace("Six", "Nine"))]
    assert desk.outcome == "changed"
    kept = "SELECT archive_file IS NOT NULL FROM ops.fetches ORDER BY fetched_at"
    assert desk.ask(kept) == [(True,), (True,)]
    wait = "SELECT next_look_at - last_looked_at FROM ops.revisits"
    assert desk.one(wait) == HOUR, "the next look is near"
    desk.look()
    assert desk.outcome == "not_modified", "by the validator of the new text"


def test_a_clock_is_no_version_but_its_validator_counts(desk: Desk) -> None:
    begin(desk, page(SIX, "Updated 5 minutes ago"))
    desk.server.routes["/one"] = tagged(page(SIX, "Updated 65 minutes ago"))
    assert desk.look().articles_updated == 0
    assert (desk.outcome, len(desk.versions)) == ("trivial", 1)
    judged = desk.ask("SELECT DISTINCT judged_at FROM main.verdicts")
    assert judged == [(NOW.replace(tzinfo=None),)]
    desk.look(2 * HOUR)
    assert desk.outcome == "not_modified"


def test_a_page_without_validators_is_read_and_not_kept_again(desk: Desk) -> None:
    desk.server.routes["/one"] = answer(page(SIX).encode())
    desk.announce("/one")
    desk.run()
    archived = sorted((path, path.stat().st_size) for path in desk.home.rglob("*.gz"))
    desk.look()
    assert (desk.outcome, len(desk.versions)) == ("same", 1)
    assert sorted((path, path.stat().st_size) for path in desk.home.rglob("*.gz")) == archived


WALL = "<html><head><title>Subscribe</title></head><body><h1>Subscribe to read</h1></body></html>"
KEPT: dict[str, tuple[Route, str, str | None]] = {
    "a wall": (answer(WALL.encode()), "no_body", None),
    "a wall that answers 403": (answer(WALL.encode(), "403 Forbidden"), "failed", "http_403"),
    "a server in trouble": (answer(b"", "503 Busy"), "failed", "http_503"),
    "an empty page": (answer(b""), "no_body", "no_page"),
    "a page that is gone": (answer(b"", "404 Not Found"), "missing", "http_404"),
    "the front page": (moved("/"), "missing", "redirected_home"),
    "another article": (moved("/other-story"), "missing", "redirected_elsewhere"),
}


@pytest.mark.parametrize(("route", "outcome", "reason"), KEPT.values(), ids=KEPT)
def test_a_good_body_is_never_overwritten(
    desk: Desk, route: Route, outcome: str, reason: str | None
) -> None:
    begin(desk)
    before = desk.ask("FROM main.articles"), desk.ask("FROM ops.article_urls")
    desk.server.routes |= {
        "/one": route,
        "/": answer(page("Welcome to the front page.", title="The Herald").encode()),
        "/other-story": answer(
            f"<html><head><title>Snow at Lowari</title></head><body><h1>Snow at Lowari</h1>"
            f"<p>{'Snow fell on the pass all night and the road was shut to lorries. ' * 9}</p>"
            "</body></html>".encode()
        ),
    }
    done = desk.look()
    assert (done.articles_updated, done.articles_revisited, done.failures) == (0, 1, 1)
    assert desk.outcome == outcome
    assert (desk.ask("FROM main.articles"), desk.ask("FROM ops.article_urls")) == before
    ((code, message),) = desk.ask("SELECT reason_code, message FROM ops.failures")
    assert reason is None or code == reason
    assert "the article that we have stays; next look" in message
    desk.server.routes["/one"] = tagged(page(SIX))
    desk.look(2 * HOUR)
    assert desk.outcome == "not_modified", "the validator is still that of the text"


def test_a_teaser_in_the_place_of_the_text_is_no_correction(desk: Desk) -> None:
    long = [f"Witness {n} told of the night in the valley at some length here." for n in range(20)]
    html = page(SIX, *long)
    begin(desk, html)
    cut = html.index("Witness 7")
    teaser = html[:cut] + "</p></article></body></html>"
    desk.server.routes["/one"] = tagged(teaser)
    assert desk.look().articles_updated == 0
    assert (desk.outcome, len(desk.versions)) == ("shortened", 1)


def test_a_page_that_is_gone_twice_is_let_be(desk: Desk) -> None:
    begin(desk)
    desk.server.routes["/one"] = answer(b"", "410 Gone")
    desk.look()
    desk.look(2 * HOUR)
    codes = desk.ask(
        "SELECT reason_code, retry_after IS NULL FROM ops.failures ORDER BY occurred_at"
    )
    assert codes == [("http_410", False), ("article_gone", True)]
    assert desk.outcome == "gone"
    desk.server.visits.clear()
    assert desk.look(30 * HOUR) == NOTHING
    assert desk.server.paths() == []
    assert desk.one("SELECT count(*) FROM main.articles") == 1


def test_an_entry_that_changes_brings_back_an_article_that_was_gone(desk: Desk) -> None:
    test_a_page_that_is_gone_twice_is_let_be(desk)
    desk.server.routes["/one"] = tagged(page(SIX.replace("Six", "Nine")))
    desk.store.run("change_entries", _changed(desk))
    assert desk.look().articles_updated == 1
    assert desk.outcome == "changed"
    assert desk.one("SELECT next_look_at IS NOT NULL FROM ops.revisits")


def _changed(desk: Desk) -> Any:
    ((entry_id,),) = desk.ask("SELECT entry_id FROM ops.entries")
    (known,) = desk.store.read(Entry, "entries_revisited", _asked(desk))
    assert known.entry_id == entry_id
    return table_of(Entry, [replace(known, digest="other", state=EntryState.PENDING)])


def _asked(desk: Desk) -> Any:
    ((article_id, url),) = desk.ask("SELECT article_id, url FROM ops.revisits")
    return pa.table({"article_id": [article_id], "url": [url]})


def test_an_entry_that_changed_is_not_looked_at_besides(desk: Desk) -> None:
    begin(desk)
    desk.store.run("change_entries", _changed(desk))
    assert desk.look().pages == 1
    assert desk.server.paths() == ["/one"]
    assert desk.one("SELECT look_count FROM ops.revisits") == 1, "that was a look too"


def test_looks_have_a_budget_and_new_pages_come_first(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.server.routes[f"/{name}"] = tagged(page(SIX, f"Only {name} says so.", title=name))
    desk.announce("/a", "/b")
    desk.run()
    desk.server.visits.clear()
    desk.announce("/c")
    assert desk.look(most=1).articles_revisited == 1
    assert desk.server.paths()[0] == "/c"
    assert len(desk.server.paths()) == 2
    assert desk.look(timedelta(minutes=1), most=0) == NOTHING
    assert desk.look(timedelta(minutes=1)).articles_revisited == 1


def test_only_the_feeds_that_are_named_are_looked_at(desk: Desk) -> None:
    begin(desk)
    assert desk.look(only=("other",)) == NOTHING
    assert desk.look(timedelta(), only=("herald",)).articles_revisited == 1


def test_old_articles_and_texts_of_feeds_are_let_be(desk: Desk) -> None:
    desk.server.routes["/old"] = tagged(page(SIX))
    desk.announce("/old", published_at=NOW.replace(year=2019))
    shipped = "<p>" + "Snow fell on the pass all night and the road was shut. " * 9 + "</p>"
    desk.announce("/walled", content=shipped)
    assert desk.run().articles_new == 2
    assert desk.ask("FROM ops.revisits") == []


def test_an_address_that_moves_keeps_its_article(desk: Desk) -> None:
    begin(desk, path="/news/india/story-123456")
    desk.server.routes |= {
        "/news/india/story-123456": moved("/india/story-123456"),
        "/india/story-123456": tagged(page(SIX.replace("Six", "Nine"), title="Nine dead")),
    }
    assert desk.look().articles_updated == 1
    assert len(desk.versions) == 2
    assert desk.one("SELECT count(*) FROM main.articles") == 1
    keys = {key for (key,) in desk.ask("SELECT url_key FROM ops.article_urls")}
    assert {key.partition("/")[2] for key in keys} == {
        "news/india/story-123456",
        "india/story-123456",
    }
