"""Which query parameters are a link's dress: tracking, or another rendering of the same article."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from warehouse.errors import BadCatalogue

CATALOGUE = Path(__file__).parent.parent / "knowledge" / "tracking_parameters.csv"
_MATCHES = frozenset({"exact", "prefix"})
_ROLES = frozenset({"tracking", "variant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DressRule:
    """A row of tracking_parameters.csv."""

    parameter: str  # lower case
    is_prefix: bool
    value: str  # lower case; empty for any
    role: str  # tracking: never changes the answer; variant: another rendering


@dataclass(frozen=True, slots=True, kw_only=True)
class DressRules:
    """The rules of one role, made quick to ask."""

    values_by_name: dict[str, frozenset[str]]  # an empty string among the values: any value
    prefixes: tuple[str, ...]

    def covers(self, name: str, value: str) -> bool:
        """Whether a parameter of this name and value is dress."""
        name = name.lower()
        if self.prefixes and name.startswith(self.prefixes):
            return True
        values = self.values_by_name.get(name)
        return values is not None and ("" in values or value.lower() in values)


def is_tracking(name: str, value: str) -> bool:
    """Whether the parameter only tells the publisher where the reader came from."""
    return _rules("tracking").covers(name, value)


def is_variant(name: str, value: str) -> bool:
    """Whether the parameter asks for another rendering (AMP, print, mobile) of the same article."""
    return _rules("variant").covers(name, value)


def read_dress_rules(path: Path = CATALOGUE) -> tuple[DressRule, ...]:
    """All rows of the catalogue. BadCatalogue names the first row that cannot be used."""
    rules = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            subject = f"{path.name}:{rows.line_num}"
            name, match, role = row.get("parameter"), row.get("match"), row.get("role")
            if not name:
                raise BadCatalogue(subject, "no parameter", "name one")
            if match not in _MATCHES:
                raise BadCatalogue(subject, f"match is {match!r}", "write exact or prefix")
            if role not in _ROLES:
                raise BadCatalogue(subject, f"role is {role!r}", "write tracking or variant")
            if not row.get("source"):
                raise BadCatalogue(subject, "no source", "say where the parameter is documented")
            rules.append(
                DressRule(
                    parameter=name.lower(),
                    is_prefix=match == "prefix",
                    value=(row.get("value") or "").lower(),
                    role=role or "",
                )
            )
    return tuple(rules)


@lru_cache(maxsize=2)
def _rules(role: str) -> DressRules:
    rules = [rule for rule in read_dress_rules() if rule.role == role]
    values: dict[str, frozenset[str]] = {}
    for rule in rules:
        if not rule.is_prefix:
            values[rule.parameter] = values.get(rule.parameter, frozenset()) | {rule.value}
    return DressRules(
        values_by_name=values,
        prefixes=tuple(rule.parameter for rule in rules if rule.is_prefix),
    )
