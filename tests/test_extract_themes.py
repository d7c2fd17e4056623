"""Every language in every theme: the golden bodies, set in the markup that sites really use."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.pages.clutter import shipped_cues
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
    head = f"<meta charset=utf-8><title>{title}</title>"
    return f"<!doctype html><html><head>{head}</head><body>{filled}</body></html>".encode()


# What themes put between and behind the paragraphs, in paragraphs of its own.
CLUTTER = {
    "en": (
        "Also Read: Two killed in Kalat firing",
        "READ MORE",
        "Follow us on Twitter and Facebook for latest updates",
        "(With inputs from agencies)",
        "Published in Dawn, November 22nd, 2026",
        "Photo: AFP",
        "Tags: Quetta, blast",
        "Copyright Business Recorder, 2026",
        "Join our WhatsApp channel",
        "Your email address will not be published.",
    ),
    "ur": (
        "یہ بھی پڑھیں: کوئٹہ میں دھماکا",
        "ہمارا واٹس ایپ چینل جوائن کریں",
        "جملہ حقوق محفوظ ہیں",
    ),
    "hi": ("यह भी पढ़ें: पुंछ में तलाशी अभियान", "हमारा ऐप डाउनलोड करें", "टैग्स: जम्मू, कश्मीर"),
    "bn": ("আরও পড়ুন: থানচিতে নির্দেশনা", "আমাদের অ্যাপ ডাউনলোড করুন", "ছবি: সংগৃহীত"),
    "ta": ("மேலும் படிக்க: யாழில் போராட்டம்", "எங்கள் வாட்ஸ்அப் சேனலில் இணையுங்கள்"),
    "si": ("තවත් කියවන්න", "සියලු හිමිකම් ඇවිරිණි"),
    "ne": ("यो पनि पढ्नुहोस्: दाङमा दुर्घटना", "सेयर गर्नुहोस्"),
    "ps": ("دا هم ولولئ: په کونړ کې زلزله", "شریک کړئ"),
    "fa": ("بیشتر بخوانید: سیلاب در تخار", "کانال تلگرام ما را دنبال کنید"),
    "dv": ("މިވެސް ކިޔުއްވާ", "ޝެއަރ ކުރައްވާ"),
    "as": ("লগতে পঢ়ক", "শ্বেয়াৰ কৰক"),
}


def read(theme: str, language: str, body: list[str]) -> Extraction:
    golden = GOLDEN[language]
    found = extract(
        Source(
            url="https://daily.example/n/9",
            page=page(theme, golden["title"], body),
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
    return found


@pytest.mark.parametrize("language", sorted(GOLDEN))
@pytest.mark.parametrize("theme", THEMES)
def test_every_paragraph_survives_every_theme(theme: str, language: str) -> None:
    golden = GOLDEN[language]
    found = read(theme, language, golden["body"])
    assert found.body.split("\n") == golden["body"]
    assert (found.title, found.language) == (golden["title"], language)


@pytest.mark.parametrize("language", sorted(GOLDEN))
@pytest.mark.parametrize("theme", THEMES)
def test_a_brief_of_two_paragraphs_is_an_article(theme: str, language: str) -> None:
    brief = GOLDEN[language]["body"][:2]
    assert read(theme, language, brief).body.split("\n") == brief


@pytest.mark.parametrize("language", sorted(GOLDEN))
@pytest.mark.parametrize("theme", THEMES)
def test_clutter_between_and_behind_the_paragraphs_goes(theme: str, language: str) -> None:
    body, clutter = GOLDEN[language]["body"], CLUTTER[language]
    mixed = [text for pair in zip(body, clutter, strict=False) for text in pair]
    mixed += [*body[len(clutter) :], *clutter]
    assert read(theme, language, mixed).body.split("\n") == body


# Prompts, forms, credits and buttons as the press of each language words them.
PROMPTS = {
    "ur": ("تازہ خبروں کے لیے ہمارا یوٹیوب چینل سبسکرائب کریں", "خبر سنیں", "،تصویر کا ذریعہ EPA"),
    "hi": ("रोज की खबरें पाने के लिए यहां क्लिक करें", "प्रतीकात्मक तस्वीर", "अ+ अ-"),
    "bn": ("গুগল নিউজে আমাদের অনুসরণ করুন", "ফাইল ছবি", "আপনার মতামত লিখুন"),
    "ps": ("موږ په فېسبوک کې تعقیب کړئ", "(سرچینه: پژواک)", "تازه شوی"),
    "fa": ("برای خبرهای تازه، کانال یوتیوب ما را دنبال کنید", "(منبع: طلوع‌نیوز)", "آگهی"),
    "ta": ("கூகுள் நியூஸில் எங்களைப் பின்தொடருங்கள்", "கோப்புப் படம்", "(பிடிஐ)"),
    "si": ("අපගේ වට්ස්ඇප් නාලිකාවට එක්වන්න", "සංරක්ෂිත ඡායාරූපයකි", "පුවතට සවන් දෙන්න"),
    "ne": ("हाम्रो युट्युब च्यानल सब्स्क्राइब गर्नुहोस्", "फाइल तस्बिर", "समाचार सुन्नुहोस्"),
    "dv": ("އަހަރެމެންގެ އެޕް ޑައުންލޯޑް ކުރައްވާ", "ފައިލް ފޮޓޯ", "ކޮމެންޓް ކުރައްވާ"),
}
BY_THEMSELVES = {
    "te": ("మా వాట్సాప్ ఛానల్‌లో చేరండి", "ఫైల్ ఫోటో", "ట్యాగ్స్: హైదరాబాద్"),
    "ml": ("ഗൂഗിൾ ന്യൂസിൽ ഞങ്ങളെ പിന്തുടരുക", "ഫയൽ ചിത്രം", "ടാഗുകൾ: കേരളം"),
    "mr": ("आमचे यूट्यूब चॅनेल सबस्क्राइब करा", "संग्रहित छायाचित्र", "(पीटीआय)"),
    "pa": ("ਸਾਡਾ ਯੂਟਿਊਬ ਚੈਨਲ ਸਬਸਕ੍ਰਾਈਬ ਕਰੋ",),
    "gu": ("અમને ગૂગલ ન્યૂઝ પર ફોલો કરો",),
    "kn": ("ನಮ್ಮನ್ನು ಗೂಗಲ್ ನ್ಯೂಸ್‌ನಲ್ಲಿ ಫಾಲೋ ಮಾಡಿ",),
}


@pytest.mark.parametrize("language", PROMPTS)
def test_prompts_behind_the_first_paragraphs_go(language: str) -> None:
    body, prompts = GOLDEN[language]["body"], PROMPTS[language]
    mixed = [*body[:2], *prompts[:1], *body[2:], *prompts]
    assert read("newspaper", language, mixed).body.split("\n") == body


@pytest.mark.parametrize(
    "prompt", [pytest.param(text, id=f"{k} {text}") for k, v in BY_THEMSELVES.items() for text in v]
)
def test_prompts_in_languages_without_a_golden_page(prompt: str) -> None:
    assert shipped_cues().condemns(prompt)
