"""The sample press keeps its own promises: what other tests build on is really there."""

from __future__ import annotations

import csv
import gzip
import html
import http.client
import io
import re
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from xml.etree import ElementTree

import pytest

from tests.sample_world.answers import Expected
from tests.sample_world.site import Site

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(NOW) as running:
        yield running


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body, following redirects."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=asked)) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read()


def feeds(site: Site) -> dict[str, dict[str, str]]:
    return {row["feed_id"]: row for row in csv.DictReader(io.StringIO(site.feeds_csv))}


def written(page: bytes, content_type: str) -> str:
    """A page's visible text, by its true charset."""
    charset = "windows-1256" if "windows-1256" in content_type else "utf-8"
    text = re.sub(r"<(script|style|title).*?</\1>", " ", page.decode(charset), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def find(site: Site, part: str) -> Expected:
    (found,) = [one for one in site.expected if part in one.canonical_url]
    return found


def test_it_starts_at_once() -> None:
    began = time.perf_counter()
    with Site(NOW):
        assert time.perf_counter() - began < 1.0


def test_counts(site: Site) -> None:
    languages = Counter(one.language for one in site.expected)
    labels = Counter(one.label for one in site.expected)
    assert 110 <= len(site.expected) <= 130
    assert len({one.canonical_url for one in site.expected}) == len(site.expected)
    assert min(languages[code] for code in ("ur", "hi", "bn")) >= 8
    assert set(languages) == {"en", "ur", "hi", "bn", "ps", "fa", "ta", "ne"}
    assert languages["en"] > len(site.expected) / 2
    assert labels["core"] >= 35
    assert labels["related"] >= 15
    assert labels["background"] >= 8
    assert labels["none"] > len(site.expected) * 0.4
    assert {one.country for one in site.expected} >= {"PK", "IN", "AF", "BD", "LK", "NP", "MV"}
    assert len(feeds(site)) >= 12
    assert len({one.publisher for one in site.expected}) >= 10


def test_every_page_holds_its_article_and_its_clutter(site: Site) -> None:
    for expected in site.expected:
        for url in (*expected.links, expected.canonical_url):
            status, headers, page = get(url)
            if expected.body_from == "feed":
                assert status == 403
                continue
            text = written(page, headers["Content-Type"])
            missing = [line for line in (expected.title, *expected.paragraphs) if line not in text]
            assert not missing, url
    for expected in site.expected:
        assert all(expected.clutter), expected.canonical_url
        assert len(expected.clutter) >= 10 or expected.body_from == "feed"
        body = "\n".join(expected.paragraphs)
        assert not [line for line in expected.clutter if line in body], expected.canonical_url


def test_clutter_is_on_the_page(site: Site) -> None:
    for expected in site.expected:
        if expected.body_from == "page":
            pages = [get(url) for url in (*expected.links, expected.canonical_url)]
            text = " ".join(written(page, head["Content-Type"]) for _, head, page in pages)
            assert not [line for line in expected.clutter if line not in text], expected.url


def test_no_two_articles_are_alike_but_copies(site: Site) -> None:
    texts = Counter((one.title, one.paragraphs) for one in site.expected)
    copies = [one for one in site.expected if one.is_copy]
    assert all(texts[one.title, one.paragraphs] > 1 for one in copies)
    assert all(
        count == 1 or text in {(c.title, c.paragraphs) for c in copies}
        for text, count in texts.items()
    )
    story = [one for one in site.expected if one.story == "bajaur-ambush"]
    assert Counter(one.is_copy for one in story) == {True: 4, False: 2}  # trimmed, edited
    assert len({one.publisher for one in story}) == 6


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_copies_stay_copies_at_any_hour(hour: int) -> None:
    with Site(NOW.replace(hour=hour)) as site:
        assert sum(one.is_copy for one in site.expected) == 6


def test_one_article_under_several_addresses(site: Site) -> None:
    dressed = [one for one in site.expected if len(one.links) > 1]
    links = [link for one in dressed for link in one.links]
    assert any("utm_source=" in link for link in links)
    assert any(link.endswith("/amp/") for link in links)
    assert any("/m/" in link for link in links)
    for one in dressed:
        for link in one.links:
            declared = re.search(rb'rel="canonical" href="([^"]+)"', get(link)[2])
            assert declared
            assert declared[1].decode() == one.canonical_url


@pytest.mark.parametrize(
    ("feed_id", "root"),
    [
        ("frontier-courier-home", "rss"),
        ("south-asia-wire-top", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"),
        ("kabul-bulletin-en", "{http://www.w3.org/2005/Atom}feed"),
    ],
)
def test_feed_formats(site: Site, feed_id: str, root: str) -> None:
    assert ElementTree.fromstring(get(feeds(site)[feed_id]["url"])[2]).tag == root


def test_feeds_link_what_is_expected(site: Site) -> None:
    for feed_id, row in feeds(site).items():
        carried = [one for one in site.expected if feed_id in one.feed_ids]
        broken = [one for one in site.broken if one.feed_id == feed_id]
        if any(one.is_feed for one in broken):
            continue
        document = html.unescape(get(row["url"])[2].decode("utf-8", "replace"))
        assert carried, feed_id
        assert all(any(link in document for link in one.links) for one in carried), feed_id
        assert all(one.url in document for one in broken), feed_id


def test_teasers_and_full_text(site: Site) -> None:
    teaser = find(site, "kishtwar-encounter")
    full = find(site, "ctd-karachi-arrests")
    listing = get(feeds(site)["chinar-mail-latest"]["url"])[2].decode()
    assert teaser.paragraphs[0] not in listing
    listing = get(feeds(site)["indus-chronicle-home"]["url"])[2].decode()
    assert all(line in listing for line in full.paragraphs)
    assert full.clutter[0] in listing


def test_faulty_feeds(site: Site) -> None:
    urls = {feed_id: row["url"] for feed_id, row in feeds(site).items()}
    with pytest.raises(urllib.error.URLError, match="refused"):
        get(urls["lyari-evening-post-all"])
    assert get(urls["lyari-evening-post-city"])[0] == 500
    assert get(urls["lyari-evening-post-sport"])[0] == 404
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(get(urls["bolan-weekly-stories"])[2])
    _, headers, body = get(urls["khaleej-nama-news"])
    assert b'encoding="utf-8"' in body
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert "كوئٹہ" in body.decode(headers.get_content_charset() or "")
    latin = get(urls["meghna-barta-all"])[2]
    assert b'encoding="iso-8859-1"' in latin
    assert "বান্দরবান" in latin.decode("utf-8")
    assert b"22/11/2026 06:00 PKT" in get(urls["makran-dispatch-news"])[2]
    newest = max(one.published_at for one in site.expected if one.publisher == "Margalla Review")
    assert NOW - newest > timedelta(days=200)


def answer_without_following(url: str) -> tuple[int, str | None]:
    host, _, path = url.removeprefix("http://").partition("/")
    line = http.client.HTTPConnection(host)
    line.request("GET", f"/{path}")
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, answer.headers["Location"]


def test_redirects(site: Site) -> None:
    moved = feeds(site)["padma-times-frontpage"]["url"]
    assert answer_without_following(moved)[0] == 301
    assert get(moved)[0] == 200
    led = find(site, "id=" + str(_number(site)))
    assert answer_without_following(led.url) == (302, led.canonical_url)
    (loop,) = [one.url for one in site.broken if one.fault == "redirect_loop"]
    _, there = answer_without_following(loop)
    assert there
    assert answer_without_following(there) == (302, loop)


def _number(site: Site) -> str:
    (link,) = [one.url for one in site.expected if "/go/" in one.url]
    return link.rsplit("/", 1)[1]


@pytest.mark.parametrize(("fault", "status"), [("not_found", 404), ("gone", 410), ("empty", 200)])
def test_strays(site: Site, fault: str, status: int) -> None:
    urls = [one.url for one in site.broken if one.fault == fault and not one.is_feed]
    assert urls
    assert {get(url)[0] for url in urls} == {status}


def test_dates_from_page_and_address(site: Site) -> None:
    page = find(site, "tirah-jirga-displacement")
    address = find(site, "rain-western-disturbance")
    assert page.published_from == "page"
    assert page.published_at.isoformat()[:16] == "2026-11-21T02:00"
    assert b"2026-11-21T07:00:00+05:00" in get(page.canonical_url)[2]
    assert address.published_from == "url"
    assert "/2026/11/21/" in address.canonical_url
    assert address.published_at == datetime(2026, 11, 20, 19, tzinfo=UTC)  # midnight in Peshawar
    assert b"published_time" not in get(address.canonical_url)[2]


def test_a_guid_that_changes(site: Site) -> None:
    url = feeds(site)["indus-chronicle-home"]["url"]
    assert get(url)[2] != get(url)[2]


def test_wrong_charset_page(site: Site) -> None:
    expected = find(site, "atc-qaid")
    _, headers, page = get(expected.canonical_url)
    assert headers.get_content_charset() == "iso-8859-1"
    assert expected.title in page.decode("utf-8")


def test_validators(site: Site) -> None:
    both = feeds(site)["frontier-courier-home"]["url"]
    _, headers, _ = get(both)
    assert headers["Cache-Control"] == "max-age=300"
    for asked in (
        {"If_None_Match": headers["ETag"]},
        {"If_Modified_Since": headers["Last-Modified"]},
    ):
        status, _, body = get(both, **asked)
        assert (status, body) == (304, b"")
    assert get(both, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert "ETag" not in get(feeds(site)["chinar-mail-latest"]["url"])[1]


def test_gzip_where_accepted(site: Site) -> None:
    url = site.expected[0].canonical_url
    _, headers, body = get(url, Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == get(url)[2]


def test_robots_of_each_host() -> None:
    with Site(NOW) as shared, Site(NOW, separate_hosts=True) as separate:
        (closed,) = [one.url for one in separate.broken if one.fault == "disallowed"]
        host = closed.split("/epaper")[0]
        assert "Disallow: /epaper/\n" in get(f"{host}/robots.txt")[2].decode()
        other = next(one for one in separate.expected if host not in one.url).url
        rules = get("/".join(other.split("/")[:3]) + "/robots.txt")[2].decode()
        assert "epaper" not in rules
        port = "/".join(shared.expected[0].url.split("/")[:3])
        assert "Disallow: /indus-chronicle/epaper/" in get(f"{port}/robots.txt")[2].decode()


def test_separate_hosts_serve_the_same() -> None:
    with Site(NOW, separate_hosts=True) as site:
        hosts = {one.publisher: one.canonical_url.split("/")[2] for one in site.expected}
        assert len(set(hosts.values())) == len(hosts)
        assert len({one.canonical_url for one in site.expected}) == len(site.expected)
        for expected in site.expected:
            assert get(expected.url)[0] == (403 if expected.body_from == "feed" else 200)


def test_requests_are_kept() -> None:
    with Site(NOW) as site:
        get(site.expected[0].canonical_url, X_Asked="yes")
        (request,) = site.requests
        assert (request.method, request.status) == ("GET", 200)
        assert request.url == site.expected[0].canonical_url
        assert request.headers["x-asked"] == "yes"


def test_phase_two_changes_one_and_adds_two() -> None:
    with Site(NOW) as site:
        first = {one.canonical_url: one for one in site.expected}
        before = {feed_id: get(row["url"]) for feed_id, row in _healthy(site).items()}
        site.advance()
        second = {one.canonical_url: one for one in site.expected}
        assert len(second.keys() - first.keys()) == 2
        changed = [one for url, one in second.items() if url in first and one != first[url]]
        (updated,) = [one for one in changed if one.title != first[one.canonical_url].title]
        assert [text.title.split()[0] for text in updated.versions] == ["Six", "Nine"]
        assert updated.paragraphs == updated.versions[-1].paragraphs
        text = written(get(updated.canonical_url)[2], "")
        assert all(line in text for line in updated.paragraphs)
        for feed_id, row in _healthy(site).items():
            _, headers, body = before[feed_id]
            touched = any(
                feed_id in one.feed_ids
                for url, one in second.items()
                if url not in first or one.versions != first[url].versions
            )
            if "ETag" in headers:
                status = get(row["url"], If_None_Match=headers["ETag"])[0]
                assert status == (200 if touched else 304), feed_id
            if "Last-Modified" in headers:
                status = get(row["url"], If_Modified_Since=headers["Last-Modified"])[0]
                assert status == (200 if touched else 304), feed_id
            assert (get(row["url"])[2] != body) >= touched, feed_id


def _healthy(site: Site) -> dict[str, dict[str, str]]:
    lost = {one.feed_id for one in site.broken if one.is_feed} | {"indus-chronicle-home"}
    return {feed_id: row for feed_id, row in feeds(site).items() if feed_id not in lost}


def test_the_same_now_makes_the_same_world() -> None:
    with Site(NOW) as one, Site(NOW) as other:
        texts = [
            [(e.title, e.paragraphs, e.published_at) for e in site.expected]
            for site in (one, other)
        ]
        assert texts[0] == texts[1]
        assert all(e.published_at <= NOW for e in one.expected)


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Site(datetime(2026, 11, 22))  # noqa: DTZ001 - the point of the test
