"""What a text that was looked at again says: the same, a trifle, less than before, or news."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.articles.changes import Change, Text, change_between
from tasks.articles.detours import is_another
from tasks.articles.passing import CATALOGUE, Role, read_phrases, shipped_phrases, tokens_of
from warehouse.errors import BadCatalogue

LEAD = (
    "BANNU: Six soldiers were killed and 11 hurt when militants stormed a check-post.\n"
    "The attackers fled to the hills. A search was on."
)


def change(before: str, after: str, *, title: str = "Six killed", became: str = "") -> Change:
    return change_between(Text(title=title, body=before), Text(title=became or title, body=after))


# A remark, and what stands in its place at the next look.
TRIVIAL = {
    "an age": ("Updated 5 minutes ago", "Updated 2 hours ago"),
    "a clock": ("Last updated: 12:30", "Last updated: 13:05"),
    "a date with a zone": ("Updated Nov. 22, 2026 12:30 p.m. PKT", "Updated November 23, 2026"),
    "a date in order of days": ("Published on 22nd Sunday, 12:30 IST", "Published 23 Sep 9am"),
    "an age alone": ("3 mins ago", "just now"),
    "comments": ("12 comments", "1,345 comments"),
    "the first comment": ("No comments", "1 Comment"),
    "views and shares": ("1.2k views | 3 shares", "1.3k views | 14 shares"),
    "a counter that appears": ("", "Shares: 12"),
    "a reading time": ("4 min read", "5 min read"),
    "a sentence of reads": (
        "This article has been read 1,024 times.",
        "This article has been read 2 times.",
    ),
    "a count in brackets": ("Comments (12)", "Comments (1,345)"),
    "a share button": ("Share this 34", "Share this 35"),
    "a time to read": ("Read time: 3 min", "Read time: 4 min"),
    "a date and time alone": ("22 November 2026 | 10:15 pm", "23 November 2026 | 9:05 am"),
    "a byline with a clock": (
        "Written by Staff | Updated: November 22, 2026 10:15 IST",
        "Written by Staff | Updated: November 23, 2026 9:05 IST",
    ),
    "inside a line": ("By Staff | Updated 5 minutes ago", "By Staff | Updated 6 minutes ago"),
    "in brackets": ("(Updated 12:30)", "(Updated 12:45)"),
    "hi": ("अपडेट: 22 नवंबर 2026, 12:30", "अपडेट: 23 नवंबर 2026, 9:15"),
    "hi, native digits": ("५ मिनट पहले", "२ घंटे पहले"),
    "hi, counter": ("१२ टिप्पणियाँ", "१३ टिप्पणियाँ"),
    "bn": ("আপডেট: ২২ নভেম্বর ২০২৬, ১২:৩০", "আপডেট: ২৩ নভেম্বর ২০২৬, ০৯:১৫"),
    "bn, counter": ("১২ বার পঠিত", "১৩৪ বার পঠিত"),
    "ur": ("آخری اپ ڈیٹ: ۲۲ نومبر ۲۰۲۶", "آخری اپ ڈیٹ: ۲۳ نومبر ۲۰۲۶"),
    "ur, age": ("۵ منٹ پہلے", "۲ گھنٹے پہلے"),
    "ur, counter": ("۱۲ تبصرے", "۱۳ تبصرے"),
    "fa": ("۵ دقیقه پیش", "۲ ساعت پیش"),
    "fa, counter": ("۱۲ بازدید", "۱۳ بازدید"),
    "ps": ("۵ دقیقې مخکې", "۲ ساعته مخکې"),
    "ne": ("५ मिनेट पहिले", "२ घण्टा पहिले"),
    "mr": ("5 मिनिटांपूर्वी", "2 तासांपूर्वी"),
    "gu": ("5 મિનિટ પહેલાં", "2 કલાક પહેલાં"),
    "pa": ("5 ਮਿੰਟ ਪਹਿਲਾਂ", "2 ਘੰਟੇ ਪਹਿਲਾਂ"),
    "ta": ("5 நிமிடங்களுக்கு முன்", "2 மணிநேரத்திற்கு முன்"),
    "te": ("5 నిమిషాల క్రితం", "2 గంటల క్రితం"),
    "kn": ("5 ನಿಮಿಷಗಳ ಹಿಂದೆ", "2 ಗಂಟೆಗಳ ಹಿಂದೆ"),
    "ml": ("5 മിനിറ്റ് മുമ്പ്", "2 മണിക്കൂർ മുമ്പ്"),
    "si": ("මිනිත්තු 5කට පෙර", "පැය 2කට පෙර"),
}


@pytest.mark.parametrize(("was", "became"), TRIVIAL.values(), ids=TRIVIAL)
def test_clocks_and_counters_are_trifles(was: str, became: str) -> None:
    for before, after in ((was, became), (became, was)):
        assert change(f"{LEAD}\n{before}", f"{LEAD}\n{after}") is Change.TRIVIAL
        assert change(f"{before}\n{LEAD}", f"{after}\n{LEAD}") is Change.TRIVIAL


def test_a_clock_in_the_headline_is_a_trifle() -> None:
    said = change(LEAD, LEAD, title="Six killed | Updated 12:30", became="Six killed")
    assert said is Change.TRIVIAL


SAME = {
    "blanks": LEAD.replace(" ", "  "),
    "quotes and dashes": LEAD.replace("check-post", "“check–post”"),
    "marks": LEAD.replace(".", " …"),
    "case": LEAD.replace("BANNU", "Bannu"),
    "another way to write the same letters": LEAD.replace("fl", "ﬂ"),
}


@pytest.mark.parametrize("after", SAME.values(), ids=SAME)
def test_spaces_and_marks_are_nothing(after: str) -> None:
    assert change(LEAD, after) is Change.SAME


# What differs here must always be a version: a toll above all.
NEWS = {
    "a toll": ("Six soldiers", "Nine soldiers"),
    "a toll in digits": ("11 hurt", "12 hurt"),
    "a toll in a line of its own": ("A search was on.", "A search was on.\n9 killed"),
    "a toll named updated": ("A search was on.", "A search was on.\nUpdated toll: 9"),
    "a toll after a clock": ("A search was on.", "Updated 12:30: nine killed"),
    "a toll with a counter": ("A search was on.", "9 dead, 12 comments"),
    "a word": ("fled", "were killed"),
    "a correction below": ("A search was on.", "A search was on.\nCorrection: it was Lakki."),
    "a word of clocks in a sentence": ("A search was on.", "A search ended an hour ago."),
    "a number of shares in a sentence": ("A search was on.", "They bought 12 shares of it."),
    "a toll in brackets": ("A search was on.", "A search was on. The dead (9)"),
    "a number in brackets": ("A search was on.", "A search was on.\n(9)"),
    "a date alone": ("A search was on.", "A search was on.\n22 November 2026"),
    "a number alone": ("A search was on.", "A search was on.\n9"),
}


@pytest.mark.parametrize(("was", "became"), NEWS.values(), ids=NEWS)
def test_words_and_numbers_are_news(was: str, became: str) -> None:
    assert was in LEAD
    assert change(LEAD, LEAD.replace(was, became)) is Change.CHANGED
    assert change(LEAD.replace(was, became), LEAD) is Change.CHANGED


TOLLS = {
    "en": "{} killed in the attack",
    "hi": "हमले में {} जवान शहीद",
    "bn": "হামলায় {} জন নিহত",
    "ur": "حملے میں {} اہلکار شہید",
    "fa": "در حمله {} تن کشته شدند",
    "ps": "په برید کې {} تنه ووژل شول",
    "ne": "आक्रमणमा {} जनाको मृत्यु",
    "ta": "தாக்குதலில் {} பேர் பலி",
    "te": "దాడిలో {} మంది మృతి",
    "ml": "ആക്രമണത്തിൽ {} പേർ കൊല്ലപ്പെട്ടു",
    "mr": "हल्ल्यात {} जण ठार",
    "gu": "હુમલામાં {} ના મોત",
    "pa": "ਹਮਲੇ ਵਿੱਚ {} ਦੀ ਮੌਤ",
    "kn": "ದಾಳಿಯಲ್ಲಿ {} ಸಾವು",
    "si": "ප්‍රහාරයෙන් {} දෙනෙක් මිය ගියහ",
}
DIGITS = ("0123456789", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "۰۱۲۳۴۵۶۷۸۹", "௦௧௨௩௪௫௬௭௮௯")


@given(
    st.sampled_from(sorted(TOLLS)),
    st.sampled_from(DIGITS),
    st.lists(st.integers(0, 9999), min_size=2, max_size=2, unique=True),
    st.sampled_from(["{lead}\n{toll}", "{toll}\n{lead}", "{toll}\n12 comments\nUpdated 12:30"]),
)
def test_a_toll_that_changes_is_never_a_trifle(
    language: str, digits: str, tolls: list[int], shape: str
) -> None:
    before, after = (
        shape.format(lead=LEAD, toll=TOLLS[language].format(native(toll, digits))) for toll in tolls
    )
    assert change(before, after) is Change.CHANGED
    assert change("", "", title=before, became=after) is Change.CHANGED


def native(number: int, digits: str) -> str:
    return "".join(digits[int(figure)] for figure in str(number))


def test_native_digits_are_the_same_numbers() -> None:
    assert change("11 hurt in the blast", "११ hurt in the blast") is not Change.SHORTENED
    assert tokens_of("१२:३०") == ("12", "30")


# Walls

LONG = "\n".join(
    f"Paragraph {n} tells more of what happened at the post that day." for n in range(9)
)
SHORTER = {
    "the first paragraphs": ("\n".join(LONG.split("\n")[:3]), Change.SHORTENED),
    "a teaser that breaks off": (LONG[: LONG.index("3 tells") + 12] + "…", Change.SHORTENED),
    "nothing": ("", Change.SHORTENED),
    "half and more": ("\n".join(LONG.split("\n")[:6]), Change.CHANGED),
    "an article that was taken back": ("This report was withdrawn by its editors.", Change.CHANGED),
    "a short version in other words": ("More was told of that day at the post.", Change.CHANGED),
}


@pytest.mark.parametrize(("after", "expected"), SHORTER.values(), ids=SHORTER)
def test_a_wall_is_no_correction(after: str, expected: Change) -> None:
    assert change(LONG, after) is expected


BLAST = "\n".join(
    (
        "A suicide bomber blew himself up at a mosque in Khost, and six people died.",
        "Police said that Maj. Ali was killed with 12 of his men. He was from Gardez.",
        "The Taliban said they had no part in it",
        "In a statement the governor spoke of more than one bomber and of a member of the guard.",
        "Hospitals asked for blood, and many came to give it through the night.",
        "The road to the border was shut, and lorries stood on it for miles by the evening.",
        "حملے میں چھ اہلکار شہید ہوئے اور زخمیوں کو ہسپتال منتقل کیا گیا۔",
    )
)
FIRST, SECOND, THIRD, FOURTH, *_ = BLAST.split("\n")
TEASERS = {
    "a word cut": "A suicide bomber blew himsel",
    "a word cut, marked": "A suicide bomber blew himsel…",
    "a word cut, three dots": f"{FIRST}\nPolice sai...",
    "a word cut, Urdu": f"{FIRST}\nحملے میں چھ اہلک",
    "a tail": "A suicide bomber blew himself up at a mosque... Read more",
    "a tail at a cut": "A suicide bomber blew himself up at a mos...Read more",
    "a tail in brackets": "A suicide bomber blew himself up at a mosque […] [Log in]",
    "a wall's line": f"{FIRST}\nAlready a member? Log in.",
    "a wall's line, Hindi": f"{FIRST}\nपूरी खबर के लिए लॉग इन करें।",
    "a wall's line, Urdu": f"{FIRST}\nمزید پڑھیے",
    "a wall's line between": f"{FIRST}\nSubscribe now\n{SECOND}",
    "a wall's line above": f"Subscribers only\n{FIRST}",
    "a counter": f"{FIRST}\n12 comments",
    "joined": f"{FIRST} {SECOND}",
    "joined without a mark": f"{THIRD} {FOURTH}",
    "joined over a gap": f"{FIRST} {FOURTH}",
    "all of it": f"{FIRST} Police sa… Already a member? Log in.",
}


@pytest.mark.parametrize("after", TEASERS.values(), ids=TEASERS)
def test_a_teaser_is_shorter(after: str) -> None:
    assert change(BLAST, after) is Change.SHORTENED


CORRECTED = {
    "a toll": FIRST.replace("six", "nine"),
    "a toll below": f"{FIRST}\n{SECOND.replace('12', '13')}",
    "a toll cut off": f"{SECOND}\nA suicide bomber blew himself up at a mosque in Khost, and nine",
    "a toll of more words": f"{SECOND}\n{FIRST.replace('six', 'twenty one')}",
    "a toll out of its sentence": f"{FIRST}\n{SECOND}\nIn Khost, nine people died.",
    "a number cut": f"{FIRST}\nPolice said that Maj. Ali was killed with 1",
    "a new number": f"{FIRST}\nThe dead: 9",
    "a name after a full stop": f"{FIRST}\n{SECOND.replace('Ali', 'Khan')}",
    "a word alone": f"{FIRST}\n{SECOND.replace('Gardez', 'Zurmat')}",
    "a word cut by a full stop": f"{FIRST}\nPolice sai.",
    "a toll, Urdu": f"{FIRST}\nحملے میں نو اہلکار شہید ہوئے۔",
    "a notice": f"{FIRST} {SECOND}\nWe took back what stood here since neither the police nor "
    "anybody else would confirm it.",
    "mostly the notice": "A suicide bomber blew himself up. The rest was withdrawn by our editors.",
}


@pytest.mark.parametrize("after", CORRECTED.values(), ids=CORRECTED)
def test_a_shorter_text_that_says_something_else_is_news(after: str) -> None:
    assert change(BLAST, after) is Change.CHANGED


def test_a_text_that_grows_is_news() -> None:
    assert change("\n".join(LONG.split("\n")[:3]), LONG) is Change.CHANGED


# Redirects

HOME = "https://herald.example"
ELSEWHERE = {
    "to a section": (f"{HOME}/india/flood", f"{HOME}/india", "Latest from India", "News.", True),
    "to another article": (f"{HOME}/a-1", f"{HOME}/b-2", "Snow at Lowari", "Snow fell.", True),
    "a moved article by its number": (
        *(f"{HOME}/news/india/x-123456", f"{HOME}/india/x-123456", "Nine killed", "Nine died."),
        False,
    ),
    "a moved article by its headline": (
        f"{HOME}/news/x",
        f"{HOME}/x",
        "Six killed",
        "All new.",
        False,
    ),
    "a moved article by a paragraph": (f"{HOME}/news/x", f"{HOME}/x", "Nine dead", LEAD, False),
}


@pytest.mark.parametrize(
    ("asked", "final", "title", "body", "expected"), ELSEWHERE.values(), ids=ELSEWHERE
)
def test_where_a_redirect_led(
    asked: str, final: str, title: str, body: str, expected: bool
) -> None:
    before, after = Text(title="Six killed", body=LEAD), Text(title=title, body=body)
    assert is_another(asked=asked, final=final, before=before, after=after) is expected


# The catalogue


def test_the_shipped_phrases_are_read() -> None:
    phrases = shipped_phrases()
    assert phrases.role_of("Updated 5 minutes ago") is Role.CLOCK
    assert phrases.role_of("12 comments") is Role.COUNTER
    assert phrases.role_of("12:30 p.m.") is Role.BESIDE
    assert phrases.role_of("12 killed") is None
    assert phrases.role_of(" — ") is None


BAD_ROWS = {
    "no phrase": " ,clock,en,seen",
    "role is 'watch'": "updated,watch,en,seen",
    "no language": "updated,clock,,seen",
    "no source": "updated,clock,en,",
}


@pytest.mark.parametrize(("problem", "row"), BAD_ROWS.items(), ids=BAD_ROWS)
def test_a_wrong_row_is_refused(tmp_path: Path, problem: str, row: str) -> None:
    path = tmp_path / CATALOGUE.name
    path.write_text(f"phrase,role,language,source\nago,clock,en,seen\n{row}\n", "utf-8")
    with pytest.raises(BadCatalogue, match=rf"{CATALOGUE.name}:3: .*{problem}"):
        read_phrases(path)


def test_no_phrase_tells_of_violence() -> None:
    """A word of the dead or hurt among the clocks would make a toll a trifle."""
    telling = {
        "killed",
        "dead",
        "hurt",
        "injured",
        "martyred",
        "शहीद",
        "মৃত",
        "نিহত",
        "شہید",
        "کشته",
    }
    assert not telling & set(tokens_of(CATALOGUE.read_text("utf-8")))
