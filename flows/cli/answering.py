"""How commands answer: tables for people, JSON for machines, both on standard output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

import click


def as_json(answer: object) -> None:
    """Print an answer as JSON; instants in ISO 8601."""
    click.echo(json.dumps(answer, default=_plain, ensure_ascii=False, indent=2))


def as_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in columns; numbers to the right, nothing for None."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *texts, strict=True)]
    click.echo("  ".join(name.ljust(width) for name, width in zip(header, widths, strict=True)))
    for row in texts:
        cells = [
            cell.rjust(width) if _is_number(cell) else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float):
        return f"{cell:.3f}"
    return str(cell)


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).isdigit()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
