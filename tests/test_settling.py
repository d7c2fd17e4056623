"""What becomes of texts and mishaps: short stories of articles found, found again and not found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tasks.articles.attempts import PATIENCE, Mishap, after_mishap
from tasks.articles.detours import went_home
from tasks.articles.drafts import Draft, KnownArticle, Memory, Settled, newest_articles
from tasks.articles.fingerprint import text_sha256
from tasks.articles.settling import settle
from tasks.pages.extraction import Extraction
from tests.made import NOW, entry, feed
from warehouse.records import Entry, EntryState, FailureKind, PublishedFrom

HERALD = feed()
POST = feed("post", publisher="The Post")
FEEDS = {"herald": HERALD, "herald-world": feed("herald-world"), "post": POST}
HOME = "https://herald.example"


def draft(
    slug: str = "one",
    *,
    entries: tuple[Entry, ...] | None = None,
    title: str = "Bridge at Kohala opened",
    body: str = "The bridge was opened.",
    canonical: str | None = None,
    final: str | None = None,
    **given: Any,
) -> Draft:
    text = Extraction(
        title=title,
        byline=None,
        summary=None,
        body=body,
        language="en",
        word_count=len(body.split()),
        published_at=NOW,
        published_from=PublishedFrom.FEED,
        canonical_url=canonical,
        body_from="page",
    )
    return Draft(
        entries=entries or (entry(slug, **given),),
        text=text,
        final_url=final or f"{HOME}/{slug}",
        fetched_at=NOW,
        archive_file=None,
        archive_offset=None,
    )


class Press:
    """Remembers as the warehouse does, from batch to batch."""

    def __init__(self) -> None:
        self.memory = Memory()

    def settle(self, *drafts: Draft) -> list[Settled]:
        return list(settle(drafts, self.memory, FEEDS))

    def one(self, one: Draft) -> Settled:
        (settled,) = self.settle(one)
        return settled


@pytest.fixture
def press() -> Press:
    return Press()


def seen_again(settled: Settled, slug: str = "one", **given: Any) -> Entry:
    return entry(slug, article_id=settled.article_id, **given)


def test_a_new_article(press: Press) -> None:
    settled = press.one(draft())
    assert settled.article is not None
    assert (settled.article.version, settled.is_update) == (1, False)
    assert settled.article.publisher == "The Herald"
    assert settled.version is not None
    assert settled.version.text_sha256 == settled.article.text_sha256
    assert [url.url_key for url in settled.urls] == ["herald.example/one"]


def test_the_same_article_again_is_nothing_new(press: Press) -> None:
    first = press.one(draft())
    again = press.one(draft(entries=(seen_again(first),)))
    assert (again.article, again.version) == (None, None)
    assert again.article_id == first.article_id


def test_an_update_is_version_2_of_the_same_story(press: Press) -> None:
    first = press.one(draft())
    later = replace(
        draft(entries=(seen_again(first),), body="It was closed again."), fetched_at=NOW
    )
    second = press.one(later)
    assert first.article
    assert second.article
    assert second.is_update
    assert second.article.version == 2
    assert second.article.article_id == first.article_id
    assert second.article.story_id == first.article.story_id
    assert second.article.text_sha256 != first.article.text_sha256
    assert second.article.first_seen_at == first.article.first_seen_at


def test_a_third_version_follows_the_second(press: Press) -> None:
    first = press.one(draft())
    for number in (2, 3):
        body = f"Text {number}."
        settled = press.one(draft(entries=(seen_again(first),), body=body))
        assert settled.article
        assert settled.article.version == number


def test_spaces_and_marks_make_no_version(press: Press) -> None:
    first = press.one(draft(body="The bridge, at last, was opened."))
    again = press.one(draft(entries=(seen_again(first),), body="The bridge at last — was opened"))
    assert again.article is None


@pytest.mark.parametrize(
    "final",
    [
        f"{HOME}/one?utm_source=rss",
        "https://www.herald.example/one",
        "https://m.herald.example/one",
        f"{HOME}/one/amp/",
        f"{HOME}/one#comments",
        "http://herald.example/one/",
    ],
)
def test_other_dress_is_the_same_article(press: Press, final: str) -> None:
    first = press.one(draft())
    again = press.one(draft("x", final=final, guid="other", body="In other words entirely."))
    assert again.article is None
    assert again.article_id == first.article_id


def test_an_address_that_moved_leads_to_the_article_by_its_canonical(press: Press) -> None:
    first = press.one(draft("one"))
    moved = press.one(draft("new-home", canonical=f"{HOME}/one"))
    assert moved.article_id == first.article_id
    assert "herald.example/new-home" in {url.url_key for url in moved.urls}


def test_an_entry_that_moved_keeps_its_article(press: Press) -> None:
    first = press.one(draft("one"))
    moved = draft("two", entries=(seen_again(first, "two"),), body="The text as corrected.")
    second = press.one(moved)
    assert second.article_id == first.article_id
    assert second.article
    assert second.article.version == 2


def test_two_feeds_that_share_an_article(press: Press) -> None:
    entries = (entry("one"), entry("one", feed_id="herald-world"))
    settled = press.one(draft(entries=entries))
    assert settled.entries == entries
    assert settled.article
    assert settled.article.feed_id == "herald"


def test_a_second_feed_in_other_words_makes_no_version(press: Press) -> None:
    first = press.one(draft())
    other = entry("one", feed_id="herald-world")
    again = press.one(draft(entries=(other,), body="The same page with a trimmed text."))
    assert again.article is None
    assert again.article_id == first.article_id


def test_a_canonical_of_another_article_is_not_believed(press: Press) -> None:
    first = press.one(draft("one", title="Bridge at Kohala opened"))
    other = press.one(
        draft(
            "two",
            title="Snow closes Lowari tunnel",
            body="Snow fell.",
            canonical=f"{HOME}/one",
            final=f"{HOME}/two?utm_source=rss",
        )
    )
    assert other.article
    assert other.article_id != first.article_id
    assert other.article.canonical_url == f"{HOME}/two"


def test_nor_when_it_comes_before_that_article(press: Press) -> None:
    wrong = press.one(
        draft("two", title="Snow closes Lowari", body="Snow fell.", canonical=f"{HOME}/one")
    )
    right = press.one(draft("one"))
    assert right.article
    assert right.article_id != wrong.article_id
    assert right.article.canonical_url == f"{HOME}/one"
    again = press.one(draft(entries=(seen_again(right),), body="As corrected."))
    assert (again.article_id, again.is_update) == (right.article_id, True)


def test_a_canonical_with_the_same_headline_is_believed(press: Press) -> None:
    first = press.one(draft("one"))
    longer = "The bridge was opened. A crowd had come to see it."
    same = press.one(draft("two", body=longer, canonical=f"{HOME}/one"))
    assert same.article_id == first.article_id


@pytest.mark.parametrize(
    "canonical", [HOME, f"{HOME}/", "https://elsewhere.example/one", "javascript:void(0)", ""]
)
def test_a_canonical_that_is_no_article(press: Press, canonical: str) -> None:
    settled = press.one(draft(canonical=canonical))
    assert settled.article
    assert settled.article.canonical_url == f"{HOME}/one"


def test_one_publishers_same_text_is_one_article(press: Press) -> None:
    first = press.one(draft("one"))
    again = press.one(draft("two"))
    assert again.article is None
    assert again.article_id == first.article_id


def test_two_publishers_same_text_is_two_articles(press: Press) -> None:
    first = press.one(draft("one"))
    copy = press.one(draft("two", feed_id="post", final="https://post.example/two"))
    assert first.article
    assert copy.article
    assert copy.article_id != first.article_id


def test_within_one_batch_the_first_is_known_to_the_next(press: Press) -> None:
    settled = press.settle(draft("one"), draft("two"), draft("three", body="Another text."))
    assert [one.article is not None for one in settled] == [True, False, True]
    assert len(newest_articles(settled)) == 2


def test_two_versions_in_one_batch_are_written_once(press: Press) -> None:
    first = press.one(draft())
    settled = press.settle(
        draft(entries=(seen_again(first),), body="Second."),
        draft(entries=(seen_again(first),), body="Third."),
    )
    (article,) = newest_articles(settled)
    assert (article.version, article.body) == (3, "Third.")
    assert [one.version.version for one in settled if one.version] == [2, 3]


def test_the_keys_of_a_draft(press: Press) -> None:
    one = draft("feed-link", canonical=f"{HOME}/own", final=f"{HOME}/after-redirect?utm_medium=x")
    assert one.keys == (
        "herald.example/own",
        "herald.example/after-redirect",
        "herald.example/feed-link",
    )


def test_the_order_of_batches_does_not_change_identifiers() -> None:
    one, two = draft("one"), draft("two", title="Snow", body="Snow fell.")
    ids = [{s.article_id for s in Press().settle(*order)} for order in ([one, two], [two, one])]
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("It’s “open”, they said.", "It's open they said", True),
        ("“Open”, they said.", "open they said", True),
        ("سڑک کھل گئی۔", "سڑک  کھل گئی", True),
        ("ﬁve", "five", True),
        ("five killed", "six killed", False),
        ("बाढ़", "बाढ", False),
    ],
)
def test_fingerprints(one: str, other: str, are_alike: bool) -> None:
    assert (text_sha256("t", one) == text_sha256("t", other)) is are_alike


def test_title_and_body_are_not_confused() -> None:
    assert text_sha256("a", "b") != text_sha256("a b", "c")


def test_known_articles_are_remembered_by_each_key() -> None:
    memory = Memory()
    known = KnownArticle(
        article_id=1,
        publisher="p",
        title="t",
        text_sha256="s",
        version=1,
        story_id=1,
        first_seen_at=NOW,
    )
    memory.learn(known, ("a", "b"))
    assert memory.by_url_key == {"a": known, "b": known}
    assert memory.by_text == {("p", "s"): known}


# Detours

DETOURS = {
    "to the front page": (f"{HOME}/one", f"{HOME}/", True),
    "to the www front page": (f"{HOME}/one", "https://www.herald.example", True),
    "to the front page with tracking": (f"{HOME}/one", f"{HOME}/?utm_source=x", True),
    "to the article": (f"{HOME}/one", f"{HOME}/one-and-more", False),
    "nowhere": (f"{HOME}/one", f"{HOME}/one", False),
    "a page of the site's own script": (f"{HOME}/?p=1", f"{HOME}/?p=1", False),
    "the front page was asked for": (f"{HOME}/", f"{HOME}/", False),
}


@pytest.mark.parametrize(("asked", "final", "is_detour"), DETOURS.values(), ids=DETOURS)
def test_detours(asked: str, final: str, is_detour: bool) -> None:
    assert went_home(asked, final) is is_detour


# Mishaps


def mishap(kind: FailureKind, **given: Any) -> Mishap:
    facts = {"stage": "fetch", "kind": kind, "reason_code": "http_404", "message": "not found"}
    return Mishap(**(facts | given))


@pytest.mark.parametrize("kind", FailureKind)
def test_an_entry_is_tried_as_often_as_its_failure_deserves(kind: FailureKind) -> None:
    waiting, now, rows = entry(content="<p>x</p>"), NOW, []
    for wait in PATIENCE[kind]:
        ((waiting, failure),) = after_mishap([waiting], mishap(kind), run_id=1, now=now)
        assert waiting.state is EntryState.PENDING
        assert waiting.content == "<p>x</p>"
        assert waiting.next_attempt_at == now + wait == failure.retry_after
        now += wait
        rows.append(failure)
    ((waiting, failure),) = after_mishap([waiting], mishap(kind), run_id=1, now=now)
    assert waiting.state is EntryState.DROPPED
    assert (waiting.next_attempt_at, waiting.content, failure.retry_after) == (None, None, None)
    assert "no further try" in failure.message
    assert waiting.attempt_count == len(PATIENCE[kind]) + 1


def test_the_servers_wish_counts_where_it_is_longer() -> None:
    tomorrow = NOW + timedelta(days=1)
    given = mishap(FailureKind.TEMPORARY, retry_at=tomorrow)
    ((waiting, _),) = after_mishap([entry()], given, run_id=1, now=NOW)
    assert waiting.next_attempt_at == tomorrow
    soon = mishap(FailureKind.TEMPORARY, retry_at=NOW + timedelta(seconds=5))
    ((waiting, _),) = after_mishap([entry()], soon, run_id=1, now=NOW)
    assert waiting.next_attempt_at == NOW + PATIENCE[FailureKind.TEMPORARY][0]


def test_an_article_that_we_have_is_not_dropped() -> None:
    known = entry(article_id=7)
    ((waiting, failure),) = after_mishap([known], mishap(FailureKind.HARD), run_id=1, now=NOW)
    assert (waiting.state, waiting.article_id) == (EntryState.LOADED, 7)
    assert failure.reason_code == "http_404"


def test_each_waiting_entry_is_told() -> None:
    both = [entry("one"), entry("one", feed_id="herald-world")]
    told = after_mishap(both, mishap(FailureKind.HARD), run_id=1, now=NOW)
    assert [failure.entry_id for _, failure in told] == [one.entry_id for one in both]
    assert len({failure.failure_id for _, failure in told}) == 2
    assert [failure.feed_id for _, failure in told] == ["herald", "herald-world"]
