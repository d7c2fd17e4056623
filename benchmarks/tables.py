"""Writes tables in Markdown: every report of the benchmarks is made of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def table_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table; fractions with three places, a dash for what there is none of."""

    def cell(value: object) -> str:
        if isinstance(value, float):
            return "-" if math.isnan(value) else f"{value:.3f}"
        return str(value)

    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return lines + [f"| {' | '.join(map(cell, row))} |" for row in rows]
