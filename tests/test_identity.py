"""Which entries are one article: addresses, GUIDs and titles that change, repeat and lie."""

from __future__ import annotations

import pytest

from tasks.articles.identity import (
    Changed,
    KnownEntry,
    Match,
    MatchedBy,
    New,
    Repeated,
    Same,
    article_id_of,
    match_entry,
    match_poll,
    titles_alike,
)
from tasks.articles.urls import url_key
from tasks.feeds.parsing import FoundEntry

NEWS = "https://www.dawn.com/news/1900001/three-hurt"


def found(
    url: str = NEWS,
    *,
    guid: str | None = "g1",
    title: str = "Three hurt in blast",
    digest: str = "d1",
) -> FoundEntry:
    return FoundEntry(
        guid=guid,
        url=url,
        title=title,
        summary=None,
        content=None,
        byline=None,
        published_at=None,
        digest=digest,
    )


def known(entry: FoundEntry, entry_id: int = 1) -> KnownEntry:
    return KnownEntry(
        entry_id=entry_id,
        guid=entry.guid,
        url_key=url_key(entry.url),
        title=entry.title,
        digest=entry.digest,
        article_id=article_id_of(entry.url),
    )


def match(entry: FoundEntry, *remembered: FoundEntry) -> Match:
    entries = [known(past, number) for number, past in enumerate(remembered, 1)]
    return match_entry(
        entry,
        by_key={past.url_key: past for past in entries},
        by_guid={past.guid: past for past in entries if past.guid},
    )


STORIES = {
    # name: (what was found before, what is found now, kind of match, by)
    "never seen": (found(), found("https://www.dawn.com/news/1900002", guid="g2"), New, None),
    "seen": (found(), found(), Same, MatchedBy.URL),
    "seen in another dress": (
        found(),
        found("http://m.dawn.com/news/1900001/three-hurt?utm_source=x"),
        Same,
        MatchedBy.URL,
    ),
    "the feed's software changed all GUIDs": (found(), found(guid="new-1"), Same, MatchedBy.URL),
    "the feed lost its GUIDs": (found(), found(guid=None), Same, MatchedBy.URL),
    "the text changed": (found(), found(digest="d2"), Changed, MatchedBy.URL),
    "a new slug, the same number": (
        found(),
        found("https://www.dawn.com/news/1900001/five-dead", title="Five dead", digest="d2"),
        Changed,
        MatchedBy.GUID,
    ),
    "a new address without numbers, the same title": (
        found("https://a.example/blast"),
        found("https://a.example/pakistan/blast"),
        Same,
        MatchedBy.GUID,
    ),
    "a GUID given to another article": (
        found("https://a.example/blast"),
        found("https://a.example/floods", title="Floods in Sylhet", digest="d2"),
        New,
        None,
    ),
    "a GUID given to another number, with the same title": (
        found(), found("https://www.dawn.com/news/1900009/three-hurt"), New, None
    ),
    "a daily column with one GUID": (
        found("https://a.example/w/mon", title="Weather update for 21 November"),
        found("https://a.example/w/tue", title="Weather update for 22 November"),
        New,
        None,
    ),
    "a GUID without titles": (
        found("https://a.example/x", title=""), found("https://a.example/y", title=""), New, None
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_is_it_known(story: str) -> None:
    before, now, kind, by = STORIES[story]
    matched = match(now, before)
    assert type(matched) is kind
    assert getattr(matched, "by", None) == by
    assert matched.url_key == url_key(now.url)


def test_the_address_speaks_before_the_guid() -> None:
    """Two known articles: the found entry has the address of one and the GUID of the other."""
    one = found()
    other = found("https://www.dawn.com/news/1900002/x", guid="g2")
    matched = match(found(guid="g2"), one, other)
    assert isinstance(matched, Same)
    assert matched.known.entry_id == 1


def test_one_poll_with_one_article_twice_counts_it_once() -> None:
    poll = [
        found(),
        found("https://www.dawn.com/news/1900001/three-hurt/?utm_medium=rss", guid="other"),
        found("https://www.dawn.com/news/1900002/y", guid="g2"),
    ]
    first, second, third = match_poll(poll, by_key={}, by_guid={})
    assert isinstance(first, New)
    assert second == Repeated(url_key=url_key(NEWS), first=0)
    assert isinstance(third, New)


def test_one_poll_with_a_known_article_at_old_and_new_address_counts_it_once() -> None:
    remembered = known(found())
    poll = [found("https://www.dawn.com/news/1900001/five-dead"), found()]
    first, second = match_poll(
        poll, by_key={remembered.url_key: remembered}, by_guid={"g1": remembered}
    )
    assert isinstance(first, Same)
    assert second == Repeated(url_key=url_key(NEWS), first=0)


def test_one_poll_that_gives_all_entries_one_guid_keeps_them_apart() -> None:
    poll = [found(f"https://a.example/story/{n}", guid="0", title=f"Title {n}") for n in range(5)]
    assert all(isinstance(m, New) for m in match_poll(poll, by_key={}, by_guid={}))


def test_article_ids_follow_the_key() -> None:
    assert article_id_of(NEWS) == article_id_of("http://m.dawn.com/news/1900001/three-hurt/amp")
    assert article_id_of(NEWS) != article_id_of("https://www.dawn.com/news/1900002/three-hurt")
    assert 0 < article_id_of(NEWS) < 2**63


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("Three hurt in Quetta blast", "Three hurt in blast in Quetta", True),
        ("UPDATE: Three hurt in Quetta blast", "Three hurt in Quetta blast", True),
        ("3 hurt in Quetta blast", "5 hurt in Quetta blast", False),
        ("सुकमा में मुठभेड़", "सुकमा में बैठक", False),
        ("پشاور میں دھماکہ", "پشاور میں دھماکہ", True),
        ("", "", False),
        (None, "x", False),
    ],
)
def test_titles_alike(one: str | None, other: str | None, are_alike: bool) -> None:
    assert titles_alike(one, other) is are_alike
