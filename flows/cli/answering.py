"""How commands answer: tables for people, JSON for machines, and files that are whole or absent."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click


def as_json(answer: object) -> None:
    """Print an answer as JSON."""
    click.echo(json.dumps(plain(answer), allow_nan=False, ensure_ascii=False, indent=2))


def plain(value: object) -> object:
    """The value as JSON has it: ISO 8601 for instants, hex for bytes, null for NaN and infinity."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes | bytearray | memoryview):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(plain(name)): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


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


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `path` once the block is through.

    Until then, and where the block fails, `path` stays as it was; devices and pipes are
    written directly. An OSError of the block names `path`.
    """
    target = path.resolve()
    is_special = target.exists() and not target.is_file()
    begun = target if is_special else target.with_name(f".{target.name}.new")
    try:
        yield begun
        if not is_special:
            if target.exists():
                shutil.copymode(target, begun)
            begun.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
    finally:
        if not is_special and begun.parent.is_dir():
            begun.unlink(missing_ok=True)


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
