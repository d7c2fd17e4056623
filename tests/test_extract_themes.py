"""Every language in every theme: the golden bodies, set in the markup that sites really use."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.pages.extraction import Extraction, Source, extract

PAGES = Path(__file__).parent / "pages"
GOLDEN = {
    golden["language"]: golden
    for golden in (json.loads(path.read_text("utf-8")) for path in sorted(PAGES.glob("*.json")))
    if "body" in golden
}
# TITLE, BODY as <p>, BR as <br><br> lines, LINKS as a list of other headlines
THEMES = {
    "newspaper": """<div id="wrapper"><div class="header"><ul class="menu">LINKS</ul></div>
        <div class="main-content"><h1>TITLE</h1><div class="story-content">BODY</div></div>
        <div class="sidebar"><h3>Trending</h3><ul>LINKS</ul></div></div>""",
    "elementor": """<div class="elementor elementor-99"><div class="elementor-widget
        elementor-widget-theme-post-title"><h1>TITLE</h1></div>
        <div class="elementor-widget elementor-widget-theme-post-content">
        <div class="elementor-widget-container">BODY</div></div>
        <div class="elementor-widget elementor-posts">LINKS</div></div>""",
    "newspaper-x": """<div class="td-main-content-wrap td-container-wrap"><h1>TITLE</h1>
        <div class="tdb-block-inner td-fix-index">BODY</div>
        <div class="td_block_related_posts">LINKS</div></div>""",
    "bare divs": "<div><div><h1>TITLE</h1></div><div>BODY</div></div><div><ul>LINKS</ul></div>",
    "line breaks": """<div class="left"><h1>TITLE</h1><div class="desc">BR</div></div>
        <div class="right"><ul>LINKS</ul></div>""",
    "table": """<table><tr><td><ul>LINKS</ul></td><td><h1>TITLE</h1>BODY</td></tr></table>""",
    "table with breaks": """<table width="90%"><tr><td><b>TITLE</b></td></tr><tr><td>BR</td></tr>
        </table><table><tr><td><ul>LINKS</ul></td></tr></table>""",
    "article": """<header><nav><ul>LINKS</ul></nav></header><main><article><header><h1>TITLE</h1>
        </header>BODY<footer>© The Daily</footer></article></main><aside><ul>LINKS</ul></aside>""",
    "asp.net form": """<form id="aspnetForm" method="post"><div class="page"><h1>TITLE</h1>
        <span id="lblBody">BODY</span></div><div class="cols"><ul>LINKS</ul></div></form>""",
    "sidebar in a name": """<div class="layout layout--has-sidebar"><div class="widget-area-less">
        <h1>TITLE</h1><div class="news-details-bar">BODY</div></div><ul>LINKS</ul></div>""",
    "divs for paragraphs": """<div class="post"><h1>TITLE</h1><div class="entry">DIVS</div></div>
        <ul>LINKS</ul>""",
    "advert between": """<div class="post"><h1>TITLE</h1><div class="entry-content">ADS</div></div>
        <ul>LINKS</ul>""",
}
HEADLINES = (
    "Rain expected in upper areas from Monday",
    "Gold price falls for the third day",
    "Team announced for the home series",
    "Power cuts to end by winter, says minister",
)


def page(theme: str, title: str, body: list[str]) -> bytes:
    links = "".join(f'<li><a href="/n/{i}">{text}</a></li>' for i, text in enumerate(HEADLINES))
    advert = '<div class="ad-slot">ADVERTISEMENT</div>'
    filled = (
        THEMES[theme]
        .replace("BODY", "".join(f"<p>{text}</p>" for text in body))
        .replace("DIVS", "".join(f"<div>{text}</div>" for text in body))
        .replace("ADS", advert.join(f"<p>{text}</p>" for text in body))
        .replace("BR", "<br><br>".join(body))
        .replace("LINKS", links)
        .replace("TITLE", title)
    )
    return f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body>{filled}</body></html>".encode()


@pytest.mark.parametrize("language", sorted(GOLDEN))
@pytest.mark.parametrize("theme", THEMES)
def test_every_paragraph_survives_every_theme(theme: str, language: str) -> None:
    golden = GOLDEN[language]
    found = extract(
        Source(
            url="https://daily.example/n/9",
            page=page(theme, golden["title"], golden["body"]),
            content_type="text/html",
            feed_title=None,
            feed_html=None,
            feed_language=language,
            feed_country=golden["country"],
            feed_published_at=None,
            feed_byline=None,
            feed_summary=None,
            now=datetime(2026, 11, 23, tzinfo=UTC),
        )
    )
    assert isinstance(found, Extraction), found
    assert found.body.split("\n") == golden["body"]
    assert found.title == golden["title"]
    assert found.language == language
