"""Texts of a batch meet the warehouse: what a feed shipped stands for its own address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.extract import Extracted
from tasks.fetch import FetchedPage
from tasks.group import group
from tasks.pages.extraction import Extraction
from tasks.web.answers import Answer
from tests.made import NOW, entry, feed, open_store
from warehouse.records import PublishedFrom
from warehouse.store import Store

FEEDS = {"herald": feed()}
WALL = "https://herald.example/sign-in?back=1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def extracted(slug: str, *, final: str, body_from: str, canonical: str | None = None) -> Extracted:
    waiting = entry(slug)
    text = Extraction(
        title=f"Title {slug}",
        byline=None,
        summary=None,
        body=f"Text of {slug}.",
        language="en",
        word_count=3,
        published_at=NOW,
        published_from=PublishedFrom.FEED,
        canonical_url=canonical,
        body_from="feed" if body_from == "feed" else "page",
    )
    answer = Answer(url=waiting.url, final_url=final, fetched_at=NOW, status=200)
    page = FetchedPage(url_key=waiting.url_key, answer=answer, kept=None)
    return Extracted(page=page, entries=(waiting,), text=text, kept=None)


def test_feed_texts_whose_pages_lead_to_one_wall_stay_apart(store: Store) -> None:
    batch = [
        extracted(slug, final=WALL, body_from="feed", canonical=WALL) for slug in ("one", "two")
    ]
    settled = group(store, batch, FEEDS, now=NOW).settled
    assert [one.article.canonical_url for one in settled if one.article] == [
        "https://herald.example/one",
        "https://herald.example/two",
    ]


def test_a_page_is_known_by_where_its_redirects_led(store: Store) -> None:
    led = extracted("go", final="https://herald.example/real?utm_source=rss", body_from="page")
    (settled,) = group(store, [led], FEEDS, now=NOW).settled
    assert settled.article
    assert settled.article.canonical_url == "https://herald.example/real"
    assert settled.article.url == "https://herald.example/go"
    assert {url.url_key for url in settled.urls} == {"herald.example/real", "herald.example/go"}


def test_what_the_warehouse_knows_is_known_again(store: Store) -> None:
    one = extracted("one", final="https://herald.example/one", body_from="page")
    (first,) = group(store, [one], FEEDS, now=NOW).settled
    assert first.article
    store.insert([first.article])
    store.insert(first.urls)
    (again,) = group(store, [one], FEEDS, now=NOW).settled
    assert (again.article_id, again.article) == (first.article_id, None)
    looked_at_again = replace(entry("one"), article_id=first.article_id)
    assert isinstance(one.text, Extraction)
    changed = replace(one, entries=(looked_at_again,), text=replace(one.text, body="Changed."))
    (second,) = group(store, [changed], FEEDS, now=NOW).settled
    assert second.article
    assert (second.article.article_id, second.article.version) == (first.article_id, 2)
