"""Serves the sample press over loopback, in a thread of its own, for as long as a `with` lasts.

    with Site(now=now) as site:
        site.feeds_csv     # the catalogue to ingest
        site.expected      # what ought to come of it
        site.requests      # what was asked for so far
        site.advance()     # phase 2: one article updated, two new ones

By default all publishers share one port, each under a path of its own; `separate_hosts=True`
gives each a port, so that whatever is counted per host is counted per publisher.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import hashlib
import io
import selectors
import socket
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

from .answers import Answer, Broken, Edition, Expected, http_date, robots_txt
from .content import read_world
from .edition import lay_out
from .syndication import POLL_COUNT

LOOPBACK = "127.0.0.1"
COLUMNS = ("feed_id", "url", "publisher", "country", "language", "section", "kind")

__all__ = ["Broken", "Expected", "Request", "Site"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that was served."""

    method: str
    url: str
    path: str  # with the query
    status: int
    headers: Mapping[str, str]  # of the request, names in lower case


class Site:
    """The sample press on the air. `now` is the instant that all dates count back from."""

    def __init__(self, now: datetime, *, separate_hosts: bool = False, phase: int = 1) -> None:
        if now.tzinfo is None:
            raise ValueError("now: wants an aware datetime")
        self.now = now
        self.phase = phase
        self._separate = separate_hosts
        self._world = read_world()
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._polls: Counter[str] = Counter()

    def __enter__(self) -> Site:
        owners = [one.publisher_id for one in self._world.publishers]
        self._servers = [_Server(self) for _ in (owners if self._separate else "1")]
        # Bound but never listening: connections are refused, and nobody else gets the port.
        self._deaf = socket.socket()
        self._deaf.bind((LOOPBACK, 0))
        refused = f"http://{LOOPBACK}:{self._deaf.getsockname()[1]}"
        if self._separate:
            homes = {owner: one.home for owner, one in zip(owners, self._servers, strict=True)}
        else:
            homes = {owner: f"{self._servers[0].home}/{owner}" for owner in owners}
        self._homes = homes
        self._editions = {
            phase: lay_out(self._world, now=self.now, phase=phase, homes=homes, refused=refused)
            for phase in (1, 2)
        }
        self._waker, self._sleeper = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="sample-press", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._waker.send(b"x")
        self._thread.join()
        for server in self._servers:
            server.server_close()
        for channel in (self._waker, self._sleeper, self._deaf):
            channel.close()

    @property
    def feeds_csv(self) -> str:
        """The catalogue of all its feeds, the broken ones too, as CSV text."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(COLUMNS)
        for publisher in self._world.publishers:
            for plan in publisher.feeds:
                url = self._edition.feed_urls[plan.feed_id]
                tail = (publisher.country, plan.language, plan.section or "news", publisher.kind)
                rows.writerow((plan.feed_id, url, publisher.name, *tail))
        return text.getvalue()

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was served so far, oldest first."""
        with self._lock:
            return tuple(self._requests)

    @property
    def expected(self) -> tuple[Expected, ...]:
        """The articles that can be had in the present phase."""
        return self._edition.expected

    @property
    def broken(self) -> tuple[Broken, ...]:
        """The feeds and entries that cannot be had."""
        return self._edition.broken

    def advance(self) -> None:
        """Go to phase 2, for good."""
        self.phase = 2

    @property
    def _edition(self) -> Edition:
        return self._editions[self.phase]

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            for server in self._servers:
                selector.register(server, selectors.EVENT_READ, server)
            selector.register(self._sleeper, selectors.EVENT_READ, None)
            while True:
                for key, _ in selector.select():
                    if key.data is None:
                        return
                    key.data.handle_request()

    def _answer(self, url: str) -> Answer | None:
        """What stands at this address; the query is ignored where it makes no difference."""
        parts = urlsplit(url)
        if parts.path == "/robots.txt":
            return self._robots(f"{parts.scheme}://{parts.netloc}")
        answers = self._edition.answers
        answer = answers.get(url) or answers.get(url.split("?")[0])
        if answer and POLL_COUNT.encode() in answer.body:
            with self._lock:
                self._polls[url] += 1
                count = str(self._polls[url]).encode()
            body = answer.body.replace(POLL_COUNT.encode(), count)
            return Answer(headers=answer.headers, body=body)
        return answer

    def _robots(self, host: str) -> Answer:
        rules = [
            (self._homes[one.publisher_id].removeprefix(host), one)
            for one in self._world.publishers
            if self._homes[one.publisher_id].split("/")[2] == host.split("/")[2]
        ]
        return Answer(headers=(("Content-Type", "text/plain"),), body=robots_txt(rules).encode())

    def _record(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, site: Site) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.site = site
        self.home = f"http://{LOOPBACK}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self) -> None:
        url = self.server.home + self.path
        answer = self.server.site._answer(url) or Answer(
            status=404, headers=(("Content-Type", "text/html"),), body=b"<h1>Not found</h1>"
        )
        status, headers, body = _negotiate(answer, {k.lower(): v for k, v in self.headers.items()})
        self.server.site._record(
            Request(
                method=self.command,
                url=url,
                path=self.path,
                status=status,
                headers={name.lower(): value for name, value in self.headers.items()},
            )
        )
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Requests are kept in `Site.requests`, not printed."""


def _negotiate(
    answer: Answer, asked: Mapping[str, str]
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body after conditional requests and content codings (RFC 9110)."""
    headers, body = list(answer.headers), answer.body
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"' if "etag" in answer.validators else None
    modified = answer.modified_at if "last_modified" in answer.validators else None
    if etag:
        headers.append(("ETag", etag))
    if modified:
        headers.append(("Last-Modified", http_date(modified)))
    if _is_known(asked, etag, modified):
        return 304, [pair for pair in headers if pair[0] != "Content-Type"], b""
    if "gzip" in asked.get("accept-encoding", "") and len(body) > 500:
        body = gzip.compress(body, mtime=0)
        headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
    return answer.status, headers, body


def _is_known(asked: Mapping[str, str], etag: str | None, modified: datetime | None) -> bool:
    if "if-none-match" in asked and etag:
        tags = [tag.strip().removeprefix("W/") for tag in asked["if-none-match"].split(",")]
        return etag in tags or "*" in tags
    if "if-modified-since" in asked and modified:
        try:
            return modified.replace(microsecond=0) <= parsedate_to_datetime(
                asked["if-modified-since"]
            )
        except (TypeError, ValueError):
            return False
    return False
