"""Copies of the code that decides, which tests edit to see what its version follows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def house_of(package: str, folder: Path) -> Path:
    """A copy of a package of `tasks` in `folder`, with the warehouse that it imports."""
    for name in (f"tasks/{package}", "warehouse"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "tasks" / "__init__.py", folder / "tasks" / "__init__.py")
    return folder


def told_in(house: Path, code: str, *arguments: str) -> str:
    """What Python code prints that imports from the copy."""
    told = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=house,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def edit(path: Path, old: str, new: str) -> None:
    """Put `new` in the place of the first `old`, which must be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
