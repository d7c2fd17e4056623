"""Signatures: a text's lowest shingles, the same for every text that holds them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.stories.signing import (
    LEAST_SHARED,
    SHINGLE_WORDS,
    SIGNATURE_SIZE,
    shingles,
    sign,
)
from tasks.stories.words import word_hashes

# Few words, so that shingles come back; and long texts, so that signatures are full.
WORDS = st.sampled_from(["police", "said", "army", "ہلاک", "نے", "पुलिस", "মৃত", "12", "the", "of"])
TEXTS = st.lists(WORDS, max_size=30)
LONG_TEXTS = st.integers(0, 10**6).flatmap(
    lambda start: st.integers(60, 400).map(lambda size: [str(start + n) for n in range(size)])
)


def signature(words: list[str]) -> set[int]:
    return set(sign(" ".join(words)).tolist())


def all_shingles(words: list[str]) -> set[int]:
    """Every shingle of a text as a signature would hold it."""
    found = shingles(word_hashes(" ".join(words)), SHINGLE_WORDS) >> np.uint64(32)
    return set(found.tolist())


@given(TEXTS | LONG_TEXTS)
def test_a_signature_is_the_lowest_of_all_shingles(words: list[str]) -> None:
    found = sign(" ".join(words))
    assert found.dtype == np.uint32
    assert found.tolist() == sorted(all_shingles(words))[:SIGNATURE_SIZE]


@given(TEXTS | LONG_TEXTS)
def test_as_many_shingles_as_runs_of_words(words: list[str]) -> None:
    runs = {tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}
    assert len(all_shingles(words)) == len(runs)
    assert len(signature(words)) == min(SIGNATURE_SIZE, len(runs))


@given(words=TEXTS, times=st.integers(1, 4))
def test_how_often_a_shingle_stands_does_not_matter(words: list[str], times: int) -> None:
    once = words * SHINGLE_WORDS  # every run that a further repetition makes is here already
    assert signature(once * times) == signature(once)


@given(TEXTS, TEXTS)
def test_texts_of_the_same_shingles_are_signed_alike(one: list[str], other: list[str]) -> None:
    parting = [f"parting{number}" for number in range(SHINGLE_WORDS)]
    around = [*parting, *one, *parting, *other, *parting]
    turned = [*parting, *other, *parting, *one, *parting]
    assert signature(around) == signature(turned)


@given(words=TEXTS | LONG_TEXTS, start=st.integers(0, 200), size=st.integers(0, 200))
def test_a_trimmed_text_keeps_what_it_must(words: list[str], start: int, size: int) -> None:
    brief = words[start : start + size]
    held, whole = signature(brief), signature(words)
    assert whole & all_shingles(brief) <= held  # low in the whole is low in a part of it
    if whole:
        assert {one for one in held if one <= max(whole)} <= whole


@pytest.mark.parametrize("size", [150, 100])
def test_a_brief_meets_its_dispatch_of_700_words(size: int) -> None:
    for start in range(0, 100_000, 5_000):
        dispatch = [f"w{number}" for number in range(start, start + 700)]
        shared = signature(dispatch[:size]) & signature(dispatch)
        assert len(shared) >= LEAST_SHARED


def test_texts_without_a_shingle_in_common_share_nothing() -> None:
    ours, theirs = ([f"{side}{number}" for number in range(2_000)] for side in "ab")
    assert not signature(ours) & signature(theirs)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", 0),
        ("…", 0),
        ("one two three four", 0),
        ("one two three four five", 1),
        ("one two three four five six", 2),
        ("ایک دو تین چار پانچ", 1),
        ("एक दो तीन चार पाँच छह", 2),
        ("na na na na na na na na", 1),
    ],
)
def test_short_texts(text: str, size: int) -> None:
    assert len(sign(text)) == size


def test_the_dress_of_a_text_is_not_signed() -> None:
    plain = "At least 12 people were killed in Quetta, police said on Monday."
    dressed = "\ufeffAT LEAST ۱۲ people were\u00a0killed in Quetta — police said on Mon\u00adday"
    assert sign(plain).tolist() == sign(dressed).tolist()
    assert len(sign(plain)) == 8
