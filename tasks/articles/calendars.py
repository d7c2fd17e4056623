"""Knows months by their names in the languages of the region, and the solar Hijri calendar."""

from __future__ import annotations

import csv
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from warehouse.errors import BadCatalogue

MONTH_NAMES = Path(__file__).parents[1] / "knowledge" / "month_names.csv"


def plain_text(text: str) -> str:
    """Case-folded NFKC text with ASCII digits, ordinary spaces and no direction marks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    out = []
    for character in folded:
        if character.isdecimal():
            out.append(str(unicodedata.decimal(character)))
        elif unicodedata.category(character) == "Cf":
            continue  # joiners and direction marks differ between writers of one name
        else:
            out.append(" " if character.isspace() else character)
    return "".join(out)


def from_solar_hijri(year: int, month: int, day: int) -> tuple[int, int, int]:
    """The Gregorian day of a solar Hijri one, by the 33-year leap cycle (right for 1206-1498)."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise ValueError(f"no such day: {year}-{month}-{day}")
    cycle_start = 475  # 475-01-01 was 1096-03-20 (Gregorian), the first year of a cycle
    years = year - cycle_start
    leaps = years // 33 * 8 + sum(
        1 for past in range(years % 33) if past in (0, 4, 8, 12, 16, 20, 24, 29)
    )
    elapsed = years * 365 + leaps + min(month - 1, 6) * 31 + max(month - 7, 0) * 30 + day - 1
    at = datetime(1096, 3, 20, tzinfo=UTC) + timedelta(days=elapsed)
    return at.year, at.month, at.day


@cache
def month_names() -> tuple[dict[str, int], dict[str, int]]:
    """Month numbers by name, as `plain_text` writes names: Gregorian, solar Hijri."""
    tables: dict[str, dict[str, int]] = {"gregorian": {}, "solar_hijri": {}}
    with MONTH_NAMES.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            subject = f"{MONTH_NAMES.name}:{number}"
            table = tables.get(row["calendar"])
            if table is None or not row["name"] or not row["source"]:
                raise BadCatalogue(subject, "needs a known calendar, a name and a source")
            if not row["month"].isdecimal() or not 1 <= int(row["month"]) <= 12:
                raise BadCatalogue(subject, f"no month {row['month']!r}", "write 1 to 12")
            name, month = plain_text(row["name"]), int(row["month"])
            if table.setdefault(name, month) != month:
                raise BadCatalogue(subject, f"{row['name']} is already another month")
    return tables["gregorian"], tables["solar_hijri"]
