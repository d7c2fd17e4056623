"""`khabar status`: how the last runs went, how the feeds fare, and what is set where."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from flows.cli.answering import as_json, as_table
from tasks import __version__
from tasks.settings import Configuration, configure
from warehouse.errors import NoSnapshot
from warehouse.store import open_snapshot

LIBRARIES = ("prefect", "duckdb", "trafilatura", "feedparser")


@click.command(epilog="Example: khabar status --json")
@click.option("--json", "wants_json", is_flag=True, help="Answer as JSON.")
def command(wants_json: bool) -> None:
    """Show last runs, feed health, coverage gaps, warehouse size, versions and settings."""
    configuration = configure()
    status = _status(configuration)
    if wants_json:
        as_json(status)
    else:
        _show(status)


def _status(configuration: Configuration) -> dict[str, Any]:
    settings = configuration.settings
    status: dict[str, Any] = {
        "versions": {"khabar": __version__} | {name: version(name) for name in LIBRARIES},
        "settings": {
            name: {"value": _shown(getattr(settings, name)), "origin": origin}
            for name, origin in configuration.origins.items()
        },
        "files": {
            "warehouse": _size(settings.warehouse_file),
            "published": _size(settings.published_file),
            "archive": sum(file.stat().st_size for file in settings.archive.rglob("*.warc.gz")),
        },
    }
    try:
        with open_snapshot(settings.published_file) as snapshot:
            for name in ("runs", "counts", "feeds", "trouble", "gaps"):
                status[name] = snapshot.rows(f"status_{name}")
    except NoSnapshot as error:
        status["snapshot"] = str(error)
    return status


def _show(status: dict[str, Any]) -> None:
    click.echo("Versions: " + ", ".join(f"{k} {v}" for k, v in status["versions"].items()))
    click.echo(
        "Files: " + ", ".join(f"{k} {v / 1e6:,.1f} MB" for k, v in status["files"].items()) + "\n"
    )
    titles = {
        "counts": "What the snapshot holds",
        "runs": "Last runs",
        "feeds": "Feeds by health",
        "trouble": "Feeds in trouble",
        "gaps": "Coverage gaps of the last 14 days",
    }
    for name, title in titles.items():
        rows = status.get(name)
        if rows:
            click.echo(f"{title}:")
            as_table(tuple(rows[0]), [tuple(row.values()) for row in rows])
            click.echo()
    if "snapshot" in status:
        click.echo(f"{status['snapshot']}\n")
    click.echo("Settings:")
    as_table(
        ("setting", "value", "from"),
        [(name, one["value"], one["origin"]) for name, one in status["settings"].items()],
    )


def _shown(value: object) -> object:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value) if isinstance(value, Path) else value


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
