"""Reads and writes the list of feeds to poll, as CSV or OPML, and refuses what cannot be polled."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from tasks.articles.urls import parse_url
from tasks.feeds.opml import build_opml, find_outlines
from warehouse.errors import BadCatalogue
from warehouse.records import Feed

REQUIRED = ("feed_id", "url", "publisher", "country", "language")
COLUMNS = tuple(field.name for field in fields(Feed))
_OPML_SUFFIXES = frozenset({".opml", ".xml"})
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_COUNTRY = re.compile(r"[A-Z]{2}\Z|INT\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of a catalogue file, before anything about it is believed."""

    subject: str  # FILE:LINE
    cells: Mapping[str, str]


def read_catalogue(path: Path) -> tuple[Feed, ...]:
    """The feeds of a CSV file (with a header) or, by its suffix, of an OPML file, in file order.

    BadCatalogue: the file, or the first row in it, cannot be used; the message says how to
    mend it. Columns that are not COLUMNS are left alone.
    """
    try:
        document = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise BadCatalogue(str(path), reason, "name a CSV or OPML file") from error
    rows = (_opml_rows if is_opml(path) else _csv_rows)(document, str(path))
    feeds: list[Feed] = []
    lines_by_id: dict[str, str] = {}
    for row in rows:
        feed = _check(row)
        if feed.feed_id in lines_by_id:
            problem = f"feed_id {feed.feed_id!r} was used before, in {lines_by_id[feed.feed_id]}"
            raise BadCatalogue(row.subject, problem, "give each feed an id of its own")
        lines_by_id[feed.feed_id] = f"line {row.subject.rpartition(':')[2]}"
        feeds.append(feed)
    if not feeds:
        raise BadCatalogue(str(path), "holds no feeds", "add a row for each feed to poll")
    return tuple(feeds)


def is_opml(path: Path) -> bool:
    """Whether a catalogue is OPML, by its suffix; all others are CSV."""
    return path.suffix.lower() in _OPML_SUFFIXES


def write_csv(feeds: Iterable[Feed]) -> str:
    """The feeds as a CSV text that `read_catalogue` reads back to the same feeds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for feed in feeds:
        writer.writerow(_cells(feed).values())
    return text.getvalue()


def add_to_csv(text: str, feeds: Iterable[Feed], *, name: str) -> str:
    """The text of the CSV catalogue `name` with a row for each feed, under its own header.

    What stands in it stays to the letter. Its own columns are empty in the new rows, and what
    it has no column for is left out. BadCatalogue: it lacks a column without which a feed
    would be polled otherwise than it should be.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    first = next(cells for cells in rows if any(cell.strip() for cell in cells))
    header = [cell.strip().lower() for cell in first]
    line_end = "\r\n" if "\r\n" in text else "\n"
    added = io.StringIO()
    writer = csv.DictWriter(
        added, header, restval="", extrasaction="ignore", lineterminator=line_end
    )
    for feed in feeds:
        matters = {"is_active": not feed.is_active, "poll_minutes": feed.poll_minutes is not None}
        for column in matters:
            if matters[column] and column not in header:
                problem = f"has no column {column}, which feed {feed.feed_id!r} needs"
                raise BadCatalogue(name, problem, f"add {column} to its header and rows")
        writer.writerow(_cells(feed))
    gap = "" if text.endswith(("\n", "\r")) else line_end
    return f"{text}{gap}{added.getvalue()}"


def is_country(text: str) -> bool:
    """Whether it is written as a country of a catalogue: ISO 3166-1 alpha-2, or INT."""
    return _COUNTRY.match(text.upper()) is not None


def is_language(text: str) -> bool:
    """Whether it is written as a language of a catalogue: ISO 639, or und."""
    return _LANGUAGE.match(text.lower()) is not None


def write_opml(feeds: Iterable[Feed]) -> str:
    """The feeds as OPML 2.0 that other readers import and `read_catalogue` reads back."""
    return build_opml("Khabar feeds", (_cells(feed) for feed in feeds))


def _cells(feed: Feed) -> dict[str, str]:
    cells = {name: getattr(feed, name) for name in COLUMNS}
    cells["is_active"] = "yes" if feed.is_active else "no"
    return {name: "" if value is None else str(value) for name, value in cells.items()}


def _csv_rows(document: bytes, name: str) -> Iterator[_Row]:
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = document.count(b"\n", 0, error.start) + 1
        raise BadCatalogue(f"{name}:{line}", "is not UTF-8", "save the file as UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise BadCatalogue(f"{name}:{line}", f"is not CSV: {error}", "check quotes") from error
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _check_header(cells, f"{name}:{line}")
            continue
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells where the header has {len(header)}"
            raise BadCatalogue(f"{name}:{line}", problem, "quote cells that contain commas")
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        yield _Row(subject=f"{name}:{line}", cells=row)
    if header is None:
        mend = f"begin with a line {','.join(REQUIRED)}"
        raise BadCatalogue(f"{name}:1", "is empty", mend)


def _check_header(cells: list[str], subject: str) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        problem = f"the header has no column {', '.join(missing)}"
        raise BadCatalogue(subject, problem, f"a header names {','.join(REQUIRED)}")
    doubled = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if doubled:
        problem = f"the header names {', '.join(doubled)} twice"
        raise BadCatalogue(subject, problem, "keep one column of each name")
    return header


def _opml_rows(document: bytes, name: str) -> Iterator[_Row]:
    outlines = tuple(find_outlines(document, name))
    used = {outline.attributes.get("feed_id", "") for outline in outlines}
    urls: set[str] = set()
    for outline in outlines:
        cells = dict(outline.attributes)
        url = cells.get("xmlurl", "").strip()
        if url in urls and not cells.get("feed_id"):
            continue  # readers list one feed in several folders
        urls.add(url)
        title = (cells.get("title") or cells.get("text") or "").strip()
        feed_id = cells.get("feed_id") or free_id(slug_of(title) or slug_of(url) or "feed", used)
        used.add(feed_id)
        language = cells.get("language", "").strip().lower().partition("-")[0]
        categories = cells.get("category", "").split(",")[0].strip("/ ")
        yield _Row(
            subject=f"{name}:{outline.line}",
            cells={
                **cells,
                "feed_id": feed_id,
                "url": url,
                "publisher": cells.get("publisher") or title or url,
                "country": cells.get("country") or "INT",
                "language": language if _LANGUAGE.match(language) else "und",
                "section": cells.get("section", outline.folder or categories),
            },
        )


def slug_of(text: str) -> str:
    """A feed_id made of an address or a title: lower-case ASCII letters, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", text.partition("://")[2] or text)
    ascii_text = plain.encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:60].strip("-")


def free_id(wanted: str, used: set[str]) -> str:
    """The id itself, or the first of ID-2, ID-3 ... that is not used."""
    feed_id, number = wanted, 1
    while feed_id in used:
        number += 1
        feed_id = f"{wanted}-{number}"
    return feed_id


def _check(row: _Row) -> Feed:
    cells = {name: row.cells.get(name, "").strip() for name in COLUMNS}
    for name in REQUIRED:
        if not cells[name]:
            raise BadCatalogue(row.subject, f"{name} is empty", f"fill in {name}")
    if re.search(r"[\s\x00-\x1f,]", cells["feed_id"]):
        problem = f"feed_id {cells['feed_id']!r} has blanks or commas"
        raise BadCatalogue(row.subject, problem, "write it as dawn-pakistan")
    try:
        parse_url(cells["url"])
    except ValueError as error:
        problem = f"url {cells['url']!r} is no http(s) address"
        raise BadCatalogue(row.subject, problem, "write it as https://host/path") from error
    country, language = cells["country"].upper(), cells["language"].lower()
    if not _COUNTRY.match(country):
        problem = f"country {cells['country']!r} is no code"
        raise BadCatalogue(row.subject, problem, "write two letters as in PK (ISO 3166-1), or INT")
    if not _LANGUAGE.match(language):
        problem = f"language {cells['language']!r} is no code"
        raise BadCatalogue(row.subject, problem, "write two letters as in ur (ISO 639-1), or und")
    return Feed(
        feed_id=cells["feed_id"],
        url=cells["url"],
        publisher=cells["publisher"],
        country=country,
        language=language,
        section=cells["section"] or None,
        kind=cells["kind"] or None,
        is_active=_read_yes_no(cells["is_active"], row.subject),
        poll_minutes=_read_minutes(cells["poll_minutes"], row.subject),
        source=cells["source"] or None,
    )


def _read_yes_no(text: str, subject: str) -> bool:
    if not text:
        return True
    if text.lower() not in _YES | _NO:
        raise BadCatalogue(subject, f"is_active is {text!r}", "write yes or no, or leave it empty")
    return text.lower() in _YES


def _read_minutes(text: str, subject: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
        mend = "write whole minutes above 0, or leave it empty"
        raise BadCatalogue(subject, f"poll_minutes is {text!r}", mend)
    return int(text)
