"""The one HTTP client: many hosts at once, one request at a time per host, limits on everything."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from tasks.articles.urls import parse_url
from tasks.clock import Clock
from tasks.feeds.answers import parse_retry_after
from tasks.settings import Settings
from tasks.web.addresses import is_allowed, odd_address
from tasks.web.answers import Answer
from tasks.web.bodies import BodyRefused, read_beginning, read_body
from tasks.web.hosts import host_of, origin_of
from tasks.web.robots import LARGEST, Robots
from tasks.web.turns import HostOnHold, Turns
from warehouse.records import RobotsText

MOST_REDIRECTS = 8
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
# A connection that was reset is not among them: aiohttp has tried it twice already.
WORTH_A_SECOND_TRY = {"incomplete", "http_500", "http_502", "http_504"}
SECOND_TRY_AFTER_SECONDS = 1.0
PAUSE_AFTER_429 = timedelta(minutes=15)
# After so many connections in a row that came to nothing, a host is left alone for the run.
SILENT_AFTER = 3
NO_CONNECTION = {"dns_failure", "connection_failed", "connection_refused", "timeout"}
HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    "application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "en,*;q=0.5",
}

# The addresses that the present request was refused; set per request, because the
# connector opens sockets in tasks of its own and may fold several errors into one.
_refused: ContextVar[list[str]] = ContextVar("refused")


class BlockedAddress(OSError):
    """A connection to a private, loopback or link-local address was not opened."""


class Web:
    """Use as an async context manager; `get` never raises for what the web does."""

    def __init__(self, settings: Settings, *, clock: Clock, robots: Robots) -> None:
        self._settings = settings
        self._clock = clock
        self.robots = robots
        self._turns = Turns(settings.host_delay_seconds)
        self._asking_robots: dict[str, asyncio.Lock] = {}
        self._silences: dict[str, tuple[int, Answer]] = {}

    async def __aenter__(self) -> Web:
        connector = aiohttp.TCPConnector(
            limit=128, limit_per_host=2, socket_factory=self._open_socket
        )
        self._session = aiohttp.ClientSession(  # noqa: TID251 - this is the door
            connector=connector,
            auto_decompress=False,  # the archive keeps what came; bodies.py decompresses in bounds
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=HEADERS | {"User-Agent": self._settings.user_agent},
            timeout=aiohttp.ClientTimeout(total=None),
            requote_redirect_url=False,
            # Feeds and pages of some publishers send headers of several kilobytes.
            max_line_size=32_768,
            max_field_size=32_768,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """GET a URL through redirects, robots.txt, host spacing and limits.

        What fails comes back as an Answer with a reason code: blocked_address, bad_url,
        robots_disallowed, robots_unreachable, dns_failure, connection_failed,
        connection_refused, tls_failure, timeout, incomplete, too_large, bad_compression,
        unknown_encoding, redirect_loop, too_many_redirects, bad_redirect, host_on_hold,
        or http_ and the status.
        """
        answer = await self._through_redirects(url, headers or {})
        if answer.reason_code in WORTH_A_SECOND_TRY and answer.retry_at is None:
            await asyncio.sleep(SECOND_TRY_AFTER_SECONDS)
            answer = await self._through_redirects(url, headers or {})
        return answer

    async def _through_redirects(self, url: str, headers: Mapping[str, str]) -> Answer:
        at, seen = url, {url}
        moved_to: str | None = None
        is_permanent = True
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._one_hop(at, headers)
            answer = replace(answer, url=url, final_url=at, moved_to=moved_to)
            if answer.status not in REDIRECTS or answer.reason_code != f"http_{answer.status}":
                return answer
            target = answer.header("Location")
            if not target:
                return _failed(answer, "bad_redirect", "a redirect without an address")
            try:
                at = urljoin(at, target.strip())
            except ValueError as error:
                return _failed(answer, "bad_redirect", f"redirects to no address: {error}"[:300])
            if at in seen:
                return _failed(answer, "redirect_loop", f"redirects in a circle: {at}")
            seen.add(at)
            is_permanent = is_permanent and answer.status in PERMANENT
            moved_to = at if is_permanent else moved_to
        return _failed(answer, "too_many_redirects", f"more than {MOST_REDIRECTS} redirects")

    async def _one_hop(self, url: str, headers: Mapping[str, str]) -> Answer:
        nothing = Answer(url=url, final_url=url, fetched_at=self._clock(), was_sent=False)
        try:
            parts = urlsplit(url)
            name, _ = parts.hostname, parts.port  # a port that is none raises
        except ValueError as error:
            return _failed(nothing, "bad_url", f"not an address: {error}")
        if parts.scheme not in {"http", "https"}:
            return _failed(
                nothing, "blocked_address", f"only http and https are fetched, not {url[:200]}"
            )
        if not name:
            return _failed(nothing, "bad_url", "an address without a host")
        odd = odd_address(name)
        if odd is not None and not is_allowed(odd, self._settings.allow_private_hosts):
            return _failed(nothing, "blocked_address", f"leads to {odd}, no public address")
        if self._settings.respect_robots:
            refusal = await self._ask_robots(url)
            if refusal is not None:
                return refusal
        return await self._request(url, headers)

    async def _ask_robots(self, url: str) -> Answer | None:
        """None where robots.txt lets us; else the answer that says why not."""
        origin = origin_of(url)
        async with self._asking_robots.setdefault(origin, asyncio.Lock()):
            if not self.robots.is_known(origin, self._clock()):
                answer = await self._robots_answer(f"{origin}/robots.txt")
                if answer.status is None:
                    return replace(answer, url=url, final_url=url)
                self.robots.learn(
                    RobotsText(
                        origin=origin,
                        asked_at=answer.fetched_at,
                        http_status=answer.status,
                        body=answer.body.decode("utf-8", "replace"),
                    )
                )
        nothing = Answer(url=url, final_url=url, fetched_at=self._clock(), was_sent=False)
        if self.robots.is_unreachable(origin):
            return _failed(nothing, "robots_unreachable", f"{origin}/robots.txt answers an error")
        if not self.robots.allows(origin, url):
            return _failed(nothing, "robots_disallowed", f"{origin}/robots.txt does not allow it")
        delay = self.robots.crawl_delay(origin)
        if delay is not None:
            self._turns.slow_down(host_of(url), delay)
        return None

    async def _robots_answer(self, url: str) -> Answer:
        for _ in range(MOST_REDIRECTS):
            answer = await self._request(url, {}, beginning=LARGEST)
            target = answer.header("Location")
            if answer.status not in REDIRECTS or not target:
                break
            try:
                url = urljoin(url, target.strip())
                is_web = urlsplit(url).scheme in {"http", "https"}
            except ValueError:
                break
            if not is_web:
                break
        return answer

    async def _request(
        self, url: str, headers: Mapping[str, str], *, beginning: int | None = None
    ) -> Answer:
        host = host_of(url)
        count, last = self._silences.get(host, (0, None))
        if last is not None and count >= SILENT_AFTER:
            return replace(last, url=url, final_url=url)
        try:
            async with self._turns.turn(host):
                answer = await self._exchange(url, headers, beginning)
        except HostOnHold as hold:
            now = self._clock()
            nothing = Answer(url=url, final_url=url, fetched_at=now, was_sent=False)
            return _failed(
                nothing,
                "host_on_hold",
                f"{hold.host} asked for a pause",
                now + timedelta(seconds=hold.seconds),
            )
        if answer.retry_at is not None:
            pause = (answer.retry_at - answer.fetched_at).total_seconds()
            self._turns.hold(host, max(pause, 0.0))
        if answer.reason_code in NO_CONNECTION:
            self._silences[host] = (count + 1, answer)
        else:
            self._silences.pop(host, None)
        return answer

    async def _exchange(
        self, url: str, headers: Mapping[str, str], beginning: int | None
    ) -> Answer:
        refused: list[str] = []
        token = _refused.set(refused)
        began = asyncio.get_running_loop().time()
        nothing = Answer(url=url, final_url=url, fetched_at=self._clock())
        try:
            async with asyncio.timeout(self._settings.request_seconds):
                answer = await self._converse(url, headers, beginning, nothing)
        except TimeoutError:
            seconds = self._settings.request_seconds
            answer = _failed(nothing, "timeout", f"no complete answer within {seconds:g} seconds")
        except BodyRefused as refusal:
            answer = _failed(nothing, refusal.reason_code, refusal.message)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            answer = _network_failure(nothing, error, refused)
        finally:
            _refused.reset(token)
        elapsed = asyncio.get_running_loop().time() - began
        return replace(answer, elapsed_ms=round(elapsed * 1000))

    async def _converse(
        self, url: str, headers: Mapping[str, str], beginning: int | None, nothing: Answer
    ) -> Answer:
        """One request and its answer: of the body the `beginning` alone, where that is given."""
        limit = self._settings.page_bytes
        async with self._session.get(
            _spelled(url), headers=headers, allow_redirects=False
        ) as response:
            length = response.content_length
            if beginning is None and length is not None and length > limit:
                raise BodyRefused("too_large", f"{length:,} bytes announced, {limit:,} allowed")
            encoding = response.headers.get("Content-Encoding", "")
            cut: list[Exception] = []
            chunks = _chunks(response, cut)
            if beginning is None:
                body = await read_body(chunks, encoding, limit)
            else:
                body = await read_beginning(chunks, encoding, beginning)
            answer = replace(
                nothing,
                status=response.status,
                reason_phrase=_readable(response.reason or ""),
                headers=tuple((_readable(k), _readable(v)) for k, v in response.headers.items()),
                payload=body.payload,
                body=body.decoded,
            )
        if cut:
            return _failed(answer, "incomplete", f"the body broke off: {cut[0]}"[:300])
        if not body.is_whole:
            return _failed(answer, "incomplete", "the compressed body broke off")
        if answer.status in {200, 304}:
            return answer
        return _failed(
            answer,
            f"http_{answer.status}",
            f"the server answered {answer.status} {answer.reason_phrase}".strip(),
            _pause_asked(answer),
        )

    def _open_socket(self, found: Any) -> socket.socket:
        """Open a socket to an address that was resolved, or refuse: nothing was sent yet."""
        family, kind, protocol, _, address = found
        if not is_allowed(address[0], self._settings.allow_private_hosts):
            _refused.get([]).append(address[0])
            raise BlockedAddress(f"{address[0]} is not a public address")
        return socket.socket(family, kind, protocol)


async def _chunks(response: aiohttp.ClientResponse, cut: list[Exception]) -> AsyncIterator[bytes]:
    """The body as it comes; a body that breaks off keeps what came and notes the error."""
    try:
        async for chunk in response.content.iter_any():
            yield chunk
    except aiohttp.ClientPayloadError as error:
        cut.append(error)


def _readable(text: str) -> str:
    """A header as text that can be written anywhere: bytes that are no UTF-8 are Latin-1."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _pause_asked(answer: Answer) -> datetime | None:
    """When a busy server wants to be asked again (RFC 9110 10.2.3)."""
    if answer.status not in {429, 503}:
        return None
    asked = parse_retry_after(answer.header("Retry-After"), answer.fetched_at)
    if asked is None and answer.status == 429:
        return answer.fetched_at + PAUSE_AFTER_429
    return asked


def _failed(
    answer: Answer, reason_code: str, message: str, retry_at: datetime | None = None
) -> Answer:
    return replace(answer, reason_code=reason_code, message=message, retry_at=retry_at)


def _network_failure(nothing: Answer, error: Exception, refused: list[str]) -> Answer:
    if refused:
        return replace(
            _failed(
                nothing,
                "blocked_address",
                f"leads to {', '.join(refused)}, which is not a public address "
                "(KHABAR_ALLOW_PRIVATE_HOSTS allows such hosts)",
            ),
            was_sent=False,
        )
    reason = _reason_of(error)
    failed = _failed(nothing, reason, f"{type(error).__name__}: {error}"[:300])
    return replace(failed, was_sent=reason != "bad_url")


def _reason_of(error: Exception) -> str:
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return "bad_url"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns_failure"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "tls_failure"
    if isinstance(error, aiohttp.ClientConnectorError):
        refused = isinstance(error.os_error, ConnectionRefusedError)
        return "connection_refused" if refused else "connection_failed"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "incomplete"
    return "connection_failed"


def _spelled(url: str) -> URL:
    """The address as its link spells it: left alone, aiohttp unpacks "%2C" and "%2F".

    Servers that compare paths to the letter answer 404 to the other spelling.
    """
    try:
        return URL(str(parse_url(url)), encoded=True)
    except ValueError:
        return URL(url)
