"""Gives an article one address to fetch and one key to be known by, whatever dress a link wears.

`canonicalise` keeps a URL fetchable and drops what cannot change the answer: case of the
host, default ports, fragments, dot segments, tracking parameters. `url_key` goes further
and is for comparing only: http and https, www., m. and amp. hosts, AMP and print variants,
trailing slashes and the order of parameters all give one key. Syntax follows RFC 3986.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import urljoin, urlsplit

from tasks.articles.dress import is_tracking, is_variant

_REMEMBERED = 2048  # each address of a batch of pages is asked for about eight times
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset(b"/!$&'()*+,;=:@")
_QUERY_SAFE = _UNRESERVED | frozenset(b"/!$'()*+,;:@?=")
_TRIPLET_OR_CHARACTER = re.compile(r"%([0-9A-Fa-f]{2})|(.)", re.DOTALL)
_ORDINARY = re.compile(r"[A-Za-z0-9\-._~/]*\Z")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\Z")
_NUMERIC_HOST = re.compile(r"[\d.]+\Z|\[")
_HOST_DRESS = re.compile(r"(?:www\d?|m|mobile|amp|wap)\.(?=[^.]+\.)")
_AMP_CACHE = re.compile(r"/(?:[civ]/)?(s/)?(?=[^/]+\.[^/]+)")
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)\Z", re.IGNORECASE)
_VARIANT_TAIL = re.compile(r"(?<=[^/])/(?:amp|print|lite)\Z", re.IGNORECASE)
_AMP_SUFFIX = re.compile(r"(?<=[^/])(?:\.amp(?=\.html?\Z)|\.amp\Z)", re.IGNORECASE)
# Second-level names under which country registries sell: bbc.co.uk is one site, not co.uk.
_REGISTRY_LABELS = frozenset(
    ("ac", "co", "com", "edu", "gob", "gov", "go", "info", "mil", "ne", "net", "nic", "or", "org")
)
_NEVER_ARTICLES = re.compile(
    r"/(?:404|403|error|login|signin|search|not-found|undefined|null)(?:/|\.|\Z)"
    r"|undefined|\{\{|\[object|%7b%7b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """An absolute http(s) address in RFC 3986 normal form, without fragment or credentials."""

    scheme: str
    host: str  # lower case; international names in their ASCII (xn--) form
    port: int | None  # None is the scheme's own
    path: str  # starts with a slash
    query: tuple[str, ...]  # "name=value" or "name", in the order of the link

    def __str__(self) -> str:
        port = f":{self.port}" if self.port is not None else ""
        query = "?" + "&".join(self.query) if self.query else ""
        return f"{self.scheme}://{self.host}{port}{self.path}{query}"


@lru_cache(maxsize=_REMEMBERED)
def parse_url(text: str) -> WebAddress:
    """The address that the text writes. ValueError: not an absolute http(s) URL with a host.

    Leading and trailing blanks, tabs and line breaks inside, and backslashes are mended as
    browsers do (WHATWG URL); user names and passwords are dropped.
    """
    cleaned = _mend_blanks(text)
    parts = urlsplit(cleaned)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise ValueError(f"not an http(s) URL: {cleaned[:200]!r}")
    port = parts.port
    return WebAddress(
        scheme=scheme,
        host=_normal_host(parts.hostname or ""),
        port=None if port == _DEFAULT_PORTS[scheme] else port,
        path=_normal_path(parts.path),
        query=_normal_query(parts.query),
    )


@lru_cache(maxsize=_REMEMBERED)
def canonicalise(url: str) -> str:
    """The URL in a fetchable normal form; what is no http(s) URL comes back stripped."""
    try:
        address = parse_url(url)
    except ValueError:
        return url.strip()
    query = tuple(part for part in address.query if not is_tracking(*_name_and_value(part)))
    return str(replace(address, query=query))


@lru_cache(maxsize=_REMEMBERED)
def url_key(url: str) -> str:
    """What a link points at, without its dress: for comparing, not for fetching.

    The key has no scheme, so that it can never be mistaken for an address. What is no
    http(s) URL is its own key.
    """
    try:
        address = parse_url(url)
    except ValueError:
        return url.strip()
    address = _unwrap_amp_cache(address)
    parts = sorted(
        part
        for part in address.query
        if not is_tracking(*_name_and_value(part)) and not is_variant(*_name_and_value(part))
    )
    port = f":{address.port}" if address.port not in (None, 80, 443) else ""
    query = "?" + "&".join(parts) if parts else ""
    return f"{_bare_host(address.host)}{port}{_bare_path(address.path)}{query}"


def resolve(base: str, link: str) -> str:
    """The link as seen from `base`; the link itself where the two cannot be joined."""
    try:
        return urljoin(base, _mend_blanks(link))
    except ValueError:
        return link.strip()


def is_home_page(url: str) -> bool:
    """Whether the URL is a site's front page: no path, no parameters that identify."""
    return "/" not in url_key(url) and "?" not in url_key(url)


def registered_site(host: str) -> str:
    """The registrable domain of a host name (`epaper.dawn.com` gives `dawn.com`).

    A rule of thumb for the registries of our publishers, not the public suffix list: two
    labels, or three where a country registry sells below `com`, `co`, `net` and the like.
    """
    if _NUMERIC_HOST.match(host):
        return host
    labels = host.split(".")
    is_sold_below = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRY_LABELS
    return ".".join(labels[-3 if is_sold_below else -2 :])


def believable_canonical(page_url: str, declared: str | None) -> str:
    """The address a page should be known by: its rel=canonical where that can be believed.

    Believed: an address on the same registered site that is not the front page, a section
    that the page lies in, a search or error page. Otherwise the page's own URL. Both come
    back canonicalised; https is never traded for http.
    """
    own = canonicalise(page_url)
    if not declared or not declared.strip():
        return own
    theirs = canonicalise(resolve(page_url, declared))
    try:
        page, other = parse_url(own), parse_url(theirs)
    except ValueError:
        return own
    if page.port != other.port or registered_site(page.host) != registered_site(other.host):
        return own
    if url_key(own) != url_key(theirs) and not _could_be_its_canonical(own, theirs):
        return own
    return str(replace(other, scheme="https")) if page.scheme == "https" else theirs


def article_numbers(url: str) -> frozenset[str]:
    """Runs of five or more digits in path and parameters, dates left out: an article's number."""
    after_host = re.sub(r"\A[^/?]*", "", url_key(url))
    found = re.findall(r"(?<!\d)\d{5,}(?!\d)", after_host)
    return frozenset(run for run in found if not re.match(r"(?:19|20)\d{2}[01]\d[0-3]\d\Z", run))


def _could_be_its_canonical(own: str, theirs: str) -> bool:
    if is_home_page(theirs) or _NEVER_ARTICLES.search(theirs.partition("://")[2].partition("/")[2]):
        return is_home_page(own) and not _NEVER_ARTICLES.search(theirs)
    page_numbers, their_numbers = article_numbers(own), article_numbers(theirs)
    if page_numbers & their_numbers:
        return True
    own_path, their_path = _bare_path(parse_url(own).path), _bare_path(parse_url(theirs).path)
    if own_path.startswith(their_path + "/"):
        return False  # a section that the page lies in
    if page_numbers and not their_numbers:
        return their_path.count("/") >= own_path.count("/")
    return own_path != their_path or not parse_url(own).query or bool(parse_url(theirs).query)


def _mend_blanks(text: str) -> str:
    stripped = text.strip("".join(map(chr, range(33)))).strip()
    joined = re.sub(r"[\t\r\n]", "", stripped)
    before, question, after = joined.partition("?")
    return before.replace("\\", "/") + question + after


def _normal_host(host: str) -> str:
    if ":" in host:
        return f"[{IPv6Address(host)}]"  # AddressValueError is a ValueError
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(f"not a host name: {host[:100]!r}") from error
    if not _HOST.match(host) or ".." in host or len(host) > 253:
        raise ValueError(f"not a host name: {host[:100]!r}")
    return host


def _normal_path(path: str) -> str:
    kept: list[str] = []
    segments = _normal_octets(path, _PATH_SAFE).split("/")[1:]
    for number, segment in enumerate(segments):
        is_last = number == len(segments) - 1
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
            continue
        if is_last:
            kept.append("")
    return "/" + "/".join(kept)


def _normal_query(query: str) -> tuple[str, ...]:
    # `&amp;` in a link is an `&` escaped once too often.
    parts = re.split(r"&(?:amp;)*", query.removeprefix("amp;"))
    return tuple(
        _normal_octets(part, _QUERY_SAFE | {ord("=")}) for part in parts if part.strip("=")
    )


def _normal_octets(text: str, safe: frozenset[int]) -> str:
    """Percent-encoding normal form: capitals in triplets, nothing encoded that need not be."""
    if _ORDINARY.match(text):
        return text

    def rewrite(match: re.Match[str]) -> str:
        triplet, character = match.groups()
        if triplet is not None:
            octet = int(triplet, 16)
            return chr(octet) if octet in _UNRESERVED else f"%{octet:02X}"
        octets = character.encode("utf-8", "surrogatepass")
        return "".join(chr(octet) if octet in safe else f"%{octet:02X}" for octet in octets)

    return _TRIPLET_OR_CHARACTER.sub(rewrite, text)


def _name_and_value(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name, value


def _unwrap_amp_cache(address: WebAddress) -> WebAddress:
    """A page in Google's AMP cache stands for the page that it copies."""
    is_viewer = _bare_host(address.host) == "google.com" and address.path.startswith("/amp/")
    if not is_viewer and not address.host.endswith(".cdn.ampproject.org"):
        return address
    path = address.path.removeprefix("/amp") if is_viewer else address.path
    wrapped = _AMP_CACHE.match(path)
    if wrapped is None:
        return address
    try:
        inner = parse_url(f"http://{path[wrapped.end() :]}")
    except ValueError:
        return address
    return replace(inner, query=address.query)


def _bare_host(host: str) -> str:
    while not _NUMERIC_HOST.match(host):
        match = _HOST_DRESS.match(host)
        if match is None or host[match.end() :].split(".")[0] in _REGISTRY_LABELS:
            break
        host = host[match.end() :]
    return host


def _bare_path(path: str) -> str:
    """The path without index pages, AMP and print variants, doubled and trailing slashes."""
    before = ""
    path = re.sub(r"/{2,}", "/", path)
    while path != before:
        before = path
        path = _INDEX_PAGE.sub("", path.rstrip("/"))
        path = _AMP_SUFFIX.sub("", _VARIANT_TAIL.sub("", path))
        path = re.sub(r"\A/amp(?=/[^/])", "", path)
        path = path.replace("/amp_articleshow/", "/articleshow/")
    return path
