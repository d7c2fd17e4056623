"""Credits that cleaning takes off the body: from a page of HTML to the agency, in ten languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tasks.feeds.parsing import ParsedFeed, parse_feed
from tasks.pages.extraction import Extraction, Source, extract
from tasks.stories.agencies import UNNAMED
from tasks.stories.credits import credit_of

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
PROSE = {
    "en": (
        (
            "Unknown gunmen opened fire on a police van on the outskirts of Quetta late on Friday "
            "night, wounding two constables and a passer-by in the bazaar."
        ),
        (
            "The attackers fled towards the hills on a motorcycle, and a search was under way, a "
            "spokesman for the district police said on Saturday."
        ),
    ),
    "hi": (
        (
            "जम्मू कश्मीर के कुपवाड़ा जिले में नियंत्रण रेखा के पास शुक्रवार "
            "रात सुरक्षा बलों ने घुसपैठ की कोशिश "
            "नाकाम कर दी और दो आतंकियों को मार गिराया।"
        ),
        (
            "अधिकारियों ने बताया कि इलाके में तलाशी अभियान जारी है और दो "
            "राइफलें बरामद की गई हैं, आगे की "
            "जांच पुलिस कर रही है।"
        ),
    ),
    "ur": (
        (
            "کوئٹہ کے نواح میں نامعلوم مسلح افراد نے جمعے کی رات پولیس کی گاڑی "
            "پر فائرنگ کر دی جس سے دو "
            "اہلکار اور ایک راہ گیر زخمی ہو گئے۔"
        ),
        (
            "پولیس کے ترجمان نے بتایا کہ حملہ آور موٹر سائیکل پر پہاڑوں کی طرف "
            "فرار ہو گئے اور علاقے میں "
            "تلاشی کا عمل جاری ہے۔"
        ),
    ),
    "bn": (
        (
            "বান্দরবানের নাইক্ষ্যংছড়ি সীমান্তে স্থলমাইন বিস্ফোরণে শুক্রবার "
            "রাতে দুই বাংলাদেশি নাগরিক আহত "
            "হয়েছেন বলে পুলিশ জানিয়েছে।"
        ),
        ("আহতদের উদ্ধার করে কক্সবাজার সদর হাসপাতালে নেওয়া হয়েছে, তাঁদের অবস্থা স্থিতিশীল বলে চিকিৎসকেরা জানান।"),
    ),
    "ne": (
        (
            "सुनसरीको इटहरीमा शुक्रबार राति अज्ञात समूहले प्रहरीको भ्यानमा गोली "
            "प्रहार गर्दा दुई जना प्रहरी "
            "जवान घाइते भएका छन्।"
        ),
        (
            "घाइतेको उपचार धरानस्थित अस्पतालमा भइरहेको र थप अनुसन्धान जारी "
            "रहेको जिल्ला प्रहरी कार्यालयले "
            "जनाएको छ।"
        ),
    ),
    "ta": (
        (
            "குப்வாரா மாவட்டத்தில் எல்லைக் கட்டுப்பாட்டுக் கோடு அருகே "
            "வெள்ளிக்கிழமை இரவு ஊடுருவ முயன்ற "
            "இரண்டு பயங்கரவாதிகள் சுட்டுக் கொல்லப்பட்டனர்."
        ),
        "அப்பகுதியில் தேடுதல் பணி தொடர்ந்து நடைபெற்று வருவதாக ராணுவ அதிகாரிகள் தெரிவித்தனர்.",
    ),
    "te": (
        ("కుప్వారా జిల్లాలో నియంత్రణ రేఖ వద్ద శుక్రవారం రాత్రి చొరబాటుకు ప్రయత్నించిన ఇద్దరు ఉగ్రవాదులను సైన్యం హతమార్చింది."),
        ("ఆ ప్రాంతంలో గాలింపు చర్యలు కొనసాగుతున్నాయని, రెండు తుపాకులు స్వాధీనం చేసుకున్నామని అధికారులు తెలిపారు."),
    ),
    "ml": (
        ("കുപ്‌വാര ജില്ലയിൽ നിയന്ത്രണരേഖയ്ക്കു സമീപം വെള്ളിയാഴ്ച രാത്രി നുഴഞ്ഞുകയറാൻ ശ്രമിച്ച രണ്ടു ഭീകരരെ സൈന്യം വധിച്ചു."),
        ("പ്രദേശത്ത് തിരച്ചിൽ തുടരുകയാണെന്നും രണ്ടു തോക്കുകൾ കണ്ടെടുത്തെന്നും സൈനിക വക്താവ് അറിയിച്ചു."),
    ),
    "ps": (
        (
            "په کندهار کې د جمعې په شپه ناپېژاندو وسله‌والو د پولیسو پر یوه "
            "موټر ډزې وکړې چې له امله یې "
            "دوه پولیس او یو لاروی ټپیان شول."
        ),
        (
            "د پولیسو ویاند وویل چې برید کوونکي د غرونو پر لور وتښتېدل او په "
            "سیمه کې د هغوی د نیولو "
            "هڅې روانې دي."
        ),
    ),
    "fa": (
        (
            "در شهر قندهار جمعه شب افراد مسلح ناشناس بر یک موتر پولیس تیراندازی "
            "کردند که در نتیجه آن دو "
            "پولیس و یک رهگذر زخمی شدند."
        ),
        (
            "سخنگوی پولیس گفت که مهاجمان به سوی کوه‌ها فرار کردند و جستجو برای "
            "یافتن آنان در منطقه "
            "جریان دارد."
        ),
    ),
    "si": (
        (
            "කුප්වාරා දිස්ත්‍රික්කයේ පාලන රේඛාව අසල සිකුරාදා රාත්‍රියේ රිංගා "
            "ඒමට තැත් කළ ත්‍රස්තවාදීන් දෙදෙනෙකු "
            "හමුදාව විසින් ඝාතනය කරන ලදී."
        ),
        "එම ප්‍රදේශයේ සෝදිසි මෙහෙයුම තවදුරටත් ක්‍රියාත්මක වන බව හමුදා ප්‍රකාශකයෙකු පැවසීය.",
    ),
}


def page(
    language: str = "en", *, above: str = "", below: str = "", end: str = "", head: str = ""
) -> bytes:
    first, second = PROSE[language]
    return (
        f"<html><head><title>A title here</title>{head}</head><body><div class='wrap'>"
        f"<h1>A title here</h1>{above}"
        f"<div class='story-content'><p>{first}</p><p>{second}{end}</p>{below}</div>"
        "<div class='more'><h3>Related stories</h3><p>AFP</p><p><a href='/2'>Another</a></p></div>"
        "</div></body></html>"
    ).encode()


def read(document: bytes | None, language: str = "en", **feed: str) -> Extraction:
    source = Source(
        url="https://daily.example/news/1",
        page=document,
        content_type="text/html; charset=utf-8",
        feed_title=None,
        feed_html=None,
        feed_language=language,
        feed_country="IN",
        feed_published_at=None,
        feed_byline=None,
        feed_summary=None,
        now=NOW,
    )
    found = extract(replace(source, **feed))  # type: ignore[arg-type]
    assert isinstance(found, Extraction), found
    return found


def credit(found: Extraction, publisher: str = "Dawn") -> str | None:
    return credit_of(
        publisher=publisher,
        byline=found.byline,
        title=found.title,
        body=found.body,
        lines=found.credit_lines,
    )


BELOW = [
    ("en", "With inputs from PTI", "pti"),
    ("en", "(With inputs from agencies)", UNNAMED),
    ("en", "(PTI)", "pti"),
    ("en", "AFP", "afp"),
    ("en", "Source: PTI", "pti"),
    ("en", "Source: Dawn/AFP", "afp"),
    ("en", "Courtesy: ANI", "ani"),
    ("en", "Via: Reuters", "reuters"),
    ("en", "Copyright 2026 The Associated Press. All rights reserved.", "ap"),
    (
        "en",
        "(This story has not been edited by us and is auto-generated from a syndicated feed.)",
        UNNAMED,
    ),
    (
        "en",
        "(The story has come from a syndicated feed and has not been edited by our staff.)",
        UNNAMED,
    ),
    (
        "en",
        (
            "(This report has been published as part of the auto-generated syndicate wire feed."
            " Apart from the headline, our desk has changed nothing.)"
        ),
        UNNAMED,
    ),
    ("en", "(The above story first appeared on ANI)", "ani"),
    ("hi", "भाषा", "pti"),
    ("hi", "(इनपुट: एएनआई)", "ani"),
    ("hi", "(एजेंसी इनपुट के साथ)", UNNAMED),
    ("hi", "साभार: आईएएनएस", "ians"),
    ("ur", "ذرائع: اے ایف پی", "afp"),
    ("ur", "بحوالہ: رائٹرز", "reuters"),
    ("ur", "خبر ایجنسی", UNNAMED),
    ("bn", "সূত্র: রয়টার্স", "reuters"),
    ("bn", "বাসস", "bss"),
    ("ne", "रासस", "rss"),
    ("ne", "स्रोत : एएफपी", "afp"),
    ("ta", "பிடிஐ", "pti"),
    ("ta", "ஆதாரம்: ராய்ட்டர்ஸ்", "reuters"),
    ("te", "ఏజెన్సీలు", UNNAMED),
    ("te", "సోర్స్: పీటీఐ", "pti"),
    ("ml", "കടപ്പാട് : പിടിഐ", "pti"),
    ("ps", "سرچینه: پژواک", "pajhwok"),
    ("fa", "منبع: رویترز", "reuters"),
    ("si", "මූලාශ්‍රය: රොයිටර්ස්", "reuters"),
    # What is no credit of the text
    ("en", "Photo: AFP", None),
    ("en", "Tags: AFP", None),
    ("en", "Follow Reuters on WhatsApp", None),
    ("en", "Read more: Reuters", None),
]


@pytest.mark.parametrize(("language", "line", "credited"), BELOW)
def test_a_line_below_the_body(language: str, line: str, credited: str | None) -> None:
    found = read(page(language, below=f"<p>{line}</p>"), language)
    assert found.body.split("\n") == list(PROSE[language])  # else the table tests nothing
    assert credit(found) == credited


@pytest.mark.parametrize(
    ("end", "credited"),
    [
        (" (With inputs from PTI)", "pti"),
        (" With inputs from ANI", "ani"),
        (" (The story has come from a syndicated feed)", UNNAMED),
    ],
)
def test_what_is_cut_off_the_last_paragraph(end: str, credited: str) -> None:
    found = read(page(end=end))
    assert found.body.split("\n") == list(PROSE["en"])
    assert credit(found) == credited


ABOVE = [
    ("<p>By AFP</p>", "afp"),
    ("<p>By Jane Doe, Reuters</p>", "reuters"),
    ("<div>AFP</div>", "afp"),
    ("<div>By <a href='/pti'>PTI</a> | Updated: Nov 22, 2026</div>", "pti"),
    ("<div>Agencies | Nov 22, 2026</div>", UNNAMED),
    ("<div>Published By: Jane Doe | Source: PTI</div>", "pti"),
    # What is no credit of the text
    ("<div class='photo-credit'>AFP</div>", None),
    ("<div class='lead'><span class='credit'></span><p class='credit'>Reuters</p></div>", None),
    ("<figure><img src='1.jpg'><figcaption>Reuters</figcaption></figure>", None),
    ("<div><a href='/topic/pti'>PTI</a></div>", None),
    ("<div class='tools'>AA</div>", None),  # the button for larger letters, not Anadolu
    ("<p>Reuters</p><h2>A standfirst that parts it from the text</h2>", None),
]


@pytest.mark.parametrize(("above", "credited"), ABOVE)
def test_a_line_above_the_body(above: str, credited: str | None) -> None:
    found = read(page(above=above))
    assert found.body.split("\n") == list(PROSE["en"])
    assert credit(found) == credited


def test_lines_behind_the_next_heading_belong_to_other_texts() -> None:
    assert read(page()).credit_lines == ()
    assert credit(read(page())) is None


LINKED = '<script type="application/ld+json">{{"@type": "NewsArticle", {}}}</script>'
HEADS = {
    "the author of a meta tag": '<meta property="article:author" content="PTI">',
    "a second author": '<meta name="author" content="News Desk"><meta name="byl" content="By PTI">',
    "a source": '<meta name="source" content="PTI">',
    "linked data's author": LINKED.format('"author": {"@type": "Organization", "name": "PTI"}'),
    "linked data's source": LINKED.format(
        '"author": {"name": "News Desk"}, "sourceOrganization": {"name": "PTI"}'
    ),
    "linked data's credit": LINKED.format('"author": "Jane Doe", "creditText": "PTI"'),
}


@pytest.mark.parametrize("head", HEADS)
def test_a_statement_of_the_head(head: str) -> None:
    assert credit(read(page(head=HEADS[head]))) == "pti"


def test_the_feeds_byline_counts_where_the_page_names_another() -> None:
    found = read(page(head='<meta name="author" content="News Desk">'), feed_byline="AFP")
    assert found.byline == "News Desk"
    assert credit(found) == "afp"


def test_the_feeds_own_text_has_a_margin_too() -> None:
    first, second = PROSE["hi"]
    shipped = f"<p>{first}</p><p>{second}</p><p>(इनपुट: एएनआई)</p>"
    found = read(None, "hi", feed_html=shipped, feed_title="शीर्षक")
    assert (found.body_from, found.body) == ("feed", f"{first}\n{second}")
    assert credit(found) == "ani"


def test_who_writes_its_own_texts_prints_agencies_beside_pictures() -> None:
    found = read(page(below="<p>Reuters</p>"))
    assert (credit(found), credit(found, "BBC News")) == ("reuters", None)
    assert credit(read(page(below="<p>(With inputs from AFP)</p>")), "BBC News") == "afp"


def test_byline_and_dateline_say_more_than_the_lines_around() -> None:
    document = page(below="<p>(With inputs from ANI)</p>")
    assert credit(read(document, feed_byline="PTI")) == "pti"
    dated = document.replace(b"<p>Unknown", b"<p>QUETTA, Nov 22 (Reuters) - Unknown")
    assert credit(read(dated, feed_byline="PTI")) == "reuters"


@pytest.mark.parametrize(
    ("author", "byline"), [("", "Press Trust of India"), ("<author>Jane Doe</author>", "Jane Doe")]
)
def test_a_feed_names_whom_it_has_an_entry_from(author: str, byline: str) -> None:
    document = (
        "<rss version='2.0'><channel><title>Many papers</title><item><title>One</title>"
        f"<link>https://paper.example/1</link>{author}"
        "<source url='https://pti.example/feed'>Press Trust of India</source>"
        "</item></channel></rss>"
    )
    parsed = parse_feed(
        document.encode(),
        url="https://paper.example/feed",
        content_type="text/xml",
        country="IN",
        now=NOW,
    )
    assert isinstance(parsed, ParsedFeed)
    assert parsed.entries[0].byline == byline
