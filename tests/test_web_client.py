"""The web client against servers that lie, stall, break off and lead astray."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from itertools import pairwise
from typing import Any

import pytest

from tasks.clock import utc_now
from tasks.settings import Settings
from tasks.web import client
from tasks.web.answers import Answer
from tasks.web.client import Web
from tasks.web.robots import Robots
from tests.wayward_server import LOOPBACK, Visit, Wayward, answer, moved

LOOPBACKS = (ip_network("127.0.0.0/8"),)
PAGE = answer(b"<p>The pass is open.</p>")
LIMIT = 100_000


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SECOND_TRY_AFTER_SECONDS", 0.02)


@pytest.fixture
def server() -> Iterator[Wayward]:
    with Wayward({"/page": PAGE}) as running:
        yield running


def get_all(
    *urls: str, headers: Mapping[str, str] | None = None, at_once: bool = False, **given: Any
) -> list[Answer]:
    settings = Settings(
        **{
            "allow_private_hosts": LOOPBACKS,
            "host_delay_seconds": 0,
            "request_seconds": 10,
            "page_bytes": LIMIT,
        }
        | given
    )

    async def ask() -> list[Answer]:
        async with Web(settings, clock=utc_now, robots=Robots()) as web:
            if at_once:
                return list(await asyncio.gather(*(web.get(url, headers) for url in urls)))
            return [await web.get(url, headers) for url in urls]

    return asyncio.run(ask())


def get(url: str, **given: Any) -> Answer:
    return get_all(url, **given)[0]


# Addresses

BLOCKED = {
    "loopback": "http://127.0.0.1:{port}/page",
    "its name": "http://localhost:{port}/page",
    "decimal": "http://2130706433:{port}/page",
    "hexadecimal": "http://0x7f000001:{port}/page",
    "octal": "http://0177.0.0.1:{port}/page",
    "short": "http://127.1:{port}/page",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/page",
    "any": "http://0.0.0.0:{port}/page",
    "behind a user name": "http://example.com@127.0.0.1:{port}/page",
    "metadata service": "http://169.254.169.254/latest/meta-data/",
    "private": "http://10.0.0.1:{port}/page",
    "NAT64": "http://[64:ff9b::127.0.0.1]:{port}/page",
    "file": "file:///etc/hostname",
    "ftp": "ftp://127.0.0.1:{port}/page",
    "data": "data:text/html,hello",
    "gopher": "gopher://127.0.0.1:{port}/",
}


@pytest.mark.parametrize("respect_robots", [True, False], ids=["robots", "no robots"])
@pytest.mark.parametrize("url", BLOCKED.values(), ids=BLOCKED)
def test_blocked_addresses_hear_nothing(server: Wayward, url: str, respect_robots: bool) -> None:
    got = get(url.format(port=server.port), allow_private_hosts=(), respect_robots=respect_robots)
    assert (got.reason_code, got.was_sent, got.status) == ("blocked_address", False, None)
    assert server.connections == 0


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/page",
        "http://[::1]:{port}/page",
        "file:///etc/passwd",
        "ftp://ftp.invalid/",
    ],
)
def test_redirects_to_blocked_addresses(server: Wayward, target: str) -> None:
    server.routes["/go"] = moved(target.format(port=server.port))
    got = get(f"{server.home}/go")
    assert (got.reason_code, got.was_sent) == ("blocked_address", False)
    assert server.paths() == ["/go"]


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://", "http:///page", "not an address", "", "http://a..b/", "//x.org/y"],
)
def test_what_is_no_address(url: str) -> None:
    got = get(url)
    assert got.reason_code in {"bad_url", "blocked_address", "dns_failure"}
    assert got.status is None


def test_a_port_that_is_none() -> None:
    assert get("http://example.com:99999/").reason_code == "bad_url"


# Redirects


def test_redirects_are_followed(server: Wayward) -> None:
    server.routes |= {"/a": moved("/b"), "/b": moved(f"{server.home}/page#part")}
    got = get(f"{server.home}/a")
    assert (got.status, got.url, got.final_url) == (
        200,
        f"{server.home}/a",
        f"{server.home}/page#part",
    )


SPELLINGS = {
    "comma": ("/a%2Cb", "/a%2Cb"),
    "slash": ("/a%2Fb", "/a%2Fb"),
    "Devanagari": ("/%E0%A4%AA%2C-9", "/%E0%A4%AA%2C-9"),
    "letters not yet encoded": ("/प", "/%E0%A4%AA"),
    "plus": ("/a+b", "/a+b"),
}


@pytest.mark.parametrize(("path", "asked"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_path_is_asked_as_its_link_spells_it(server: Wayward, path: str, asked: str) -> None:
    server.routes |= {asked: PAGE}
    assert get(f"{server.home}{path}").status == 200
    assert server.paths() == [asked]


MOVES = {
    "permanent": (["301 Moved Permanently"], 1),
    "permanent twice": (["308 Permanent Redirect", "301 Moved"], 2),
    "temporary": (["302 Found"], None),
    "see other": (["303 See Other"], None),
    "temporary, method kept": (["307 Temporary Redirect"], None),
    "permanent, then temporary": (["301 Moved", "302 Found"], 1),
    "temporary, then permanent": (["302 Found", "301 Moved"], None),
}


@pytest.mark.parametrize(("statuses", "expected"), MOVES.values(), ids=MOVES)
def test_only_permanent_redirects_move(
    server: Wayward, statuses: list[str], expected: int | None
) -> None:
    for number, status in enumerate(statuses):
        server.routes[f"/{number}"] = moved(f"/{number + 1}", status)
    server.routes[f"/{len(statuses)}"] = PAGE
    got = get(f"{server.home}/0")
    assert got.status == 200
    assert got.moved_to == (None if expected is None else f"{server.home}/{expected}")


ASTRAY = {
    "to itself": (moved("/go"), "redirect_loop"),
    "in a circle": (moved("/back"), "redirect_loop"),
    "nowhere": (answer(status="302 Found"), "bad_redirect"),
    "to no address": (moved("http://[::1"), "bad_redirect"),
    "on and on": (moved("/0"), "too_many_redirects"),
}


@pytest.mark.parametrize(("said", "reason"), ASTRAY.values(), ids=ASTRAY)
def test_redirects_that_lead_nowhere(server: Wayward, said: bytes, reason: str) -> None:
    server.routes |= {"/go": said, "/back": moved("/go")}
    server.routes |= {f"/{n}": moved(f"/{n + 1}") for n in range(30)}
    assert get(f"{server.home}/go").reason_code == reason
    assert len(server.paths()) <= 10


def test_a_location_in_latin_1(server: Wayward) -> None:
    server.routes["/go"] = moved("/caf\xe9")
    got = get(f"{server.home}/go")
    assert got.final_url == f"{server.home}/café"
    got.final_url.encode()


# Bodies


def gzipped(body: bytes, **headers: str) -> bytes:
    return answer(gzip.compress(body), headers={"Content-Encoding": "gzip"} | headers)


def test_a_compressed_page_is_given_packed_and_unpacked(server: Wayward) -> None:
    text = b"<p>Snow</p>" * 100
    server.routes["/page"] = gzipped(text)
    got = get(f"{server.home}/page")
    assert got.body == text
    assert gzip.decompress(got.payload) == text


def endless(connection: socket.socket, visit: Visit) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(b"<p>and then</p>" * 1000)


def drip(connection: socket.socket, visit: Visit) -> None:
    """A slow loris: a byte now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(b"a")
            time.sleep(0.05)


def silent(connection: socket.socket, visit: Visit) -> None:
    with contextlib.suppress(OSError):
        connection.recv(1)


BODIES = {
    "too long": (answer(b"a" * (LIMIT + 1)), "too_large"),
    "said to be 100 MB": (answer(headers={"Content-Length": "100000000"}), "too_large"),
    "a bomb": (gzipped(bytes(5_000_000)), "too_large"),
    "endless": (endless, "too_large"),
    "broken gzip": (
        answer(b"\x1f\x8b\x08" + b"\0" * 7 + b"\xff" * 50, headers={"Content-Encoding": "gzip"}),
        "bad_compression",
    ),
    "plain, said to be gzip": (
        answer(b"plain", headers={"Content-Encoding": "gzip"}),
        "bad_compression",
    ),
    "brotli": (answer(b"\x8b\x02", headers={"Content-Encoding": "br"}), "unknown_encoding"),
    "dripping": (drip, "timeout"),
    "silent": (silent, "timeout"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "connection_failed"),
    "a negative length": (answer(b"abc", headers={"Content-Length": "-5"}), "connection_failed"),
}


@pytest.mark.parametrize(("said", "reason"), BODIES.values(), ids=BODIES)
def test_bodies_that_are_refused(server: Wayward, said: Any, reason: str) -> None:
    server.routes["/page"] = said
    began = time.monotonic()
    got = get(f"{server.home}/page", request_seconds=0.4)
    assert got.reason_code == reason
    assert not got.body
    assert time.monotonic() - began < 5


def test_a_body_that_breaks_off_keeps_what_came(server: Wayward) -> None:
    def torn(connection: socket.socket, visit: Visit) -> None:
        connection.sendall(answer(b"<p>half", headers={"Content-Length": "500"}))

    server.routes["/page"] = torn
    got = get(f"{server.home}/page")
    assert (got.reason_code, got.status, got.body) == ("incomplete", 200, b"<p>half")
    assert len(server.paths()) == 2


def test_a_compressed_body_that_breaks_off(server: Wayward) -> None:
    packed = gzip.compress(b"<p>The bridge at Kohala</p>" * 50, mtime=0)[:-12]
    server.routes["/page"] = answer(packed, headers={"Content-Encoding": "gzip"})
    got = get(f"{server.home}/page")
    assert got.reason_code == "incomplete"
    assert got.body.startswith(b"<p>The bridge")


def test_a_body_of_chunks(server: Wayward) -> None:
    def chunked(connection: socket.socket, visit: Visit) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        )

    server.routes["/page"] = chunked
    assert get(f"{server.home}/page").body == b"hello"


def test_headers_in_other_charsets_can_be_written(server: Wayward) -> None:
    server.routes["/page"] = answer(b"x", headers={"X-Place": "caf\xe9", "ETag": '"\xe9"'})
    got = get(f"{server.home}/page")
    assert got.header("x-place") == "café"
    assert all((name + value).encode() for name, value in got.headers)


def test_long_headers_are_read(server: Wayward) -> None:
    server.routes["/page"] = answer(b"x", headers={"Content-Security-Policy": "a" * 20_000})
    assert get(f"{server.home}/page").status == 200


# Statuses, second tries, holds


@pytest.mark.parametrize(
    ("status", "reason", "asked"),
    [
        ("304 Not Modified", None, 1),
        ("404 Not Found", "http_404", 1),
        ("410 Gone", "http_410", 1),
        ("403 Forbidden", "http_403", 1),
        ("500 Oops", "http_500", 2),
        ("502 Bad Gateway", "http_502", 2),
        ("503 Busy", "http_503", 1),
    ],
)
def test_statuses(server: Wayward, status: str, reason: str | None, asked: int) -> None:
    server.routes["/page"] = answer(status=status, headers={"Content-Length": "0"})
    got = get(f"{server.home}/page")
    assert (got.reason_code, f"{got.status} {got.reason_phrase}") == (reason, status)
    assert len(server.paths()) == asked


def reset(connection: socket.socket, visit: Visit) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def test_a_reset_connection_is_tried_once_more(server: Wayward) -> None:
    server.routes["/page"] = reset
    assert get(f"{server.home}/page").reason_code == "connection_failed"
    assert len(server.paths()) == 2


def test_the_second_try_may_succeed(server: Wayward) -> None:
    def once(connection: socket.socket, visit: Visit) -> None:
        server.routes["/page"] = PAGE
        reset(connection, visit)

    server.routes["/page"] = once
    assert get(f"{server.home}/page").status == 200


def test_nobody_listens() -> None:
    with socket.socket() as deaf:
        deaf.bind((LOOPBACK, 0))
        url = f"http://{LOOPBACK}:{deaf.getsockname()[1]}/"
        assert get(url).reason_code == "connection_refused"


def test_a_host_without_an_address() -> None:
    assert get("http://no-such-host.invalid/").reason_code == "dns_failure"


def test_a_server_that_speaks_no_tls(server: Wayward) -> None:
    url = f"https://{LOOPBACK}:{server.port}/page"
    assert get(url).reason_code in {"tls_failure", "connection_failed"}


def test_a_silent_host_is_left_alone(server: Wayward) -> None:
    server.routes["/page"] = silent
    urls = [f"{server.home}/page?{n}" for n in range(6)]
    answers = get_all(*urls, request_seconds=0.2)
    assert [got.reason_code for got in answers] == ["timeout"] * 6
    assert [got.url for got in answers] == urls
    assert len(server.paths()) == client.SILENT_AFTER


IN_FIVE_MINUTES = "a date in five minutes"
HOLDS = {
    "429 with seconds": ("429 Too Many", {"Retry-After": "300"}, 300),
    "429 with a date": ("429 Too Many", {"Retry-After": IN_FIVE_MINUTES}, 300),
    "429 alone": ("429 Too Many", {}, 900),
    "503 with seconds": ("503 Busy", {"Retry-After": "300"}, 300),
    "503 with a date": ("503 Busy", {"Retry-After": IN_FIVE_MINUTES}, 300),
}


@pytest.mark.parametrize(("status", "headers", "seconds"), HOLDS.values(), ids=HOLDS)
def test_a_host_that_asks_for_a_pause_gets_it(
    server: Wayward, status: str, headers: dict[str, str], seconds: int
) -> None:
    if headers.get("Retry-After") == IN_FIVE_MINUTES:
        then = datetime.now(UTC) + timedelta(seconds=300)
        headers = {"Retry-After": format_datetime(then, usegmt=True)}
    server.routes["/busy"] = answer(status=status, headers=headers)
    busy, after = get_all(f"{server.home}/busy", f"{server.home}/page")
    assert busy.reason_code == f"http_{status[:3]}"
    assert busy.retry_at is not None
    assert abs((busy.retry_at - busy.fetched_at).total_seconds() - seconds) < 60
    assert (after.reason_code, after.was_sent) == ("host_on_hold", False)
    assert after.retry_at is not None
    assert abs((after.retry_at - busy.retry_at).total_seconds()) < 2
    assert server.paths() == ["/busy"]


def test_a_short_pause_is_waited_for(server: Wayward) -> None:
    server.routes["/busy"] = answer(status="429 Too Many", headers={"Retry-After": "1"})
    _, after = get_all(f"{server.home}/busy", f"{server.home}/page")
    assert after.status == 200
    assert server.visits[-1].at - server.visits[-2].at > 0.9


# Turns


def gaps(server: Wayward) -> list[float]:
    times = [visit.at for visit in server.visits]
    return [b - a for a, b in pairwise(times)]


def test_requests_to_one_host_are_spaced(server: Wayward) -> None:
    urls = [f"{server.home}/page?{n}" for n in range(4)]
    get_all(*urls, at_once=True, host_delay_seconds=0.12)
    assert len(server.visits) == 5  # robots.txt too
    assert min(gaps(server)) >= 0.11


def test_the_crawl_delay_is_kept(server: Wayward) -> None:
    server.routes["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 0.2\n")
    get_all(*(f"{server.home}/page?{n}" for n in range(3)), at_once=True)
    assert min(gaps(server)[1:]) >= 0.19


def test_spellings_of_a_host_share_its_turns(server: Wayward) -> None:
    urls = [
        f"http://{name}:{server.port}/page" for name in ("localhost", "LOCALHOST", "u@localhost")
    ]
    get_all(*urls, at_once=True, host_delay_seconds=0.12)
    assert server.paths(robots=True).count("/robots.txt") == 1
    assert min(gaps(server)) >= 0.11


def test_one_request_at_a_time_per_host_but_many_hosts() -> None:
    busy: list[int] = []
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(Wayward()) for _ in range(8)]

        def slow(connection: socket.socket, visit: Visit) -> None:
            busy.append(sum(one.busy for one in servers))
            time.sleep(0.15)
            connection.sendall(PAGE)

        for one in servers:
            one.routes["/page"] = slow
        answers = get_all(*(f"{s.home}/page?{n}" for s in servers for n in range(2)), at_once=True)
        assert {got.status for got in answers} == {200}
        assert max(busy) >= 5
        assert max(one.busiest for one in servers) == 1


def test_connections_are_kept(server: Wayward) -> None:
    get_all(*(f"{server.home}/page?{n}" for n in range(4)))
    assert server.connections == 1


def test_a_kept_connection_that_the_server_closed(server: Wayward) -> None:
    def shut(connection: socket.socket, visit: Visit) -> None:
        connection.sendall(PAGE)  # says nothing of closing, and closes

    server.routes["/page"] = shut
    answers = get_all(*(f"{server.home}/page?{n}" for n in range(4)))
    assert {got.status for got in answers} == {200}


def test_what_we_say_of_ourselves(server: Wayward) -> None:
    get(f"{server.home}/page", headers={"If-None-Match": '"a"'}, user_agent="Khabar/test")
    (visit,) = [v for v in server.visits if v.path == "/page"]
    assert visit.headers["user-agent"] == "Khabar/test"
    assert visit.headers["if-none-match"] == '"a"'
    assert visit.headers["accept-encoding"] == "gzip, deflate"
    assert "cookie" not in visit.headers


# robots.txt


@pytest.mark.parametrize("url", ["/private/page", "/private/"])
def test_what_robots_disallows_is_not_asked(server: Wayward, url: str) -> None:
    server.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /private/\n")
    got = get(server.home + url)
    assert (got.reason_code, got.was_sent) == ("robots_disallowed", False)
    assert server.paths() == []


def test_robots_may_speak_to_us_alone(server: Wayward) -> None:
    rules = b"User-agent: Khabar\nDisallow: /\n\nUser-agent: *\nDisallow:\n"
    server.routes["/robots.txt"] = answer(rules)
    assert get(f"{server.home}/page").reason_code == "robots_disallowed"


ROBOTS = {
    "absent": (answer(status="404 Not Found"), None),
    "forbidden": (answer(status="403 Forbidden"), None),
    "a page": (answer(b"<html>hello</html>"), None),
    "broken bytes": (answer(b"\xff\xfe\0\0User-agent"), None),
    "failing": (answer(status="500 Oops"), "robots_unreachable"),
    "redirected to a rule": (moved("/rules"), "robots_disallowed"),
    "redirected in a circle": (moved("/robots.txt"), None),
    "redirected to no address": (moved("http://[::1"), None),
    "redirected to another scheme": (moved("ftp://x.invalid/robots.txt"), None),
    "redirected to a private host": (moved("http://10.0.0.1/robots.txt"), "blocked_address"),
    "huge": (
        answer(b"User-agent: *\nDisallow: /page\n" + b"# more\n" * 90_000),
        "robots_disallowed",
    ),
    "huge and packed": (
        gzipped(b"User-agent: *\nDisallow: /page\n" + b"# more\n" * 90_000),
        "robots_disallowed",
    ),
    "huge, and lets us": (answer(b"User-agent: *\nDisallow: /x\n" + b"# more\n" * 90_000), None),
    "endless": (endless, None),
}


@pytest.mark.parametrize(("said", "reason"), ROBOTS.values(), ids=ROBOTS)
def test_robots(server: Wayward, said: Any, reason: str | None) -> None:
    server.routes |= {
        "/robots.txt": said,
        "/rules": answer(b"User-agent: *\nDisallow: /page\n"),
    }
    got = get(f"{server.home}/page")
    assert got.reason_code == reason
    assert ("/page" in server.paths()) is (reason is None)


def test_robots_is_asked_once_per_host(server: Wayward) -> None:
    get_all(*(f"{server.home}/page?{n}" for n in range(5)), at_once=True)
    assert server.paths(robots=True).count("/robots.txt") == 1


def test_redirects_ask_the_other_hosts_robots(server: Wayward) -> None:
    with Wayward({"/robots.txt": answer(b"User-agent: *\nDisallow: /\n"), "/page": PAGE}) as other:
        server.routes["/go"] = moved(f"{other.home}/page")
        assert get(f"{server.home}/go").reason_code == "robots_disallowed"
        assert other.paths() == []


def test_robots_can_be_switched_off(server: Wayward) -> None:
    server.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /\n")
    assert get(f"{server.home}/page", respect_robots=False).status == 200
    assert server.paths(robots=True) == ["/page"]
