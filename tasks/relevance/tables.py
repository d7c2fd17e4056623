"""The catalogues as rows of the warehouse, so that analysts can join them to what was found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tasks.relevance.catalogue import Row, read_file, read_rows
from tasks.relevance.entries import COLUMNS
from warehouse.records import Actor, ActorAlias, Place, id63


def actors(folder: Path, version: str) -> list[Actor]:
    """The rows of actors.csv; raises BadCatalogue as `load_lexicon` does."""
    return [
        Actor(
            actor_id=row["actor_id"],
            name=row["canonical_name"],
            short_name=row["short_name"] or None,
            actor_class=row["actor_class"],
            ideology=row["ideology_class"] or None,
            countries=row.listed("countries"),
            parent_id=row["parent_id"] or None,
            active_from=row["active_from"] or None,
            active_to=row["active_to"] or None,
            status=row["status_2026"] or None,
            catalogue_version=version,
        )
        for row in _rows(folder, "actors.csv")
    ]


def actor_aliases(folder: Path, version: str) -> list[ActorAlias]:
    """The rows of aliases.csv, each alias once per language and actor."""
    found: dict[tuple[str, str, str], ActorAlias] = {}
    for row in _rows(folder, "aliases.csv"):
        alias = ActorAlias(
            alias=row["alias"],
            language=row["language"],
            actor_id=row["actor_id"],
            alias_type=row["alias_type"],
            is_ambiguous=row.yes("is_ambiguous"),
            catalogue_version=version,
        )
        found.setdefault((alias.alias, alias.language, alias.actor_id), alias)
    return list(found.values())


def places(folder: Path, version: str) -> list[Place]:
    """The rows of districts.csv and hotspots.csv."""
    rows = [
        *((row, row["district"], row["level"]) for row in _rows(folder, "districts.csv")),
        *((row, row["name"], row["kind"]) for row in _rows(folder, "hotspots.csv")),
    ]
    found: dict[int, Place] = {}
    for row, name, kind in rows:
        key = (row["country"], row["admin1"], row["district"], name, kind)
        place = Place(
            place_id=id63("place", *key),
            name=name,
            kind=kind,
            country=row["country"],
            admin1=row["admin1"] or None,
            district=row["district"] or None,
            latitude=float(row["lat"]) if row["lat"] else None,
            longitude=float(row["lon"]) if row["lon"] else None,
            coordinate_source=row["source"] or None,
            catalogue_version=version,
        )
        found.setdefault(place.place_id, place)
    return list(found.values())


def _rows(folder: Path, name: str) -> Iterator[Row]:
    return read_rows(read_file(folder, name), name, COLUMNS[name])
