"""What the web answered: an Answer, in which a failure is a reason and not an exception."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One exchange, redirects included.

    `body` holds the decompressed bytes, `payload` what came over the wire (dechunked,
    still in its Content-Encoding). `reason_code` is None where the answer can be used
    (status 200 or 304); `retry_at` is when the server, or the pause we gave it, allows
    the next try.
    """

    url: str
    final_url: str
    fetched_at: datetime
    elapsed_ms: int = 0
    status: int | None = None
    reason_phrase: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    payload: bytes = b""
    body: bytes = b""
    moved_to: str | None = None  # where permanent redirects, and only such, led
    reason_code: str | None = None
    message: str | None = None
    retry_at: datetime | None = None
    was_sent: bool = True  # False: refused before any byte was sent

    def header(self, name: str) -> str | None:
        """The first header of this name, verbatim."""
        lowered = name.lower()
        return next((value for key, value in self.headers if key.lower() == lowered), None)

    @property
    def is_usable(self) -> bool:
        return self.reason_code is None
