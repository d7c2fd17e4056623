"""The command line: one file a command, imported only when it is called.

`khabar query` and `--help` must answer at once, and Prefect alone takes over a second to
import, so that nothing here imports a command before it is wanted.
"""

from __future__ import annotations

import sys
from importlib import import_module

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


class Commands(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

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
        khabar.main(standalone_mode=True)
    except KhabarError as error:
        click.echo(f"khabar: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our answer, `head` for one, has gone
        sys.stderr.close()
        sys.exit(0)
