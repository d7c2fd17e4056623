"""Keeps what was fetched as WARC files, so that every decision can be taken again.

One file a run, rolled over at a gigabyte, under `archive/YYYY/MM/`. Each record is a gzip
member of its own: an article's row points to file and offset, and other web-archive
tools read the same files. ISO 28500 (WARC 1.1).
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks import __version__
from tasks.web.answers import Answer
from tasks.web.bodies import BodyRefused, decode
from warehouse.errors import RunFailed

LARGEST_FILE = 1_000_000_000
# zlib levels. What came compressed does not shrink again: trying takes 0.45 ms a page.
AS_IT_IS, PACKED = 0, 6
LARGEST_PAGE = 1_000_000_000  # the fetch had its own, lower limit
# What warcio raises for what is no record, AttributeError where a record's head is torn.
UNREADABLE = (OSError, EOFError, StopIteration, ArchiveLoadFailed, BodyRefused, AttributeError)
# The wire's framing is gone once the body is whole: these headers would be untrue.
FRAMING = {"transfer-encoding", "content-length", "connection", "keep-alive", "trailer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where a record stands: a path below the archive, and the byte where it begins."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page as it was archived: final URL, instant, Content-Type, decompressed bytes."""

    url: str
    fetched_at: datetime
    content_type: str | None
    page: bytes


class Archive:
    """Appends records; nothing that was written is ever changed."""

    def __init__(self, folder: Path, started_at: datetime, run_id: int) -> None:
        self._folder = folder
        self._started_at = started_at
        self._run_id = run_id
        self._count = 0
        self._out: BinaryIO | None = None
        self._name = ""

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def keep(self, answer: Answer) -> Kept:
        """Append an answer as a response record, body as it came over the wire."""
        headers = [(k, v) for k, v in answer.headers if k.lower() not in FRAMING]
        headers.append(("Content-Length", str(len(answer.payload))))
        phrase = answer.reason_phrase.encode("ascii", "replace").decode()  # RFC 9112, 4
        status = StatusAndHeaders(f"{answer.status} {phrase}".strip(), headers, protocol="HTTP/1.1")
        return self._append(
            "response",
            answer.final_url,
            answer.fetched_at,
            answer.payload,
            http_headers=status,
            level=AS_IT_IS if answer.header("Content-Encoding") else PACKED,
        )

    def keep_feed_text(self, url: str, html: str, fetched_at: datetime) -> Kept:
        """Append the full text that a feed shipped for this URL, as a resource record."""
        payload = html.encode("utf-8", "surrogatepass")
        return self._append("resource", url, fetched_at, payload, content_type="text/html")

    def sync(self) -> None:
        """Return when everything kept so far is on the disk."""
        if self._out is not None:
            self._out.flush()
            os.fsync(self._out.fileno())

    def _append(
        self,
        kind: str,
        url: str,
        at: datetime,
        payload: bytes,
        *,
        http_headers: StatusAndHeaders | None = None,
        content_type: str | None = None,
        level: int = PACKED,
    ) -> Kept:
        out = self._open()
        plain = BytesIO()
        writer = WARCWriter(plain, gzip=False, warc_version="1.1")
        extra: dict[str, Any] = {"warc_content_type": content_type} if content_type else {}
        record = writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            http_headers=http_headers,
            warc_headers_dict={"WARC-Date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")},
            **extra,
        )
        writer.write_record(record)
        kept = Kept(file=self._name, offset=out.tell())
        out.write(gzip.compress(plain.getvalue(), level, mtime=0))
        return kept

    def _open(self) -> BinaryIO:
        if self._out is not None and self._out.tell() < LARGEST_FILE:
            return self._out
        self._close()
        stamp = self._started_at.strftime("%Y%m%dT%H%M%SZ")
        file = f"khabar-{stamp}-{self._run_id % 10**6:06d}-{self._count:03d}.warc.gz"
        path = self._folder / f"{self._started_at:%Y}" / f"{self._started_at:%m}" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        self._out = path.open("ab")
        self._name = path.relative_to(self._folder).as_posix()
        self._count += 1
        if self._out.tell() == 0:
            writer = WARCWriter(self._out, gzip=True, warc_version="1.1")
            info = {"software": f"khabar/{__version__}", "format": "WARC File Format 1.1"}
            writer.write_record(writer.create_warcinfo_record(file, info))
        return self._out

    def _close(self) -> None:
        if self._out is not None:
            self.sync()
            self._out.close()
            self._out = None


def read_kept(folder: Path, kept: Iterable[Kept]) -> Iterable[KeptPage]:
    """The pages that were kept at these places, in their order.

    Raises RunFailed naming file and offset where a record is not there.
    """
    for place in kept:
        path = folder / place.file
        try:
            with path.open("rb") as file:
                file.seek(place.offset)
                page = _page_of(next(iter(ArchiveIterator(file))))
        except UNREADABLE as error:
            raise RunFailed(
                f"{path} at byte {place.offset}",
                f"holds no archived page: {error or 'the file ends there'}",
                "restore the file from your backup",
            ) from None
        yield page


def _page_of(record: ArcWarcRecord) -> KeptPage:
    kept_at = record.rec_headers.get_header("WARC-Date")
    if record.rec_type not in {"response", "resource"} or not kept_at:
        raise EOFError("there is another kind of record, or half of one")
    headers = record.http_headers or record.rec_headers
    payload = record.raw_stream.read()
    if record.raw_stream.limit > 0:  # what the record's Content-Length still promises
        raise EOFError("the file ends in the middle of the record")
    # Decompressed as it was when it was fetched: warcio knows fewer codings than servers send.
    encoding = headers.get_header("Content-Encoding") or ""
    return KeptPage(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        fetched_at=datetime.fromisoformat(kept_at),
        content_type=headers.get_header("Content-Type"),
        page=decode(payload, encoding, LARGEST_PAGE).content,
    )
