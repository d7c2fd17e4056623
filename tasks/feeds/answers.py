"""Reads what a server's answer means for the next poll: how a failure is met, how long to wait."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from warehouse.records import FailureKind

_HARD, _SOFT, _TEMPORARY = FailureKind.HARD, FailureKind.SOFT, FailureKind.TEMPORARY
_LONGEST_WAIT = timedelta(days=7)  # a Retry-After beyond this is a mistake

_BY_STATUS = {
    401: _SOFT,
    402: _HARD,
    403: _SOFT,  # often a bot wall that comes and goes
    404: _SOFT,  # section feeds vanish and return with a redesign
    408: _TEMPORARY,
    410: _HARD,
    421: _TEMPORARY,
    423: _TEMPORARY,
    425: _TEMPORARY,
    429: _TEMPORARY,
    451: _HARD,
    501: _SOFT,
    505: _SOFT,
}
_BY_REASON = {
    # the network (tasks/web)
    "timeout": _TEMPORARY,
    "connection_failed": _TEMPORARY,
    "connection_refused": _TEMPORARY,
    "incomplete": _TEMPORARY,
    "dns_failure": _TEMPORARY,
    "tls_failure": _SOFT,  # expired certificates are mended in days, not in minutes
    "robots_unreachable": _TEMPORARY,
    "host_on_hold": _TEMPORARY,
    # what we refuse to ask
    "blocked_address": _HARD,
    # pages
    "redirected_home": _HARD,
    "redirected_elsewhere": _HARD,
    "article_gone": _HARD,
    "extractor_error": _SOFT,
    "bad_url": _HARD,
    "robots_disallowed": _HARD,
    # redirects, sizes, encodings
    "bad_redirect": _SOFT,
    "redirect_loop": _SOFT,
    "too_many_redirects": _SOFT,
    "too_large": _SOFT,
    "unknown_encoding": _SOFT,
    "bad_compression": _SOFT,
    # documents
    "empty": _SOFT,
    "not_xml": _SOFT,
    "html_not_feed": _SOFT,
    "json_not_feed": _SOFT,
    "sitemap_not_feed": _SOFT,
    "not_a_feed": _SOFT,
    "no_entries": _SOFT,
    "malformed": _SOFT,
    "truncated": _TEMPORARY,
    "bad_gzip": _SOFT,
}


def classify(cause: int | str) -> FailureKind:
    """How the failure should be met, by HTTP status or reason_code (`http_503` is 503)."""
    if isinstance(cause, str):
        status = re.fullmatch(r"(?:http_)?([1-5][0-9]{2})", cause)
        if status is None:
            return _BY_REASON.get(cause, _SOFT)
        cause = int(status.group(1))
    return _BY_STATUS.get(cause, _TEMPORARY if cause >= 500 else _SOFT)


def parse_retry_after(value: str | None, now: datetime) -> datetime | None:
    """When the server wants to be asked again (RFC 9110, 10.2.3): seconds or a date.

    At most a week from `now`; a moment that has passed is `now`; None for what is neither.
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        return now + min(timedelta(seconds=min(int(text), 10**8)), _LONGEST_WAIT)
    if not re.search(r"[A-Za-z]", text):
        return None
    try:
        asked = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=UTC)
    return min(max(asked.astimezone(UTC), now), now + _LONGEST_WAIT)


def parse_max_age(cache_control: str | None) -> int | None:
    """Seconds for which the answer stays fresh (RFC 9111, 5.2.2); None where it says nothing."""
    directives = [part.strip().lower() for part in (cache_control or "").split(",")]
    if "no-store" in directives or "no-cache" in directives:
        return None
    for directive in directives:
        match = re.fullmatch(r'max-age\s*=\s*"?([0-9]{1,10})"?', directive)
        if match:
            return int(match.group(1))
    return None
