"""Tells whether two texts are the same to the letter, whatever their spaces and marks."""

from __future__ import annotations

import hashlib
import unicodedata

import regex

_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
_NO_LETTER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def text_sha256(title: str, body: str) -> str:
    """SHA-256 (hex) of title and body by letters, marks and digits alone, case folded, NFKC.

    Punctuation, spaces, joiners and quotes differ between copies that an editor never
    touched; words do not.
    """
    folded = unicodedata.normalize("NFKC", f"{title}\n{body}").casefold()
    letters = folded.encode("utf-8", "ignore").translate(None, _ASCII_MARKS)
    if not letters.isascii():  # the usual marks are gone already: few are left to look for
        letters = _NO_LETTER.sub("", letters.decode()).encode()
    return hashlib.sha256(letters).hexdigest()
