"""The schema: from nothing, again, from another version, and after a migration that fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.made import NOW, article, fill, open_store
from tests.test_warehouse_store import ONE_OF_EACH
from warehouse import sql
from warehouse.arrow import table_of
from warehouse.errors import EditedMigration, NewerSchema
from warehouse.store import STORAGE_VERSION, TABLES, Store, open_snapshot


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the SQL that a test may spoil."""
    copy = tmp_path / "sql"
    for name in ("migrations", "views", "checks", "statements"):
        shutil.copytree(sql.FOLDER / name, copy / name)
    monkeypatch.setattr(sql, "FOLDER", copy)
    sql.scripts.cache_clear()
    sql.statement.cache_clear()
    yield copy
    sql.scripts.cache_clear()
    sql.statement.cache_clear()


def add(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    sql.scripts.cache_clear()
    return path


def names(store: Store) -> list[str]:
    return [name for name, _ in store.ask("applied_migrations")]


def test_a_fresh_file_has_every_migration(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert names(store) == [script.name for script in sql.scripts("migrations")]
        rows = store.connection.execute("SELECT applied_at FROM ops.schema_migrations").fetchall()
    assert {at for (at,) in rows} == {NOW.replace(tzinfo=None)}


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, article())
        before = store.connection.execute("FROM ops.schema_migrations ORDER BY name").fetchall()
    with open_store(tmp_path, NOW.replace(day=23)) as store:
        after = store.connection.execute("FROM ops.schema_migrations ORDER BY name").fetchall()
        assert store.connection.execute("SELECT count(*) FROM main.articles").fetchone() == (1,)
    assert before == after


def test_the_file_has_the_storage_version_that_older_readers_know(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        rows = store.connection.execute(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
        ).fetchall()
    assert rows
    assert all(str(version).startswith(STORAGE_VERSION) for (version,) in rows)


def test_a_path_with_a_quote(tmp_path: Path) -> None:
    home = tmp_path / "Sana's data; DROP"
    with open_store(home) as store:
        assert names(store)
    assert (home / "warehouse.duckdb").exists()


def test_a_later_migration_is_added(tmp_path: Path, folder: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, article())
    add(folder, "migrations/0099_more.sql", "ALTER TABLE main.articles ADD COLUMN mood VARCHAR;")
    with open_store(tmp_path) as store:
        assert names(store)[-1] == "0099_more"
        assert store.connection.execute("SELECT mood FROM main.articles").fetchall() == [(None,)]


def test_a_warehouse_of_before_loses_nothing(tmp_path: Path, folder: Path) -> None:
    """A warehouse that knows 0001 only, with a row in each of its tables, gets all that is new."""
    first, *later = sorted((folder / "migrations").iterdir())
    texts = {path.name: path.read_text("utf-8") for path in later}
    for path in later:
        path.unlink()
    sql.scripts.cache_clear()
    with open_store(tmp_path) as store:
        assert names(store) == [first.stem]
        columns = {table: columns_of(store, table) for table in TABLES.values()}
        for one in ONE_OF_EACH:
            insert_as_far_as_known(store, one, columns[TABLES[type(one)]])
        old = {table: names for table, names in columns.items() if names}
        before = {table: rows_of(store, table, names) for table, names in old.items()}
    assert all(before.values())

    for name, text in texts.items():
        add(folder, f"migrations/{name}", text)
    with open_store(tmp_path, NOW.replace(day=23)) as store:
        assert names(store) == [first.stem, *(path.stem for path in later)]
        assert {table: rows_of(store, table, names) for table, names in old.items()} == before
        new = sorted(set(TABLES.values()) - set(old))
        assert {"main.article_actors", "main.article_countries", "ops.revisits"} <= set(new)
        assert [rows_of(store, table) for table in new] == [[] for _ in new]
        for one in ONE_OF_EACH:
            store.upsert([one])
        assert all(rows_of(store, table) for table in new)
        assert rows_of(store, "main.verdict_changes") == []


def columns_of(store: Store, table: str) -> list[str]:
    """The names of a table's columns; none where there is no such table."""
    rows = store.connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE schema_name || '.' || table_name = ?",
        [table],
    ).fetchall()
    return [name for (name,) in rows]


def insert_as_far_as_known(store: Store, one: Any, columns: list[str]) -> None:
    """Insert what an older schema has room for."""
    if columns:
        given = table_of(type(one), [one]).select(columns)
        store.connection.register("one", given)
        store.connection.execute(f"INSERT INTO {TABLES[type(one)]} BY NAME SELECT * FROM one")
        store.connection.unregister("one")


def rows_of(store: Store, table: str, columns: Sequence[str] = ("*",)) -> list[tuple[Any, ...]]:
    return store.connection.execute(
        f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL"
    ).fetchall()


def test_views_follow_their_files(tmp_path: Path, folder: Path) -> None:
    with open_store(tmp_path):
        pass
    add(folder, "views/99_new.sql", "CREATE OR REPLACE VIEW main.new_view AS SELECT 42 AS answer;")
    with open_store(tmp_path) as store:
        assert store.connection.execute("FROM main.new_view").fetchall() == [(42,)]


def test_an_edited_migration_is_refused(tmp_path: Path, folder: Path) -> None:
    with open_store(tmp_path) as store:
        first = names(store)[0]
    path = folder / "migrations" / f"{first}.sql"
    add(folder, f"migrations/{first}.sql", path.read_text("utf-8") + "\n-- a second thought\n")
    with pytest.raises(EditedMigration, match=first), open_store(tmp_path):
        pass


def test_a_newer_warehouse_is_refused_and_left_as_it_was(tmp_path: Path, folder: Path) -> None:
    later = add(folder, "migrations/0099_more.sql", "CREATE TABLE main.later (a INTEGER);")
    with open_store(tmp_path):
        pass
    later.unlink()
    sql.scripts.cache_clear()
    with pytest.raises(NewerSchema, match=r"0099_more.*update khabar"), open_store(tmp_path):
        pass
    with open_snapshot(tmp_path / "warehouse.duckdb") as reader:
        assert reader.connection.execute("SELECT count(*) FROM main.later").fetchone() == (0,)


def test_a_failing_migration_leaves_nothing_behind(tmp_path: Path, folder: Path) -> None:
    with open_store(tmp_path) as store:
        before = names(store)
    bad = "CREATE TABLE main.half (a INTEGER); INSERT INTO main.nowhere VALUES (1);"
    add(folder, "migrations/0099_bad.sql", bad)
    with pytest.raises(duckdb.CatalogException, match="nowhere"), open_store(tmp_path):
        pass
    (folder / "migrations" / "0099_bad.sql").unlink()
    sql.scripts.cache_clear()
    with open_store(tmp_path) as store:
        assert names(store) == before
        with pytest.raises(duckdb.CatalogException):
            store.connection.execute("FROM main.half")


def test_a_failing_view_leaves_the_old_ones(tmp_path: Path, folder: Path) -> None:
    with open_store(tmp_path):
        pass
    add(
        folder, "views/99_bad.sql", "CREATE OR REPLACE VIEW main.bad AS SELECT * FROM main.nowhere;"
    )
    with pytest.raises(duckdb.CatalogException), open_store(tmp_path):
        pass
    (folder / "views" / "99_bad.sql").unlink()
    sql.scripts.cache_clear()
    with open_store(tmp_path) as store:
        assert store.connection.execute("FROM main.relevant_articles").fetchall() == []


def test_everything_carries_a_comment(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        bare = store.connection.execute(
            """
            SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE comment IS NULL
            UNION ALL
            SELECT schema_name || '.' || table_name || '.' || column_name FROM duckdb_columns()
            JOIN duckdb_tables() USING (schema_name, table_name)
            WHERE duckdb_columns.comment IS NULL
            UNION ALL
            SELECT schema_name || '.' || view_name FROM duckdb_views()
            WHERE NOT internal AND comment IS NULL
            """
        ).fetchall()
    assert bare == []


def test_instants_say_that_they_are_utc(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        rows = store.connection.execute(
            """
            SELECT c.table_name || '.' || c.column_name, c.data_type, c.comment
            FROM duckdb_columns() AS c JOIN duckdb_tables() USING (schema_name, table_name)
            WHERE c.column_name LIKE '%\\_at' ESCAPE '\\' OR c.data_type LIKE 'TIMESTAMP%'
            """
        ).fetchall()
    assert rows
    wrong = [r for r in rows if r[1] != "TIMESTAMP" or "UTC" not in (r[2] or "")]
    assert wrong == []


def test_keys_are_the_only_indexes(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        indexes = store.connection.execute("SELECT index_name FROM duckdb_indexes()").fetchall()
        keys = store.connection.execute(
            "SELECT DISTINCT constraint_type FROM duckdb_constraints()"
        ).fetchall()
        keyless = store.connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT has_primary_key"
        ).fetchall()
    assert indexes == []
    assert {kind for (kind,) in keys} == {"PRIMARY KEY", "NOT NULL"}
    assert keyless == []
