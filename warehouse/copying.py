"""Copies one file to the disk's platter; run as a process of its own by snapshot.py.

Imports nothing of ours, so that it starts at once and opens nothing else.
"""

import os
import shutil
import sys
from pathlib import Path


def copy_and_sync(source: Path, target: Path) -> None:
    """Copy `source` to `target` and return when the bytes are on the disk."""
    shutil.copyfile(source, target)
    with target.open("rb+") as copy:
        os.fsync(copy.fileno())


if __name__ == "__main__":
    copy_and_sync(Path(sys.argv[1]), Path(sys.argv[2]))
