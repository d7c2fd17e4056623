"""Brings a warehouse to today's schema: numbered files, each in one transaction with its record."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.arrow import naive_utc
from warehouse.errors import EditedMigration, NewerSchema
from warehouse.sql import scripts, statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def migrate(connection: DuckDBPyConnection, warehouse: Path, now: datetime) -> tuple[str, ...]:
    """Apply what is not applied yet and set the views anew; returns the names applied.

    Raises NewerSchema where the file knows migrations that this code does not, and
    EditedMigration where one that was applied has another text now.
    """
    connection.execute(statement("create_migration_record"))
    applied = dict(connection.execute(statement("applied_migrations")).fetchall())
    ours = {script.name: script for script in scripts("migrations")}
    if unknown := sorted(set(applied) - set(ours)):
        raise NewerSchema(
            str(warehouse),
            f"was written by a newer version (it has migration {unknown[-1]})",
            "update khabar, or point KHABAR_HOME at another folder",
        )
    fresh = []
    for name, script in ours.items():
        if name in applied:
            if applied[name] != script.sha256:
                raise EditedMigration(
                    str(warehouse),
                    f"migration {name} was applied with another text than this version's",
                    "restore the file: a change of schema is a new migration",
                )
            continue
        connection.begin()
        try:
            connection.execute(script.text)
            connection.execute(statement("record_migration"), [name, script.sha256, naive_utc(now)])
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
        fresh.append(name)
    if fresh or _views_differ(connection):
        connection.begin()
        for view in scripts("views"):
            connection.execute(view.text)
        connection.execute(statement("record_views"), [_views_digest(), naive_utc(now)])
        connection.commit()
    return tuple(fresh)


def _views_digest() -> str:
    return " ".join(view.sha256[:12] for view in scripts("views"))


def _views_differ(connection: DuckDBPyConnection) -> bool:
    row = connection.execute(statement("applied_views")).fetchone()
    return row is None or row[0] != _views_digest()
