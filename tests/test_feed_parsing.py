"""Feeds as publishers really send them: every kind of document that tests/feeds/ holds."""

from __future__ import annotations

import gzip
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.feeds.discovery import OfferedFeed, discover_feeds
from tasks.feeds.parsing import FoundEntry, ParsedFeed, parse_feed
from tasks.feeds.problems import Unreadable
from tasks.feeds.text import plain_text

DOCUMENTS = Path(__file__).parent / "feeds"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
# What shared hosting says of every feed: wrong type, wrong charset.
LYING_HEADER = "text/html; charset=iso-8859-1"


def parse(document: bytes, *, now: datetime = NOW) -> ParsedFeed | Unreadable:
    return parse_feed(
        document,
        url="https://paper.example/feed",
        content_type=LYING_HEADER,
        country="PK",
        now=now,
    )


def parse_file(name: str) -> ParsedFeed:
    parsed = parse((DOCUMENTS / name).read_bytes())
    assert isinstance(parsed, ParsedFeed), parsed
    return parsed


def entry(name: str, title: str) -> FoundEntry:
    return next(e for e in parse_file(name).entries if e.title == title)


READABLE = {
    # file: (problem, titles)
    "windows-1252.xml": (None, ["L’armée “déployée” à Quetta"]),
    "windows-1252-declared-latin1.xml": (None, ["L’armée – “déployée” à Quetta"]),
    "windows-1251.xml": (None, ["Взрыв в Кабуле"]),
    "utf8-declared-latin1.xml": ("charset_mismatch", ["Café in Colombo — கொழும்பு"]),
    "latin1-undeclared.xml": (None, ["Élection à Dacca"]),
    "utf16.xml": (None, ["پشاور میں دھماکہ"]),
    "urdu.xml": (None, ["سکیورٹی فورسز کی کارروائی میں دو شدت پسند ہلاک"]),
    "hindi.xml": (None, ["सुकमा में मुठभेड़, एक नक्सली ढेर"]),
    "bad-bytes.xml": ("bad_charset", ["پشاور کی خبر \ufffd( اور ساری خبریں"]),
    "ampersands.xml": ("bad_references", ["Q&A: law & order in Swat – a talk"]),
    "truncated.xml": ("truncated", ["One", "Two"]),
    "gzipped.xml.gz": (None, ["Left in gzip"]),
    "junk-before.xml": ("junk_before", ["After the junk"]),
    "control-characters.xml": ("control_characters", ["A bell and a null in Gilgit"]),
    "unbound-prefix.xml": ("malformed", ["Undeclared prefix"]),
    "mixed-tags.xml": ("malformed", ["Tags cross"]),
    "netscape-doctype.xml": ("bad_references", ["Café closes"]),
    "rdf.xml": (None, ["Talks in Doha resume", "Floods in Sylhet"]),
    "atom.xml": (None, ["Fire & snow in Kupwara", "Updated only"]),
}


@pytest.mark.parametrize("name", READABLE)
def test_entries_are_read_whatever_is_wrong_with_the_document(name: str) -> None:
    problem, titles = READABLE[name]
    parsed = parse_file(name)
    assert [e.title for e in parsed.entries] == titles
    assert (parsed.problem.reason_code if parsed.problem else None) == problem


UNREADABLE = {
    "empty.xml": "empty",
    "blank.xml": "empty",
    "no-entries.xml": "no_entries",
    "page.html": "html_not_feed",
    "sitemap.xml": "sitemap_not_feed",
    "feed.json": "json_not_feed",
    "words.txt": "not_xml",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_feed_says_what_it_is(name: str) -> None:
    parsed = parse((DOCUMENTS / name).read_bytes())
    assert isinstance(parsed, Unreadable)
    assert parsed.reason_code == UNREADABLE[name]


def test_an_rss_entry_in_full() -> None:
    found = parse_file("rss2.xml").entries[0]
    assert found.guid == "courier-1900001"
    assert found.url.startswith("https://courier.example/news/1900001/three-soldiers-hurt")
    assert found.title == "Three soldiers hurt as roadside bomb hits convoy near Mir Ali"
    assert found.summary == "A convoy was hit on Sunday."
    assert found.content is not None
    assert found.content.startswith("<p>A convoy was hit by a bomb")
    assert found.byline == "Sana Gul"
    assert found.published_at == datetime(2026, 11, 22, 9, 5, tzinfo=UTC)


def test_what_the_channel_asks_for() -> None:
    parsed = parse_file("rss2.xml")
    assert parsed.title == "The Indus Courier & Gazette"
    assert (parsed.ttl_minutes, parsed.skip_hours, parsed.skip_days) == (20, (1, 2), ("Sunday",))
    assert parse_file("rdf.xml").ttl_minutes == 15  # hourly, four times


def test_links_come_from_the_best_place() -> None:
    urls = {e.title: e.url for e in parse_file("rss2.xml").entries}
    assert urls["Wheat price falls in Sukkur"] == "https://courier.example/news/1900002/wheat"
    assert urls["Only a permalink"] == "https://courier.example/news/1900003"
    atom = [e.url for e in parse_file("atom.xml").entries]
    assert atom == [
        "https://valley.example/blog/2026/fire-and-snow",  # xml:base, not rel=edit or enclosure
        "https://valley.example/notes/2",
    ]


def test_entries_without_an_article_are_named_not_forgotten() -> None:
    dropped = parse_file("rss2.xml").dropped
    assert [(d.subject, d.reason_code) for d in dropped] == [
        ("No way to reach this", "no_link"),
        ("Look at our front page", "home_page_link"),
    ]


def test_relative_links_are_relative_to_the_site() -> None:
    assert [e.url for e in parse_file("relative-links.xml").entries] == [
        "https://paper.example/story/100022",
        "https://paper.example/news/story-100023.html",
        "https://www.paper.example/story/100024",
        "https://paper.example/news/?id=100025",
    ]


def test_query_of_a_link_survives_bare_ampersands() -> None:
    url = parse_file("ampersands.xml").entries[0].url
    assert url == "https://paper.example/story.php?id=100009&utm_source=rss&copy=2"


def test_bylines_lose_their_addresses() -> None:
    assert entry("rss2.xml", "Wheat price falls in Sukkur").byline == "Business Desk"


DATES = {
    "PKT": datetime(2026, 11, 22, 9, 5, tzinfo=UTC),
    "IST": datetime(2026, 11, 22, 8, 35, tzinfo=UTC),
    "No zone": datetime(2026, 11, 22, 9, 5, tzinfo=UTC),  # the publisher is Pakistani
    "Future": None,
    "A little ahead": datetime(2026, 11, 22, 12, 30, tzinfo=UTC),
    "Nonsense": None,
}


@pytest.mark.parametrize("title", DATES)
def test_dates_mean_what_the_publisher_means(title: str) -> None:
    assert entry("local-dates.xml", title).published_at == DATES[title]


def stamped(count: int, instant: datetime) -> bytes:
    items = "".join(
        f"<item><title>t{n}</title><link>https://paper.example/s/{n}</link>"
        f"<pubDate>{instant:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for n in range(count)
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("count", "age", "is_believed"),
    [(3, timedelta(seconds=40), False), (3, timedelta(hours=2), True), (2, timedelta(0), True)],
)
def test_a_feed_that_stamps_the_time_of_asking_is_not_believed(
    count: int, age: timedelta, is_believed: bool
) -> None:
    parsed = parse(stamped(count, NOW - age))
    assert isinstance(parsed, ParsedFeed)
    assert len(parsed.entries) == count
    assert all((e.published_at is not None) == is_believed for e in parsed.entries)


@pytest.mark.parametrize(
    "name", ["entity-bomb.xml", "entity-bomb-quotes.xml", "external-entity.xml"]
)
def test_entities_neither_expand_nor_reach_out(name: str) -> None:
    started = time.process_time()
    parsed = parse_file(name)
    assert time.process_time() - started < 1
    found = parsed.entries[0]
    assert "&" in (found.title or "")  # the reference is still there, unread
    assert len((found.title or "") + (found.summary or "")) < 100


def test_a_gzip_bomb_is_refused() -> None:
    bomb = gzip.compress(b"<rss>" + b" " * (40 * 1024 * 1024))
    parsed = parse(bomb)
    assert isinstance(parsed, Unreadable)
    assert parsed.reason_code == "too_large"


def test_full_text_in_the_description_becomes_content() -> None:
    body = "".join(
        f"<p>Paragraph {n} tells what happened then, at some length.</p>" for n in range(40)
    )
    item = f"<item><title>t</title><link>https://p.example/a/1</link><description><![CDATA[{body}]]></description></item>"
    parsed = parse(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode())
    assert isinstance(parsed, ParsedFeed)
    found = parsed.entries[0]
    assert found.content == body
    assert found.summary is not None
    assert 300 < len(found.summary) <= 1000
    assert found.summary.endswith("at some length.")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Law &amp; order", "Law & order"),
        ("Law &amp;amp; order", "Law & order"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\nTwo"),
        ("<p>One<br/>two</p>\n <ul><li>three</li></ul>", "One\ntwo\nthree"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("a<script>x('<b>')</script>b<!-- c -->", "a b"),
        ("क\u200d\u0937 \u200bवि\u00adचार", "क\u200d\u0937 विचार"),  # the joiner means something
        ("cafe\u0301&nbsp;bar", "café bar"),
        ("&bogus; &#xD800;", "&bogus; \ufffd"),
    ],
)
def test_plain_text_of_markup(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def summary_feed(text: str, title: str = "Blast in Quetta") -> str:
    document = (
        f'<rss version="2.0"><channel><item><title>{title}</title>'
        f"<link>https://p.example/a/1</link><description>{text}</description></item></channel></rss>"
    )
    parsed = parse(document.encode())
    assert isinstance(parsed, ParsedFeed)
    return parsed.entries[0].digest


@pytest.mark.parametrize(
    "text",
    [
        "Four hurt.   5 minutes ago",
        "Four hurt. 2 hours ago",
        "Four  hurt.\n 1,204 views",
        "&lt;p&gt;Four hurt.&lt;/p&gt; 12 comments",
    ],
)
def test_digest_overlooks_what_moves_by_itself(text: str) -> None:
    assert summary_feed(text) == summary_feed("Four hurt.")


def test_digest_sees_what_changed() -> None:
    assert summary_feed("Five hurt.") != summary_feed("Four hurt.")
    assert summary_feed("Four hurt.", title="Blasts in Quetta") != summary_feed("Four hurt.")


def test_feeds_of_a_page_are_found() -> None:
    page = (DOCUMENTS / "page.html").read_bytes()
    assert discover_feeds(page, url="https://site.example/news/index.html") == (
        OfferedFeed(url="https://site.example/feed/", title="News", format="rss"),
        OfferedFeed(url="https://site.example/atom.xml", title=None, format="atom"),
        OfferedFeed(url="https://site.example/news/feed.json", title=None, format="json"),
    )
    assert discover_feeds(b"", url="https://site.example/") == ()


PIECES = st.sampled_from(
    b"<rss version='2.0'> <channel> <item> </item> <title> </title> <link> </link> <![CDATA[ ]]> "
    b"& &#x0; &lol; <!DOCTYPE <!ENTITY ]> <!-- --> <?xml encoding='utf-16'?> http://a.b/c \xff\xfe "
    b"\x00 \x1f\x8b <feed <entry> ' \" <pubDate> \xe2\x80 <author>a@b <rdf:RDF> 9999999999999999999"
    .split(b" ")
)  # fmt: skip


@given(st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(b"".join)))
@settings(max_examples=300, deadline=1000)
def test_no_bytes_make_it_raise(document: bytes) -> None:
    assert isinstance(parse(document), ParsedFeed | Unreadable)


@pytest.mark.parametrize(
    "piece", ["1", "1,", "a@", ".a", "&amp;lt;a ", "&lt;!--", "<a", "<item>", "&#1"]
)
@pytest.mark.parametrize("element", ["title", "author", "pubDate", "description"])
def test_time_grows_with_the_document_not_with_its_square(piece: str, element: str) -> None:
    long = piece * (60_000 // len(piece))
    document = (
        '<rss version="2.0"><channel><item><link>https://p.example/a/1</link>'
        f"<{element}>{long}</{element}></item></channel></rss>"
    )
    started = time.process_time()
    parse(document.encode())
    assert time.process_time() - started < 2  # squared, this takes minutes


def test_every_reason_code_is_documented() -> None:
    root = Path(__file__).parent.parent
    sources = "".join(path.read_text("utf-8") for path in (root / "tasks" / "feeds").glob("*.py"))
    codes = set(re.findall(r'reason_code="(\w+)"', sources))
    assert "truncated" in codes
    documented = set(re.findall(r"`(\w+)`", (root / "docs" / "feeds.md").read_text("utf-8")))
    assert codes - documented == set()
