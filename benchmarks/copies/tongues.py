"""Draws prose in four scripts, quickly and the same each time: what the made-up press writes in.

Words are made of syllables and mean nothing. What matters for finding copies is kept: few words
and phrases are frequent and most are rare (ranks after Zipf and Mandelbrot), a subject has
phrases of its own, and an article its own names.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

SCRIPTS = Path(__file__).with_name("scripts.toml")
CONTENT_WORDS, WORD_SHIFT = 30_000, 30
PHRASES, PHRASE_SHIFT = 200_000, 50  # Mandelbrot's shift keeps the foremost from being everywhere
DRAWN = 1 << 17  # phrases as they are drawn from: frequent ones stand in it often
THEMES, THEME_PHRASES, THEME_SHIFT, THEME_DRAWN = 60, 3_000, 20, 1 << 11
WORDS_A_PHRASE = 3.5  # on average
PATTERNS = ("fcc", "cfc", "fcfc", "cffc", "fccfc", "ccf", "fc", "cfcc")

_LETTERS = re.compile(r"[^\W\d_]+")
_STOP = re.compile(r"\.(?=\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a language is written with."""

    onsets: Sequence[str]
    vowels: Sequence[str]
    codas: Sequence[str]
    function_words: Sequence[str]
    stop: str
    digits: str

    @staticmethod
    def of(language: str) -> Script:
        """The script of a language in scripts.toml."""
        given = dict(tomllib.loads(SCRIPTS.read_text("utf-8"))[language])
        for name in ("onsets", "vowels", "codas", "function_words"):
            given[name] = tuple("" if part == "-" else part for part in given[name].split())
        return Script(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language to write in; everything in it follows from its name."""

    language: str
    script: Script
    words: Sequence[str]  # the frequent ones first
    phrases: Sequence[str]
    themes: Sequence[Sequence[str]]

    def person(self, random: Random) -> str:
        """A name of two words."""
        return f"{self.name(random)} {self.name(random)}"

    def name(self, random: Random) -> str:
        """A name of one word, of some 2,000."""
        return self.words[1000 + int(2000 * random.random() ** 2)].capitalize()

    def number(self, number: int | str) -> str:
        """A number in the script's digits."""
        text = str(number)
        if self.script.digits[0] == "0":
            return text
        return text.translate({48 + value: digit for value, digit in enumerate(self.script.digits)})

    def put(self, text: str) -> str:
        """An English text word by word in this language, always alike; English stays."""
        if self.language == "en":
            return text

        def other(found: re.Match[str]) -> str:
            return self.words[zlib.crc32(found[0].lower().encode()) % 5000]

        return _STOP.sub(self.script.stop, _LETTERS.sub(other, text))

    def sentences(
        self, random: Random, words: int, theme: int, names: Sequence[str] = ()
    ) -> Iterator[str]:
        """About so many words: a third in the theme's phrases, `names` strewn in."""
        chosen = random.choices(self.phrases, k=max(4, int(words / WORDS_A_PHRASE)))
        chosen[::3] = random.choices(self.themes[theme], k=len(chosen[::3]))
        if names:
            chosen[4::9] = random.choices(names, k=len(chosen[4::9]))
        start, stop = 0, self.script.stop
        while start < len(chosen):
            end = start + 3 + int(5 * random.random())
            sentence = " ".join(chosen[start:end])
            yield f"{sentence[:1].upper()}{sentence[1:]}{stop}"
            start = end


@cache
def tongue(language: str) -> Tongue:
    """The tongue of a language in scripts.toml, made in about half a second."""
    script, random = Script.of(language), Random(f"tongue {language}")
    words = _words(script, random)
    themes = tuple(
        _drawn(script, words, random, THEME_PHRASES, THEME_SHIFT, THEME_DRAWN)
        for _ in range(THEMES)
    )
    phrases = _drawn(script, words, random, PHRASES, PHRASE_SHIFT, DRAWN)
    return Tongue(language=language, script=script, words=words, phrases=phrases, themes=themes)


def paragraphs(random: Random, sentences: Sequence[str]) -> str:
    """Sentences in paragraphs of two to four."""
    lines, start = [], 0
    while start < len(sentences):
        end = start + 2 + int(3 * random.random())
        lines.append(" ".join(sentences[start:end]))
        start = end
    return "\n".join(lines)


def _words(script: Script, random: Random) -> tuple[str, ...]:
    found: dict[str, None] = {}
    while len(found) < CONTENT_WORDS:
        count = 1 + (len(found) > 100) + (random.random() < 0.35)
        syllables = (
            random.choice(script.onsets) + random.choice(script.vowels) for _ in range(count)
        )
        found["".join(syllables) + random.choice(script.codas)] = None
    return tuple(found)


def _drawn(
    script: Script, words: Sequence[str], random: Random, count: int, shift: int, size: int
) -> list[str]:
    """`size` phrases, that of rank r as often as 1 / (r + shift) of `count` ranks asks."""
    made: dict[int, str] = {}
    drawn = []
    for place in range(size):
        rank = _rank((place + 0.5) / size, count, shift)
        if rank not in made:
            made[rank] = _phrase(script, words, random)
        drawn.append(made[rank])
    return drawn


def _phrase(script: Script, words: Sequence[str], random: Random) -> str:
    kinds = {"f": (script.function_words, 1), "c": (words, WORD_SHIFT)}
    parts = (kinds[kind] for kind in random.choice(PATTERNS))
    return " ".join(part[_rank(random.random(), len(part), shift)] for part, shift in parts)


def _rank(share: float, count: int, shift: int) -> int:
    """The rank, from 0, below which this share of all that is drawn lies."""
    return int(shift * ((count + shift) / shift) ** share) - shift
