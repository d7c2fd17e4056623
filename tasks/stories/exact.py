"""A story as copies to the letter: the simplest grouping, and the seam for a better one.

Whatever replaces it must keep the promise that `settling.py` and the warehouse rely on:
an article's story is decided once, and stays when more copies arrive.
"""

from __future__ import annotations

from warehouse.records import id63


def story_of(text_sha256: str) -> int:
    """The story_id of a text: equal for texts that are equal to the letter."""
    return id63("story", text_sha256)
