"""The version of the grouper follows the code and the weights that decide, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.houses import edit, house_of, told_in

TELL = "from tasks.stories.grouping import grouper_version; print(grouper_version())"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return house_of("stories", tmp_path)


def version_in(house: Path) -> str:
    return told_in(house, TELL)


def test_the_version_follows_all_that_decides_and_nothing_else(house: Path) -> None:
    folder = house / "tasks" / "stories"
    seen = [version_in(house)]
    assert seen[0].startswith("pairs+")

    edit(folder / "evaluation.py", '"""How good', '"""How very good')
    edit(folder / "publishers.py", '"""', '"""Well: ')
    (folder / "weights.json").touch()
    assert version_in(house) == seen[0]

    for name, old, new in (
        ("comparing.py", "LEAD_WORDS = 40", "LEAD_WORDS = 50"),
        ("grouping.py", "timedelta(days=30)", "timedelta(days=40)"),
        ("signing.py", "SIGNATURE_SIZE = 48", "SIGNATURE_SIZE = 64"),
        ("words.py", "_EMOJI = 0x1F000", "_EMOJI = 0x1F001"),
        ("weights.json", '"threshold": 0.', '"threshold": 1.'),
    ):
        edit(folder / name, old, new)
        seen.append(version_in(house))
        edit(folder / name, new, old)
    assert len(set(seen)) == 6
    assert version_in(house) == seen[0]


def test_every_measure_of_the_comparison_is_weighed_from_the_file(house: Path) -> None:
    """A file of weights that lacks a measure stops the grouping: it does not group otherwise."""
    edit(house / "tasks" / "stories" / "weights.json", '"title"', '"headline"')
    told = subprocess.run(
        [sys.executable, "-c", "from tasks.stories.comparing import load_weights; load_weights()"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "headline" in told.stderr
