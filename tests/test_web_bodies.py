"""Bodies are read within limits, in every coding that servers send."""

from __future__ import annotations

import gzip
import zlib

import pytest

from tasks.web.bodies import BodyRefused, decode

TEXT = b"<html>" + b"The road to Ziarat was open again by noon. " * 40 + b"</html>"
LIMIT = 100_000


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


CODINGS = {
    "none": (TEXT, ""),
    "identity": (TEXT, "identity"),
    "gzip": (gzip.compress(TEXT), "gzip"),
    "gzip, shouted": (gzip.compress(TEXT), "GZIP"),
    "x-gzip": (gzip.compress(TEXT), "x-gzip"),
    "deflate with its header": (zlib.compress(TEXT), "deflate"),
    "deflate without it": (raw_deflate(TEXT), "deflate"),
    "gzip said to be deflate": (gzip.compress(TEXT), "deflate"),
    "twice": (gzip.compress(gzip.compress(TEXT)), "gzip, gzip"),
    "in two members": (gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:]), "gzip"),
    "followed by padding": (gzip.compress(TEXT) + b"\0" * 16, "gzip"),
}


@pytest.mark.parametrize(("payload", "encoding"), CODINGS.values(), ids=CODINGS)
def test_codings(payload: bytes, encoding: str) -> None:
    decoded = decode(payload, encoding, LIMIT)
    assert (decoded.content, decoded.is_whole) == (TEXT, True)


def test_a_stream_that_ends_early_keeps_what_came_and_says_so() -> None:
    decoded = decode(gzip.compress(TEXT, mtime=0)[:-30], "gzip", LIMIT)
    assert decoded.content
    assert TEXT.startswith(decoded.content)
    assert not decoded.is_whole


def test_an_empty_body_needs_no_coding() -> None:
    assert decode(b"", "gzip", LIMIT).content == b""


REFUSED = {
    "not compressed at all": (TEXT, "gzip", "bad_compression"),
    "brotli was not asked for": (TEXT, "br", "unknown_encoding"),
    "three layers": (TEXT, "gzip, gzip, gzip", "unknown_encoding"),
    "a bomb": (gzip.compress(bytes(5_000_000)), "gzip", "too_large"),
    "a bomb in a bomb": (gzip.compress(gzip.compress(bytes(5_000_000))), "gzip,gzip", "too_large"),
    "a bomb of many members": (gzip.compress(bytes(60_000)) * 2, "gzip", "too_large"),
}


@pytest.mark.parametrize(("payload", "encoding", "reason"), REFUSED.values(), ids=REFUSED)
def test_refusals(payload: bytes, encoding: str, reason: str) -> None:
    with pytest.raises(BodyRefused) as refusal:
        decode(payload, encoding, LIMIT)
    assert refusal.value.reason_code == reason


def test_exactly_the_limit_is_let_in() -> None:
    assert len(decode(gzip.compress(bytes(LIMIT)), "gzip", LIMIT).content) == LIMIT
