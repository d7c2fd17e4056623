"""Reads the times in a feed: when an entry appeared, how long the publisher asks to wait."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from time import struct_time
from typing import Any, cast

from tasks.articles.dates import parse_date

# Only a date of RFC 822 or ISO 8601 with its zone is left to feedparser, which reads
# "22/11/2026 14:05 IST" wrongly and takes a date without a zone for UTC.
_CERTAIN = re.compile(
    r"\s*(?:(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?\s+"
    r"(?:[+-]\d{4}|GMT|UTC|UT|Z)"
    r"|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))\s*\Z"
)
_PERIOD_MINUTES = {
    "hourly": 60,
    "daily": 1440,
    "weekly": 10_080,
    "monthly": 43_200,
    "yearly": 525_600,
}


def entry_instant(raw: Mapping[str, Any], country: str) -> datetime | None:
    """When the entry was published (or else created, or else updated), as an aware UTC instant."""
    values = cast("dict[str, Any]", raw)
    for name in ("published", "created", "updated"):
        text, parsed = dict.get(values, name), dict.get(values, f"{name}_parsed")
        if not isinstance(text, str) or not text.strip():
            continue
        instant = None
        if isinstance(parsed, struct_time) and _CERTAIN.match(text):
            instant = _from_struct(parsed)
        instant = instant or parse_date(text.strip()[:200], country)
        if instant is not None:
            return instant
    return None


def ttl_minutes(feed: Mapping[str, Any]) -> int | None:
    """The wait that the publisher asks for: <ttl>, or updatePeriod over updateFrequency."""
    values = cast("dict[str, Any]", feed)
    ttl = str(dict.get(values, "ttl") or "").strip()
    if re.fullmatch(r"[0-9]{1,6}", ttl) and int(ttl) > 0:
        return int(ttl)
    period = str(dict.get(values, "sy_updateperiod") or "").strip().lower()
    if period not in _PERIOD_MINUTES:
        return None
    frequency = str(dict.get(values, "sy_updatefrequency") or "1").strip()
    times = int(frequency) if re.fullmatch(r"[0-9]{1,4}", frequency) else 1
    return max(1, _PERIOD_MINUTES[period] // max(1, times))


def _from_struct(parsed: struct_time) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
