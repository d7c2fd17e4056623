"""What an edit shows of itself: words removed and added, within their sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.articles.changes import Text
from tasks.articles.differences import Kind, differences

EDITS = {
    "a word": (
        "At Bannu they killed six soldiers.",
        "At Bannu they killed nine soldiers.",
        ["At Bannu they killed [-six-] {+nine+} soldiers."],
    ),
    "the first word": ("Six died.", "Nine died.", ["[-Six-] {+Nine+} died."]),
    "a word more": ("Six died.", "Six men died.", ["Six {+men+} died."]),
    "a word less": ("Six men died.", "Six died.", ["Six [-men-] died."]),
    "digits": ("Toll 1,234 now.", "Toll 1,250 now.", ["Toll [-1,234-] {+1,250+} now."]),
    "a mark": ("It is over.", "It is over!", ["It is over[-.-]{+!+}"]),
    "sentences that stand are left out": (
        "It rained. Six died. They fled. A search was on. More later.",
        "It rained. Nine died. They fled. A search is over. More later.",
        ["[-Six-] {+Nine+} died. … A search [-was on-] {+is over+}."],
    ),
    "paragraphs that stand are left out": (
        "One stands.\nTwo goes away here.\nThree stands.",
        "One stands.\nThree stands.\nFour is wholly new.",
        ["[-Two goes away here.-]", "{+Four is wholly new.+}"],
    ),
    "a paragraph in the place of another": (
        "Rescuers took the dead to hospital.",
        "Schools shut early on Monday!",
        ["{+Schools shut early on Monday!+}", "[-Rescuers took the dead to hospital.-]"],
    ),
    "an edited paragraph is found among new ones": (
        "The post was stormed at dawn.\nSix soldiers died in it.",
        "A wholly different beginning.\nNine soldiers died in it.",
        [
            "{+A wholly different beginning.+}",
            "[-The post was stormed at dawn.-]",
            "[-Six-] {+Nine+} soldiers died in it.",
        ],
    ),
    "blanks alone": ("Six  died.", "Six died.", []),
    "Hindi": (
        "हमले में ६ जवान शहीद हुए। तलाश जारी है।",
        "हमले में ९ जवान शहीद हुए। तलाश जारी है।",
        ["हमले में [-६-] {+९+} जवान शहीद हुए।"],
    ),
    "Hindi words are whole": ("वह गया था।", "वह गयी थी।", ["वह [-गया था-] {+गयी थी+}।"]),
    "Urdu": (
        "حملے میں چھ اہلکار شہید ہوئے۔ تلاش جاری ہے۔",
        "حملے میں نو اہلکار شہید ہوئے۔ تلاش جاری ہے۔",
        ["حملے میں [-چھ-] {+نو+} اہلکار شہید ہوئے۔"],
    ),
    "Bengali": ("হামলায় ছয়জন নিহত।", "হামলায় নয়জন নিহত।", ["হামলায় [-ছয়জন-] {+নয়জন+} নিহত।"]),
    "Persian joiners stay in their word": (
        "آن‌ها می‌روند.",
        "آن‌ها می‌آیند.",
        ["آن‌ها [-می‌روند-] {+می‌آیند+}."],
    ),
    "Tamil": ("ஆறு பேர் பலி.", "ஒன்பது பேர் பலி.", ["[-ஆறு-] {+ஒன்பது+} பேர் பலி."]),
}


@pytest.mark.parametrize(("before", "after", "expected"), EDITS.values(), ids=EDITS)
def test_edits_of_a_body(before: str, after: str, expected: list[str]) -> None:
    found = differences(Text(title="T", body=before), Text(title="T", body=after))
    assert [str(passage) for passage in found] == expected
    assert {passage.field for passage in found} <= {"body"}


def test_the_headline_comes_first() -> None:
    found = differences(Text(title="Six die", body="Six."), Text(title="Nine die", body="Nine."))
    assert [(passage.field, str(passage)) for passage in found] == [
        ("title", "[-Six-] {+Nine+} die"),
        ("body", "[-Six-] {+Nine+}."),
    ]


words = st.lists(st.sampled_from(["six", "nine", "हमले", "شہید", "died.", "at", "dawn", "1.5"]))
lines = words.map(" ".join)


@given(lines, lines)
def test_both_texts_can_be_read_off_a_passage(old: str, new: str) -> None:
    found = differences(Text(title=old, body=""), Text(title=new, body=""))
    if old == new:
        assert found == ()
        return
    (passage,) = found
    for dropped, text in ((Kind.ADDED, old), (Kind.REMOVED, new)):
        said = " ".join("".join(s.text for s in passage.spans if s.kind is not dropped).split())
        for part in said.split(" … "):
            assert part.replace(" ", "") in text.replace(" ", "")


@given(lines)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(Text(title=text, body=text), Text(title=text, body=text)) == ()
