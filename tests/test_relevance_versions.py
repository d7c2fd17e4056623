"""The version of a classifier follows code, knowledge and weights, and a new row its next run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tasks.relevance.classifier import WEIGHTS, Classifier, classifier, load_classifier
from tasks.relevance.entries import COLUMNS
from tasks.relevance.lexicon import load_lexicon
from tasks.relevance.verdict import Judgement, Reading
from tests.houses import ROOT, edit, house_of, told_in
from tests.made import NOW, knowledge_in
from warehouse.errors import BadCatalogue
from warehouse.records import Label

SHIPPED = ROOT / "tasks" / "knowledge"
TELL = """
import sys
from pathlib import Path
from tasks.relevance.classifier import load_classifier
print(load_classifier(Path(sys.argv[1])).version)
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code that decides, with a little knowledge of its own."""
    knowledge_in(tmp_path / "knowledge")
    return house_of("relevance", tmp_path)


def version_in(house: Path) -> str:
    return told_in(house, TELL, str(house / "knowledge"))


def test_the_version_follows_all_that_decides_and_nothing_else(house: Path) -> None:
    folder = house / "tasks" / "relevance"
    seen = [version_in(house)]
    assert seen[0].startswith("linear+")

    edit(folder / "evaluation.py", '"""How good', '"""How very good')
    (folder / "weights.json").touch()
    assert version_in(house) == seen[0]

    edit(folder / "weighing.py", "_DISTRICT = 1.0", "_DISTRICT = 1.1")
    seen.append(version_in(house))
    edit(house / "knowledge" / "terms.csv", "kaboom,en", "kabang,en")
    seen.append(version_in(house))
    edit(folder / "weights.json", '"threshold": 0.', '"threshold": 0.0')
    seen.append(version_in(house))
    assert len(set(seen)) == 4

    edit(folder / "weights.json", '"threshold": 0.0', '"threshold": 0.')
    edit(house / "knowledge" / "terms.csv", "kabang,en", "kaboom,en")
    edit(folder / "weighing.py", "_DISTRICT = 1.1", "_DISTRICT = 1.0")
    assert version_in(house) == seen[0]


def test_spoilt_weights_stop_the_judge_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt = tmp_path / "weights.json"
    spoilt.write_text("{}", "utf-8")
    monkeypatch.setattr("tasks.relevance.classifier.WEIGHTS", spoilt)
    knowledge_in(tmp_path)
    with pytest.raises(BadCatalogue, match="format"):
        load_classifier(tmp_path)


# New rows in the analysts' files


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge."""
    for name in COLUMNS:
        shutil.copyfile(SHIPPED / name, tmp_path / name)
    return tmp_path


def read_by(judge: Classifier, title: str, body: str = "", language: str = "en") -> Judgement:
    return judge.judge(
        Reading(title=title, body=body, language=language, country="PK", published_at=NOW)
    )


ALIAS = "{},{},{},PK-TTP,variant,no,,no,,a test\n"
TERM = "{},{},{},{},strong,word,,a test,\n"
ROWS = {
    "a name": (
        "aliases.csv",
        ALIAS.format("Jamaat-e-Imtihan", "en", "Latn"),
        ("Jamaat-e-Imtihan men storm post in Bannu, three soldiers martyred", "en"),
        1,
    ),
    "a name in Urdu": (
        "aliases.csv",
        ALIAS.format("جماعت امتحان", "ur", "Arab"),
        ("جماعت امتحان کا بنوں میں حملہ", "ur"),
        1,
    ),
    "an event": (
        "terms.csv",
        TERM.format("zorblast", "en", "attack.bomb", "positive"),
        ("Zorblast in Turbat", "en"),
        1,
    ),
    "a negative": (
        "terms.csv",
        TERM.format("zorbfest", "en", "neg.sport", "negative"),
        ("Grenade attack at Zorbfest in Quetta", "en"),
        -1,
    ),
}


@pytest.mark.parametrize(("name", "row", "headline", "way"), ROWS.values(), ids=ROWS)
def test_a_new_row_changes_the_next_judgement(
    judge: Classifier,
    knowledge: Path,
    name: str,
    row: str,
    headline: tuple[str, str],
    way: int,
) -> None:
    with (knowledge / name).open("a", encoding="utf-8") as file:
        file.write(row)
    anew = classifier(load_lexicon(knowledge))
    title, language = headline
    before, after = (read_by(one, title, language=language) for one in (judge, anew))
    assert anew.version != judge.version
    assert (after.score - before.score) * way > 0.05
    assert row.split(",")[0].lower() in {one.quote.lower() for one in after.evidence}
    if name == "aliases.csv":
        assert "PK-TTP" not in {one.actor_id for one in before.actors}
        assert "PK-TTP" in {one.actor_id for one in after.actors}


def test_an_alias_makes_an_article_relevant(judge: Classifier, knowledge: Path) -> None:
    title = "Jamaat-e-Imtihan kills two in Hangu"
    assert read_by(judge, title).label not in (Label.CORE, Label.RELATED)
    with (knowledge / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write(ALIAS.format("Jamaat-e-Imtihan", "en", "Latn"))
    assert read_by(load_classifier(knowledge), title).label is Label.CORE


def test_the_weights_are_part_of_the_version(
    judge: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads(WEIGHTS.read_text("utf-8"))
    content["relevant"]["bias"] += 8.0
    other = tmp_path / "weights.json"
    other.write_text(json.dumps(content), "utf-8")
    monkeypatch.setattr("tasks.relevance.classifier.WEIGHTS", other)
    eager = classifier(judge.lexicon)
    assert eager.version != judge.version
    assert read_by(eager, "Rain in Lahore").score > read_by(judge, "Rain in Lahore").score + 0.5
