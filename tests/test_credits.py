"""Whom a text credits: tables of datelines, bylines, sign-offs and inputs, and of their traps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.stories.agencies import (
    KNOWLEDGE,
    UNNAMED,
    agency_name,
    read_agencies,
    read_cues,
    shipped_agencies,
)
from tasks.stories.credits import credit_of
from warehouse.errors import BadCatalogue

PROSE = "Two policemen were wounded when a bomb went off beside their van, officials said."
BY_DATELINE = [
    # English: the agencies' own styles and the papers'
    ("NEW DELHI, July 21 (PTI) — The minister said", "pti"),
    ("New Delhi, Nov 22 (PTI): The minister said", "pti"),
    ("CHENNAI, Aug 13 (PTI, UNI) — The front said", "pti"),
    ("Mumbai, January 2 (IANS) After a mutual agreement", "ians"),
    ("New York, September 5 (IANS): The player", "ians"),
    ("Kabul [Afghanistan], November 22 (ANI): A blast", "ani"),
    ("Jammu (J&K), Nov 22 (ANI): A blast", "ani"),
    ("KABUL (Reuters) - A blast", "reuters"),
    ("KABUL (Reuters) A blast tore through", "reuters"),
    ("(Reuters) - A blast tore through", "reuters"),
    ("QUETTA, Pakistan, Nov 22 (Reuters) - A blast", "reuters"),
    ("KABUL, Nov. 22 (Xinhua) -- A blast", "xinhua"),
    ("MOSCOW, November 22. /TASS/. The envoy", "tass"),
    ("ISLAMABAD, Nov 22 (APP): The prime minister", "app"),
    ("ISLAMABAD, (APP - UrduPoint / Pakistan Point News - 22nd Nov, 2026): The", "app"),
    ("ISLAMABAD, (UrduPoint / Pakistan Point News - 22nd Nov, 2026): The", "urdupoint"),
    ("QUETTA – (Web Desk/APP): The chief minister", "app"),
    ("HYDERABAD (Our Bureau/IANS): The chief minister", "ians"),
    ("PESHAWAR (INP): Two persons", "inp"),
    ("LAHORE (NNI) – Two persons", "nni"),
    ("KARACHI: (PPI) Two persons", "ppi"),
    ("RAWALPINDI (Online): Two persons", "online"),
    ("DHAKA, Nov 22, 2026 (BSS) - The adviser", "bss"),
    ("Dhaka, Nov 22 (UNB) – The adviser", "unb"),
    ("KATHMANDU, Nov 22 (RSS): The prime minister", "rss"),
    ("Srinagar, Nov 22 (KNO): Forces cordoned", "kno"),
    ("Srinagar: (KNS) Forces cordoned off", "kns"),
    ("Imphal, Nov 22 (NNN): Two cadres", "nnn"),
    ("KABUL (Pajhwok): Two insurgents", "pajhwok"),
    ("KANDAHAR CITY (Pajhwok): Two insurgents", "pajhwok"),
    ("Kabul, Bakhtar News Agency – The deputy", "bakhtar"),
    ("KABUL (BNA): The deputy", "bakhtar"),
    ("PESHAWAR (AFP) — A blast", "afp"),
    ("Peshawar, Pakistan (AFP) – A blast", "afp"),
    ("PESHAWAR/AFP — A blast", "afp"),
    ("KABUL, AFP — A blast", "afp"),
    ("PESHAWAR, Pakistan (AP) — A blast", "ap"),
    ("Washington, Jul 3 (AP) The president", "ap"),
    ("DERA ISMAIL KHAN, Pakistan (AP) — A blast", "ap"),
    ("Port of Spain, Nov 22 (PTI) The batsman", "pti"),
    ("Kabul (dpa) - A blast", "dpa"),
    ("TOKYO, Nov. 22 (Kyodo) - The minister", "kyodo"),
    ("ANKARA (AA) - The minister", "aa"),
    ("MADRID, Nov 22 (EFE).- The minister", "efe"),
    ("KARACHI (Agencies): Two persons", UNNAMED),
    ("KARACHI (AFP/Agencies): Two persons", "afp"),
    ("KARACHI (Agencies/AFP): Two persons", "afp"),
    # Hindi, Nepali, Marathi
    ("नई दिल्ली, 21 जुलाई (भाषा) सरकार ने कहा", "pti"),
    ("पटना, पांच मई (भाषा): सरकार ने कहा", "pti"),
    ("श्रीनगर, 22 नवंबर (वार्ता) सुरक्षा बलों ने", "uni"),
    ("नई दिल्ली, 22 नवंबर (आईएएनएस)। सरकार ने", "ians"),
    ("नई दिल्ली (एएनआई) सरकार ने कहा", "ani"),
    ("रांची, 22 नवम्बर (हि.स.)। पुलिस ने", "hs"),
    ("एएनआई, नई दिल्ली। सरकार ने कहा", "ani"),
    ("पीटीआई, नई दिल्ली। सरकार ने कहा", "pti"),
    ("रॉयटर, काबुल। धमाके में", "reuters"),
    ("काबुल, (एएफपी)। धमाके में", "afp"),
    ("काठमाडौँ, ७ मङ्सिर (रासस)ः प्रधानमन्त्रीले", "rss"),
    ("काठमाडौं, ७ मंसिर (रासस) : प्रधानमन्त्रीले", "rss"),
    ("नवी दिल्ली (पीटीआय) : सरकारने", "pti"),
    ("श्रीनगर (वृत्तसंस्था) : जवानांनी", UNNAMED),
    # Urdu, Sindhi, Pashto, Dari
    ("اسلام آباد (اے پی پی) وزیراعظم نے کہا", "app"),
    ("کابل (رائٹرز) دھماکے میں", "reuters"),
    ("واشنگٹن (اے ایف پی) امریکی صدر نے", "afp"),
    ("لاہور(این این آئی)دو افراد", "nni"),
    ("سری نگر، 22 نومبر (یو این آئی) فورسز نے", "uni"),
    ("نئی دہلی، 21 جولائی (پی ٹی آئی) حکومت نے", "pti"),
    ("کراچی (آن لائن): دو افراد", "online"),
    ("پشاور (خبر ایجنسیاں) دو افراد", UNNAMED),
    ("كابل (پژواک): دوه تنه", "pajhwok"),
    ("کابل (باختر اژانس): دوه تنه", "bakhtar"),
    ("کابل (خبرگزاری باختر): دو تن", "bakhtar"),
    # Bengali, Assamese, Tamil, Telugu, Malayalam, Kannada, Gujarati, Punjabi, Odia, Sinhala
    ("ঢাকা, ২২ নভেম্বর, ২০২৬ (বাসস) : প্রধান উপদেষ্টা", "bss"),
    ("ঢাকা, ২২ নভেম্বর (ইউএনবি)- প্রধান উপদেষ্টা", "unb"),
    ("কাবুল (রয়টার্স): বিস্ফোরণে", "reuters"),
    ("নয়াদিল্লি, ২২ নভেম্বর (পিটিআই) সরকার", "pti"),
    ("রয়টার্স, কাবুল: বিস্ফোরণে", "reuters"),
    ("নতুন দিল্লী, ২২ নৱেম্বৰ (পিটিআই): চৰকাৰে", "pti"),
    ("புதுடெல்லி, நவ. 22 (பிடிஐ): அரசு", "pti"),
    ("காபூல் (ராய்ட்டர்ஸ்): குண்டுவெடிப்பு", "reuters"),
    ("న్యూఢిల్లీ, నవంబర్ 22 (పీటీఐ): ప్రభుత్వం", "pti"),
    ("ന്യൂഡൽഹി, നവംബർ 22 (പി.ടി.ഐ): സർക്കാർ", "pti"),
    ("ನವದೆಹಲಿ (ಪಿಟಿಐ): ಸರ್ಕಾರ", "pti"),
    ("નવી દિલ્હી, 22 નવેમ્બર (પીટીઆઈ): સરકાર", "pti"),
    ("ਨਵੀਂ ਦਿੱਲੀ, 22 ਨਵੰਬਰ (ਪੀਟੀਆਈ): ਸਰਕਾਰ", "pti"),
    ("ନୂଆଦିଲ୍ଲୀ (ପିଟିଆଇ): ସରକାର", "pti"),
    ("කාබුල් (රොයිටර්ස්): පිපිරීමකින්", "reuters"),
    # What looks like one
    ("Pakistan Tehreek-e-Insaf (PTI) chairman Imran Khan", None),
    ("Pakistan Tehreek-e-Insaf (PTI): a party in decline", None),
    ("PAKISTAN TEHREEK-I-INSAF (PTI) — a party in decline", None),
    ("Imran Khan (PTI) said", None),
    ("Andhra Pradesh (AP) leaders of the party", None),
    ("Tirupati (AP): The temple was closed", None),
    ("VIJAYAWADA (AP) — The collector said", None),
    ("Rashtriya Swayamsevak Sangh (RSS) — its chief said", None),
    ("The All Parties Panel (APP) — which met", None),
    ("The Associated Press (AP) reported that", None),
    ("He came from Guntur (AP) - a city of the south", None),
    ("The leader of Swat (PTI) - his party", None),
    ("Officials told Reuters (AFP) - and others", None),
    ("Local Media (Online) said", None),
    ("Unified Payments Interface (UPI): how it works", None),
    ("KABUL (TOLOnews photo): The bazaar", None),
    ("KABUL (AP Photo): The bazaar", None),
    ("Islamabad, PTI: the party line", None),
    ("पाकिस्तान तहरीक-ए-इंसाफ (पीटीआई) के अध्यक्ष", None),
    ("मैथिली (भाषा) को", None),
    ("समाचार एजेंसी (एएनआई) ने बताया", None),
    ("پاکستان تحریک انصاف (پی ٹی آئی) کے چیئرمین", None),
    ("تحریک انصاف (پی ٹی آئی): جماعت کا فیصلہ", None),
    ("خبر رساں ادارے (رائٹرز) کے مطابق", None),
    ("বার্তা সংস্থা (রয়টার্স) জানিয়েছে", None),
]


@pytest.mark.parametrize(("begin", "credited"), BY_DATELINE)
def test_datelines(begin: str, credited: str | None) -> None:
    assert credit(body=f"{begin} {PROSE * 3}\nMore was said later.") == credited


BY_BYLINE = [
    ("PTI", "pti"),
    ("By PTI", "pti"),
    ("Press Trust of India", "pti"),
    ("P.T.I.", "pti"),
    ("ANI", "ani"),
    ("IANS", "ians"),
    ("AFP", "afp"),
    ("AFP with staff", "afp"),
    ("Dawn.com | AFP", "afp"),
    ("News Desk/Agencies", UNNAMED),
    ("Our Bureau/IANS", "ians"),
    ("Our Bureau", None),
    ("Agencies", UNNAMED),
    ("AFP, Agencies", "afp"),
    ("Agencies and AFP", "afp"),
    ("Jane Doe, Reuters", "reuters"),
    ("By Jane Doe and John Doe, The Associated Press", "ap"),
    ("REUTERS", "reuters"),
    ("Our Correspondent and APP", "app"),
    ("Our Correspondent (with inputs from PTI)", "pti"),
    ("RSS", "rss"),
    ("UNB News", None),
    ("Xinhua News Agency", "xinhua"),
    ("RFE/RL's Radio Mashaal", "rferl"),
    ("BBC Urdu", "bbc"),
    ("TNN", "tnn"),
    ("एजेंसी", UNNAMED),
    ("भाषा", "pti"),
    ("एएनआई", "ani"),
    ("आईएएनएस", "ians"),
    ("रासस", "rss"),
    ("रासस, काठमाडौं", "rss"),
    ("اے ایف پی", "afp"),
    ("رائٹرز", "reuters"),
    ("خبر ایجنسیاں", UNNAMED),
    ("رویترز", "reuters"),
    ("রয়টার্স কাবুল", "reuters"),
    ("এএফপি, ইসলামাবাদ", "afp"),
    ("বাসস", "bss"),
    ("ইউএনবি", "unb"),
    ("ராய்ட்டர்ஸ்", "reuters"),
    ("പി.ടി.ഐ", "pti"),
    ("රොයිටර්ස්", "reuters"),
    # What looks like one
    ("A P Singh", None),
    ("AP Singh", None),
    ("Ani Sharma", None),
    ("ANI SHARMA", None),
    ("Ani", None),
    ("Tass Ahmed", None),
    ("Correspondent, Vijayawada, AP", None),
    ("By a former AP bureau chief", None),
    ("Photo: AFP", None),
    ("Jane Doe; photographs by Reuters", None),
    ("App Desk", None),
    ("Online Desk", None),
    ("Online", None),
    ("Web Desk", None),
    ("", None),
]


@pytest.mark.parametrize(("byline", "credited"), BY_BYLINE)
def test_bylines(byline: str, credited: str | None) -> None:
    assert credit(byline=byline) == credited


BY_END = [
    (". (PTI)", "pti"),
    (". PTI", "pti"),
    ("\nPTI", "pti"),
    ("\nPTI SKL RHL", "pti"),
    (". PTI SKL RHL", "pti"),
    ("\n--IANS\nsk/dan", "ians"),
    (". –AFP", "afp"),
    (".—APP", "app"),
    ("./APP", "app"),
    (". --(AFP)", "afp"),
    ('," he said." — Reuters', "reuters"),
    (". — AFP.", "afp"),
    (". (ANI)", "ani"),
    (". (Reuters/AFP)", "reuters"),
    (". Agencies", UNNAMED),
    (".\n(With inputs from ANI)", "ani"),
    (".\n(With inputs from agencies)", UNNAMED),
    (".\n(With agency inputs)", UNNAMED),
    (".\nWith inputs from PTI and ANI", "pti"),
    (". (With inputs from news agency PTI)", "pti"),
    (". — Reuters, with additional reporting by Jane Doe", "reuters"),
    (".\n— Reuters, with additional reporting by Jane Doe in Kabul.", "reuters"),
    (".\n(With additional reporting by AFP)", "afp"),
    (".\n(Reporting by Jane Doe; Additional reporting by John Doe)", None),
    (".\nThe Associated Press contributed to this report.", "ap"),
    (".\nAFP contributed to this story.", "afp"),
    (".\nJane Doe in Kabul and The Associated Press contributed to this report.", "ap"),
    (".\nJane Doe contributed to this report.", None),
    (". He told Reuters that the army contributed to this report.", None),
    (".\nSource: Agencies", UNNAMED),
    (".\n(This report is auto-generated from PTI news service.)", "pti"),
    (".\n(This story is published from a syndicated feed.)", UNNAMED),
    (".\nThis article was generated from an automated news agency feed.", UNNAMED),
    (".\n(ANI inputs)", "ani"),
    (". It rests on inputs from western intelligence agencies.", None),
    (". They had specific intelligence inputs.", None),
    ("। (भाषा)", "pti"),
    ("।\nभाषा अमित माधव", "pti"),
    ("।\n(एएनआई इनपुट के साथ)", "ani"),
    ("।\n(इनपुट: आईएएनएस)", "ians"),
    ("।\n(एजेंसी इनपुट के साथ)", UNNAMED),
    ("।\nरासस", "rss"),
    ("। रासस", "rss"),
    ("।\nসূত্র: রয়টার্স", "reuters"),
    ("।\nসূত্র: এএফপি, আল-জাজিরা", "afp"),
    ("। (ইউএনবি)", "unb"),
    ("۔\n(اے ایف پی)", "afp"),
    ("۔ (رائٹرز)", "reuters"),
    (".\nمنبع: رویترز", "reuters"),
    (".\nசெய்தி நிறுவனம்", None),
    (". (ராய்ட்டர்ஸ்)", "reuters"),
    # What looks like one
    (", the officer told Reuters.", None),
    (", the officer told PTI", None),
    (" after he left the PTI.", None),
    (" after he went home to AP.", None),
    (", Reuters reported.", None),
    (", as he told the AP.", None),
    (" at a march of the RSS", None),
    (".\nPhoto: AFP", None),
    (".\nFile photo. AFP", None),
    (".\n(AP Photo)", None),
    (" as people watched on(Jane Doe/REUTERS)", None),
    (".\nছবি: রয়টার্স", None),
    (".\nتصویر: اے ایف پی", None),
    (" and was released later, said Fawad (PTI)", None),
    ('. "We read it in Reuters"', None),
    ("। उन्होंने हिंदी भाषा", None),
    ("۔ یہ بات رائٹرز نے بتائی", None),
    (".\nDownload the App", None),
    (".\nRead it in the APP", None),
    (".\nIndia, Pakistan and the AP", None),
]


@pytest.mark.parametrize(("end", "credited"), BY_END)
def test_ends(end: str, credited: str | None) -> None:
    assert credit(body=f"{PROSE * 3}\nHe was arrested in the evening{end}") == credited


NOWHERE = [
    "The Associated Press reported that two men had died.",
    "An official told AFP that two men had died.",
    "The men, Reuters has learned, had died. PTI workers protested.",
    "The AP (Andhra Pradesh) police said so. (PTI) was the sign on the wall, they said.",
    "With inputs from PTI the party wrote its paper, and then it fell apart.",
    "रॉयटर्स के अनुसार दो लोग मारे गए। एएनआई ने बताया।",
    "رائٹرز کے مطابق دو افراد ہلاک ہوئے۔ اے ایف پی کو بتایا گیا۔",
    "রয়টার্স জানায়, দুজন নিহত হয়েছে। এএফপিকে বলা হয়েছে।",
]


@pytest.mark.parametrize("middle", NOWHERE)
def test_a_mention_in_the_middle_is_no_credit(middle: str) -> None:
    assert credit(body=f"{PROSE}\n{middle}\n{PROSE * 4}\n{PROSE}") is None


def test_the_dateline_says_more_than_the_byline_and_that_more_than_the_end() -> None:
    body = f"KABUL, Nov 22 (AP) — {PROSE}\n(With inputs from ANI)"
    assert credit(byline="PTI", body=body) == "ap"
    assert credit(byline="PTI", body=f"{PROSE}\n(With inputs from ANI)") == "pti"
    assert credit(byline="Agencies", body=f"{PROSE}\n(With inputs from ANI)") == "ani"


def test_a_dateline_may_stand_below_the_headline_and_a_short_line() -> None:
    body = f"Blast in Quetta\nUpdated: November 22\nQUETTA (Reuters) - {PROSE}"
    assert credit(title="Blast in Quetta", body=body) == "reuters"
    assert credit(body=f"PTI\nNew Delhi\n{PROSE}") == "pti"
    assert credit(title="PTI", body=f"PTI\n{PROSE}\n{PROSE}") is None
    assert credit(body=f"the launching of\nSputnik.\n{PROSE}\n{PROSE}") is None
    assert credit(body=f"PTI, PPP clash\n{PROSE}\n{PROSE}") is None


@pytest.mark.parametrize(
    ("publisher", "credited"),
    [
        ("Dawn", "app"),
        ("A feed of one's own", "app"),
        ("Associated Press of Pakistan", None),
        ("APP", None),  # not in publishers.csv, but the agency's name
    ],
)
def test_a_publishers_own_name_is_no_credit(publisher: str, credited: str | None) -> None:
    assert credit(publisher=publisher, body=f"ISLAMABAD, Nov 22 (APP): {PROSE}") == credited


def test_who_writes_its_own_texts_prints_agencies_on_lines_for_pictures() -> None:
    for body in (f"Reuters\n{PROSE}", f"{PROSE}\nReuters", f"Reuters\n{PROSE}\nAFP"):
        assert credit(publisher="BBC News", body=body) is None
        assert credit(publisher="Scroll.in", body=body) == "reuters"
        assert credit(publisher="BBC News", byline="AFP", body=body) == "afp"
    assert credit(body=f"—Reuters\n{PROSE}\n{PROSE}") is None


def test_an_agency_that_runs_another_credits_the_other() -> None:
    body = f"KABUL, Nov 22 (ANI/Reuters): {PROSE}"
    assert (credit(publisher="ANI", body=body), credit(body=body)) == ("reuters", "ani")


@given(text=st.text(alphabet="PTI (AP)—-.,:/\nab कابর", max_size=80), byline=st.text(max_size=20))
def test_whatever_the_text_the_answer_is_an_agency_of_the_catalogue(text: str, byline: str) -> None:
    found = credit(byline=byline, body=text)
    assert found is None or found in shipped_agencies().names


@given(middle=st.lists(st.sampled_from([PROSE, *NOWHERE]), max_size=6))
def test_what_stands_between_head_and_end_does_not_matter(middle: list[str]) -> None:
    body = "\n".join([PROSE * 4, *middle, PROSE, PROSE])
    assert credit(body=body) is None
    assert credit(body=f"KABUL (Reuters) - {body}") == "reuters"


# The catalogues


def test_agencies_have_names_to_show() -> None:
    assert agency_name("pti") == "Press Trust of India"
    assert agency_name(UNNAMED) == "an agency"
    assert agency_name("no such") == "no such"


HEADS = {
    "agencies.csv": "agency,form,language,places,is_case_sensitive,is_ambiguous,not_after,source",
    "credit_cues.csv": "cue,language,role,source",
}
WRONG = [
    ("agencies.csv", "pti,,en,byline,yes,no,,x", "form is empty"),
    ("agencies.csv", "pti,...,en,byline,yes,no,,x", "form has no letter"),
    ("agencies.csv", "pti,PTI,en,anywhere,yes,no,,x", "places has anywhere"),
    ("agencies.csv", "pti,PTI,en,,yes,no,,x", "places is empty"),
    ("agencies.csv", "pti,PTI,en,byline,perhaps,no,,x", "is_case_sensitive is 'perhaps'"),
    ("agencies.csv", "pti,PTI,en,byline,yes,no,,", "source is empty"),
    ("agencies.csv", "ani,A N I,en,byline,yes,no,,x", "is kept already"),
    ("credit_cues.csv", "by,en,shout,x", "role is 'shout'"),
    ("credit_cues.csv", ",en,before,x", "cue is empty"),
]


@pytest.mark.parametrize(("name", "row", "problem"), WRONG)
def test_a_wrong_row_is_refused_by_file_and_line(
    tmp_path: Path, name: str, row: str, problem: str
) -> None:
    kept = "kept,ANI,en,byline,yes,no,,x\n" if name == "agencies.csv" else ""
    (tmp_path / name).write_text(f"{HEADS[name]}\n{kept}{row}\n", "utf-8")
    read: Callable[[Path], object] = read_agencies if name == "agencies.csv" else read_cues
    with pytest.raises(BadCatalogue) as refused:
        read(tmp_path)
    assert problem in str(refused.value)
    assert refused.value.subject == f"{name}:{3 if kept else 2}"


def test_the_shipped_catalogues_are_sound() -> None:
    assert len(read_agencies(KNOWLEDGE).names) > 60
    assert all(read_cues(KNOWLEDGE).values())


def credit(
    *, publisher: str = "Dawn", byline: str | None = None, title: str = "A title", body: str = PROSE
) -> str | None:
    return credit_of(publisher=publisher, byline=byline, title=title, body=body)
