"""Keeps us polite: one request at a time per host, spaced, and silence where it was asked for."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LONGEST_CRAWL_DELAY = 60.0  # a robots.txt that asks for more would stall a run for hours
LONGEST_WAIT = 60.0  # a hold longer than this is left to a later run


class HostOnHold(Exception):
    """The host asked for more patience than this run has; `seconds` are left."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(host, seconds)
        self.host = host
        self.seconds = seconds


class Turns:
    """Hands out turns at hosts; a host is a `host:port`."""

    def __init__(self, delay_seconds: float) -> None:
        self._delay = delay_seconds
        self._crawl_delay: dict[str, float] = {}
        self._free_at: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def slow_down(self, host: str, crawl_delay: float) -> None:
        """Take a robots.txt `Crawl-delay` (seconds) into account."""
        self._crawl_delay[host] = min(crawl_delay, LONGEST_CRAWL_DELAY)

    def hold(self, host: str, seconds: float) -> None:
        """Ask nothing of the host for so long."""
        until = asyncio.get_running_loop().time() + seconds
        self._held_until[host] = max(until, self._held_until.get(host, 0.0))

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's turn; raises HostOnHold where that would take too long."""
        clock = asyncio.get_running_loop().time
        async with self._locks[host]:
            held_for = self._held_until.get(host, 0.0) - clock()
            if held_for > LONGEST_WAIT:
                raise HostOnHold(host, held_for)
            await asyncio.sleep(max(held_for, self._free_at.get(host, 0.0) - clock(), 0))
            try:
                yield
            finally:
                delay = max(self._delay, self._crawl_delay.get(host, 0.0))
                self._free_at[host] = clock() + delay
