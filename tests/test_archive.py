"""What was fetched can be read again: at its offset, and by other tools from the file's start."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tasks import archive as archive_module
from tasks.archive import Archive, Kept, read_kept
from tasks.web.answers import Answer
from warehouse.errors import RunFailed

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
PAGE = "<html><p>बाढ़ का पानी उतरा — the flood went down</p></html>".encode()


def answered(payload: bytes = PAGE, encoding: str = "", **given: object) -> Answer:
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Transfer-Encoding", "chunked")]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    facts = {
        "url": "https://example.org/go",
        "final_url": "https://example.org/flood?id=7",
        "fetched_at": NOW,
        "status": 200,
        "reason_phrase": "OK",
        "headers": tuple(headers),
        "payload": payload,
        "body": PAGE,
    }
    return Answer(**(facts | given))


def kept_in(folder: Path) -> Archive:
    return Archive(folder, NOW, run_id=123456789)


CODINGS = {
    "plain": (PAGE, ""),
    "gzip": (gzip.compress(PAGE), "gzip"),
    "x-gzip": (gzip.compress(PAGE), "x-gzip"),
    "deflate": (zlib.compress(PAGE), "deflate"),
    "raw deflate": (zlib.compress(PAGE)[2:-4], "deflate"),
    "gzip in two members": (gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]), "gzip"),
    "gzip twice": (gzip.compress(gzip.compress(PAGE)), "gzip, gzip"),
}


@pytest.mark.parametrize(("payload", "encoding"), CODINGS.values(), ids=CODINGS)
def test_a_page_comes_back(tmp_path: Path, payload: bytes, encoding: str) -> None:
    with kept_in(tmp_path) as archive:
        place = archive.keep(answered(payload, encoding))
    (page,) = read_kept(tmp_path, [place])
    assert page.page == PAGE
    assert page.url == "https://example.org/flood?id=7"
    assert page.fetched_at == NOW
    assert page.content_type == "text/html; charset=utf-8"


def test_pages_come_back_in_the_order_asked(tmp_path: Path) -> None:
    bodies = [PAGE + b"%d" % number for number in range(20)]
    with kept_in(tmp_path) as archive:
        places = [archive.keep(answered(body)) for body in bodies]
    assert len(set(places)) == 20
    back = read_kept(tmp_path, reversed(places))
    assert [page.page for page in back] == bodies[::-1]


def test_what_a_feed_shipped_comes_back(tmp_path: Path) -> None:
    with kept_in(tmp_path) as archive:
        archive.keep(answered())
        place = archive.keep_feed_text("https://example.org/a", "<p>متن</p>", NOW)
    (page,) = read_kept(tmp_path, [place])
    assert page.page.decode() == "<p>متن</p>"
    assert (page.url, page.content_type) == ("https://example.org/a", "text/html")


def test_headers_that_no_standard_allows(tmp_path: Path) -> None:
    odd = (("Content-Type", "text/html; charset=é"), ("X-Ort", "مظفر آباد"), ("X-Empty", ""))
    with kept_in(tmp_path) as archive:
        place = archive.keep(answered(headers=odd, reason_phrase="Très bien"))
        after = archive.keep(answered())
    assert [page.page for page in read_kept(tmp_path, [place, after])] == [PAGE, PAGE]


def test_other_tools_read_the_file_from_its_start(tmp_path: Path) -> None:
    with kept_in(tmp_path) as archive:
        first = archive.keep(answered(gzip.compress(PAGE), "gzip"))
        second = archive.keep_feed_text("https://example.org/a", "<p>text</p>", NOW)
    path = tmp_path / first.file
    assert path.relative_to(tmp_path).parts[:2] == ("2026", "11")
    found = []
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            found.append((record.rec_type, records.get_record_offset()))
            assert record.rec_headers.get_header("WARC-Record-ID")
    assert [kind for kind, _ in found] == ["warcinfo", "response", "resource"]
    assert [offset for _, offset in found[1:]] == [first.offset, second.offset]


def test_warcio_finds_nothing_wrong(tmp_path: Path) -> None:
    with kept_in(tmp_path) as archive:
        place = archive.keep(answered(gzip.compress(PAGE), "gzip"))
        archive.keep_feed_text("https://example.org/a", "<p>text</p>", NOW)
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / place.file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert "digest pass" in checked.stdout
    assert "fail" not in checked.stdout


@pytest.mark.parametrize("left", [1, 12, 150, 300, 600])
def test_a_torn_end_costs_its_record_alone(tmp_path: Path, left: int) -> None:
    with kept_in(tmp_path) as archive:
        whole = [archive.keep(answered(PAGE * 50)) for _ in range(3)]
        torn = archive.keep(answered(bytes(range(256)) * 200))
    path = tmp_path / torn.file
    path.write_bytes(path.read_bytes()[: torn.offset + left])
    assert [page.page for page in read_kept(tmp_path, whole)] == [PAGE * 50] * 3
    with pytest.raises(RunFailed, match=f"byte {torn.offset}"):
        list(read_kept(tmp_path, [torn]))


@pytest.mark.parametrize("offset", [10**9, 1])
def test_a_place_without_a_record(tmp_path: Path, offset: int) -> None:
    with kept_in(tmp_path) as archive:
        place = archive.keep(answered())
    with pytest.raises(RunFailed, match=rf"\.warc\.gz at byte {offset}.*backup"):
        list(read_kept(tmp_path, [Kept(file=place.file, offset=offset)]))


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="restore the file"):
        list(read_kept(tmp_path, [Kept(file="2026/11/gone.warc.gz", offset=0)]))


def test_files_roll_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "LARGEST_FILE", 1_000)
    with kept_in(tmp_path) as archive:
        places = [archive.keep(answered(PAGE + bytes([65 + n]))) for n in range(5)]
    assert len({place.file for place in places}) > 1
    back = [page.page for page in read_kept(tmp_path, places)]
    assert back == [PAGE + bytes([65 + n]) for n in range(5)]


def test_a_run_that_keeps_nothing_writes_nothing(tmp_path: Path) -> None:
    with kept_in(tmp_path) as archive:
        archive.sync()
    assert list(tmp_path.iterdir()) == []


def test_what_is_synced_can_be_read_while_more_is_written(tmp_path: Path) -> None:
    with kept_in(tmp_path) as archive:
        place = archive.keep(answered())
        archive.sync()
        assert [page.page for page in read_kept(tmp_path, [place])] == [PAGE]
        archive.keep(answered())


def test_the_payload_is_kept_as_it_came(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    with kept_in(tmp_path) as archive:
        place = archive.keep(answered(packed, "gzip"))
    with (tmp_path / place.file).open("rb") as file:
        file.seek(place.offset)
        record = next(iter(ArchiveIterator(BytesIO(file.read()))))
        assert record.http_headers.get_header("Content-Encoding") == "gzip"
        assert record.http_headers.get_header("Transfer-Encoding") is None
        assert record.raw_stream.read() == packed
