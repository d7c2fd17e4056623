"""An HTTP server on loopback that says byte for byte what a test wants, and notes what it saw."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request that came in: path with query, header names in lower case, seconds."""

    path: str
    headers: Mapping[str, str]
    at: float


# What stands at a path: raw bytes, or what writes to the connection itself.
Route = bytes | Callable[[socket.socket, Visit], None]


def answer(
    body: bytes = b"", status: str = "200 OK", headers: Mapping[str, str] | None = None
) -> bytes:
    """A well-formed answer; a header given as the empty string is left out."""
    named = {"Content-Type": "text/html", "Content-Length": str(len(body))} | dict(headers or {})
    lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in named.items() if v)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def moved(location: str, status: str = "302 Found") -> bytes:
    return answer(status=status, headers={"Location": location})


class Wayward:
    """Serves `routes` while the `with` lasts; what is not there is 404."""

    def __init__(self, routes: Mapping[str, Route] | None = None) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.visits: list[Visit] = []
        self.connections = 0
        self.busy = 0
        self.busiest = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    def __enter__(self) -> Self:
        self._socket = socket.create_server((LOOPBACK, 0), backlog=64)
        self.port = int(self._socket.getsockname()[1])
        self.home = f"http://{LOOPBACK}:{self.port}"
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked for, in order."""
        return [v.path for v in self.visits if robots or v.path != "/robots.txt"]

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, contextlib.suppress(OSError):
                while (visit := _read(connection)) is not None:
                    with self._lock:
                        self.visits.append(visit)
                        self.busy += 1
                        self.busiest = max(self.busiest, self.busy)
                    try:
                        if not self._reply(connection, visit):
                            return
                    finally:
                        with self._lock:
                            self.busy -= 1
        finally:
            with self._lock:
                self._open.discard(connection)

    def _reply(self, connection: socket.socket, visit: Visit) -> bool:
        """Answer; returns whether the connection stays open."""
        route = self.routes.get(visit.path.partition("?")[0])
        if callable(route):
            route(connection, visit)
            return False
        said = answer(b"<h1>Not found</h1>", "404 Not Found") if route is None else route
        connection.sendall(said)
        return b"Connection: close" not in said


def _read(connection: socket.socket) -> Visit | None:
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65_536)
        if not chunk:
            return None
        head += chunk
        if not b"GET ".startswith(head[:4]):
            return None
    first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return Visit(
        path=first.split(" ")[1],
        headers={name.lower(): value for name, _, value in pairs},
        at=time.monotonic(),
    )
