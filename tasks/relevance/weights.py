"""The trained weights: read from the file that `make model` writes, and refused where it is wrong.

The file is JSON, one weight a line, so that two trainings can be compared with `diff`. Weights
are in log-odds of the calibrated probability: what one adds is what it moves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import BadCatalogue

FORMAT = 1
_MOST = 1000.0  # log-odds: more is damage
HEADS = ("relevant", "event", "mentioned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A linear model over signs, and over wording where it has weights for it."""

    bias: float
    signs: dict[str, float]
    wording: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The three questions in the order in which they are asked, and the file's digest."""

    relevant: Head  # core or related, against the rest
    event: Head  # core, among the relevant
    mentioned: Head  # background, among the rest
    threshold: float  # probability from which an article is relevant
    version: str


def read_weights(path: Path) -> Weights:
    """The weights of a file; raises BadCatalogue, naming it, on anything else than such a file."""
    try:
        content = path.read_bytes()
        given = json.loads(content)
    except (OSError, ValueError, RecursionError) as error:
        raise _refuse(path, f"cannot be read: {error}") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise _refuse(path, f"is no file of weights in format {FORMAT}")
    relevant, event, mentioned = (_head(path, name, given.get(name)) for name in HEADS)
    threshold = (_numbers({"": given.get("threshold")}) or {"": 0.0})[""]
    if not 0 < threshold < 1:
        raise _refuse(path, "wants a threshold between 0 and 1")
    return Weights(
        relevant=relevant,
        event=event,
        mentioned=mentioned,
        threshold=threshold,
        version=hashlib.sha256(content).hexdigest(),
    )


def _head(path: Path, name: str, given: object) -> Head:
    if not isinstance(given, dict) or set(given) != {"bias", "signs", "wording"}:
        raise _refuse(path, f"{name} wants bias, signs and wording")
    signs, wording = _numbers(given["signs"]), _numbers(given["wording"])
    bias = _numbers({"bias": given["bias"]})
    if signs is None or wording is None or bias is None:
        raise _refuse(path, f"{name} holds a weight that is no finite number")
    return Head(bias=bias["bias"], signs=signs, wording=wording)


def _numbers(given: object) -> dict[str, float] | None:
    if not isinstance(given, dict):
        return None
    for value in given.values():
        if type(value) not in (int, float) or not -_MOST < value < _MOST:  # not-a-number neither
            return None
    return given


def _refuse(path: Path, problem: str) -> BadCatalogue:
    return BadCatalogue(f"{path.name}:1", problem, "restore the file, or train it anew: make model")


def write_weights(
    path: Path, heads: Mapping[str, Head], threshold: float, notes: Mapping[str, object]
) -> None:
    """Write the three heads and notes on their making (JSON values), weights in order of name."""
    content = {"format": FORMAT, "notes": dict(notes), "threshold": threshold}
    content |= {
        name: {
            "bias": heads[name].bias,
            "signs": dict(sorted(heads[name].signs.items())),
            "wording": dict(sorted(heads[name].wording.items())),
        }
        for name in HEADS
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")
