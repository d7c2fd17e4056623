"""Names the host of an address, as politeness counts hosts."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """`host:port` as written; an address that cannot be read is a host of its own."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url
