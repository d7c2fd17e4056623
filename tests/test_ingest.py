"""The main job against the sample press: everything once, nothing twice, whatever is killed."""

from __future__ import annotations

import gzip
import json
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import House, house_in
from tests.sample_world.site import Broken, Expected, Request, Site
from tests.wayward_server import Wayward, answer
from warehouse.store import Store

COUNTED = (
    *("main.articles", "main.article_versions", "main.stories", "main.verdicts", "ops.entries"),
    *("main.article_actors", "main.article_countries"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The warehouse as one run left it, and the site as it stood then."""

    findings: Any
    expected: tuple[Expected, ...]
    broken: tuple[Broken, ...]
    requests: tuple[Request, ...]  # of this run
    articles: dict[str, dict[str, Any]]  # by canonical URL
    counts: dict[str, int]
    failures: list[dict[str, Any]]
    polls: dict[str, dict[str, Any]]
    house: House


def rows(house: House, question: str) -> list[dict[str, Any]]:
    with house.snapshot() as reader:
        cursor = reader.connection.execute(question)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def edition(house: House, site: Site) -> Edition:
    before = len(site.requests)
    findings = house.ingest()
    run_id = findings.run.run_id
    articles = rows(house, "FROM main.articles LEFT JOIN main.latest_verdicts USING (article_id)")
    return Edition(
        findings=findings,
        expected=site.expected,
        broken=site.broken,
        requests=site.requests[before:],
        articles={row["canonical_url"]: row for row in articles},
        counts={t: house.ask(f"SELECT count(*) FROM {t}")[0][0] for t in COUNTED},
        failures=rows(house, f"FROM ops.failures WHERE run_id = {run_id}"),
        polls={
            row["feed_id"]: row for row in rows(house, f"FROM ops.polls WHERE run_id = {run_id}")
        },
        house=house,
    )


@pytest.fixture(scope="module")
def editions(
    tmp_path_factory: pytest.TempPathFactory, prefect_api: str
) -> Iterator[tuple[Edition, Edition, Edition]]:
    """Three runs: the first, one where nothing happened, one after an update and two articles."""
    with Site(datetime.now(UTC), separate_hosts=True) as site:
        house = house_in(tmp_path_factory.mktemp("press"), site.feeds_csv, prefect_api)
        first, second = edition(house, site), edition(house, site)
        site.advance()
        yield first, second, edition(house, site)


def missed(one: Edition, fault: Callable[[Expected, dict[str, Any]], str | None]) -> list[str]:
    """What is wrong with each expected article, all in one list."""
    found = []
    for expected in one.expected:
        row = one.articles.get(expected.canonical_url)
        said = "is not there" if row is None else fault(expected, row)
        if said:
            found.append(f"{expected.canonical_url.partition('//')[2]}: {said}")
    return found


def test_every_article_is_stored_once(editions: tuple[Edition, ...]) -> None:
    first = editions[0]
    assert missed(first, lambda _expected, _row: None) == []
    surplus = set(first.articles) - {expected.canonical_url for expected in first.expected}
    assert surplus == set()
    assert first.counts["main.articles"] == len(first.expected)


def field(name: str, column: str | None = None) -> Callable[[Expected, dict[str, Any]], str | None]:
    def fault(expected: Expected, row: dict[str, Any]) -> str | None:
        wanted, got = getattr(expected, name), row[column or name]
        return None if got == wanted else f"{name} is {got!r}, not {wanted!r}"

    return fault


@pytest.mark.parametrize(
    "name",
    ["language", "title", "publisher", "country", "published_from", "body_from", "byline"],
)
def test_facts_of_the_articles(editions: tuple[Edition, ...], name: str) -> None:
    assert missed(editions[0], field(name)) == []


def test_most_verdicts_are_right(editions: tuple[Edition, ...]) -> None:
    """How good the judge is, is measured elsewhere: here, that his word reaches the article."""

    def fault(expected: Expected, row: dict[str, Any]) -> str | None:
        relevant = {"core", "related"}
        is_right = (row["label"] in relevant) is (expected.label in relevant)
        return None if is_right else f"is {row['label']}, not {expected.label}"

    wrong = missed(editions[0], fault)
    assert len(wrong) < len(editions[0].expected) * 0.2, wrong


def explained(one: Edition, labels: set[str], language: str) -> tuple[dict[str, Any], str]:
    """What `khabar explain` says of an article of these labels that is judged as it should be."""
    right = (
        one.articles[expected.canonical_url]
        for expected in one.expected
        if expected.language == language
        and expected.label in labels
        and one.articles[expected.canonical_url]["label"] == expected.label
    )
    row = next(right)
    done = one.house.call("explain", row["canonical_url"])
    assert (done.returncode, done.stderr) == (0, "")
    return row, done.stdout


@pytest.mark.parametrize("language", ["en", "ur"])
def test_why_an_article_is_relevant(editions: tuple[Edition, ...], language: str) -> None:
    row, said = explained(editions[-1], {"core"}, language)
    lines = said.splitlines()
    assert lines[0] == row["title"]
    assert "Judged core: it reports a new happening of militancy in South Asia." in said
    assert f"Probability of being relevant {row['score']:.0%}." in said
    assert "  For it:" in lines
    for one in row["evidence"]:
        quoted = f"[{one['quote']}]".replace("\n", " / ")
        assert any(
            line.startswith(f"    {one['weight']:+5.2f} ") and quoted in line for line in lines
        )
    assert f"  by {row['classifier_version']}, " in said
    assert "Concerns " in said


def test_why_an_article_is_not(editions: tuple[Edition, ...]) -> None:
    row, said = explained(editions[-1], {"none"}, "en")
    assert "Judged none: it is not about militancy in South Asia." in said
    reasons = (
        "No word, name or place",
        "Nothing in headline or text",
        "More speaks against",
        "too little",
    )
    assert sum(reason in said for reason in reasons) == 1
    assert said.count("    +") + said.count("    -") == len(row["evidence"])


def test_an_account_in_json_has_what_the_warehouse_has(editions: tuple[Edition, ...]) -> None:
    last = editions[-1]
    names = rows(last.house, "FROM main.article_actors ORDER BY mention_count DESC, actor_id")
    article_id = names[0]["article_id"]
    done = last.house.call("explain", "--json", str(article_id))
    (verdict,) = json.loads(done.stdout)["verdicts"]
    assert [one["actor_id"] for one in verdict["actors"]] == [
        one["actor_id"] for one in names if one["article_id"] == article_id
    ]
    known = {one["actor_id"] for one in rows(last.house, "FROM main.actors")}
    assert {one["actor_id"] for one in names} <= known
    assert {one["classifier_version"] for one in names} == {verdict["classifier_version"]}


def test_publication_instants(editions: tuple[Edition, ...]) -> None:
    def fault(expected: Expected, row: dict[str, Any]) -> str | None:
        wanted = expected.published_at.astimezone(UTC).replace(tzinfo=None)
        got = row["published_at"]
        is_near = got is not None and abs((got - wanted).total_seconds()) < 60
        return None if is_near else f"published {got}, not {wanted}"

    assert missed(editions[0], fault) == []


def test_bodies_have_every_paragraph(editions: tuple[Edition, ...]) -> None:
    def fault(expected: Expected, row: dict[str, Any]) -> str | None:
        lost = [text[:50] for text in expected.paragraphs if text not in row["body"]]
        return f"lost {lost}" if lost else None

    assert not (said := missed(editions[0], fault)), "\n".join(said)


def test_bodies_have_little_clutter(editions: tuple[Edition, ...]) -> None:
    """The extractor has figures of its own: here, that its cleaning reaches the warehouse."""
    first = editions[0]
    kept = [
        text
        for expected in first.expected
        for text in expected.clutter
        if text in first.articles[expected.canonical_url]["body"].split("\n")
    ]
    shown = sum(len(expected.clutter) for expected in first.expected)
    assert len(kept) < shown * 0.01, Counter(kept)


# What pages of the sample press print below an article, where cleaning takes it off the body.
CREDITS = {
    "(With inputs from agencies)",
    "(एजेंसी इनपुट के साथ)",
    "(সংবাদ সংস্থার সহায়তায়)",
    "(با کمک خبرگزاری‌ها)",
    "(செய்தி முகமைகளின் உதவியுடன்)",
}


def test_a_credit_beside_the_body_is_stored(editions: tuple[Edition, ...]) -> None:
    first = editions[0]
    rows = [
        first.articles[expected.canonical_url]
        for expected in first.expected
        if CREDITS.intersection(expected.clutter)
    ]
    assert rows
    assert Counter(row["agency"] for row in rows) == {"unnamed": len(rows)}
    assert not [row for row in rows if CREDITS.intersection(row["body"].split("\n"))]


def test_copies_share_a_story_with_one_original(editions: tuple[Edition, ...]) -> None:
    first = editions[0]
    stories: dict[str, list[dict[str, Any]]] = {}
    for expected in first.expected:
        if expected.is_copy and expected.story:
            row = first.articles[expected.canonical_url]
            stories.setdefault(expected.story, []).append(row)
    assert stories
    for copies in stories.values():
        assert len(copies) > 1
        assert len({row["publisher"] for row in copies}) == len(copies)
        assert len({row["story_id"] for row in copies}) == 1
        (original,) = [row for row in copies if row["is_original"]]
        assert original["published_at"] == min(row["published_at"] for row in copies)
    assert len({copies[0]["story_id"] for copies in stories.values()}) == len(stories)


def test_every_page_is_in_the_archive(editions: tuple[Edition, ...]) -> None:
    from tasks.archive import Kept, read_kept

    first = editions[0]
    found = list(first.articles.values())
    assert all(row["archive_file"] for row in found)
    places = [Kept(file=row["archive_file"], offset=row["archive_offset"]) for row in found]
    pages = list(read_kept(first.house.home / "data" / "archive", places))
    assert len(pages) == len(found)
    assert all(page.page for page in pages)


REASONS = {
    "refused": "connection_refused",
    "server_error": "http_500",
    "not_found": "http_404",
    "gone": "http_410",
    "redirect_loop": "redirect_loop",
    "private_address": "blocked_address",
    "disallowed": "robots_disallowed",
}


def test_everything_broken_has_a_failure(editions: tuple[Edition, ...]) -> None:
    first = editions[0]
    told = {(row["subject"], row["stage"]): row["reason_code"] for row in first.failures}
    wrong = []
    for broken in first.broken:
        if broken.fault == "cut_off":
            continue
        stages = ("poll",) if broken.is_feed else ("fetch", "extract")
        reasons = [told[broken.url, s] for s in stages if (broken.url, s) in told]
        wanted = REASONS.get(broken.fault)
        if not reasons or (wanted is not None and reasons != [wanted]):
            wrong.append(f"{broken.url}: {broken.fault} told as {reasons}")
    assert wrong == []
    asked = {request.url for request in first.requests}
    assert not [b.url for b in first.broken if b.fault == "disallowed" and b.url in asked]


def test_every_feed_has_a_poll(editions: tuple[Edition, ...]) -> None:
    first = editions[0]
    broken = {b.feed_id for b in first.broken if b.is_feed}
    for feed_id, row in first.polls.items():
        assert row["outcome"] == ("failed" if feed_id in broken else "changed"), feed_id
        assert row["next_poll_at"] > row["polled_at"]
    assert len(first.polls) == len((first.house.home / "feeds.csv").read_text().splitlines()) - 1


def test_the_runs_books(editions: tuple[Edition, ...]) -> None:
    first = editions[0]
    run = first.findings.run
    assert run.state == "completed"
    assert run.articles_new == len(first.expected)
    assert run.failures == len(first.failures)
    assert run.feeds_polled == len(first.polls)
    assert run.prefect_run_id
    assert json.dumps(first.findings.as_json(), default=str)


def test_a_second_run_fetches_and_adds_nothing(editions: tuple[Edition, ...]) -> None:
    first, second, _ = editions
    pages = {url for expected in first.expected for url in expected.links}
    pages |= {expected.canonical_url for expected in first.expected}
    pages |= {broken.url for broken in first.broken if not broken.is_feed}
    assert pages & {request.url for request in first.requests}
    assert pages & {request.url for request in second.requests} == set()
    assert second.counts == first.counts
    assert second.articles == first.articles
    assert second.findings.run.articles_new == second.findings.run.entries_new == 0
    assert "not_modified" in {row["outcome"] for row in second.polls.values()}


def test_robots_txt_is_asked_once_a_day(editions: tuple[Edition, ...]) -> None:
    first, second, _ = editions
    hosts = Counter(r.url for r in first.requests if r.path == "/robots.txt")
    assert set(hosts.values()) == {1}
    assert [r.path for r in second.requests if r.path == "/robots.txt"] == []


def test_the_next_edition(editions: tuple[Edition, ...]) -> None:
    _, second, third = editions
    assert missed(third, field("title")) == []
    assert third.counts["main.articles"] == second.counts["main.articles"] + 2
    (updated,) = [expected for expected in third.expected if len(expected.versions) == 2]
    row, before = third.articles[updated.canonical_url], second.articles[updated.canonical_url]
    assert (before["version"], row["version"]) == (1, 2)
    assert row["article_id"] == before["article_id"]
    assert row["story_id"] == before["story_id"]
    assert row["first_seen_at"] == before["first_seen_at"]
    versions = third.house.ask(
        "SELECT version, title FROM main.article_versions"
        f" WHERE article_id = {row['article_id']} ORDER BY version"
    )
    assert versions == [(n + 1, text.title) for n, text in enumerate(updated.versions)]
    run = third.findings.run
    assert (run.articles_new, run.articles_updated) == (2, 1)


def test_unchanged_articles_stay_as_they_were(editions: tuple[Edition, ...]) -> None:
    _, second, third = editions
    same = set(second.articles) & set(third.articles)
    changed = [url for url in same if second.articles[url] != third.articles[url]]
    assert len(changed) == 1, changed


# Killed, overlapping


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.02)


def test_killed_in_the_middle_and_overlapping(tmp_path: Path, prefect_api: str) -> None:
    with Site(datetime.now(UTC), separate_hosts=True) as site:
        house = house_in(tmp_path / "house", site.feeds_csv, prefect_api)
        house.ingest(only=[next(iter(site.feeds_csv.splitlines()[1:])).split(",")[0]])
        before = house.ask("SELECT count(*) FROM main.articles")[0][0]

        for pages in (3, 40):  # during the polls, and among the pages
            asked = len(site.requests)
            running = house.start("ingest", KHABAR_HOST_DELAY_SECONDS="0.3")
            try:
                wait_for(lambda asked=asked, pages=pages: len(site.requests) > asked + 15 + pages)
                if pages == 3:
                    second = house.call("ingest")
                    assert second.returncode == 1
                    assert f"khabar ingest (process {running.pid})" in second.stderr
                    assert second.stderr.count("\n") == 1
                    told = house.call("query", "SELECT count(*) AS n FROM articles", "--json")
                    assert json.loads(told.stdout) == [{"n": before}]
                assert running.poll() is None, "the run was over before it could be killed"
            finally:
                running.send_signal(signal.SIGKILL)
                running.communicate()

        house.ingest()
        found = [url for (url,) in house.ask("SELECT canonical_url FROM main.articles")]
        assert sorted(found) == sorted(expected.canonical_url for expected in site.expected)
        states = house.ask("SELECT state, count(*) FROM ops.runs GROUP BY 1 ORDER BY 1")
        assert states == [("completed", 2), ("crashed", 2)]
        doubled = house.ask("SELECT 1 FROM main.article_versions WHERE version > 1")
        assert doubled == []
        stuck = house.ask(
            "SELECT url FROM ops.entries WHERE state = 'pending' AND attempt_count = 0"
        )
        assert stuck == []


# Bad feeds


def rss(*links: str) -> bytes:
    stamp = format_datetime(datetime.now(UTC))
    items = "".join(
        f"<item><title>Bridge opened at Kohala {n}</title><link>{link}</link>"
        f"<guid>{link}</guid><pubDate>{stamp}</pubDate></item>"
        for n, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def page(text: str) -> bytes:
    body = "".join(f"<p>{text} The road was open by noon, part {n} of it.</p>" for n in range(9))
    html = f"<html><head><title>{text}</title></head><body><article><h1>{text}</h1>{body}"
    return answer((html + "</article></body></html>").encode())


XML = {"Content-Type": "application/rss+xml"}
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">'.encode()
        for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + b"]><rss><channel><item><title>&j;</title></item></channel></rss>"
)
FEEDS: dict[str, tuple[bytes, set[str]]] = {
    "empty": (answer(b"", headers=XML), {"failed"}),
    "prose": (answer(b"The feed is moving house.", headers=XML), {"failed"}),
    "html": (answer(b"<html><body><p>Hello</p></body></html>"), {"failed"}),
    "announced": (answer(b"", headers=XML | {"Content-Length": "100000000"}), {"failed"}),
    "gzipbomb": (
        answer(gzip.compress(bytes(30_000_000)), headers=XML | {"Content-Encoding": "gzip"}),
        {"failed"},
    ),
    "entitybomb": (answer(BOMB, headers=XML), {"failed", "changed"}),
    "error": (answer(status="500 Oops"), {"failed"}),
    "unauthorised": (answer(status="401 No"), {"failed"}),
    "busy": (answer(status="503 Busy", headers={"Retry-After": "120"}), {"failed"}),
}


def catalogue(urls: dict[str, str]) -> str:
    lines = [f"{name},{url},Publisher {name},PK,en" for name, url in urls.items()]
    return "\n".join(["feed_id,url,publisher,country,language", *lines, ""])


@pytest.fixture(scope="module")
def bad_feeds(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Iterator[House]:
    """A run over feeds that are bad in every way, one that is good, and some bad pages."""
    urls = {}
    servers = []
    for name, (said, _) in FEEDS.items():
        server = Wayward({"/feed": said}).__enter__()
        servers.append(server)
        urls[name] = f"{server.home}/feed"
    good = Wayward().__enter__()
    servers.append(good)
    links = [f"{good.home}/{path}" for path in ("one", "home", "missing", "pdf", "loop")]
    good.routes |= {
        "/feed": answer(rss(*links, "file:///etc/passwd", "http://10.0.0.1/x"), headers=XML),
        "/": page("Welcome to the good paper"),
        "/one": page("Bridge opened at Kohala 0"),
        "/home": answer(status="301 Moved", headers={"Location": "/"}),
        "/pdf": answer(b"%PDF-1.7 ...", headers={"Content-Type": "application/pdf"}),
        "/loop": answer(status="302 Found", headers={"Location": "/loop"}),
    }
    cut = Wayward().__enter__()
    servers.append(cut)
    document = rss(f"{cut.home}/two", f"{cut.home}/three")
    cut.routes |= {"/feed": answer(document[:-80], headers=XML), "/two": page("Snow at Lowari")}
    odd = Wayward().__enter__()
    servers.append(odd)
    accents = rss(f"{odd.home}/four").replace(b"Kohala", "Köhälä".encode("latin-1"))
    odd.routes |= {"/feed": answer(accents, headers=XML), "/four": page("Flood at Sukkur")}
    urls |= {
        "good": f"{good.home}/feed",
        "cut": f"{cut.home}/feed",
        "charset": f"{odd.home}/feed",
        "private": "http://10.255.255.1/feed",
        "silent": "http://no-such-host.invalid/feed",
    }
    house = house_in(tmp_path_factory.mktemp("bad"), catalogue(urls), prefect_api)
    try:
        house.ingest()
        yield house
    finally:
        for server in servers:
            server.__exit__(None, None, None)


@pytest.mark.parametrize("name", [*FEEDS, "private", "silent"])
def test_a_bad_feed_has_a_poll_that_says_why(bad_feeds: House, name: str) -> None:
    ((outcome, reason, message, wait),) = bad_feeds.ask(
        "SELECT outcome, reason_code, message, next_poll_at > polled_at FROM ops.polls"
        f" WHERE feed_id = '{name}'"
    )
    usual = {"private": {"refused"}, "silent": {"failed"}}
    assert outcome in (FEEDS[name][1] if name in FEEDS else usual[name])
    assert reason
    assert message
    assert wait


def test_the_other_feeds_are_not_affected(bad_feeds: House) -> None:
    rows = bad_feeds.ask("SELECT title FROM main.articles WHERE feed_id = 'good'")
    assert rows == [("Bridge opened at Kohala 0",)]


def test_whatever_could_be_read_is_kept(bad_feeds: House) -> None:
    titles = dict(bad_feeds.ask("SELECT feed_id, title FROM main.articles"))
    assert titles["cut"] == "Snow at Lowari"
    assert titles["charset"] == "Flood at Sukkur"
    rows = bad_feeds.ask("SELECT title FROM ops.entries WHERE feed_id = 'charset'")
    assert rows == [("Bridge opened at Köhälä 0",)]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("home", "redirected_home"),
        ("missing", "http_404"),
        ("pdf", "not_html"),
        ("loop", "redirect_loop"),
        ("x", "blocked_address"),
    ],
)
def test_a_bad_page_has_a_failure(bad_feeds: House, path: str, reason: str) -> None:
    rows = bad_feeds.ask(f"SELECT reason_code FROM ops.failures WHERE subject LIKE '%/{path}'")
    assert rows == [(reason,)]


def test_a_link_to_a_file_is_told_and_not_followed(bad_feeds: House) -> None:
    ((subject, reason),) = bad_feeds.ask(
        "SELECT subject, reason_code FROM ops.failures WHERE feed_id = 'good' AND stage = 'poll'"
    )
    assert subject.startswith("file:")
    assert reason == "blocked_address"
    assert bad_feeds.ask("SELECT 1 FROM ops.fetches WHERE url NOT LIKE 'http:%'") == []


def test_a_feed_that_asked_for_a_pause_is_left_alone(bad_feeds: House) -> None:
    bad_feeds.ingest(only=["busy", "good"])
    rows = bad_feeds.ask("SELECT outcome FROM ops.polls WHERE feed_id = 'busy' ORDER BY polled_at")
    assert rows == [("failed",), ("postponed",)]


# Looking again


def make_due(house: House) -> None:
    """Let the time for the next looks have come."""
    with Store(house.home / "data" / "warehouse.duckdb", datetime.now(UTC)) as store:
        store.connection.execute("UPDATE ops.revisits SET next_look_at = last_looked_at")


def test_a_toll_that_rises_in_place_and_a_page_that_goes(tmp_path: Path, prefect_api: str) -> None:
    toll = "Six soldiers were killed by TTP militants in Bannu district."
    with Wayward() as server:
        link = f"{server.home}/one"
        server.routes |= {"/feed": answer(rss(link), headers=XML), "/one": page(toll)}
        house = house_in(tmp_path / "h", catalogue({"good": f"{server.home}/feed"}), prefect_api)
        assert house.ingest().run.articles_new == 1
        assert house.ingest().run.pages_fetched == 0

        server.routes["/one"] = page(toll.replace("Six", "Nine"))
        make_due(house)
        quiet = replace(house, environ=house.environ | {"KHABAR_MAX_REVISITS_PER_RUN": "0"})
        assert quiet.ingest().run.pages_fetched == 0
        run = house.ingest().run
        assert (run.pages_fetched, run.articles_revisited, run.articles_updated) == (1, 1, 1)
        assert (run.articles_new, run.entries_new, run.failures) == (0, 0, 0)
        told = json.loads(house.call("explain", "--json", link).stdout)
        ((change,), (revisit,)) = told["changes"], told["revisits"]
        assert change["version"] == 2
        assert change["passages"][0]["marked"].startswith("[-Six-] {+Nine+} soldiers were killed")
        assert change["passages"][0]["spans"][:2] == [
            {"kind": "removed", "text": "Six"},
            {"kind": "kept", "text": " "},
        ]
        assert (revisit["look_count"], revisit["last_outcome"]) == (1, "changed")

        server.routes["/one"] = answer(status="410 Gone")
        for _ in range(2):
            make_due(house)
            assert house.ingest().run.articles_revisited == 1
        said = house.call("explain", link).stdout
    assert "  headline: [-Six-] {+Nine+} soldiers were killed" in said
    assert "article_gone (hard)" in said
    assert "Looked at again 3 times, last " in said
    assert "UTC: gone; no further look" in said
    assert house.ask("SELECT state FROM ops.entries") == [("loaded",)]


# Exit codes


def test_nothing_could_be_polled(tmp_path: Path, prefect_api: str) -> None:
    house = house_in(tmp_path / "h", catalogue({"down": "http://127.0.0.1:1/feed"}), prefect_api)
    done = house.call("ingest")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("khabar: ")
    assert "nothing could be polled" in done.stderr.splitlines()[-1]
    assert house.ask("SELECT outcome, reason_code FROM ops.polls") == [
        ("failed", "connection_refused")
    ]


def test_some_feeds_failed_but_the_run_worked(tmp_path: Path, prefect_api: str) -> None:
    with Wayward() as server:
        server.routes |= {"/feed": answer(rss(f"{server.home}/one"), headers=XML)}
        server.routes["/one"] = page("Bridge opened at Kohala 0")
        feeds = catalogue({"down": "http://127.0.0.1:1/feed", "up": f"{server.home}/feed"})
        house = house_in(tmp_path / "h", feeds, prefect_api)
        done = house.call("ingest", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["articles_new"], told["feeds_failed"]) == (1, 1)


USAGE = {
    "no such file": (("--feeds", "nowhere.csv"), "nowhere.csv"),
    "no such feed": (("--only", "nobody"), "has no feed nobody"),
    "a bad row": (("--feeds", "bad.csv"), "bad.csv:2"),
    "an odd word": (("surplus",), "surplus"),
}


@pytest.mark.parametrize(("arguments", "said"), USAGE.values(), ids=USAGE)
def test_bad_usage(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    house = house_in(tmp_path / "h", catalogue({"a": "http://127.0.0.1:1/feed"}), "")
    (house.home / "bad.csv").write_text("feed_id,url,publisher,country,language\na,,P,PK,en\n")
    done = house.call("ingest", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_lost_warehouse_does_not_cost_the_snapshot(tmp_path: Path, prefect_api: str) -> None:
    with Wayward() as server:
        server.routes |= {"/feed": answer(rss(f"{server.home}/one"), headers=XML)}
        server.routes["/one"] = page("Bridge opened at Kohala 0")
        feeds = catalogue({"good": f"{server.home}/feed"})
        house = house_in(tmp_path / "h", feeds, prefect_api)
        house.ingest()
        warehouse = house.home / "data" / "warehouse.duckdb"
        kept = warehouse.read_bytes()

        warehouse.unlink()
        done = house.call("ingest")
        assert done.returncode == 1
        assert "cp " in done.stderr
        assert "Traceback" not in done.stderr
        assert house.ask("SELECT count(*) FROM articles") == [(1,)]

        warehouse.write_bytes(kept[:100_000] + bytes(len(kept) - 100_000))
        done = house.call("ingest")
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith(f"khabar: {warehouse}: DuckDB cannot use it")
        assert "Traceback" not in done.stderr
        assert house.ask("SELECT count(*) FROM articles") == [(1,)]

        (house.home / "data" / "warehouse.duckdb.wal").unlink(missing_ok=True)
        warehouse.write_bytes((house.home / "data" / "published.duckdb").read_bytes())
        assert house.call("ingest").returncode == 0
        assert house.ask("SELECT count(*) FROM articles") == [(1,)]
