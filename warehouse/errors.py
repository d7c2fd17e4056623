"""The error tree. Expected failures are values that reach the warehouse; these stop something.

KhabarError
├── BadInput              what the user gave cannot be used: exit 2
│   ├── BadSetting        an environment variable or a line of khabar.toml
│   └── BadCatalogue      a row of a CSV or OPML catalogue
└── RunFailed             the work cannot go on: exit 1
    ├── Busy              another run holds the warehouse
    ├── NoSnapshot        nothing has been published yet
    ├── NewerSchema       the warehouse was written by a newer version of this code
    ├── EditedMigration   a migration that was applied is no longer the file that we have
    └── DamagedWarehouse  the file cannot be opened, or the candidate snapshot fails its checks

It stands in the lowest layer so that every layer can raise it. Each error carries the
subject (which file, setting, feed) and what to do next, prints as one line, and survives
a pickle round trip: its arguments are its state.
"""

from __future__ import annotations


class KhabarError(Exception):
    """Base: `subject` names the thing, `problem` what happened, `mend` what to do next."""

    exit_code = 1

    def __init__(self, subject: str, problem: str, mend: str = "") -> None:
        super().__init__(subject, problem, mend)
        self.subject = subject
        self.problem = problem
        self.mend = mend

    def __str__(self) -> str:
        tail = f" ({self.mend})" if self.mend else ""
        return f"{self.subject}: {self.problem}{tail}"


class BadInput(KhabarError):
    """Something that the user gave cannot be used."""

    exit_code = 2


class BadSetting(BadInput):
    """A setting has a value that cannot be used."""


class BadCatalogue(BadInput):
    """A catalogue row cannot be used; `subject` is `FILE:LINE`."""


class RunFailed(KhabarError):
    """The work cannot go on."""


class Busy(RunFailed):
    """Another run holds the warehouse."""


class NoSnapshot(RunFailed):
    """Nothing has been published yet."""


class NewerSchema(RunFailed):
    """The warehouse was written by a newer version of this code."""


class EditedMigration(RunFailed):
    """A migration that was applied is no longer the file that we have."""


class DamagedWarehouse(RunFailed):
    """The file cannot be opened, or what it holds fails its checks."""
