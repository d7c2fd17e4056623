"""Names the host of an address, as politeness counts hosts."""

from __future__ import annotations

from urllib.parse import urlsplit

USUAL_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """`host` or `host:port`, whatever the spelling; an address that cannot be read is its own.

    Names are in lower case, and neither a user's name nor the scheme's usual port tells
    two hosts apart.
    """
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError:
        return url
    if not name:
        return url
    name = f"[{name}]" if ":" in name else name.rstrip(".")
    return name if port in {None, USUAL_PORTS.get(parts.scheme)} else f"{name}:{port}"


def origin_of(url: str) -> str:
    """`scheme://host:port`: what one robots.txt speaks for (RFC 9309, 2.3)."""
    return f"{urlsplit(url).scheme}://{host_of(url)}"
