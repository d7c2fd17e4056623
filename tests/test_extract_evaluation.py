"""The figures of `khabar evaluate extract`, on pages whose score can be counted by hand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.pages.clutter import CLUTTER, Place, read_cues, shipped_cues
from tasks.pages.evaluation import Gold, evaluate_extraction, read_gold
from tasks.pages.extraction import Extraction, NoBody, Source
from warehouse.errors import BadCatalogue, BadInput
from warehouse.records import PublishedFrom

AT = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)


def gold(body: str | None, **changes: object) -> Gold:
    fields: dict[str, object] = {
        "name": "a.html", "slice": "s", "url": "https://a.example/", "page": b"", "body": body,
        "title": "A Title",
        "authors": ("Zarak Afridi",), "published_at": AT, "has_time": True, "country": "PK",
    }  # fmt: skip
    return Gold(**{**fields, **changes})  # type: ignore[arg-type]


def answers(
    body: str, title: str = "a title!", at: datetime | None = AT, byline: str = "By Zarak Afridi"
) -> Callable[[Source], Extraction | NoBody]:
    def extractor(source: Source) -> Extraction | NoBody:
        return Extraction(
            title=title, byline=byline, summary=None, body=body, language="en", word_count=1,
            published_at=at, published_from=PublishedFrom.PAGE, canonical_url=None,
            body_from="page",
        )  # fmt: skip

    return extractor


@pytest.mark.parametrize(
    ("true", "found", "precision", "recall"),
    [
        ("a b c d e", "a b c d e", 1.0, 1.0),
        ("a b c d e", "a b c d", 1.0, 0.5),  # shingles abcd, bcde
        ("a b c d", "a b c d e f", 1 / 3, 1.0),
        ("a b c d a b c d", "a b c d", 1.0, 1 / 5),  # a multiset: abcd stands twice
        ("a b", "a b", 1.0, 1.0),  # fewer words than a shingle are one
        ("a b c d", "", 0.0, 0.0),
    ],
)
def test_shingle_scores(true: str, found: str, precision: float, recall: float) -> None:
    everything = evaluate_extraction([gold(true)], answers(found)).slices[0]
    assert (everything.precision, everything.recall) == (precision, recall)


def test_precision_and_recall_are_means_over_pages_and_f1_is_theirs() -> None:
    pages = [gold("a b c d"), gold("x y z w v", slice="t")]
    figures = evaluate_extraction(pages, answers("a b c d"))
    everything, first, second = figures.slices
    assert (everything.precision, everything.recall, everything.f1) == (0.5, 0.5, 0.5)
    assert (first.f1, second.f1) == (1.0, 0.0)
    assert figures.worst[0].missing_spans == ("x y z w v",)
    assert figures.worst[0].extra_spans == ("a b c d",)
    assert everything.f1_ci > 0


def test_fields_are_counted_only_where_they_are_labelled() -> None:
    bare = gold("a", title=None, authors=(), published_at=None)
    figures = evaluate_extraction([gold("a"), bare], answers("a")).slices[0]
    assert (figures.titles, figures.dates, figures.authors) == ((1, 1), (1, 1), (1, 1))


def test_a_date_must_fit_to_the_minute_where_gold_has_a_time() -> None:
    later = AT.replace(hour=11)
    assert evaluate_extraction([gold("a")], answers("a", at=later)).slices[0].dates == (0, 1)
    day = gold("a", has_time=False)
    assert evaluate_extraction([day], answers("a", at=later)).slices[0].dates == (1, 1)


def test_gold_is_found_beside_or_above_its_list(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "p.html.gz").write_bytes(gzip.compress(b"<p>x</p>"))
    row = {"file": "html/p.html.gz", "url": "https://a.example/", "gold": "x", "repo": "who/what",
           "published": "2024-09-04 16:20:35+05:30"}  # fmt: skip
    listing = tmp_path / "html" / "gold.jsonl"
    listing.write_text(json.dumps(row) + "\n\n")
    (found,) = read_gold(listing)
    assert (found.page, found.slice, found.title) == (b"<p>x</p>", "what", None)
    assert found.published_at is not None
    assert found.published_at.utcoffset() is not None


def test_a_line_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    listing = tmp_path / "gold.jsonl"
    listing.write_text('{"file": "none.html", "url": "u", "gold": "x"}\n')
    with pytest.raises(BadInput, match=r"gold\.jsonl:1"):
        list(read_gold(listing))


# ---- the catalogue of clutter

HEADER = "cue,place,language,max_chars,reason,source\n"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Read more,nowhere,en,,pointer,seen", "unknown place"),
        (",line,en,,pointer,seen", "no cue"),
        ("Read more,line,en,,pointer,", "no source"),
        ("Read more,start,en,many,pointer,seen", "max_chars"),
        ("(unclosed,pattern,en,,pointer,seen", "pattern"),
    ],
)
def test_a_wrong_row_is_refused_by_its_line(tmp_path: Path, row: str, problem: str) -> None:
    catalogue = tmp_path / "clutter.csv"
    catalogue.write_text(HEADER + "More,line,en,,label,seen\n" + row + "\n")
    with pytest.raises(BadCatalogue, match=rf"clutter.csv:3: .*{problem}"):
        read_cues(catalogue)


def test_the_shipped_catalogue_serves_every_language_of_the_feeds() -> None:
    languages = {line.split(",")[2] for line in CLUTTER.read_text("utf-8").splitlines()}
    assert {
        "en",
        "ur",
        "hi",
        "bn",
        "ps",
        "fa",
        "ta",
        "si",
        "ne",
        "dv",
        "te",
        "ml",
        "mr",
    } <= languages
    assert shipped_cues().headings[Place.PAYWALL]
