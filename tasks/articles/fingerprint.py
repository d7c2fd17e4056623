"""Tells whether two texts are the same to the letter, whatever their spaces and marks."""

from __future__ import annotations

import hashlib
import unicodedata

import regex

_NO_LETTER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def text_sha256(title: str, body: str) -> str:
    """SHA-256 (hex) of title and body by letters, marks and digits alone, case folded, NFKC.

    Punctuation, spaces, joiners and quotes differ between copies that an editor never
    touched; words do not.
    """
    folded = unicodedata.normalize("NFKC", f"{title}\n{body}").casefold()
    return hashlib.sha256(_NO_LETTER.sub(" ", folded).strip().encode()).hexdigest()
