"""One pipeline over many articles in a process of its own: its peak memory after each batch.

    python benchmarks/memory.py 4000 [--pages FOLDER]

Prints JSON: `pages`, `peaks_mb` (after each batch of 200), `stages_ms` (CPU an article).
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.corpus import copies, originals
from benchmarks.machine import Stopwatch, peak_megabytes
from benchmarks.pipeline import take_through
from tasks.relevance.lexicon import load_lexicon
from tasks.settings import KNOWLEDGE


@click.command()
@click.argument("count", type=int)
@click.option("--pages", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(count: int, pages: Path | None) -> None:
    """Take COUNT articles through the pipeline in one run."""
    peaks: list[float] = []
    watch = Stopwatch()
    with TemporaryDirectory() as home:
        asyncio.run(
            take_through(
                copies(originals(pages), count),
                Path(home),
                load_lexicon(KNOWLEDGE),
                watch,
                after_batch=lambda _: peaks.append(round(peak_megabytes(), 1)),
            )
        )
    stages = {name: seconds * 1000 / count for name, seconds in watch.seconds.items()}
    print(json.dumps({"pages": count, "peaks_mb": peaks, "stages_ms": stages}))


if __name__ == "__main__":
    main()
