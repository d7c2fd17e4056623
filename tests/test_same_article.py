"""One row an article, whatever dress its address wears; two stay two, whatever is claimed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.relevance.classifier import Classifier
from tests.desk import Desk, tagged
from tests.made import open_store
from tests.wayward_server import Route, Wayward, moved

SYLLABLES = ("ba", "de", "fi", "go", "ku", "lan", "mer", "tos", "vik", "dun", "pal", "rem")


def text(seed: int, sentences: int = 5) -> list[str]:
    """Sentences that share no three words in a row with those of another seed."""
    dice = random.Random(seed)
    return [
        " ".join("".join(dice.choices(SYLLABLES, k=3)) for _ in range(20)).capitalize() + "."
        for _ in range(sentences)
    ]


def page(sentences: list[str], title: str, canonical: str = "") -> Route:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return tagged(
        f"<html><head><title>{title}</title>{link}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def desk(tmp_path: Path, judge: Classifier) -> Iterator[Desk]:
    with Wayward() as server, open_store(tmp_path) as store:
        desk = Desk(store=store, server=server, judge=judge, home=tmp_path / "archive")
        yield desk
        desk.check()


def announce_each(desk: Desk, paths: tuple[str, ...], *, at_once: bool) -> None:
    """Each path is a link of a feed's entry: all in one run, or each in a run of its own."""
    for path in paths:
        desk.announce(path, guid=path)
        if not at_once:
            desk.run()
            desk.now += timedelta(minutes=1)
    if at_once:
        desk.run()


def articles(desk: Desk) -> int:
    return int(desk.one("SELECT count(*) FROM main.articles"))


# One article

LINKS = {
    "tracking": "/n/story-x?utm_source=rss&fbclid=1",
    "a fragment": "/n/story-x#comments",
    "a slash": "/n/story-x/",
    "an AMP path": "/n/story-x/amp",
    "an AMP folder": "/amp/n/story-x",
    "an AMP parameter": "/n/story-x?amp=1",
    "a moved section": "/news/n/story-x",
    "a short link": "/go/77777",
    "a page that names it": "/lite/story-x",
}


@pytest.mark.parametrize("at_once", [False, True], ids=["run by run", "in one run"])
@pytest.mark.parametrize("backwards", [False, True], ids=["plain first", "plain last"])
def test_one_article_in_every_dress(desk: Desk, at_once: bool, backwards: bool) -> None:
    home = desk.server.home
    plain, amp = page(text(1), "A bridge is opened"), page(text(1, 4), "A bridge is opened")
    desk.server.routes |= {
        "/n/story-x": plain,
        "/n/story-x/": plain,
        "/n/story-x/amp": amp,
        "/amp/n/story-x": amp,
        "/news/n/story-x": moved("/n/story-x"),
        "/go/77777": moved("/n/story-x?utm_source=short"),
        "/lite/story-x": page(text(1, 3), "A bridge is opened", f"{home}/n/story-x"),
    }
    links = ("/n/story-x", *LINKS.values())
    announce_each(desk, links[::-1] if backwards else links, at_once=at_once)
    assert articles(desk) == 1
    assert desk.ask("SELECT DISTINCT state FROM ops.entries") == [("loaded",)]
    assert desk.one("SELECT count(*) FROM main.article_versions") == 1


@pytest.mark.parametrize("backwards", [False, True])
def test_a_corrected_headline_behind_a_redirect(desk: Desk, backwards: bool) -> None:
    """The text has changed between two links that lead to one address: it is one article."""
    links = ("/news/india/x", "/india/x")
    first, second = links[::-1] if backwards else links
    desk.server.routes |= {
        "/news/india/x": moved("/india/x"),
        "/india/x": page(text(1), "6 killed in blast"),
    }
    announce_each(desk, (first,), at_once=True)
    desk.server.routes["/india/x"] = page([*text(1), *text(2, 1)], "9 dead, say police")
    announce_each(desk, (second,), at_once=True)
    assert articles(desk) == 1


# Two articles

CANONICALS = {
    "the front page": "/",
    "the front page's script": "/index.php",
    "a page of the front": "/home",
    "a section of some": "/a",
    "a page that is none of them": "/latest/news-today",
    "an address with a number": "/news/12345678/fixed",
    "the first of them": "/a/one-thing",
}
THREE = ("/a/one-thing", "/a/other-thing", "/b/third-matter")


@pytest.mark.parametrize("at_once", [False, True], ids=["run by run", "in one run"])
@pytest.mark.parametrize("headline", ["Case {}", "Letters to the editor"])
@pytest.mark.parametrize("canonical", CANONICALS.values(), ids=CANONICALS)
def test_one_canonical_on_every_page(
    desk: Desk, canonical: str, headline: str, at_once: bool
) -> None:
    for number, path in enumerate(THREE):
        claim = f"{desk.server.home}{canonical}"
        desk.server.routes[path] = page(text(number), headline.format(number), claim)
    announce_each(desk, THREE[::-1], at_once=at_once)
    assert articles(desk) == 3
    owners = desk.ask("SELECT url FROM main.articles ORDER BY url")
    assert [url.removeprefix(desk.server.home) for (url,) in owners] == sorted(THREE)


def test_a_claim_gives_way_to_the_owner_of_an_address(desk: Desk) -> None:
    """An article that claimed another's address does not get its entries."""
    claim = f"{desk.server.home}/a/one-thing"
    desk.server.routes["/b/third-matter"] = page(text(3), "Snow at Lowari", claim)
    desk.server.routes["/a/one-thing"] = page(text(1), "A bridge is opened", claim)
    announce_each(desk, ("/b/third-matter", "/a/one-thing"), at_once=False)
    desk.announce("/a/one-thing", feed_id="herald-world")
    desk.run()
    titles = "SELECT a.title FROM ops.entries AS e JOIN main.articles AS a USING (article_id)"
    rows = desk.ask(f"{titles} WHERE e.url LIKE '%/a/one-thing'")
    assert rows == [("A bridge is opened",)] * 2
    assert articles(desk) == 2


def two_articles(desk: Desk) -> None:
    desk.server.routes["/x/a"] = page(text(1), "A bridge is opened")
    desk.server.routes["/x/b"] = page(text(2), "Snow at Lowari")


def repeated_guid(desk: Desk) -> None:
    two_articles(desk)
    desk.announce("/x/a", "/x/b", guid="the same for all")


def one_wall_for_many(desk: Desk) -> None:
    """Both addresses lead to one page, which shows another text each time."""
    texts = iter([page(text(1), "A bridge is opened"), page(text(2), "Snow at Lowari")])

    def route(connection: object, visit: object) -> None:
        shown = next(texts)
        assert callable(shown)
        shown(connection, visit)  # type: ignore[arg-type]

    desk.server.routes |= {"/view": route, "/s/1": moved("/view"), "/s/2": moved("/view")}
    desk.announce("/s/1", "/s/2")


def daily_columns(desk: Desk) -> None:
    """Two days of a column, whose canonical is the first day's and whose numbers differ."""
    same = text(1)
    claim = f"{desk.server.home}/rates-111111"
    for path, price in (("/rates-111111", "ten"), ("/rates-222222", "eleven")):
        desk.server.routes[path] = page([f"Gold is {price}.", *same], "Gold rates today", claim)
    desk.announce("/rates-111111", "/rates-222222")


@pytest.mark.parametrize("setting", [repeated_guid, one_wall_for_many, daily_columns])
def test_two_articles_stay_two(desk: Desk, setting: Callable[[Desk], None]) -> None:
    setting(desk)
    desk.run()
    assert articles(desk) == 2
