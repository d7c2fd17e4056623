"""What extract() makes of pages, feeds, broken bytes and fences."""

from __future__ import annotations

import pickle
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.pages.extraction import EXTRACTOR_VERSION, Extraction, NoBody, Source, extract
from tasks.pages.words import word_count
from warehouse.records import PublishedFrom

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PAGES = Path(__file__).parent / "pages"
FIRST = (
    "PESHAWAR: Unknown gunmen opened fire on a police van on the outskirts of the city late on "
    "Friday night, wounding two constables and a passer-by."
)
SECOND = (
    "The attackers fled towards the hills on a motorcycle, and a search was under way, a spokesman "
    "for the district police said."
)
SOURCE = Source(
    url="https://daily.example/news/1",
    page=None,
    content_type="text/html",
    feed_title="Police van attacked",
    feed_html=None,
    feed_language="en",
    feed_country="PK",
    feed_published_at=None,
    feed_byline=None,
    feed_summary=None,
    now=NOW,
)


def html(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def article(*extra: str, head: str = "") -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, *extra))
    return html(f"<h1>Police van attacked</h1><div class='story-content'>{paragraphs}</div>", head)


def read(**changes: object) -> Extraction | NoBody:
    return extract(replace(SOURCE, **changes))  # type: ignore[arg-type]


def body_of(**changes: object) -> list[str]:
    found = read(**changes)
    assert isinstance(found, Extraction), found
    return found.body.split("\n")


# ---- where the text comes from


def test_the_feed_serves_where_the_page_could_not_be_had() -> None:
    found = read(feed_html=f"<p>{FIRST}</p><p>{SECOND}</p><p>Read more</p>")
    assert isinstance(found, Extraction)
    assert (found.body_from, found.body) == ("feed", f"{FIRST}\n{SECOND}")
    assert found.title == "Police van attacked"


def test_the_footer_of_wordpress_feeds_is_not_text() -> None:
    footer = (
        'The post <a href="/1">Police van attacked</a> appeared first on <a href="/">Daily</a>.'
    )
    assert body_of(feed_html=f"<p>{FIRST}</p><p>{SECOND}</p><p>{footer}</p>") == [FIRST, SECOND]


def test_a_paywalled_page_with_full_text_in_the_feed_is_an_article() -> None:
    page = (PAGES / "en_paywall.html").read_bytes()
    assert body_of(page=page, feed_html=f"<p>{FIRST}</p><p>{SECOND}</p>") == [FIRST, SECOND]


def test_linked_data_that_says_not_free_makes_a_stub_a_paywall() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x",'
        '"isAccessibleForFree":"False"}</script>'
    )
    found = read(page=article(head=head))
    assert isinstance(found, NoBody)
    assert found.reason_code == "paywalled"


def test_a_teaser_in_the_feed_does_not_replace_the_page() -> None:
    found = read(page=article(), feed_html=f"<p>{FIRST}</p>")
    assert isinstance(found, Extraction)
    assert found.body_from == "page"


@pytest.mark.parametrize(
    ("page", "content_type", "reason"),
    [
        (None, None, "no_page"),
        (b"", "text/html", "empty_page"),
        (b"  \n ", "text/html", "empty_page"),
        (b"%PDF-1.7 ...", "application/pdf", "not_html"),
        (b'{"title": "x"}', "application/json", "not_html"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "text/html", "not_html"),
        (b"just words", "text/plain", "not_html"),
        (b"<html><body></body></html>", "text/html", "empty_page"),
        (b"<p>" + bytes(range(128, 192)) * 40 + b"\x00" * 999, "text/html", "undecodable"),
    ],
)
def test_what_is_no_page_says_so(page: bytes | None, content_type: str | None, reason: str) -> None:
    found = read(page=page, content_type=content_type)
    assert isinstance(found, NoBody)
    assert found.reason_code == reason


# ---- what is kept and what goes


def test_datelines_and_long_paragraphs_that_hold_a_cue_stay() -> None:
    talk = (
        "“Follow us on Facebook,” the men had told the boys, according to the charge sheet, which "
        "also lists a Telegram channel, a WhatsApp group and a YouTube channel that were used to "
        "share videos; the copyright of the songs, it says, was claimed by the group itself."
    )
    dateline = (
        "ISLAMABAD, Nov 22 (APP): The interior ministry said on Sunday that it had banned it."
    )
    assert body_of(page=article(talk, dateline)) == [FIRST, SECOND, talk, dateline]


@pytest.mark.parametrize(
    "sentence",
    [
        "Published on Monday, the report says that 41 people died in the attacks.",
        "Watch towers along the fence were manned through the night by the villagers.",
        "Source reports suggested that the group had split into at least two factions.",
        "Related arrests were made in Karachi, where police detained three suspects.",
        "Read out in court, the confession named four members of the banned outfit.",
    ],
)
def test_sentences_that_begin_like_a_label_stay(sentence: str) -> None:
    assert sentence in body_of(page=article(sentence))


def test_a_credit_behind_the_last_sentence_is_cut_from_it() -> None:
    assert (
        body_of(page=article("He gave no details. (With inputs from PTI)"))[-1]
        == "He gave no details."
    )


def test_the_title_byline_and_date_do_not_open_the_body() -> None:
    page = html(
        f"<div class='content'><p>Police van attacked</p><p>By Zarak Afridi</p>"
        f"<p>November 22, 2026 02:05 pm PKT</p><p>{FIRST}</p><p>{SECOND}</p></div>",
        "<title>Police van attacked</title><meta name=author content='Zarak Afridi'>",
    )
    assert body_of(page=page) == [FIRST, SECOND]


THIRD = (
    "An official of the counter-terrorism department said that shell casings had been sent to a "
    "laboratory for forensic tests."
)
TWO, THREE = f"<p>{FIRST}</p><p>{SECOND}</p>", f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
AROUND = {
    "caption of a figure block": '<div id="attachment_12" class="wp-caption"><img><p '
    f'class="wp-caption-text">Police stand near the site of the firing</p></div>{THREE}',
    "caption in a paragraph": f'<p class="image-caption">Police stand near the site</p>{THREE}',
    "related stories without links": f'{TWO}<div class="related-box"><h4>Related Stories</h4>'
    f"<p>Four hurt in Bannu shooting</p><p>Curfew lifted in Nushki</p></div><p>{THIRD}</p>",
    "author box": f'{THREE}<div class="author-bio"><p>Zarak Afridi is a correspondent based in '
    "Peshawar who covers security, politics and the merged districts.</p></div>",
    "byline and dates in one line": "<p>Zarak Afridi | Published November 22, 2026 | Updated "
    f"about 3 hours ago</p>{THREE}",
    "desk for a byline": f"<p>Our Correspondent</p><p>November 22, 2026</p>{THREE}",
    "newsletter form": f"{TWO}<div><h4>Sign up for The Briefing</h4><p>The stories that matter, "
    f"in your inbox every morning.</p><form><input></form></div><p>{THIRD}</p>",
    "list of headlines": f"{THREE}<h3>Trending</h3><ol><li>Rupee gains against dollar</li>"
    "<li>Rain expected in upper areas</li><li>Gold price falls for third day</li></ol>",
    "pointer in the middle": f'{TWO}<p><b>READ:</b> <a href="/2">Two constables shot dead in '
    f"Bannu</a></p><p>{THIRD}</p>",
    "edition line": f"{THREE}<p>The Express Tribune, November 22nd, 2026.</p>",
    "hashtags": f"{THREE}<p>#Peshawar #Police #KP</p>",
    "first paragraph in a box of its own": f'<div class="lead-para"><p>{FIRST}</p></div>'
    f'<div class="story-content"><p>{SECOND}</p><p>{THIRD}</p></div>',
    "teasers that break off below links": f'{THREE}<div><h5><a href="/2">Four hurt</a></h5>'
    "<p>Four people were hurt when armed men on a motorcycle fired at a shop in the …</p>"
    '<h5><a href="/3">Curfew lifted in Nushki</a></h5>'
    "<p>The district administration has lifted the curfew that was ... Read more</p></div>",
    "teasers in sentences below links": f'{THREE}<ul class="n"><li><a href="/2">Four hurt</a>'
    "<p>Four people were hurt when armed men fired at a shop in the bazaar of Bannu.</p></li>"
    '<li><a href="/3">Curfew lifted in Nushki</a><p>The district administration has lifted the '
    "curfew that was imposed last week.</p></li></ul>",
    "most read in the middle": f'{TWO}<section><h2>Most read</h2><ul><li><a href="/2">Rain '
    'expected in upper areas</a></li><li><a href="/3">Gold price falls</a></li></ul>'
    f"<p>End of podcast promotion</p></section><p>{THIRD}</p>",
    "row of labels without blanks": "<div><span>Zarak Afridi</span><span>November 22, 2026 "
    f"02:05 PM PKT</span><span>Listen to this article</span></div>{THREE}",
    "box in bare text": f"{FIRST}<br><br>{SECOND}<div><div>Also read</div><a href='/2'>Four hurt "
    f"in Bannu shooting</a></div>{THIRD}<div>ADVERTISEMENT</div>",
    "section and age above": f"<div>National</div><div>2 hours ago</div>{THREE}",
    "comments with the policy of the house": f"{THREE}<h3>Add Comment</h3><p>Comments will be "
    "edited (grammar, spelling and slang) and authorised at the discretion of the editor.</p><p>"
    "The government should have seen this coming years ago, and now it is too late.</p>",
    "endless page": f'<article><div class="s">{THREE}</div></article><article><h2>Rupee gains</h2>'
    '<div class="s"><p>KARACHI: The rupee gained twelve paisa against the dollar in the interbank '
    "market on Friday as inflows from exporters rose, dealers said.</p></div></article>",
}


@pytest.mark.parametrize("case", AROUND)
def test_what_stands_around_the_article_stays_out(case: str) -> None:
    inner = AROUND[case] if "<article>" in AROUND[case] else f"<div class='st'>{AROUND[case]}</div>"
    assert body_of(page=html(f"<h1>Police van attacked</h1>{inner}")) == [FIRST, SECOND, THIRD]


def test_lists_subheads_and_standfirsts_are_kept() -> None:
    lead, point = "Two constables among three wounded as van comes under attack", "A search is on"
    page = html(
        f"<h1>Police van attacked</h1><div class='st'><h2>{lead}</h2><ul><li>{point}</li></ul>"
        f"{TWO}<h3>The scene</h3><p>{THIRD}</p></div>"
    )
    assert body_of(page=page) == [lead, point, FIRST, SECOND, "The scene", THIRD]


def test_a_standfirst_above_the_box_of_the_paragraphs_stays_out() -> None:
    page = html(
        "<div class='top'><h1>Police van attacked</h1><h2>Two constables among the wounded as the "
        f"search goes on</h2></div><div class='story-content'>{THREE}</div>"
    )
    assert body_of(page=page) == [FIRST, SECOND, THIRD]


def test_a_subhead_behind_an_advert_is_kept() -> None:
    page = html(
        f"<h1>Police van attacked</h1><div class='sd'>{TWO}<div class='ad-slot'>Advertisement</div>"
        f"<h3>The scene</h3><p>{THIRD}</p></div>"
    )
    assert body_of(page=page) == [FIRST, SECOND, "The scene", THIRD]


def test_a_kicker_is_no_part_of_the_title() -> None:
    page = html(
        f"<h1><span>Peshawar:</span> Police van attacked</h1><div>{THREE}</div>",
        "<meta property='og:title' content='Police van attacked'>",
    )
    found = read(page=page, feed_title="Police van attacked")
    assert isinstance(found, Extraction)
    assert found.title == "Police van attacked"


def test_readers_comments_are_cut() -> None:
    comment = (
        "I have lived there for thirty years and never saw the road so empty after dark, ever."
    )
    page = article().replace(b"</body>", f"<h3>Leave a Reply</h3><p>{comment}</p></body>".encode())
    assert body_of(page=page) == [FIRST, SECOND]


def test_text_is_nfc_and_has_no_control_characters() -> None:
    decomposed = unicodedata.normalize(
        "NFD", "Café Müller in Kandy was searched by officers at noon."
    )
    lines = body_of(page=article(decomposed + "\u200b\u00ad\x07"))
    assert lines[-1] == unicodedata.normalize("NFC", decomposed)


# ---- encodings

URDU = (
    "پشاور: نامعلوم افراد نے پولیس وین پر فائرنگ کر دی جس "
    "سے دو اہلکار زخمی ہو گئے، پولیس کے مطابق تلاش جاری ہے۔"
)
CAFE = (
    "The café’s owner said “no one was hurt” in the blast "
    "– windows were broken and the naïve crowd ran away at once."
)
ARABIC = (
    "قال مسؤول محلي إن ثلاثة اشخاص قتلوا في انفجار وقع "
    "صباح السبت قرب السوق في وسط المدينة، واصيب خمسة اخرون بجروح."
)


@pytest.mark.parametrize(
    ("text", "encoding", "content_type", "meta"),
    [
        (URDU, "utf-8", "text/html; charset=ISO-8859-1", ""),
        (URDU, "utf-8", "text/html", "<meta charset=windows-1252>"),
        (URDU, "utf-8-sig", "text/html", ""),
        (URDU, "utf-16", "text/html", ""),
        (CAFE, "cp1252", "text/html; charset=iso-8859-1", ""),
        (CAFE, "cp1252", "text/html; charset=utf-8", ""),
        (CAFE, "cp1252", None, ""),
        (ARABIC, "cp1256", "text/html; charset=windows-1256", ""),
        (ARABIC, "cp1256", "text/html; charset=no-such-thing", "<meta charset='windows-1256'>"),
        (ARABIC, "cp1256", "text/html; charset=utf-8", ""),
    ],
)
def test_no_declaration_garbles(
    text: str, encoding: str, content_type: str | None, meta: str
) -> None:
    page = (
        f"<html><head>{meta}</head><body><div><p>{text}</p><p>{text[:-1]}!</p></div></body></html>"
    )
    assert body_of(page=page.encode(encoding), content_type=content_type)[0] == text


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    page = article(URDU).replace("تلاش".encode(), "تلاش".encode() + b"\xff\xfe")
    assert "نامعلوم" in body_of(page=page)[-1]


# ---- dates and other fields


def test_the_feeds_date_goes_before_the_pages() -> None:
    head = '<meta property="article:published_time" content="2026-11-20T10:00:00Z">'
    at = datetime(2026, 11, 21, tzinfo=UTC)
    found = read(page=article(head=head), feed_published_at=at)
    assert isinstance(found, Extraction)
    assert (found.published_at, found.published_from) == (at, PublishedFrom.FEED)


def test_a_date_in_the_future_is_disbelieved_wherever_it_stands() -> None:
    head = '<meta property="article:published_time" content="2026-11-25T10:00:00Z">'
    found = read(page=article(head=head), feed_published_at=NOW + timedelta(hours=2))
    assert isinstance(found, Extraction)
    assert (found.published_at, found.published_from) == (None, PublishedFrom.NONE)


def test_the_canonical_address_is_absolute_and_of_the_web() -> None:
    found = read(page=article(head='<link rel="canonical" href="/news/1-police">'))
    assert found.canonical_url == "https://daily.example/news/1-police"
    assert (
        read(page=article(head='<link rel="canonical" href="javascript:x">')).canonical_url is None
    )


def test_a_source_and_its_answers_cross_a_process() -> None:
    for value in (SOURCE, read(page=article()), read()):
        assert pickle.loads(pickle.dumps(value)) == value


def test_importing_the_types_does_not_load_the_extractor() -> None:
    code = (
        "import sys, tasks.pages.extraction;"
        "print('trafilatura' in sys.modules, 'lxml' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "False"]


def test_the_version_names_the_library() -> None:
    assert EXTRACTOR_VERSION.startswith("trafilatura 2.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("two words", 2),
        ("دو لفظ — ہیں", 3),
        ("काम हो गया ।", 3),
        ("香港行政长官梁振英", 3),
        ("", 0),
    ],
)
def test_words_are_counted_in_any_script(text: str, words: int) -> None:
    assert word_count(text) == words


# ---- nothing breaks it

markup = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div class='entry-content'>", "</div>", "<table><tr><td>", "<br>",
         "<a href='#'>", "</a>", "<ul><li>", "<h1>", "<script>", "<!--", "]]>", "&#0;", "&#xD800;",
         "<time datetime='x'>", "\x00", "\ud800",
         '<meta property="og:title" content="', FIRST, SECOND, URDU, "<html>", "<body>", "<svg><p>"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    page=st.one_of(
        st.binary(max_size=400),
        markup.map(lambda text: text.encode("utf-8", "surrogatepass")),
        markup.map(lambda text: b"<html>" + text.encode("utf-16", "surrogatepass")),
    ),
    content_type=st.one_of(st.none(), st.text(max_size=40)),
    feed_html=st.one_of(st.none(), markup),
    url=st.one_of(st.just(SOURCE.url), st.text(max_size=30)),
)
def test_no_bytes_raise(
    page: bytes, content_type: str | None, feed_html: str | None, url: str
) -> None:
    changes = {"page": page, "content_type": content_type, "feed_html": feed_html, "url": url}
    found = read(**changes)
    if isinstance(found, Extraction):
        assert found.body
        assert found.body == unicodedata.normalize("NFC", found.body)
        assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in found.body)
    else:
        assert found.reason_code
    assert read(**changes) == found


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_page_cut_off_anywhere_gives_its_beginning_or_a_reason(data: st.DataObject) -> None:
    page = (PAGES / "en_wordpress.html").read_bytes()
    found = read(page=page[: data.draw(st.integers(0, len(page)))])
    if isinstance(found, Extraction):
        assert "QUETTA: At l" in found.body
