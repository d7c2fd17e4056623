"""Dates: as strings in ten scripts, and as pages and URLs state them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.articles.calendars import from_solar_hijri, month_names
from tasks.articles.dates import country_zone, parse_date, read_date
from tasks.pages.markup import parse
from tasks.pages.metadata import read_metadata
from tasks.pages.page_dates import date_of_url, published
from warehouse.records import PublishedFrom

NOW = datetime(2026, 11, 23, tzinfo=UTC)

AT_0905 = [  # all are 2026-11-22 09:05 UTC
    ("2026-11-22T14:05:00+05:00", "PK"),
    ("2026-11-22T09:05:00Z", "IN"),
    ("2026-11-22T09:05:00.123456+00:00", "IN"),
    ("2026-11-22 14:05", "PK"),
    ("2026-11-22 02:05 PM", "PK"),
    ("20261122T090500Z", "IN"),
    ("Sun, 22 Nov 2026 14:05:00 +0500", "IN"),
    ("Sun, 22 Nov 2026 09:05:00 GMT", "PK"),
    ("Sun, 22 Nov 26 14:05:00 PKT", "IN"),
    ("Sun Nov 22 14:35:00 IST 2026", "IN"),
    ("Sun Nov 22 2026 14:35:00 GMT+0530 (India Standard Time)", "IN"),
    ("22/11/2026 14:35 IST", "IN"),
    ("22-11-2026 | 14.35", "LK"),
    ("November 22, 2026 02:05 pm PKT", "INT"),
    ("Updated - November 22, 2026 02:35 pm IST", "IN"),
    ("Last Updated: Nov 22nd, 2026, 14:35 [IST]", "IN"),
    ("02:05 PM, 22 November 2026", "PK"),
    ("22 November 2026 at 09:05 UTC", "IN"),
    ("22 Nov 2026 15:05 BST", "BD"),
    ("22 Nov 2026 10:05 BST", "GB"),
    ("Nov 22, 2026, 2:50 p.m. NPT", "NP"),
    ("۲۲ نومبر ۲۰۲۶ ۱۴:۰۵", "PK"),
    ("۲۲ نومبر ۲۰۲۶، ۰۲:۰۵ دوپہر", "PK"),
    ("22 नवंबर 2026, 02:35 PM IST", "IN"),
    ("२२ नवम्बर २०२६, दोपहर 2:35 बजे", "IN"),
    ("২২ নভেম্বর ২০২৬, ০৩:০৫ পিএম", "BD"),
    ("২২ নভেম্বর ২০২৬, দুপুর ৩:০৫", "BD"),
    ("2026 නොවැම්බර් 22 14:35", "LK"),
    ("22 நவம்பர் 2026 14:35", "IN"),
    ("1795338300", "PK"),
    ("1795338300000", "PK"),
]


@pytest.mark.parametrize(("text", "country"), AT_0905)
def test_instants(text: str, country: str) -> None:
    assert parse_date(text, country) == datetime(2026, 11, 22, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "country", "day"),
    [
        ("2026-11-22", "PK", "2026-11-21T19:00"),
        ("22.11.2026", "INT", "2026-11-22T00:00"),
        ("11/22/2026", "IN", "2026-11-21T18:30"),
        ("03/04/2026", "IN", "2026-04-02T18:30"),
        ("03/04/2026", "US", "2026-03-04T05:00"),
        ("Published: November 22nd, 2026", "BD", "2026-11-21T18:00"),
        ("22-Nov-26", "NP", "2026-11-21T18:15"),
        ("۱ آذر ۱۴۰۵", "AF", "2026-11-21T19:30"),
        ("قوس ۱، ۱۴۰۵", "AF", "2026-11-21T19:30"),
        ("1403/06/12", "AF", "2024-09-01T19:30"),
        ("ނޮވެންބަރު 22, 2026", "MV", "2026-11-21T19:00"),
        ("2026年11月22日", "CN", "2026-11-21T16:00"),
    ],
)
def test_a_bare_day_is_midnight_where_it_was_written(text: str, country: str, day: str) -> None:
    reading = read_date(text, country)
    assert reading is not None
    assert not reading.has_time
    assert reading.at == datetime.fromisoformat(day).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "2 hours ago", "yesterday", "2083-08-07", "31 February 2026", "2026-13-01",
     "call 0300-1234567", "page 3 of 12", "99999999999999", "²²/¹¹", "22 Brumaire 2026"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text, "PK") is None


@given(text=st.text(max_size=80), country=st.sampled_from(["PK", "IN", "US", "INT", "", "xx"]))
def test_no_string_raises(text: str, country: str) -> None:
    at = parse_date(text, country)
    assert at is None or at.tzinfo is UTC


@given(
    at=st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    country=st.sampled_from(["PK", "IN", "NP", "BD", "AF", "LK"]),
    form=st.sampled_from(
        ["%d %B %Y %H:%M", "%B %d, %Y %I:%M %p", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"]
    ),
)
def test_what_is_written_in_local_time_is_read_back(at: datetime, country: str, form: str) -> None:
    at = at.replace(second=0, microsecond=0)
    assert parse_date(at.astimezone(country_zone(country)).strftime(form), country) == at


# ---- pages

LD = (
    '<script type="application/ld+json">'
    '{"@type":"NewsArticle","datePublished":"%s","dateModified":"%s"}</script>'
)
GRAPH = (
    '<script type="application/ld+json">'
    '{"@graph":[{"@type":["NewsArticle"],"datePublished":"2026-11-21T05:00:00Z"}]}</script>'
)
TIMES = (
    '<time class="updated" datetime="2026-11-22T10:00">x</time>'
    '<time class="entry-date published" datetime="2026-11-21T10:00">x</time>'
)
LABELS = (
    "<h1>T</h1><div>Last updated: November 22, 2026 08:00 pm</div>"
    "<div>Published November 21, 2026 10:00 am</div>"
)


def date_of(
    head: str = "", body: str = "", url: str = "https://d.example/n/1", country: str = "PK"
) -> tuple[datetime | None, PublishedFrom]:
    tree = parse(f"<html><head><title>T</title>{head}</head><body>{body}</body></html>")
    return published(tree, read_metadata(tree, url), url=url, country=country, now=NOW)


MORNING = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (LD % ("2026-11-21T10:00:00+05:00", "2026-11-22T10:00:00+05:00"), ""),
        (GRAPH, ""),
        ('<meta property="article:published_time" content="2026-11-21T05:00:00+00:00">', ""),
        ('<meta itemprop="datePublished" content="2026-11-21T05:00:00Z">', ""),
        ('<meta name="publish-date" content="Sat, 21 Nov 2026 10:00:00 PKT">', ""),
        ("", '<time pubdate datetime="2026-11-21T10:00">x</time>'),
        ("", TIMES),
        ("", '<span itemprop="datePublished">21 November 2026, 10:00 am</span>'),
        ("", "<h1>T</h1><p>Published: November 21, 2026 10:00 am</p>"),
        ("", LABELS),
        ("", "<h1>T</h1><p>Updated: 22/11/2026 20:00 | Published: 21/11/2026 10:00</p>"),
        ("", "<p>شائع شدہ: ۲۱ نومبر ۲۰۲۶ ۱۰:۰۰</p><h1>T</h1>"),
        (LD % ("2026-11-21", "2026-11-22"), "<h1>T</h1><p>21 Nov 2026 10:00</p>"),
    ],
)  # fmt: skip
def test_pages_state_it(head: str, body: str) -> None:
    assert date_of(head, body) == (MORNING, PublishedFrom.PAGE)


def test_the_modified_date_is_never_taken_for_the_published_one() -> None:
    head = '<meta property="article:modified_time" content="2026-11-22T05:00:00Z">'
    assert date_of(head) == (None, PublishedFrom.NONE)


def test_the_url_comes_last() -> None:
    url = "https://d.example/2026/11/22/slug"
    midnight = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
    assert date_of(url=url) == (midnight, PublishedFrom.URL)
    assert date_of(LD % ("2026-11-21T05:00:00Z", ""), url=url) == (MORNING, PublishedFrom.PAGE)


def test_a_date_ahead_of_the_clock_is_passed_over() -> None:
    ahead = (NOW + timedelta(hours=3)).isoformat()
    assert date_of(LD % (ahead, ahead), "<h1>T</h1><p>21 Nov 2026 10:00</p>")[0] == MORNING


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://d.example/2026/11/22/slug", 21),
        ("https://d.example/news/2026-11-22-slug", 21),
        ("https://d.example/20261122/slug", 21),
        ("https://d.example/news/1234567890", None),
        ("https://d.example/news/2026/13/22", None),
        ("http://[broken", None),
    ],
)
def test_days_in_urls(url: str, day: int | None) -> None:
    at = date_of_url(url, "PK")
    assert at == (None if day is None else datetime(2026, 11, day, 19, 0, tzinfo=UTC))


def test_each_calendar_has_twelve_months_by_name() -> None:
    gregorian, solar = month_names()
    assert set(gregorian.values()) == set(solar.values()) == set(range(1, 13))


@given(day=st.integers(0, 100 * 365))
def test_solar_hijri_days_follow_one_another(day: int) -> None:
    at = datetime(1970, 3, 21, tzinfo=UTC) + timedelta(days=day)
    year = at.year - 621 if (at.month, at.day) >= (3, 22) else at.year - 622
    starts = [datetime(*from_solar_hijri(y, 1, 1), tzinfo=UTC) for y in (year, year + 1)]
    assert (starts[1] - starts[0]).days in {365, 366}
    assert datetime(*from_solar_hijri(year, 7, 1), tzinfo=UTC) - starts[0] == timedelta(days=186)
