"""Finds the SQL: statements, migrations, views and checks are files beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One `.sql` file."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()


@cache
def scripts(folder: str) -> tuple[Script, ...]:
    """The files of `migrations`, `views` or `checks`, in the order of their names."""
    return tuple(
        Script(name=path.stem, text=path.read_text("utf-8"))
        for path in sorted((FOLDER / folder).glob("*.sql"))
    )


@cache
def statement(name: str) -> str:
    """The text of `statements/NAME.sql`."""
    return (FOLDER / "statements" / f"{name}.sql").read_text("utf-8")
