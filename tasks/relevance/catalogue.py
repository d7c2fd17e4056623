"""Reads the knowledge CSVs row by row and refuses a wrong row by file and line."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import BadCatalogue


@dataclass(frozen=True, slots=True)
class Row:
    """One CSV row that knows where it stands, so that it can be refused by place."""

    subject: str  # FILE:LINE
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, problem: str, mend: str) -> BadCatalogue:
        """The error for this row, to be raised."""
        return BadCatalogue(self.subject, problem, mend)

    def required(self, column: str) -> str:
        """The cell, which must not be empty."""
        if not self.cells[column]:
            raise self.refuse(f"{column} is empty", f"fill in {column} or delete the row")
        return self.cells[column]

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        """The cell, which must be one of the allowed words."""
        value = self.cells[column]
        if value not in allowed:
            words = ", ".join(sorted(allowed))
            raise self.refuse(f"{column} is {value!r}", f"use one of {words}")
        return value

    def yes(self, column: str) -> bool:
        """The cell, which must be yes or no."""
        return self.one_of(column, ("yes", "no")) == "yes"

    def listed(self, column: str) -> tuple[str, ...]:
        """The cell's parts, parted by semicolons."""
        return tuple(part.strip() for part in self.cells[column].split(";") if part.strip())


def read_rows(content: bytes, name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a CSV in UTF-8 whose header is exactly `columns`; cells are stripped NFC.

    Raises BadCatalogue naming the line on a wrong encoding, header or number of cells.
    """
    try:
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadCatalogue(f"{name}:{line}", "is not UTF-8", "save the file as UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        _check_header(next(reader, []), name, columns)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(columns):
                problem = f"has {len(cells)} cells, the header {len(columns)}"
                raise BadCatalogue(f"{name}:{line}", problem, "quote cells that hold a comma")
            yield Row(f"{name}:{line}", dict(zip(columns, map(str.strip, cells), strict=True)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadCatalogue(f"{name}:{reader.line_num}", str(error), "mend the quoting") from error


def read_file(folder: Path, name: str) -> bytes:
    """The bytes of a knowledge file; BadCatalogue when it cannot be read."""
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise BadCatalogue(f"{name}:1", problem, f"restore it in {folder}") from error


def _check_header(header: list[str], name: str, columns: tuple[str, ...]) -> None:
    unknown = [column for column in header if column not in columns]
    missing = [column for column in columns if column not in header]
    if unknown or missing or tuple(header) != columns:
        problem = f"unknown columns {unknown}, missing columns {missing}"
        raise BadCatalogue(f"{name}:1", problem, f"the header is {','.join(columns)}")
