"""Reads a body within limits: bytes on the wire, bytes after decompression, and nothing more."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
RAW_DEFLATE = -zlib.MAX_WBITS
GZIP_BEGINS = b"\x1f\x8b"


class BodyRefused(Exception):
    """The body cannot be taken; carries the reason code and a message."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(reason_code, message)
        self.reason_code = reason_code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    payload: bytes  # as it came
    decoded: bytes  # decompressed
    is_whole: bool = True  # False: the compressed stream ended before its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What a payload holds; `is_whole` is False where its compressed stream breaks off."""

    content: bytes
    is_whole: bool


async def read_body(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> Body:
    """Gather a body of at most `limit` bytes, before and after decompression.

    Raises BodyRefused with `too_large`, `unknown_encoding` or `bad_compression`. A
    decompression bomb costs no more than the limit.
    """
    wire = bytearray()
    async for chunk in chunks:
        wire += chunk
        if len(wire) > limit:
            raise BodyRefused("too_large", f"more than {limit:,} bytes were sent")
    payload = bytes(wire)
    decoded = decode(payload, encoding, limit)
    return Body(payload=payload, decoded=decoded.content, is_whole=decoded.is_whole)


async def read_beginning(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> Body:
    """The first `limit` bytes of a body, where no more than its beginning is wanted."""
    wire = bytearray()
    async for chunk in chunks:
        wire += chunk
        if len(wire) >= limit:
            break
    payload = bytes(wire[:limit])
    layers = _layers(encoding)
    content = payload
    for name in layers:
        content = _inflate(content, name, limit, must_fit=False).content
    return Body(payload=payload, decoded=content)


def decode(payload: bytes, encoding: str, limit: int) -> Decoded:
    """Undo a Content-Encoding of gzip or deflate (at most two layers); see `read_body`."""
    is_whole = True
    for name in _layers(encoding):
        decoded = _inflate(payload, name, limit)
        payload, is_whole = decoded.content, is_whole and decoded.is_whole
    return Decoded(content=payload, is_whole=is_whole)


def _layers(encoding: str) -> list[str]:
    """The codings to undo, the outermost first."""
    layers = [name for name in encoding.lower().replace(" ", "").split(",") if name]
    layers = [name for name in layers if name != "identity"]
    if len(layers) > 2:
        raise BodyRefused("unknown_encoding", f"Content-Encoding {encoding!r} has too many layers")
    for name in layers:
        if name not in {"gzip", "x-gzip", "deflate"}:
            raise BodyRefused("unknown_encoding", f"Content-Encoding {name!r} was not asked for")
    return layers[::-1]


def _inflate(payload: bytes, name: str, limit: int, *, must_fit: bool = True) -> Decoded:
    if not payload:
        return Decoded(content=payload, is_whole=True)
    for window in (GZIP_OR_ZLIB, RAW_DEFLATE):  # some servers send deflate without its header
        try:
            decoded = _members(payload, window, limit)
        except zlib.error as error:
            broken = error
            continue
        if len(decoded.content) > limit and must_fit:
            raise BodyRefused("too_large", f"{len(payload):,} bytes unpack to more than {limit:,}")
        return decoded
    raise BodyRefused("bad_compression", f"the body is no {name}: {broken}")


def _members(payload: bytes, window: int, limit: int) -> Decoded:
    """At most `limit` + 1 bytes; gzip may come in several members (RFC 1952, 2.2)."""
    content = bytearray()
    while True:
        inflater = zlib.decompressobj(window)
        content += inflater.decompress(payload, limit + 1 - len(content))
        payload = inflater.unused_data
        if len(content) > limit or not inflater.eof or not payload.startswith(GZIP_BEGINS):
            return Decoded(content=bytes(content), is_whole=inflater.eof)
