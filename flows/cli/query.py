"""`khabar query`: one statement that reads the published snapshot, and nothing else."""

from __future__ import annotations

import csv
import json
import re
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import click
import duckdb
import pyarrow as pa
from pyarrow import parquet

from flows.cli.answering import plain, replacing
from tasks.settings import configure
from warehouse.errors import BadInput
from warehouse.store import open_snapshot

ROWS_AT_ONCE = 1_000
ROWS_IN_A_ROW_GROUP = 10_000  # some 40 MB of articles with their bodies
MOST_ROWS_IN_A_TABLE = 200
ENDINGS = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".txt": "table", "": "table"}
# SHOW, DESCRIBE, SUMMARIZE and the PRAGMAs that return rows are SELECTs to DuckDB.
READING = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})
# A snapshot may be asked by people who must not read this machine's files through it.
LOCKED = (
    "SET python_enable_replacements = false; "
    "SET enable_external_access = false; "
    "SET lock_configuration = true"
)


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
    """Answer SQL from the snapshot that the last run published, also while a run writes.

    It must be one statement that reads: SELECT, FROM, WITH, DESCRIBE, SHOW, EXPLAIN. It
    reaches no files and no network.
    """
    # DuckDB does not always look up from a long question: Ctrl-C ends the process itself.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    text, name = _question(sql, path)
    form = _form_of(form, output, as_json)
    if form == "parquet" and output is None:
        raise click.UsageError("parquet is for files: give one with -o")
    with open_snapshot(configure().settings.published_file) as snapshot:
        try:
            snapshot.connection.execute(LOCKED)
            _check_reads(snapshot.connection.extract_statements(text), name)
            relation = snapshot.connection.sql(text)
            if relation is None:
                raise BadInput(name, "returns no rows", "begin with SELECT")
            _write(relation, form, output)
        except duckdb.Error as error:
            raise _bad_sql(name, error) from None


def _question(sql: str | None, path: Path | None) -> tuple[str, str]:
    """The SQL, and what to call it in messages."""
    if sql is not None and path is not None:
        raise click.UsageError("give the SQL or a file of it, not both")
    name = "SQL" if path is None else str(path)
    try:
        if path is not None:
            sql = path.read_text("utf-8")
        elif sql is None or sql == "-":
            if sys.stdin.isatty():
                raise click.UsageError("give SQL, or -f FILE")
            sql = sys.stdin.read()
        sql.encode()  # an argument that is no UTF-8 has surrogates
    except (OSError, UnicodeError) as error:
        raise BadInput(name, f"cannot be read: {error}", "name a file of SQL in UTF-8") from None
    if not sql.strip():
        raise click.UsageError("the SQL is empty")
    return sql, name


def _form_of(form: str | None, output: Path | None, as_json: bool) -> str:
    if as_json and form not in {None, "json"}:
        raise click.UsageError(f"give --json or --format {form}, not both")
    if form or as_json:
        return form or "json"
    ending = output.suffix.lower() if output else ""
    if ending not in ENDINGS:
        known = ", ".join(filter(None, ENDINGS))
        raise click.UsageError(f"-o {output}: the ending is none of {known}; give --format")
    return ENDINGS[ending]


def _check_reads(statements: Sequence[duckdb.Statement], name: str) -> None:
    """Raise BadInput, before anything is executed, unless it is one statement that reads."""
    # A PIVOT whose columns are not named comes in two parts: DuckDB's own, which collects
    # them and has no text, and the SELECT.
    own = duckdb.StatementType.CREATE
    written = [one for one in statements if one.type != own or one.query.strip()]
    for one in written:
        if one.type not in READING:
            raise BadInput(name, f"{one.type.name} does not only read", "begin with SELECT")
    if len(written) != 1:
        raise BadInput(name, f"has {len(written)} statements", "ask one at a time")


def _bad_sql(name: str, error: duckdb.Error) -> BadInput:
    text = str(error)
    line = re.search(r"^LINE (\d+):", text, re.MULTILINE)
    where = f"{name}:{line.group(1)}" if line else name
    hint = re.search(r"(Candidate bindings|Did you mean)[^\n]*", text)
    return BadInput(where, text.splitlines()[0], hint.group(0) if hint else "mend the SQL")


def _write(relation: duckdb.DuckDBPyRelation, form: str, output: Path | None) -> None:
    if output is None:
        WRITERS[form](relation, sys.stdout)
        return
    with replacing(output) as begun:
        if form == "parquet":
            _as_parquet(relation, begun)
        else:
            with begun.open("w", encoding="utf-8", newline="") as out:
                WRITERS[form](relation, out)


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
    names = _numbered(relation.columns)
    separator = "["
    for row in _rows(relation):
        values = plain(dict(zip(names, row, strict=True)))
        out.write(f"{separator}\n  {json.dumps(values, allow_nan=False, ensure_ascii=False)}")
        separator = ","
    out.write("[]\n" if separator == "[" else "\n]\n")


def _as_parquet(relation: duckdb.DuckDBPyRelation, path: Path) -> None:
    # By pyarrow, because DuckDB itself may write no files here.
    batches = relation.to_arrow_reader(ROWS_IN_A_ROW_GROUP)
    schema = pa.schema(
        [
            field.with_name(name)
            for field, name in zip(batches.schema, _numbered(relation.columns), strict=True)
        ]
    )
    try:
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(pa.record_batch(batch.columns, schema=schema))
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        problem = f"cannot be parquet: {str(error).splitlines()[0]}"
        raise BadInput("the answer", problem, "CAST the column to VARCHAR") from None


def _numbered(columns: Sequence[str]) -> list[str]:
    """Names of which no two are alike: a second `a` becomes `a_2`."""
    names: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in names or (number > 1 and name in columns):
            number += 1
            name = f"{column}_{number}"
        names.append(name)
    return names


WRITERS = {"table": _as_table, "csv": _as_csv, "json": _as_json}
