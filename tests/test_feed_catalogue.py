"""The catalogue: what may stand in it, what is refused and how that is said."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.feeds.catalogue import read_catalogue, write_csv, write_opml
from warehouse.errors import BadCatalogue
from warehouse.records import Feed

SHIPPED = Path(__file__).parent.parent / "tasks" / "knowledge" / "feeds.csv"
HEADER = "feed_id,url,publisher,country,language,section,is_active,poll_minutes"
GOOD = "dawn-pakistan,https://www.dawn.com/feeds/pakistan,Dawn,PK,en,pakistan,yes,"


def written(folder: Path, text: str | bytes, name: str = "feeds.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_shipped_catalogue_reads() -> None:
    feeds = read_catalogue(SHIPPED)
    active = [feed for feed in feeds if feed.is_active]
    assert len(active) > 200
    assert len({feed.url for feed in feeds}) == len(feeds)
    assert {"PK", "IN", "AF", "BD", "LK", "NP", "MV", "BT"} <= {feed.country for feed in feeds}
    assert {"ur", "hi", "bn", "ps", "fa", "ta", "si", "ne"} <= {feed.language for feed in active}
    assert all(feed.source for feed in feeds)


def test_the_shipped_catalogue_says_why_a_feed_is_off_and_polls_no_search_engine() -> None:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["feed_id"] for row in rows if row["is_active"] == "no" and not row["notes"]] == []
    hosts = ("news.google.", "bing.com", "gdeltproject")
    assert [row["url"] for row in rows if any(host in row["url"] for host in hosts)] == []


def test_a_windows_spreadsheet_reads(tmp_path: Path) -> None:
    text = (
        "\ufeffPublisher,feed_id,url,language,country,notes\r\n"
        '"Daily ""Star"", The",star,https://star.example/rss.xml,EN,bd,"two\r\nlines"\r\n'
        "\r\n,,,,,\r\n"
        "Dawn,dawn,https://dawn.example/feed?a=1&b=2,en,PK,\r\n"
    )
    assert read_catalogue(written(tmp_path, text)) == (
        Feed(
            feed_id="star",
            url="https://star.example/rss.xml",
            publisher='Daily "Star", The',
            country="BD",
            language="en",
        ),
        Feed(
            feed_id="dawn",
            url="https://dawn.example/feed?a=1&b=2",
            publisher="Dawn",
            country="PK",
            language="en",
        ),
    )


REFUSED = {
    # name: (row after a good one, line, words of the message)
    "no id": (",https://a.example/,A,PK,en,,,", 3, "feed_id is empty"),
    "blank in the id": ("a b,https://a.example/,A,PK,en,,,", 3, "has blanks"),
    "id used before": ("dawn-pakistan,https://a.example/,A,PK,en,,,", 3, "in line 2"),
    "no publisher": ("a,https://a.example/,,PK,en,,,", 3, "publisher is empty"),
    "no scheme": ("a,www.a.example/feed,A,PK,en,,,", 3, "no http(s) address"),
    "another scheme": ("a,file:///etc/passwd,A,PK,en,,,", 3, "no http(s) address"),
    "no host": ("a,https:///feed,A,PK,en,,,", 3, "no http(s) address"),
    "country in words": ("a,https://a.example/,A,Pakistan,en,,,", 3, "country 'Pakistan'"),
    "language in words": ("a,https://a.example/,A,PK,Urdu,,,", 3, "language 'Urdu'"),
    "no minutes": ("a,https://a.example/,A,PK,en,,,0", 3, "poll_minutes is '0'"),
    "negative minutes": ("a,https://a.example/,A,PK,en,,,-5", 3, "poll_minutes is '-5'"),
    "minutes in words": ("a,https://a.example/,A,PK,en,,,ten", 3, "poll_minutes is 'ten'"),
    "neither yes nor no": ("a,https://a.example/,A,PK,en,,maybe,", 3, "is_active is 'maybe'"),
    "comma without quotes": ("a,https://a.example/,A, B,PK,en,,,", 3, "has 9 cells"),
    "after a row of two lines": (
        'b,https://b.example/,B,PK,en,"two\nlines",,\na,nowhere,A,PK,en,,,', 5, "no http(s)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_row_is_refused_by_file_and_line(tmp_path: Path, case: str) -> None:
    row, line, words = REFUSED[case]
    path = written(tmp_path, f"{HEADER}\n{GOOD}\n{row}\n")
    with pytest.raises(BadCatalogue) as refusal:
        read_catalogue(path)
    assert refusal.value.subject == f"{path}:{line}"
    assert words in refusal.value.problem
    assert refusal.value.mend


BAD_FILES = {
    "missing column": (b"feed_id,url,publisher,country\n", "no column language"),
    "doubled column": (b"feed_id,url,url,publisher,country,language\n", "url twice"),
    "empty": (b"", "is empty"),
    "header only": (HEADER.encode(), "holds no feeds"),
    "not UTF-8": (HEADER.encode() + b"\n" + GOOD.encode() + b"\nx,\xff\xfe,,,,,,\n", "not UTF-8"),
    "open quote": (HEADER.encode() + b'\na,"https://a.example/\n', "not CSV"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused(tmp_path: Path, case: str) -> None:
    document, words = BAD_FILES[case]
    with pytest.raises(BadCatalogue, match=words.replace("(", r"\(")):
        read_catalogue(written(tmp_path, document))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"nowhere\.csv: No such file"):
        read_catalogue(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("text", "is_active"),
    [("", True), ("yes", True), ("TRUE", True), ("1", True), ("no", False), ("False", False)],
)
def test_yes_and_no(tmp_path: Path, text: str, is_active: bool) -> None:
    row = f"a,https://a.example/,A,PK,en,,{text},15"
    (feed,) = read_catalogue(written(tmp_path, f"{HEADER}\n{row}"))
    assert (feed.is_active, feed.poll_minutes) == (is_active, 15)


OPML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1"><head><title>mine</title></head><body>
<outline text="South Asia">
 <outline text="Pakistan">
  <outline text="Caf\xe9 Dawn" type="rss" xmlUrl="https://dawn.example/feed" language="en-us"/>
  <outline title="Jang" text="j" xmlUrl="https://jang.example/feed" country="pk" language="ur"
           publisher="Jang Group" feed_id="jang-ur" poll_minutes="30"/>
 </outline>
 <outline text="Caf\xe9 Dawn" xmlUrl="https://dawn.example/feed"/>
</outline>
<outline text="\u0020" xmlUrl="https://www.amu.example/rss.xml" category="/News/Afghanistan,x"/>
<outline text="Cafe Dawn" xmlUrl="https://dawn.example/other" language="unknown"/>
</body></opml>"""


AMU = "https://www.amu.example/rss.xml"


def test_opml_of_other_readers_imports(tmp_path: Path) -> None:
    feeds = read_catalogue(written(tmp_path, OPML.encode("latin-1"), "mine.OPML"))
    assert [(f.feed_id, f.publisher, f.country, f.language, f.section) for f in feeds] == [
        ("cafe-dawn", "Café Dawn", "INT", "en", "Pakistan"),
        ("jang-ur", "Jang Group", "PK", "ur", "Pakistan"),
        ("www-amu-example-rss-xml", AMU, "INT", "und", "News/Afghanistan"),
        ("cafe-dawn-2", "Cafe Dawn", "INT", "und", None),
    ]
    assert feeds[1].poll_minutes == 30


@pytest.mark.parametrize(
    ("document", "line", "words"),
    [
        ("<opml><body>\n<outline xmlUrl='ftp://a.example/'/></body></opml>", 2, "no http(s)"),
        (
            "<opml><body>\n<outline xmlUrl='https://a.example/'\n</body></opml>",
            3,
            "not well-formed",
        ),
        ("<opml><body/></opml>", None, "holds no feeds"),
        (
            '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/hostname">]><opml>&a;</opml>',
            None,
            "declares XML entities",
        ),
    ],
)
def test_bad_opml_is_refused(tmp_path: Path, document: str, line: int | None, words: str) -> None:
    path = written(tmp_path, document, "mine.xml")
    with pytest.raises(BadCatalogue) as refusal:
        read_catalogue(path)
    assert refusal.value.subject == (f"{path}:{line}" if line else str(path))
    assert words in refusal.value.problem


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Zs"]),
    min_size=1,
    max_size=12,
).filter(lambda text: "\ufffe" not in text and "\uffff" not in text and text == text.strip())
FEEDS = st.lists(
    st.builds(
        Feed,
        feed_id=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True),
        url=st.from_regex(r"https?://[a-z]{1,9}\.example/[a-z0-9/?=&;,\"']{0,20}", fullmatch=True),
        publisher=WORDS,
        country=st.sampled_from(["PK", "IN", "INT"]),
        language=st.sampled_from(["en", "ur", "und"]),
        section=st.none() | WORDS,
        kind=st.none() | WORDS,
        is_active=st.booleans(),
        poll_minutes=st.none() | st.integers(1, 9999),
        source=st.none() | WORDS,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda feed: feed.feed_id,
).map(tuple)


@given(feeds=FEEDS)
def test_what_is_written_reads_back(
    tmp_path_factory: pytest.TempPathFactory, feeds: tuple[Feed, ...]
) -> None:
    folder = tmp_path_factory.mktemp("catalogue")
    assert read_catalogue(written(folder, write_csv(feeds))) == feeds
    assert read_catalogue(written(folder, write_opml(feeds), "feeds.opml")) == feeds
