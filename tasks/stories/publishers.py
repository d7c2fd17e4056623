"""Reads which publishers are one house and which are agencies, so that voices can be counted."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from tasks.relevance.catalogue import Row, read_file, read_rows
from tasks.stories.agencies import KNOWLEDGE, shipped_agencies
from warehouse.records import Publisher

NAME = "publishers.csv"
_COLUMNS = ("publisher", "owner", "agency", "source")


def read_publishers(folder: Path = KNOWLEDGE) -> tuple[Publisher, ...]:
    """The rows of publishers.csv; BadCatalogue names the first that cannot be used.

    `catalogue_version` is a digest of the file: equal files give equal versions.
    """
    content = read_file(folder, NAME)
    version = hashlib.sha256(content).hexdigest()[:16]
    lines: dict[str, str] = {}
    found = []
    for row in read_rows(content, NAME, _COLUMNS):
        publisher = _publisher(row, version)
        if publisher.publisher in lines:
            where = lines[publisher.publisher]
            raise row.refuse(f"{publisher.publisher} stands in {where} too", "keep one of them")
        lines[publisher.publisher] = row.subject
        found.append(publisher)
    return tuple(found)


def agency_of(publisher: str) -> str | None:
    """The id by which texts credit a publisher that others copy from; None of any other."""
    return _shipped_agencies_of().get(publisher)


def _publisher(row: Row, version: str) -> Publisher:
    agency = row["agency"] or None
    if agency is not None and agency not in shipped_agencies().names:
        raise row.refuse(f"agency is {agency!r}", "use an id of agencies.csv, or leave it empty")
    return Publisher(
        publisher=row.required("publisher"),
        owner=row.required("owner"),
        agency=agency,
        source=row.required("source"),
        catalogue_version=version,
    )


@lru_cache(maxsize=1)
def _shipped_agencies_of() -> dict[str, str]:
    return {one.publisher: one.agency for one in read_publishers() if one.agency}
