"""Reads one written date, as South Asian feeds and pages write them, into a UTC instant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from tasks.articles.calendars import from_solar_hijri, month_names, plain_text

# The zone in which a publisher of the country writes a time without naming a zone.
_COUNTRY_ZONES = {
    "AF": "Asia/Kabul", "BD": "Asia/Dhaka", "BT": "Asia/Thimphu", "IN": "Asia/Kolkata",
    "LK": "Asia/Colombo", "MV": "Indian/Maldives", "NP": "Asia/Kathmandu", "PK": "Asia/Karachi",
    "AE": "Asia/Dubai", "CN": "Asia/Shanghai", "GB": "Europe/London", "IR": "Asia/Tehran",
    "MM": "Asia/Yangon", "QA": "Asia/Qatar", "SA": "Asia/Riyadh", "US": "America/New_York",
}  # fmt: skip

# Abbreviations as South Asian newsrooms mean them, in minutes east of Greenwich: IST is
# never Israel's or Ireland's, PST is what Pakistan called its time ("Pakistan Standard
# Time") only where the publisher is Pakistani.
_ABBREVIATIONS = {
    "z": 0, "gmt": 0, "utc": 0, "ut": 0, "pkt": 300, "ist": 330, "slst": 330, "npt": 345,
    "mvt": 300, "btt": 360, "bdt": 360, "aft": 270, "mmt": 390, "irst": 210, "gst": 240,
    "bst": 60, "cet": 60, "cest": 120, "est": -300, "edt": -240, "et": -300, "pst": -480,
    "pdt": -420, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
}  # fmt: skip
_LOCAL_ABBREVIATIONS = {("BD", "bst"): 360, ("PK", "pst"): 300, ("AF", "ast"): 270}

# Outside these years a number is something else: a Bikram Sambat or Hijri year, an id.
_FIRST_YEAR, _LAST_YEAR = 1970, 2049
_SOLAR_YEARS = range(1349, 1428)  # the same span in the solar Hijri calendar

# Parts of the day, as clocks of twelve hours are told: before or behind the time.
_DAY_PARTS = {
    unicodedata.normalize("NFKC", word): part
    for part, words in {
        "am": "am a.m. a.m am. এএম पूर्वाह्न صبح सुबह सवेरे সকাল ভোর बिहान",
        "pm": "pm p.m. p.m pm. পিএম अपराह्न شام دوپہر शाम दोपहर দুপুর বিকেল বিকাল সন্ধ্যা दिउँसो बेलुका",
        "night": "رات रात রাত राति",
    }.items()
    for word in words.split()
}
_PART = "|".join(re.escape(word) for word in sorted(_DAY_PARTS, key=len, reverse=True))
_TIME = re.compile(
    rf"(?:(?<!\w)({_PART})\s+)?(?<![\d:.])(\d{{1,2}})(?:[:.](\d{{2}}))?(?:[:.](\d{{2}}))?(?:[.,]\d+)?"
    rf"(?:\s*(?:بجے|बजे|টায়|টা))?\s*({_PART})?(?![\d:])"
)
_ZONE = re.compile(
    r"^[\s()\[\],;-]*(?:(?:gmt|utc)?\s*([+\-−])(\d{1,2}):?(\d{2})?(?!\d)|([a-z]{1,4})(?![a-z]))"
)
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"
    r"(?:[t\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.\-](\d{1,2})[/.](\d{1,2})(?!\d)")
_CJK = re.compile(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?![\d])")
_COMPACT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(?=\D|$)")
# "Sun Nov 22 14:05:00 IST 2026", as date(1) and Java print it: the year stands last.
_CTIME = re.compile(
    r"^\s*([a-z]{3} [a-z]{3} +\d{1,2}) (\d{1,2}:\d{2}:\d{2})( [a-z]{2,5})? (\d{4})\s*$"
)
_EPOCH = re.compile(r"^\s*(\d{10})(\d{3})?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A date as read: `at` in UTC; without `has_time` it is midnight in the publisher's zone."""

    at: datetime
    has_time: bool


@dataclass(frozen=True, slots=True)
class _Day:
    year: int
    month: int
    day: int
    start: int
    end: int


def country_zone(country: str) -> tzinfo:
    """The zone of a naive time from this country; UTC where the country is unknown or INT."""
    name = _COUNTRY_ZONES.get(country.upper())
    return ZoneInfo(name) if name else UTC


def parse_date(text: str, country: str) -> datetime | None:
    """The first instant written in `text`, in UTC, or None; never raises for any string.

    `country` (ISO 3166-1 alpha-2, or INT) decides what a naive time and `BST` mean. Where
    only a day is written the answer is midnight of that day in the country's zone.
    """
    reading = read_date(text, country)
    return reading.at if reading else None


def read_date(text: str, country: str) -> Reading | None:
    """As `parse_date`, and says whether a time of day was written.

    Understands ISO 8601, RFC 2822, Unix seconds and milliseconds, day-first numbers
    (month-first for the US, or where only that is possible), month names of
    knowledge/month_names.csv on either side of the day, all decimal digits of Unicode,
    and the solar Hijri calendar of Afghan and Iranian pages.
    """
    plain = plain_text(text[:300])
    if not any(character.isdigit() for character in plain):
        return None
    try:
        return _read(plain, country)
    except (ValueError, OverflowError):
        return None


def _read(plain: str, country: str) -> Reading | None:
    epoch = _EPOCH.match(plain)
    if epoch:
        at = datetime.fromtimestamp(int(epoch[1]), UTC)
        return Reading(at=at, has_time=True) if _FIRST_YEAR < at.year <= _LAST_YEAR else None
    plain = _CTIME.sub(r"\1 \4 \2\3", plain)
    for pattern in (_ISO, _COMPACT):
        match = pattern.search(plain)
        if match and _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
            return _read_iso(plain, match, country)
    day = _named_day(plain) or _numbered_day(plain, country)
    if day is None:
        return None
    after, before = plain[day.end :], plain[: day.start]
    for side in (after, before):
        clock = _clock(side)
        if clock:
            hour, minute, second, end = clock
            zone = _zone(side[end:], country) or country_zone(country)
            local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
            return Reading(at=local.astimezone(UTC), has_time=True)
    midnight = datetime(day.year, day.month, day.day, tzinfo=country_zone(country))
    return Reading(at=midnight.astimezone(UTC), has_time=False)


def _read_iso(plain: str, match: re.Match[str], country: str) -> Reading:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    rest = plain[match.end() :]
    if match[4] is None:
        clock = _clock(rest) if not rest.startswith("-") else None
        hour, minute, second, end = clock or (0, 0, 0, 0)
        has_time = clock is not None
    else:
        hour, minute, second, end = int(match[4]), int(match[5]), int(match[6] or 0), 0
        has_time = True
        meridiem = re.match(r"\s*([ap])\.?m\b", rest)
        if meridiem:
            hour, end = hour % 12 + (12 if meridiem[1] == "p" else 0), meridiem.end()
    zone = (_zone(rest[end:], country) if has_time else None) or country_zone(country)
    extra = timedelta(days=1) if hour == 24 and minute == second == 0 else timedelta()
    local = datetime(year, month, day, hour % 24 if extra else hour, minute, second, tzinfo=zone)
    return Reading(at=(local + extra).astimezone(UTC), has_time=has_time)


def _named_day(plain: str) -> _Day | None:
    gregorian, solar = month_names()
    for names, pattern in ((gregorian, _named_patterns()[0]), (solar, _named_patterns()[1])):
        for match in pattern.finditer(plain):
            groups = {key: value for key, value in match.groupdict().items() if value}
            year = next(int(v) for k, v in groups.items() if k.startswith("year"))
            month = names[next(v for k, v in groups.items() if k.startswith("month"))]
            day = next(int(v) for k, v in groups.items() if k.startswith("day"))
            if names is solar and year in _SOLAR_YEARS:
                year, month, day = from_solar_hijri(year, month, day)
            year = year + 2000 if year < 100 else year
            if _is_day(year, month, day):
                return _Day(year, month, day, match.start(), match.end())
    return None


def _numbered_day(plain: str, country: str) -> _Day | None:
    for pattern in (_YEAR_FIRST, _CJK):
        match = pattern.search(plain)
        if match:
            year, month, day = int(match[1]), int(match[2]), int(match[3])
            if country.upper() in {"AF", "IR"} and year in _SOLAR_YEARS:
                year, month, day = from_solar_hijri(year, month, day)
            if _is_day(year, month, day):
                return _Day(year, month, day, match.start(), match.end())
    for match in _NUMERIC.finditer(plain):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        year = year + 2000 if year < 100 else year
        day, month = (second, first) if country.upper() == "US" else (first, second)
        if month > 12:
            day, month = month, day
        if _is_day(year, month, day):
            return _Day(year, month, day, match.start(), match.end())
    return None


def _is_day(year: int, month: int, day: int) -> bool:
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12):
        return False
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return False
    return True


def _clock(side: str) -> tuple[int, int, int, int] | None:
    """The first time of day in `side` as hour, minute, second and where it ends."""
    for match in _TIME.finditer(side):
        part = _DAY_PARTS.get(match[5] or match[1] or "")
        if match[3] is None and part is None:
            continue  # a bare number is no time
        hour, minute, second = int(match[2]), int(match[3] or 0), int(match[4] or 0)
        if part and hour <= 12:
            late = part == "pm" or (part == "night" and 6 <= hour < 12)
            hour = hour % 12 + (12 if late else 0)
        if hour < 24 and minute < 60 and second < 60:
            return hour, minute, second, match.end()
    return None


def _zone(rest: str, country: str) -> timezone | None:
    match = _ZONE.match(rest)
    if match is None:
        return None
    if match[1]:
        digits, minutes = match[2], match[3] or "00"
        offset = int(digits) * 60 + int(minutes)
        if offset > 14 * 60:
            return None
        return timezone(timedelta(minutes=offset if match[1] == "+" else -offset))
    name = match[4]
    local = _LOCAL_ABBREVIATIONS.get((country.upper(), name))
    known = _ABBREVIATIONS.get(name) if local is None else local
    return None if known is None else timezone(timedelta(minutes=known))


@cache
def _named_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return tuple(_named_pattern(names) for names in month_names())  # type: ignore[return-value]


def _named_pattern(names: dict[str, int]) -> re.Pattern[str]:
    month = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    gap, digit_end = r"[\s,،.\-/|'’]*", r"(?!\d)"
    ordinal = r"(?:st|nd|rd|th|শে|ই|লা|রা|ঠা)?"
    return re.compile(
        rf"(?<!\d)(?P<day1>\d{{1,2}}){ordinal}{gap}(?:of\s+)?(?P<month1>{month})(?!\w)"
        rf"{gap}(?P<year1>\d{{4}}|(?<=[-'’\s])\d{{2}}(?![\d:])){digit_end}"
        rf"|(?<!\w)(?P<month2>{month}){gap}(?P<day2>\d{{1,2}}){ordinal}[\s,،.\-/|]+"
        rf"(?P<year2>\d{{4}}){digit_end}"
        rf"|(?<!\d)(?P<year3>\d{{4}}){gap}(?P<month3>{month}){gap}(?P<day3>\d{{1,2}}){digit_end}"
    )
