"""`khabar query`: read-only SQL on the published snapshot."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
import duckdb

from tasks.settings import configure
from warehouse.errors import BadInput
from warehouse.store import open_snapshot

ROWS_AT_ONCE = 1_000
MOST_ROWS_IN_A_TABLE = 200


@click.command(
    epilog='Example: khabar query "SELECT label, count(*) FROM relevant_articles GROUP BY ALL"'
)
@click.argument("sql", required=False)
@click.option(
    "-f", "--file", "path", type=click.Path(path_type=Path), help="Read the SQL from a file."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default=None,
    help="Default: table, or what the ending of -o says.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to a file.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(
    sql: str | None, path: Path | None, form: str | None, output: Path | None, as_json: bool
) -> None:
    """Answer SQL from the snapshot that the last run published, also while a run writes."""
    text, name = _question(sql, path)
    form = form or ("json" if as_json else _form_of(output))
    if form == "parquet" and output is None:
        raise click.UsageError("parquet is for files: give one with -o")
    with open_snapshot(configure().settings.published_file) as snapshot:
        try:
            relation = snapshot.connection.sql(text)
            if relation is None:
                raise BadInput(name, "is not a question: it returns no rows", "begin with SELECT")
            if form == "parquet":
                relation.write_parquet(str(output), compression="zstd")
            else:
                with _opened(output) as out:
                    WRITERS[form](relation, out)
        except duckdb.Error as error:
            raise _bad_sql(name, error) from None


def _question(sql: str | None, path: Path | None) -> tuple[str, str]:
    if sql is not None and path is not None:
        raise click.UsageError("give the SQL or a file of it, not both")
    if path is not None:
        try:
            return path.read_text("utf-8"), str(path)
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(str(path), f"cannot be read: {error}", "name a file of SQL") from None
    if sql is None or sql == "-":
        if sys.stdin.isatty():
            raise click.UsageError("give SQL, or -f FILE")
        sql = sys.stdin.read()
    if not sql.strip():
        raise click.UsageError("the SQL is empty")
    return sql, "SQL"


def _form_of(output: Path | None) -> str:
    endings = {".csv": "csv", ".json": "json", ".parquet": "parquet"}
    return endings.get(output.suffix.lower(), "table") if output else "table"


def _bad_sql(name: str, error: duckdb.Error) -> BadInput:
    text = str(error)
    line = re.search(r"^LINE (\d+):", text, re.MULTILINE)
    where = f"{name}:{line.group(1)}" if line else name
    hint = re.search(r"(Candidate bindings|Did you mean)[^\n]*", text)
    return BadInput(where, text.splitlines()[0], hint.group(0) if hint else "mend the SQL")


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    with output.open("w", encoding="utf-8", newline="") as out:
        yield out


def _rows(relation: duckdb.DuckDBPyRelation) -> Iterator[tuple[object, ...]]:
    while batch := relation.fetchmany(ROWS_AT_ONCE):
        yield from batch


def _as_table(relation: duckdb.DuckDBPyRelation, out: TextIO) -> None:
    if out is sys.stdout:
        width = shutil.get_terminal_size((120, 40)).columns
        relation.show(max_width=width, max_rows=MOST_ROWS_IN_A_TABLE)
    else:
        out.write(str(relation))


def _as_csv(relation: duckdb.DuckDBPyRelation, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(relation.columns)
    writer.writerows(_rows(relation))


def _as_json(relation: duckdb.DuckDBPyRelation, out: TextIO) -> None:
    separator = "["
    for row in _rows(relation):
        values = dict(zip(relation.columns, row, strict=True))
        out.write(f"{separator}\n  {json.dumps(values, default=_plain, ensure_ascii=False)}")
        separator = ","
    out.write("[]\n" if separator == "[" else "\n]\n")


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


WRITERS = {"table": _as_table, "csv": _as_csv, "json": _as_json}
