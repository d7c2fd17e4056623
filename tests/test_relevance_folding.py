"""The folded view: what is held equal, and that its spans lead back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.relevance.folding import fold, fold_pattern


@pytest.mark.parametrize(
    ("what", "left", "right"),
    [
        ("case and hyphens", "Lashkar-e-Taiba", "LASHKAR E TAIBA"),
        ("curly apostrophe", "People’s War", "people's war"),
        ("accents, composed or not", "Café", "Cafe\u0301"),
        ("Arabic and Urdu letters", "كالعدم تنظيم", "کالعدم تنظیم"),
        ("vowel marks and tatweel", "دہشَت ـگرد", "دہشت گرد"),
        ("zero-width non-joiner", "دہشت\u200cگرد", "دہشتگرد"),
        ("hamza on the letter before", "حملۂ", "حملہ\u0654"),
        ("nukta, one character or two", "\u095eिदायीन", "फ\u093cिदायीन"),
        ("no nukta", "फ़िदायीन", "फिदायीन"),
        ("Sinhala joiner", "ප්\u200dරහාරය", "ප්රහාරය"),
        ("Bengali two-part vowel", "বোমা", "ব\u09c7\u09beমা"),
        ("Assamese ra", "উগ্ৰপন্থী", "উগ্রপন্থী"),
        ("double spaces", "suicide  attack", "suicide attack"),
    ],
)
def test_held_equal(what: str, left: str, right: str) -> None:
    assert fold_pattern(left) == fold_pattern(right)


@pytest.mark.parametrize(
    ("left", "right"), [("خودکش", "خودکشی"), ("আরসা", "আলফা"), ("حملہ", "حملے"), ("blast", "blasts")]
)
def test_held_apart(left: str, right: str) -> None:
    assert fold_pattern(left) != fold_pattern(right)


# Pieces that have betrayed offsets before: marks, joiners, astral letters, double spaces.
PIECES = st.sampled_from(
    [
        *("suicide attack", "TTP ", "militants killed", "Quetta", " IED ", "-", "  ", "\n", "\x00"),
        *("خودکش حملہ", "دہشت\u200cگرد", "غزہ", "گاز", "\u0654", "आतंकी ", "नक़्सली", "फ\u093cिदा"),
        *("জঙ্গি ", "বোমা", "ব\u09c7\u09beমা", "ප්\u200dරහාරය", "பயங்கரவாதி", "\u0c4d"),
        *(
            "cafe\u0301 blast",
            "\u0301",
            "\u200d",
            "𝒳 bomb",
            "🧨",
            "İ",
            "ß",
            "한",
            "\u1100\u1161\u11a8",
        ),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=60))


@given(text=TEXTS)
def test_every_folded_span_leads_to_a_part_of_the_original(text: str) -> None:
    view = fold(text)
    for at in range(len(view.text)):
        start, end = view.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert view.text[at] in (fold(text[start:end]).text or view.text[at])


@given(text=TEXTS)
def test_composed_and_decomposed_texts_fold_alike(text: str) -> None:
    composed = fold(unicodedata.normalize("NFC", text)).text
    assert fold(unicodedata.normalize("NFD", text)).text == composed
