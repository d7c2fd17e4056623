"""`khabar ingest`: one run of the ingest flow, now."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from flows.server import server_for_one_run
from tasks.begin import check_home, check_names
from tasks.feeds.catalogue import read_catalogue
from tasks.settings import configure, prepare_prefect
from warehouse.lock import only_writer

if TYPE_CHECKING:
    from flows.report import Findings

# The run's log in Prefect keeps every step; a terminal wants what went wrong.
QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING"}


@click.command(epilog="Example: khabar ingest --feeds my_feeds.csv --only dawn-pakistan")
@click.option("--feeds", type=click.Path(path_type=Path), help="A catalogue, CSV or OPML.")
@click.option("--only", multiple=True, metavar="FEED_ID ...", help="Poll these feeds alone.")
@click.option("--due", is_flag=True, help="Poll only the feeds whose time has come.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Show every step, not warnings alone.")
@click.argument("more", nargs=-1, metavar="")
def command(
    feeds: Path | None,
    only: tuple[str, ...],
    due: bool,
    as_json: bool,
    verbose: bool,
    more: tuple[str, ...],
) -> None:
    """Poll the feeds, fetch and judge what is new, load it and publish the snapshot."""
    if more and not only:
        raise click.UsageError(f"unexpected {' '.join(more)}: name feeds with --only")
    wanted = [*only, *more]
    settings = configure(feeds=feeds).settings
    # What can be refused is refused before a Prefect server takes its seconds to start.
    check_names(wanted, read_catalogue(settings.feeds), settings.feeds)
    check_home(settings.warehouse_file, settings.published_file)
    with only_writer(settings.warehouse_file, "khabar ingest"):
        pass
    prepare_prefect(settings, {} if verbose else QUIET)
    with server_for_one_run(settings):
        from flows.ingest import ingest  # imports Prefect, which reads its environment then
        from flows.report import plain_summary

        run = ingest(feeds=str(settings.feeds), only=wanted or None, due_only=due)
        findings = cast("Findings", asyncio.run(run))  # what ends as Failed raises here
    if as_json:
        click.echo(json.dumps(findings.as_json(), default=str, ensure_ascii=False, indent=2))
    else:
        click.echo(plain_summary(findings, settings.published_file))
