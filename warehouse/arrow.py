"""Turns records into Arrow tables: the quick way into DuckDB (90 times executemany's rate)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import numpy.typing as npt
import pyarrow as pa

_SURROGATE = re.compile("[\ud800-\udfff]")
SIMPLE = {
    int: pa.int64(),
    float: pa.float64(),
    str: pa.string(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us"),  # naive UTC: the columns are TIMESTAMP
}


@cache
def schema_of(record: type) -> pa.Schema:
    """The Arrow schema of a record type: a column a field, named alike."""
    hints = get_type_hints(record)
    return pa.schema([(field.name, _arrow_type(hints[field.name])) for field in fields(record)])


def _arrow_type(hint: Any) -> pa.DataType:
    if get_origin(hint) is UnionType:
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0]))
    if isinstance(hint, type) and is_dataclass(hint):
        return pa.struct(list(schema_of(hint)))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return pa.string()
    return SIMPLE[hint]


def table_of(record: type, rows: Sequence[Any]) -> pa.Table:
    """An Arrow table of the rows, all of type `record`.

    Raises ValueError where an instant is not aware: its zone would be a guess.
    """
    schema = schema_of(record)
    columns = [pa.array(_column(rows, column), type=column.type) for column in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(rows: Sequence[Any], column: pa.Field) -> list[Any]:
    values = [getattr(row, column.name) for row in rows]
    if pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
        return values  # Arrow takes them as they are
    return [_plain(value) for value in values]


def column_of(values: Iterable[Any], name: str, hint: Any) -> pa.Table:
    """An Arrow table of one column."""
    return pa.table({name: pa.array(map(_plain, values), type=_arrow_type(hint))})


def columns_of(**columns: npt.NDArray[Any]) -> pa.Table:
    """An Arrow table of numpy arrays, of which DuckDB reads the memory as it is."""
    return pa.table(columns)


def naive_utc(instant: datetime) -> datetime:
    """An aware instant as the warehouse keeps it: UTC, without saying so.

    Raises ValueError where it is not aware: its zone would be a guess.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone: instants are aware")
    return instant.astimezone(UTC).replace(tzinfo=None)


def _plain(value: Any) -> Any:
    if isinstance(value, str):  # half a character, as broken JSON has them, is not UTF-8
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, datetime):
        return naive_utc(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
