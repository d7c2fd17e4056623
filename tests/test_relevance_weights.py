"""The weights file: read back as it was written, and refused by name whatever is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from benchmarks.relevance.training import SHIPPED, THRESHOLD
from tasks.relevance.classifier import WEIGHTS
from tasks.relevance.weights import HEADS, Head, read_weights, write_weights
from warehouse.errors import BadCatalogue

WRITTEN = {
    "relevant": Head(bias=-2.5, signs={"gate": 1.25, "attack|title": 0.5}, wording={"حملہ": 0.125}),
    "event": Head(bias=0.0, signs={"attack|title": -1.0}, wording={}),
    "mentioned": Head(bias=1.0, signs={}, wording={}),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "weights.json"
    write_weights(file, WRITTEN, 0.3, {"rows": {"case 1": 7}})
    return file


def test_what_was_written_is_read(path: Path) -> None:
    weights = read_weights(path)
    assert {name: getattr(weights, name) for name in HEADS} == WRITTEN
    assert weights.threshold == 0.3


def test_the_same_weights_make_the_same_file_in_whatever_order_they_come(path: Path) -> None:
    before = path.read_bytes()
    turned = {
        name: Head(
            bias=head.bias,
            signs=dict(reversed(head.signs.items())),
            wording=dict(reversed(head.wording.items())),
        )
        for name, head in reversed(WRITTEN.items())
    }
    write_weights(path, turned, 0.3, {"rows": {"case 1": 7}})
    assert path.read_bytes() == before


def test_each_weight_has_a_line_of_its_own(path: Path) -> None:
    assert '"attack|title": 0.5,\n"gate": 1.25\n' in path.read_text("utf-8")


def test_the_version_follows_the_file(path: Path) -> None:
    before = read_weights(path).version
    assert read_weights(path).version == before
    write_weights(path, WRITTEN, 0.31, {"rows": {"case 1": 7}})
    assert read_weights(path).version != before


def given(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def with_(*keys: str, value: Any) -> Callable[[Path], bytes]:
    """The file with another value at the end of these keys."""

    def spoilt(path: Path) -> bytes:
        content = given(path)
        place = content
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = value
        return json.dumps(content).encode()

    return spoilt


def without(*keys: str) -> Callable[[Path], bytes]:
    """The file without what stands at the end of these keys."""

    def spoilt(path: Path) -> bytes:
        content = given(path)
        place = content
        for key in keys[:-1]:
            place = place[key]
        del place[keys[-1]]
        return json.dumps(content).encode()

    return spoilt


def raw(number: str) -> Callable[[Path], bytes]:
    """The file with a number that json.dumps would not write."""
    return lambda path: path.read_bytes().replace(b"1.25", number.encode())


DAMAGE: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda path: b"",
    "cut off": lambda path: path.read_bytes()[:-20],
    "overwritten": lambda path: b"\0" * 4096,
    "no text": lambda path: b"\xff\xfe\xff" + path.read_bytes(),
    "another encoding": lambda path: path.read_bytes().replace("حملہ".encode(), b"\xe9t\xe9"),
    "two files in one": lambda path: path.read_bytes() * 2,
    "conflict marks": lambda path: b"<<<<<<< ours\n" + path.read_bytes(),
    "a list": lambda path: b"[]",
    "no object": lambda path: b"0.5",
    "deep": lambda path: b"[" * 200_000,
    "another format": with_("format", value=2),
    "no format": without("format"),
    "no head": without("event"),
    "a head that is a list": with_("event", value=[]),
    "a head without a bias": without("relevant", "bias"),
    "a head without wording": without("mentioned", "wording"),
    "a head with more": with_("relevant", "places", value={}),
    "a bias in words": with_("relevant", "bias", value="-2.5"),
    "no bias": with_("relevant", "bias", value=None),
    "a bias that is yes": with_("relevant", "bias", value=True),
    "a list of signs": with_("relevant", "signs", value=[1.0]),
    "a weight in words": with_("relevant", "signs", "gate", value="1"),
    "a weight that is a list": with_("relevant", "wording", "gate", value=[1]),
    "no weight": with_("event", "signs", "attack|title", value=None),
    "no number": raw("NaN"),
    "endless": raw("-Infinity"),
    "too large": raw("1e999"),
    "too large and whole": raw("1" + "0" * 400),
    "no threshold": without("threshold"),
    "a threshold of nothing": with_("threshold", value=0),
    "a threshold of one": with_("threshold", value=1),
    "a threshold in per cent": with_("threshold", value=30),
    "a threshold below zero": with_("threshold", value=-0.3),
    "a threshold in words": with_("threshold", value="0.3"),
    "a threshold that is no number": with_("threshold", value=float("nan")),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_refused_by_name(path: Path, damage: Callable[[Path], bytes]) -> None:
    path.write_bytes(damage(path))
    with pytest.raises(BadCatalogue) as caught:
        read_weights(path)
    assert caught.value.subject == "weights.json:1"
    assert "make model" in caught.value.mend


@pytest.mark.parametrize("what", ["nothing", "a folder"])
def test_what_is_no_file_is_refused_by_name(tmp_path: Path, what: str) -> None:
    path = tmp_path / "weights.json"
    if what == "a folder":
        path.mkdir()
    with pytest.raises(BadCatalogue, match="cannot be read") as caught:
        read_weights(path)
    assert caught.value.subject == "weights.json:1"


def test_the_shipped_weights_were_made_by_the_shipped_recipe() -> None:
    content = given(WEIGHTS)
    assert content["notes"]["recipe"] == json.loads(json.dumps(asdict(SHIPPED)))
    assert content["threshold"] == THRESHOLD
    weights = read_weights(WEIGHTS)
    assert all(getattr(weights, name).signs for name in HEADS)
    assert WEIGHTS.stat().st_size < 3_000_000  # a few MB at most: it lies in every clone
