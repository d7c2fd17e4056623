"""Reads a body within limits: bytes on the wire, bytes after decompression, and nothing more."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
RAW_DEFLATE = -zlib.MAX_WBITS


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
    return Body(payload=payload, decoded=decode(payload, encoding, limit))


def decode(payload: bytes, encoding: str, limit: int) -> bytes:
    """Undo a Content-Encoding of gzip or deflate (at most two layers); see `read_body`."""
    layers = [name for name in encoding.lower().replace(" ", "").split(",") if name]
    layers = [name for name in layers if name != "identity"]
    if len(layers) > 2:
        raise BodyRefused("unknown_encoding", f"Content-Encoding {encoding!r} has too many layers")
    for name in reversed(layers):
        if name not in {"gzip", "x-gzip", "deflate"}:
            raise BodyRefused("unknown_encoding", f"Content-Encoding {name!r} was not asked for")
        payload = _inflate(payload, limit)
    return payload


def _inflate(payload: bytes, limit: int) -> bytes:
    if not payload:
        return payload
    for window in (GZIP_OR_ZLIB, RAW_DEFLATE):  # some servers send deflate without its header
        inflater = zlib.decompressobj(window)
        try:
            decoded = inflater.decompress(payload, limit + 1)
        except zlib.error as error:
            broken = error
            continue
        if len(decoded) > limit:
            raise BodyRefused("too_large", f"{len(payload):,} bytes unpack to more than {limit:,}")
        return decoded
    raise BodyRefused("bad_compression", f"the body cannot be decompressed: {broken}")
