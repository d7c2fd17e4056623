"""A progress bar in the Prefect UI, moved at each batch."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from uuid import UUID

from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One stage's way from nothing to `total`."""

    artifact_id: UUID
    what: str
    total: int

    @classmethod
    async def begin(cls, what: str, total: int) -> Progress:
        artifact_id = await acreate_progress_artifact(
            0.0 if total else 100.0, key=what.replace(" ", "-"), description=f"{what}: 0 of {total}"
        )
        return cls(artifact_id=artifact_id, what=what, total=total)

    async def show(self, done: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == self.total else ""
            print(f"\r{self.what}: {done} of {self.total}", end=end, file=sys.stderr, flush=True)
        await aupdate_progress_artifact(
            self.artifact_id,
            round(100 * done / self.total, 1) if self.total else 100.0,
            description=f"{self.what}: {done} of {self.total}",
        )
