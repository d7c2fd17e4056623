"""The command line: one file a command, imported only when it is called.

`khabar query` and `--help` must answer at once, and Prefect alone takes over a second to
import, so that nothing here imports a command before it is wanted.
"""

from __future__ import annotations

import errno
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from tasks import __version__
from warehouse.errors import KhabarError

COMMANDS = {
    "ingest": "Poll the feeds once, now.",
    "serve": "Prefect server with UI, schedules and a worker, in one process tree.",
    "query": "Read-only SQL on the published snapshot.",
    "explain": "Why an article was judged as it was, or dropped.",
    "feeds": "The catalogue: list, check, add, import, export.",
    "status": "Last runs, feed health, gaps, size, versions, settings.",
    "evaluate": "Figures of the shipped decisions on labelled data.",
}


class Lost(Exception):
    """A call of the system that failed: a file, the disk, or who should have read us."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause)
        self.cause = cause


@contextmanager
def losses() -> Iterator[None]:
    """Bring an OSError past Click, which ends with 1 on its own where `head` has gone."""
    try:
        yield
    except OSError as error:
        raise Lost(error) from error


class Commands(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def make_context(self, *given: Any, **options: Any) -> click.Context:
        with losses():
            return super().make_context(*given, **options)

    def invoke(self, ctx: click.Context) -> Any:
        with losses():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"flows.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="khabar")
def khabar() -> None:
    """South Asia militancy news, from RSS to SQL.

    Example: khabar ingest, then khabar query "SELECT title FROM relevant_articles".
    """


def main() -> None:
    """The console script. Exit 0 on success, 1 on a failed run, 2 on bad usage."""
    try:
        with losses():
            exit_code = _run()
            if sys.stdout is not None:  # it is None where the caller closed it
                sys.stdout.flush()
    except Lost as lost:
        exit_code = _told(lost.cause)
    sys.exit(exit_code)


def _run() -> int:
    try:
        return khabar.main(standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Aborted!", err=True)
        return 1
    except KhabarError as error:
        click.echo(f"khabar: {error}", err=True)
        return error.exit_code


def _told(error: OSError) -> int:
    """The exit code of a failed call of the system, which is told in one line."""
    nobody_reads = error.errno == errno.EPIPE and _reader_has_gone()
    # What is still buffered cannot be written either, and Python would try at its end.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    if nobody_reads:
        os.dup2(nowhere, 2)
        return 0
    where = f"{error.filename}: " if error.filename else ""
    click.echo(f"khabar: {where}{error.strerror or error}", err=True)
    return 1


def _reader_has_gone() -> bool:
    """Whether nobody reads what we print; a broken connection elsewhere is a failure."""
    outputs = select.poll()
    for descriptor in (1, 2):
        outputs.register(descriptor, select.POLLOUT)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in outputs.poll(0))
