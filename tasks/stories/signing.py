"""Signs a text: a few of its shingles, chosen alike in every text, by which copies are found."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tasks.stories.words import Numbers, mixed, word_hashes

SHINGLE_WORDS = 5
SIGNATURE_SIZE = 48
LEAST_SHARED = 2  # shingles that two signatures must share for their texts to be compared

Signature: TypeAlias = npt.NDArray[np.uint32]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def shingles(hashes: Numbers, size: int) -> Numbers:
    """A 64-bit hash of each run of `size` words, in their order; none where there are fewer."""
    count = len(hashes) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    total = hashes[:count].copy()
    for place in range(1, size):
        total = total * _FACTOR + hashes[place : place + count]
    return mixed(total)


def sign(body: str) -> Signature:
    """The lowest shingles of a text, 32 bits each, at most SIGNATURE_SIZE, in rising order.

    Texts that share shingles share the lowest of them, however much longer one of them is:
    that is how a brief of 150 words meets its dispatch of 700 (bottom-k sketches, E. Cohen
    and H. Kaplan 2007).
    """
    found = np.sort((shingles(word_hashes(body), SHINGLE_WORDS) >> np.uint64(32)).astype(np.uint32))
    is_first = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=is_first[1:])
    return found[is_first][:SIGNATURE_SIZE]
