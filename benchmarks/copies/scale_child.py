"""One run of newcomers against a warehouse, in a process that does nothing else.

    python benchmarks/copies/scale_child.py WAREHOUSE BATCHES

BATCHES is a pickle of batches as the extract stage hands them on. Prints JSON: CPU seconds by
step, wall seconds, the peak of memory and what of it stood before the first step, and pairs.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.copies.newsroom import bring, feeds
from benchmarks.machine import Stopwatch, peak_megabytes
from warehouse.store import Store


def main(warehouse: Path, given: Path) -> None:
    batches, known, watch = pickle.loads(given.read_bytes()), feeds(), Stopwatch()
    at = batches[-1][-1].page.answer.fetched_at
    before, began = peak_megabytes(), time.perf_counter()
    with watch.of("open"):
        store = Store(warehouse, at)
    pairs = sum(bring(store, batch, known, watch) for batch in batches)
    with watch.of("close"):
        store.close()
    wall = time.perf_counter() - began
    told = {
        "cpu": dict(watch.seconds),
        "wall": wall,
        "before_mb": before,
        "peak_mb": peak_megabytes(),
        "pairs": pairs,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
