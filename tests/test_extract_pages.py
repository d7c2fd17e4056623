"""Golden pages: written for this project in the markup of South Asian themes, with answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.pages.extraction import Extraction, NoBody, Source, extract

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ARTICLES = sorted(
    p.stem for p in PAGES.glob("*.json") if "body" in json.loads(p.read_text("utf-8"))
)
STUBS = sorted(p.stem for p in PAGES.glob("*.json") if p.stem not in ARTICLES)


def read(name: str) -> tuple[Extraction | NoBody, dict[str, Any]]:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    source = Source(
        url=expected["url"],
        page=(PAGES / f"{name}.html").read_bytes(),
        content_type="text/html; charset=utf-8",
        feed_title=None,
        feed_html=None,
        feed_language=expected["hint"],
        feed_country=expected["country"],
        feed_published_at=None,
        feed_byline=None,
        feed_summary=None,
        now=NOW,
    )
    return extract(source), expected


@pytest.mark.parametrize("name", ARTICLES)
def test_body_is_every_paragraph_and_nothing_else(name: str) -> None:
    found, expected = read(name)
    assert isinstance(found, Extraction), found
    assert found.body.split("\n") == expected["body"]


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize(
    "field", ["title", "byline", "language", "published_at", "published_from", "canonical_url"]
)
def test_fields(name: str, field: str) -> None:
    found, expected = read(name)
    value = getattr(found, field)
    assert (value.isoformat() if isinstance(value, datetime) else value) == expected[field]


@pytest.mark.parametrize("name", STUBS)
def test_pages_without_an_article_say_why(name: str) -> None:
    found, expected = read(name)
    assert isinstance(found, NoBody)
    assert found.reason_code == expected["reason_code"]
    assert found.message


def test_the_pages_cover_the_languages_that_are_promised() -> None:
    languages = {
        json.loads((PAGES / f"{name}.json").read_text("utf-8"))["language"] for name in ARTICLES
    }
    assert languages >= {"en", "ur", "hi", "bn", "ps", "fa", "ta", "si", "ne", "dv", "as"}
