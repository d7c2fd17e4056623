"""Asks robots.txt (RFC 9309) by way of Protego, and remembers the answer for a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from protego import Protego

from warehouse.records import RobotsText

KEPT = timedelta(days=1)  # RFC 9309 2.4
KEPT_WHEN_UNREACHABLE = timedelta(hours=1)
LARGEST = 500 * 1024  # RFC 9309 2.5: what must be parsed at least
PRODUCT = "Khabar"


class Robots:
    """The rules of the hosts met in this run."""

    def __init__(self, known: Iterable[RobotsText] = ()) -> None:
        self._texts = {text.origin: text for text in known}
        self._rules: dict[str, Protego] = {}
        self._fresh: dict[str, RobotsText] = {}

    def is_known(self, origin: str, now: datetime) -> bool:
        """Whether the rules of this origin (scheme://host:port) are fresh enough."""
        text = self._texts.get(origin)
        if text is None:
            return False
        kept = KEPT_WHEN_UNREACHABLE if _is_unreachable(text) else KEPT
        return now - text.asked_at < kept

    def learn(self, text: RobotsText) -> None:
        self._texts[text.origin] = self._fresh[text.origin] = text
        self._rules.pop(text.origin, None)

    def allows(self, origin: str, url: str) -> bool:
        """Whether the rules allow this URL; unreachable rules disallow all (RFC 9309 2.3.1.4)."""
        text = self._texts[origin]
        if _is_unreachable(text):
            return False
        return bool(self._parsed(origin).can_fetch(url, PRODUCT))

    def is_unreachable(self, origin: str) -> bool:
        return _is_unreachable(self._texts[origin])

    def crawl_delay(self, origin: str) -> float | None:
        """Seconds between two requests that the host asks for."""
        delay = self._parsed(origin).crawl_delay(PRODUCT)
        return None if delay is None else float(delay)

    @property
    def fresh(self) -> tuple[RobotsText, ...]:
        """What this run learnt."""
        return tuple(self._fresh.values())

    def _parsed(self, origin: str) -> Protego:
        if origin not in self._rules:
            text = self._texts[origin]
            is_rules = text.http_status is not None and text.http_status < 300
            self._rules[origin] = Protego.parse((text.body or "") if is_rules else "")
        return self._rules[origin]


def _is_unreachable(text: RobotsText) -> bool:
    return text.http_status is None or text.http_status >= 500
