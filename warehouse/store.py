"""The one place that opens DuckDB, and the writer's few verbs: insert, upsert, ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar, cast, get_args, get_origin, get_type_hints

import duckdb
import pyarrow as pa

from warehouse import records
from warehouse.arrow import naive_utc, table_of
from warehouse.errors import DamagedWarehouse, NoSnapshot
from warehouse.migrate import migrate
from warehouse.sql import statement

# 1.4, 1.5 and 2.0 read it, and bodies take half the room of the default format.
STORAGE_VERSION = "v1.4.0"
MOST_PICKED = 1_000  # DuckDB looks up to 2,048 keys up in an index; for more it reads the table

TABLES: dict[type, str] = {
    records.Feed: "main.feeds",
    records.FeedState: "ops.feed_states",
    records.Poll: "ops.polls",
    records.Entry: "ops.entries",
    records.Fetch: "ops.fetches",
    records.Failure: "ops.failures",
    records.Article: "main.articles",
    records.ArticleVersion: "main.article_versions",
    records.ArticleUrl: "ops.article_urls",
    records.Story: "main.stories",
    records.StoryJoin: "main.story_joins",
    records.NearDuplicate: "main.near_duplicates",
    records.Verdict: "main.verdicts",
    records.ArticleActor: "main.article_actors",
    records.ArticleCountry: "main.article_countries",
    records.Actor: "main.actors",
    records.ActorAlias: "main.actor_aliases",
    records.Place: "main.places",
    records.Publisher: "main.publishers",
    records.Run: "ops.runs",
    records.RobotsText: "ops.robots",
    records.Revisit: "ops.revisits",
}

Row = TypeVar("Row")

# What DuckDB raises where a file cannot be read or written as it should.
DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)


class Reader:
    """Asks what the `.sql` files ask; the base of the writer's store."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def close(self) -> None:
        """Close; a writer's warehouse is checkpointed by it, and its log is gone."""
        self._connection.close()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """For SQL that people write themselves."""
        return self._connection

    def ask(self, name: str, given: pa.Table | None = None, **parameters: Any) -> list[Any]:
        """The rows of `statements/NAME.sql`, as tuples; naive UTC instants become aware."""
        with self._given(given):
            rows = self._connection.execute(statement(name), _plain(parameters)).fetchall()
        return [tuple(_aware(value) for value in row) for row in rows]

    def pick(self, name: str, ids: Sequence[int]) -> list[Any]:
        """The rows of `statements/NAME.sql` for the keys that stand for its `{ids}`.

        Written out, keys are looked up in the primary key's index, if they are not too many
        at once. A join with a table of them would read the whole table, bodies and all.
        """
        rows: list[Any] = []
        for start in range(0, len(ids), MOST_PICKED):
            keys = ",".join(str(int(one)) for one in ids[start : start + MOST_PICKED])
            rows += self._connection.execute(statement(name).replace("{ids}", keys)).fetchall()
        return [tuple(_aware(value) for value in row) for row in rows]

    def read(
        self, record: type[Row], name: str, given: pa.Table | None = None, **parameters: Any
    ) -> list[Row]:
        """The rows of `statements/NAME.sql`, whose columns are named as the record's fields."""
        with self._given(given):
            cursor = self._connection.execute(statement(name), _plain(parameters))
            names = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall()
        makers = _makers(cast("Any", record))
        return [
            record(**{n: makers[n](v) for n, v in zip(names, row, strict=True) if n in makers})
            for row in rows
        ]

    def rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of `statements/NAME.sql` by column name."""
        cursor = self._connection.execute(statement(name), _plain(parameters))
        names = [column[0] for column in cursor.description or ()]
        return [
            {n: _aware(value) for n, value in zip(names, row, strict=True)}
            for row in cursor.fetchall()
        ]

    @contextmanager
    def _given(self, table: pa.Table | None) -> Iterator[None]:
        if table is None:
            yield
            return
        self._connection.register("given", table)
        try:
            yield
        finally:
            self._connection.unregister("given")


class Store(Reader):
    """An open warehouse that may be written; close it before anything is published.

    As a context manager it turns what DuckDB says of a damaged file into DamagedWarehouse.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        """Open or create the file and bring it to today's schema.

        Raises DamagedWarehouse, NewerSchema, EditedMigration.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            if not path.exists() or path.stat().st_size == 0:
                _create(path)
            super().__init__(duckdb.connect(str(path)), path)  # noqa: TID251
            _quiet(self._connection)
            # Batches are a few hundred rows: a second thread made them a third dearer in CPU
            # and no quicker, and the cores are wanted for extraction.
            self._connection.execute("SET threads = 1")
            migrate(self._connection, path, now)  # reads the file for the first time
        except DAMAGE as error:
            raise _unreadable(path, error) from None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            self.close()
        except DAMAGE as again:  # the connection was dead already
            if not isinstance(error, DAMAGE):
                raise _unreadable(self.path, again) from None
        if isinstance(error, DAMAGE):
            raise _unreadable(self.path, error) from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what the block writes."""
        self._connection.begin()
        try:
            yield
        except duckdb.FatalException:  # the connection is dead: there is nothing to roll back
            raise
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def insert(self, rows: Sequence[Any]) -> int:
        """Add records of one type, leaving those that are there; returns how many were added."""
        return self._write("INSERT OR IGNORE", rows)

    def upsert(self, rows: Sequence[Any]) -> int:
        """Add records of one type, replacing those with the same primary key."""
        return self._write("INSERT OR REPLACE", rows)

    def _write(self, verb: str, rows: Sequence[Any]) -> int:
        if not rows:
            return 0
        record = type(rows[0])
        with self._given(table_of(record, rows)):
            counted = self._connection.execute(
                f"{verb} INTO {TABLES[record]} BY NAME SELECT * FROM given"  # noqa: S608 - names of ours
            ).fetchone()
        return int(counted[0]) if counted else 0

    def replace_all(self, record: type, rows: Sequence[Any]) -> None:
        """Make the table hold exactly these records: for catalogues, which are loaded whole."""
        with self.transaction():
            self._connection.execute(f"DELETE FROM {TABLES[record]}")  # noqa: S608 - a name of ours
            self.insert(rows)

    def run(self, name: str, given: pa.Table | None = None, **parameters: Any) -> None:
        """Execute `statements/NAME.sql`, with the table `given` in sight."""
        with self._given(given):
            self._connection.execute(statement(name), _plain(parameters))


def _create(path: Path) -> None:
    """Make an empty warehouse, under another name until it is whole."""
    begun = path.with_name(f".{path.name}.new")
    begun.unlink(missing_ok=True)
    with duckdb.connect() as creator:  # noqa: TID251 - this is the door
        name = str(begun).replace("'", "''")
        creator.execute(f"ATTACH '{name}' AS fresh (STORAGE_VERSION '{STORAGE_VERSION}')")
    begun.replace(path)


def open_snapshot(path: Path) -> Reader:
    """The published snapshot, read-only.

    Raises NoSnapshot where there is none, DamagedWarehouse where it cannot be opened.
    """
    if not path.exists():
        raise NoSnapshot(str(path), "there is no published snapshot yet", "run: khabar ingest")
    try:
        connection = duckdb.connect(str(path), read_only=True)  # noqa: TID251
    except DAMAGE as error:
        raise _unreadable(path, error) from None
    _quiet(connection)
    return Reader(connection, path)


def _quiet(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")


def _unreadable(path: Path, error: Exception) -> DamagedWarehouse:
    first_line = str(error).splitlines()[0]
    return DamagedWarehouse(
        str(path),
        f"DuckDB cannot use it: {first_line}",
        "close other programs that have it open; if it is damaged, move it and its .wal away "
        "and copy published.duckdb, the last good snapshot, to its place",
    )


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: naive_utc(value) if isinstance(value, datetime) else value
        for name, value in parameters.items()
    }


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


@cache
def _makers(record: Any) -> dict[str, Any]:
    """For each field, what turns the database's value into the record's."""
    hints = get_type_hints(record)
    return {field.name: _maker(hints[field.name]) for field in fields(record)}


def _maker(hint: Any) -> Any:
    if datetime in (hint, *get_args(hint)):
        return _aware
    if get_origin(hint) is tuple:
        return lambda value: tuple(value or ())
    if isinstance(hint, type) and issubclass(hint, str) and hint is not str:
        return hint
    return lambda value: value
