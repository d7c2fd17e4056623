"""datasketch and rensa, in an environment of their own: they know nothing of this project.

    PEER/bin/python benchmarks/copies/peers.py sign TEXTS WORDS < contestants
    PEER/bin/python benchmarks/copies/peers.py fill COUNT

`sign`: TEXTS is a JSON list of texts, WORDS the words of a shingle. The first line printed has
the versions; then each line on stdin names a contestant, answered with a line of JSON: its CPU
seconds from texts to signatures, and the words that it read. `fill` puts COUNT signatures into
an LSH index and prints the memory before and the peak after it, in MB.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
from datasketch import LeanMinHash, MinHash, MinHashLSH  # type: ignore[import-not-found]
from rensa import RMinHash  # type: ignore[import-not-found]

PACKAGES = ("datasketch", "rensa", "numpy")
PERMUTATIONS = 128
THRESHOLD = 0.5
# All words of a folded ASCII text; points and commas inside numbers are part of them.
WORD = re.compile(r"(?:[a-z0-9]|(?<=[0-9])[.,](?=[0-9]))+")

NEW, OLD = "affine32", "legacy"  # datasketch's default, and its default before version 2
# Drawn once: drawing them anew for each text would be a good part of what a MinHash costs.
PERMUTED = {
    scheme: MinHash(num_perm=PERMUTATIONS, scheme=scheme).permutations for scheme in (NEW, OLD)
}


def shingles(text: str, size: int) -> tuple[int, list[str]]:
    words = WORD.findall(text.casefold())
    count = len(words) - size + 1
    return len(words), [" ".join(words[start : start + size]) for start in range(count)]


def datasketch(text: str, size: int, scheme: str = NEW) -> int:
    count, found = shingles(text, size)
    minhash = MinHash(num_perm=PERMUTATIONS, permutations=PERMUTED[scheme], scheme=scheme)
    minhash.update_batch([shingle.encode() for shingle in found])
    minhash.digest()
    return count


def rensa(text: str, size: int) -> int:
    count, found = shingles(text, size)
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=1)
    minhash.update(found)
    minhash.digest()
    return count


CONTESTANTS: dict[str, Callable[[str, int], int]] = {
    "datasketch": datasketch,
    "datasketch, its scheme before version 2": partial(datasketch, scheme=OLD),
    "rensa": rensa,
}


def sign(path: Path, size: int) -> None:
    texts = json.loads(path.read_text("utf-8"))
    say(contestants=list(CONTESTANTS), versions=[f"{name} {version(name)}" for name in PACKAGES])
    for line in sys.stdin:
        contestant = CONTESTANTS[line.strip()]
        began = time.process_time()
        words = sum(contestant(text, size) for text in texts)
        say(cpu_seconds=time.process_time() - began, words=words)


def fill(count: int) -> None:
    """Random hash values stand for texts: it is the index that is measured."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    random = np.random.default_rng(1)
    before, began = peak_megabytes(), time.process_time()
    for key in range(count):
        values = random.integers(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
        minhash = LeanMinHash(seed=1, hashvalues=values, scheme=NEW)
        index.insert(key, minhash, check_duplication=False)
    say(
        before_mb=before,
        peak_mb=peak_megabytes(),
        cpu_seconds=time.process_time() - began,
        bands=index.b,
        rows=index.r,
        threshold=THRESHOLD,
        permutations=PERMUTATIONS,
    )


def peak_megabytes() -> float:
    """The most memory that this process has held (Linux)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def say(**answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "sign":
        sign(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        fill(int(sys.argv[2]))
