"""Words are read alike in every script of the region, whatever dress a copy gives them."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.stories.words import read_words, word_hashes


def hashes(text: str) -> list[int]:
    return word_hashes(text).tolist()


# Characters that cannot be seen or told apart are written as escapes.
EQUAL = {
    "case": ("BOMB Blast in QUETTA", "bomb blast in Quetta"),
    "Greek final sigma": ("ΟΔΟΣ", "οδος"),
    "composed and decomposed": ("caf\u00e9", "cafe\u0301"),
    "full width": ("\uff22\uff2f\uff2d\uff22", "bomb"),
    "ligature": ("o\ufb03cer", "officer"),
    "soft hyphen": ("Balo\u00adchistan", "Balochistan"),
    "byte order mark": ("\ufeffPolice said", "Police said"),
    "curly quotes": ("“Peshawar’s police”", '"Peshawar\'s police"'),
    "dashes": ("post—attack", "post - attack"),
    "no-break space": ("12\u00a0killed", "12 killed"),
    "emoji between words": ("Quetta \U0001f4a5 blast", "Quetta blast"),
    "Urdu: Arabic kaf and yeh": ("\u0643\u0627\u0628\u0644 \u064a\u06c1", "کابل یہ"),
    "Urdu: alef maksura": ("\u0639\u0644\u0649", "علی"),
    "Urdu: Arabic heh": ("\u0648\u0647", "وہ"),
    "Urdu: heh with hamza": ("\u062e\u0627\u0646\u06c0", "\u062e\u0627\u0646\u06c2"),
    "Urdu: vowel points": (
        "\u0645\u064f\u062d\u064e\u0645\u064e\u0651\u062f",
        "\u0645\u062d\u0645\u062f",
    ),
    "Urdu: izafat": ("وزیر\u0650 اعظم", "وزیر اعظم"),
    "Urdu: stretched line": ("\u067e\u0627\u06a9\u0640\u0640\u0633\u062a\u0627\u0646", "پاکستان"),
    "Urdu: presentation form": ("\ufdf2", "\u0627\u0644\u0644\u0647"),
    "Arabic: teh marbuta and hamza": ("\u0623\u0645\u0629", "\u0627\u0645\u0647"),
    "Dari: zero-width non-joiner": ("می\u200cگوید", "میگوید"),
    "Pashto: Arabic yeh": ("\u0648\u0627\u064a\u064a", "وایی"),
    "Hindi: nukta": ("\u095b\u093f\u0932\u093e", "\u091c\u093c\u093f\u0932\u093e"),
    "Hindi: zero-width joiner": ("क्\u200dष", "क्ष"),
    "Bengali: vowel of two signs": ("\u0995\u09cb", "\u0995\u09c7\u09be"),
    "Bengali: nukta": ("\u09a1\u09bc", "\u09dc"),
    "Bengali: khanda ta of old": (
        "\u09b9\u09a0\u09be\u09a4\u09cd\u200d",
        "\u09b9\u09a0\u09be\u09ce",
    ),
    "Punjabi: nukta": ("\u0a36\u0a39\u0a3f\u0a30", "\u0a38\u0a3c\u0a39\u0a3f\u0a30"),
    "Tamil: vowel of two signs": ("\u0b95\u0bca", "\u0b95\u0bc6\u0bbe"),
    "Malayalam: chillu of old": ("\u0d05\u0d35\u0d28\u0d4d\u200d", "\u0d05\u0d35\u0d7b"),
    "Sinhala: joined letters": ("ශ්\u200dරී ලංකා", "ශ්රී ලංකා"),
    "Sinhala: vowel of three signs": ("\u0d9a\u0ddd", "\u0d9a\u0dd9\u0dcf\u0dca"),
    "Thaana: comma": ("މާލެ، އަދި", "މާލެ އަދި"),
    "digits of Urdu": ("۱۲ ہلاک", "12 ہلاک"),
    "digits of Arabic": ("١٢", "12"),
    "digits of Hindi": ("१२ की मौत", "12 की मौत"),
    "digits of Bengali": ("১২ জন", "12 জন"),
    "digits of Punjabi": ("੧੨", "12"),
    "digits of Tamil": ("௧௨", "12"),
    "digits of Malayalam": ("൧൨", "12"),
    "digits of Sinhala": ("\u0de7\u0de8", "12"),
}
DIFFERENT = {
    "order": ("police army", "army police"),
    "parted": ("sub inspector", "subinspector"),
    "numbers": ("12 killed", "21 killed"),
    "decimal point": ("1.5", "15"),
    "accent": ("resume", "résumé"),
    "twice": ("killed killed", "killed"),
    "Urdu: two hehs": ("کہا", "کھا"),
    "Urdu: two yehs": ("لڑکی", "لڑکے"),
    "Urdu: retroflex": ("بڑا", "برا"),
    "Pashto: yehs": ("وایې", "وایی"),
    "Hindi: vowel length": ("कि", "की"),
    "Hindi: virama": ("कत", "क्त"),
    "Hindi: nukta": ("जरा", "ज़रा"),
    "Bengali: hasanta": ("কত", "ক্ত"),
    "Punjabi: addak": ("ਪਤਾ", "ਪੱਤਾ"),
    "Tamil: pulli": ("கல", "கல்"),
    "Malayalam: chillu and virama": ("\u0d05\u0d35\u0d7b", "\u0d05\u0d35\u0d28\u0d4d"),
    "Sinhala: vowel": ("මල", "මාල"),
    "Thaana: vowels": ("\u0789\u07a7\u078d\u07ac", "\u0789\u07a7\u078d\u07a8"),
}
COUNTS = {
    "": 0,
    " \n\t": 0,
    "…—!\U0001f4a5": 0,
    "AT LEAST 12 killed; dozens wounded.": 6,
    "IED-laden car at Chaman's gate": 7,
    "وزیرِ اعظم نے کہا۔ ۱۲ افراد ہلاک": 7,
    "د افغانستان په شمال کې": 5,
    "प्रधानमंत्री ने कहा। १२ की मौत": 6,
    "পুলিশ জানায়, ১২ জন নিহত।": 5,
    "ਪੁਲਿਸ ਨੇ ਕਿਹਾ।": 3,
    "காவல்துறை தெரிவித்தது": 2,
    "പോലീസ് പറഞ്ഞു": 2,
    "ශ්\u200dරී ලංකා පොලීසිය": 3,
    "ޕޮލިހުން ބުނީ 12 މީހުން": 4,
    "పోలీసులు చెప్పారు": 2,
}


@pytest.mark.parametrize("case", EQUAL)
def test_what_is_dress_makes_no_other_word(case: str) -> None:
    one, other = EQUAL[case]
    assert one != other
    assert hashes(one) == hashes(other)


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_is_wording_makes_other_words(case: str) -> None:
    one, other = DIFFERENT[case]
    assert hashes(one) != hashes(other)


@pytest.mark.parametrize(("text", "count"), COUNTS.items())
def test_words_are_parted_in_every_script(text: str, count: int) -> None:
    assert len(hashes(text)) == count


def test_numbers_are_words_in_digits_alone() -> None:
    words = read_words("12 ۱۲ १२th ১২ IV twelve 9/11 B52 ½ २०२६")
    assert words.is_number.tolist() == [
        *(True, True, False, True, False, False),
        *(True, True),  # 9/11
        False,
        *(True, True),  # a half is written as 1/2
        True,
    ]


def test_reading_tells_the_same_words_as_hashing() -> None:
    text = "کوئٹہ میں 12 ہلاک, say police"
    assert read_words(text).hashes.tolist() == hashes(text)


# Properties

LETTERS = "abzक कखतबরনகமசහදలమݐپاروےބމނ79".replace(" ", "")
WORDS = st.text(LETTERS, min_size=1, max_size=8)


@given(before=st.text(), word=WORDS, after=st.text())
def test_a_word_is_hashed_alike_wherever_it_stands(before: str, word: str, after: str) -> None:
    (alone,) = hashes(word)
    assert hashes(f"{before} {word} {after}")[len(hashes(before))] == alone


@given(WORDS, WORDS)
def test_hashes_are_equal_where_words_are(one: str, other: str) -> None:
    assert (one == other) == (hashes(one) == hashes(other))


@given(st.lists(WORDS, max_size=30), st.lists(WORDS, max_size=30))
def test_lists_of_words_are_equal_where_their_hashes_are(one: list[str], other: list[str]) -> None:
    assert len(hashes(" ".join(one))) == len(one)
    assert (one == other) == (hashes(" ".join(one)) == hashes("\n".join(other)))


def plain_words(text: str) -> list[str]:
    """Words as a dictionary of Unicode would part them, a character at a time."""
    kept = [
        character
        for character in unicodedata.normalize("NFKC", text)
        if not is_no_part_of_a_word(character)
    ]
    words = [""]
    for place, character in enumerate(kept):
        around = kept[place - 1 : place] + kept[place + 1 : place + 2]
        is_inside = character in ".,٫٬" and len(around) == 2 and all(map(str.isdecimal, around))
        if unicodedata.category(character)[0] in "LMN" or is_inside:
            words[-1] += character
        else:
            words.append("")
    return [word for word in words if word]


def is_no_part_of_a_word(character: str) -> bool:
    category = unicodedata.category(character)
    is_pointing = category == "Mn" and "\u0610" <= character <= "\u06ed"
    return category == "Cf" or character == "\u0640" or is_pointing


REGION = st.characters(min_codepoint=0x20, max_codepoint=0x0DFF)
JOINERS = "\u0640\u200c\u200d\u200e\u00ad\ufeff"
SIGNS = st.sampled_from(JOINERS + "\u2019।॥۔،؟\U0001f4a5\U0001f1f5\ud83d½ﷺ")


@given(st.text(REGION | SIGNS, max_size=200))
def test_there_are_as_many_words_as_unicode_says(text: str) -> None:
    assert len(hashes(text)) == len(plain_words(text))


@given(st.text(REGION, max_size=100))
def test_the_form_of_normalisation_does_not_matter(text: str) -> None:
    forms = {form: unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert {name: hashes(one) for name, one in forms.items()} == dict.fromkeys(forms, hashes(text))


@given(st.text(st.characters(max_codepoint=0x7F), max_size=100))
def test_plain_text_is_read_as_any_other(text: str) -> None:
    assert hashes(f"{text} ہ")[:-1] == hashes(text)


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_python_calls_text_breaks_it(text: str) -> None:
    words = read_words(text)
    assert len(words.hashes) == len(words.is_number) <= len(unicodedata.normalize("NFKC", text))


def test_half_a_character_parts_words() -> None:
    assert hashes("blast\ud83din\udca5Quetta") == hashes("blast in Quetta")


def test_a_text_of_200_000_characters() -> None:
    line = "پولیس نے کہا 12 ہلاک police said "
    text = line * (200_000 // len(line) + 1)
    found = np.array(hashes(text), np.uint64).reshape(-1, 7)
    assert (found == word_hashes(line)).all()
    assert len(hashes("x" * 200_000)) == 1
    assert hashes("x" * 200_000) != hashes("x" * 199_999)
