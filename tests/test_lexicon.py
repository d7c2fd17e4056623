"""The knowledge files are sound, a wrong row is refused by file and line, and loading is quick."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from tasks.relevance.classifier import classifier
from tasks.relevance.entries import COLUMNS
from tasks.relevance.lexicon import Lexicon, load_lexicon
from tasks.relevance.mentions import Mention, find_mentions
from warehouse.errors import BadCatalogue

KNOWLEDGE = Path(__file__).parent.parent / "tasks" / "knowledge"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in COLUMNS:
        shutil.copyfile(KNOWLEDGE / name, tmp_path / name)
    return tmp_path


def lines(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


ALIAS = "{},{},Latn,{},variant,no,,{},,a test\n"


@pytest.mark.parametrize(
    ("name", "row", "problem"),
    [
        ("aliases.csv", ALIAS.format("Nobody", "en", "XX-NONE", "no"), "unknown"),
        ("aliases.csv", ALIAS.format("", "en", "PK-TTP", "no"), "alias is empty"),
        ("aliases.csv", ALIAS.format("TTP", "en", "PK-TTP", "yes"), "stands twice"),
        ("aliases.csv", ALIAS.format("TTPX", "en", "PK-TTP", "maybe"), "'maybe'"),
        ("aliases.csv", "TTPX,en\n", "has 2 cells"),
        ("terms.csv", "kaboom,en,attack.bomb,positive,mighty,word,,a test,\n", "'mighty'"),
        ("terms.csv", "kaboom,en,attack.bomb,perhaps,strong,word,,a test,\n", "'perhaps'"),
        ("terms.csv", "kaboom,en,Attack Bomb,positive,strong,word,,a test,\n", "sense"),
        ("terms.csv", "kaboom,en,attack.bomb,positive,strong,regex,,a test,\n", "'regex'"),
        ("terms.csv", "kab,en,attack.bomb,positive,strong,prefix,,a test,\n", "too short"),
        ("terms.csv", "kaboom,en,attack.bomb,positive,strong,word,,,\n", "source is empty"),
        ("terms.csv", "suicide ATTACK,en,attack.bomb,positive,strong,word,,x,\n", "stands twice"),
        ("hotspots.csv", "Nowhere,town,PK,,,1,1,1,,urdu=x,no,no,a test,no\n", "native name"),
        ("admin1.csv", "PK,99,Nowhere,,,province,,a test,\n", "is_conflict_zone"),
        ("local_names.csv", "AF-IEA,IN,XX-NONE,a test\n", "XX-NONE is unknown"),
        ("local_names.csv", "AF-IEA,PK,PK-TTP,a test\n", "stands twice for PK"),
    ],
)
def test_a_wrong_row_is_refused_by_file_and_line(
    folder: Path, name: str, row: str, problem: str
) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(row)
    with pytest.raises(BadCatalogue, match=problem) as caught:
        load_lexicon(folder)
    assert caught.value.subject == f"{name}:{lines(folder / name)}"
    assert caught.value.mend


def test_an_unknown_column_is_refused(folder: Path) -> None:
    terms = folder / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("term,", "word,", 1), "utf-8")
    with pytest.raises(BadCatalogue, match="unknown columns") as caught:
        load_lexicon(folder)
    assert caught.value.subject == "terms.csv:1"


def test_a_file_in_another_encoding_is_refused_by_line(folder: Path) -> None:
    with (folder / "terms.csv").open("ab") as file:
        file.write("café".encode("latin-1"))
    with pytest.raises(BadCatalogue, match="UTF-8") as caught:
        load_lexicon(folder)
    assert caught.value.subject == f"terms.csv:{lines(KNOWLEDGE / 'terms.csv') + 1}"


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    (folder / "actors.csv").unlink()
    with pytest.raises(BadCatalogue, match=r"actors\.csv"):
        load_lexicon(folder)


def test_a_new_row_is_found_and_changes_the_version(folder: Path, lexicon: Lexicon) -> None:
    before = lexicon
    with (folder / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write(ALIAS.format("Jamaat-e-Imtihan", "en", "PK-TTP", "no"))
    after = load_lexicon(folder)
    assert after.version != before.version
    assert [m.entry.value for m in find_mentions(after, "Jamaat e Imtihan", "")] == ["PK-TTP"]
    assert not find_mentions(before, "Jamaat e Imtihan", "")


def test_a_lexicon_crosses_processes(lexicon: Lexicon) -> None:
    copy = pickle.loads(pickle.dumps(lexicon))
    assert copy == lexicon
    judge = classifier(lexicon)
    assert pickle.loads(pickle.dumps(judge)).version == judge.version
    assert find_mentions(copy, "TTP attack", "") == find_mentions(lexicon, "TTP attack", "")


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("TTP claims attack", {"TTP", "claims attack"}),  # the longest phrase
        ("clash with militants", {"clash with militants", "militants"}),  # and who is in it
        ("TTP militants killed", {"TTP", "militants killed", "militants"}),
        ("the ttp of things", set()),  # an acronym is matched to the letter
        ("a tank rolled by", set()),  # a place is a proper noun
        ("दो आतंकियों का समर्पण", {"आतंकियों"}),  # case endings
        ("دہشت‌گردوں کا ٹھکانہ", {"دہشت‌گردوں"}),  # joined, in the oblique plural
        ("خودکشی", {"خودکشی"}),  # suicide, and not the suicide attack that begins it
        ("Peshawar Zalmi", {"Peshawar Zalmi"}),  # the team hides the town
        ("blastocyst", set()),
    ],
)
def test_what_is_found(lexicon: Lexicon, text: str, quotes: set[str]) -> None:
    def quote(mention: Mention) -> str:
        return text[mention.start : mention.end]

    assert {quote(mention) for mention in find_mentions(lexicon, text, "")} == quotes
