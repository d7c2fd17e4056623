"""Names the language of a text: by its script, by letters of one language, then by statistics."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

# Unicode blocks. A script of one language (of the languages that news is written in)
# decides by itself; the others list what must be told apart.
_SCRIPTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefe", ("ur", "fa", "ps", "ar", "sd", "ug", "ku")),  # noqa: E501
    ("devanagari", "\u0900-\u097f", ("hi", "ne", "mr")),
    ("bengali", "\u0980-\u09ff", ("bn", "as")),
    ("gurmukhi", "\u0a00-\u0a7f", ("pa",)),
    ("gujarati", "\u0a80-\u0aff", ("gu",)),
    ("oriya", "\u0b00-\u0b7f", ("or",)),
    ("tamil", "\u0b80-\u0bff", ("ta",)),
    ("telugu", "\u0c00-\u0c7f", ("te",)),
    ("kannada", "\u0c80-\u0cff", ("kn",)),
    ("malayalam", "\u0d00-\u0d7f", ("ml",)),
    ("sinhala", "\u0d80-\u0dff", ("si",)),
    ("thaana", "\u0780-\u07bf", ("dv",)),
    ("tibetan", "\u0f00-\u0fff", ("dz", "bo")),
    ("myanmar", "\u1000-\u109f", ("my",)),
    ("thai", "\u0e00-\u0e7f", ("th",)),
    ("lao", "\u0e80-\u0eff", ("lo",)),
    ("khmer", "\u1780-\u17ff", ("km",)),
    ("kana", "\u3040-\u30ff", ("ja",)),
    ("hangul", "\u1100-\u11ff\uac00-\ud7af", ("ko",)),
    ("han", "\u4e00-\u9fff", ("zh", "ja")),
    ("cyrillic", "\u0400-\u04ff", ("ru", "uk", "kk", "ky", "tg", "mn", "bg", "sr")),
    ("greek", "\u0370-\u03ff", ("el",)),
    ("hebrew", "\u0590-\u05ff", ("he",)),
    ("georgian", "\u10a0-\u10ff", ("ka",)),
    ("armenian", "\u0530-\u058f", ("hy",)),
    ("ethiopic", "\u1200-\u137f", ("am",)),
    ("latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff", ()),
)  # fmt: skip

# Letters that the alphabet of one language has and those of its neighbours lack
# (Unicode CLDR exemplar characters). Counted, because a quoted name may hold one.
_OWN_LETTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "arabic": (
        ("sd", "ٻڀٺٽڄڃڇڌڊڍڦڪڱڻڳ"),
        ("ps", "ښځټړېۍڅډڼږۀ"),
        ("ug", "ۆۈۋۇې"),
        ("ur", "ٹڈڑےںھہ"),
        ("fa", "پچژگ"),
    ),
    "bengali": (("as", "ৰৱ"), ("bn", "র")),
    "devanagari": (("mr", "ळ"),),
}
# Function words that Hindi, Nepali and Marathi do not share.
_FUNCTION_WORDS = {  # each parted by blanks
    "hi": " है हैं के में की को से ने का पर और भी था थे थी नहीं इस यह कि गया रहा कहा ",
    "ne": " छ छन् भएको गरेको गर्न रहेको हो थियो उनले पनि र तथा लागि भन्ने बताए गरेका गरी ",
    "mr": " आहे आहेत या आणि होते होता होती ने च्या मध्ये करण्यात केले केली नाही ही हे झाली ",
}  # fmt: skip
_SAMPLE_CHARS = 1500
_MODEL_CHARS = 800
_LEAST_LETTERS = 20  # fewer letters than this say nothing: the hint does
_LEAST_LATIN = 40


def detect_language(text: str, hint: str) -> str:
    """ISO 639-1 code of the language of `text`.

    `hint` is a code too: it breaks ties and stands for texts too short to tell.
    """
    sample = text[:_SAMPLE_CHARS]
    hint = hint[:2].lower()
    letters_used = "".join(set(sample))
    counts = {
        name: len(pattern.findall(sample)) if pattern.search(letters_used) else 0
        for name, pattern, _ in _script_patterns()
    }
    counts["arabic"] = counts.get("arabic", 0)
    script = max(counts, key=lambda name: counts[name])
    if counts["kana"] and script == "han":
        return "ja"
    letters = counts[script]
    if letters == 0:
        return hint
    languages = next(known for name, _, known in _script_patterns() if name == script)
    if len(languages) == 1:
        return languages[0]
    if script == "tibetan":
        return hint if hint in languages else "dz"
    own = _by_own_letters(script, sample, hint)
    if own:
        return own
    if script == "devanagari" and (found := _by_function_words(sample, hint)):
        return found
    if script == "latin" and _is_english(sample):
        return "en"
    fits = not languages or hint in languages
    if fits and letters < (_LEAST_LATIN if script == "latin" else _LEAST_LETTERS):
        return hint if script != "latin" or hint not in _NOT_LATIN else "en"
    return _by_statistics(sample, languages, hint)


def _by_own_letters(script: str, sample: str, hint: str) -> str | None:
    if script not in {"arabic", "bengali"}:
        return None
    found = Counter(sample)
    weights = {
        language: sum(found[letter] for letter in letters)
        for language, letters in _OWN_LETTERS.get(script, ())
    }
    if script == "arabic":
        return _arabic_script(weights, found, hint)
    if script == "bengali":
        return "as" if weights["as"] > weights["bn"] else "bn"
    return None


def _arabic_script(weights: dict[str, int], found: Counter[str], hint: str) -> str | None:
    total = sum(count for letter, count in found.items() if "\u0600" <= letter <= "\u06ff")
    if not total:
        return None
    share = {language: weight / total for language, weight in weights.items()}
    # Sindhi's and Pashto's own letters make 4 to 12 % of running text, Urdu's about 10 %.
    if share["sd"] > 0.02 and share["sd"] > share["ps"]:
        return "sd"
    if share["ps"] > 0.015 and share["ur"] < 0.05:
        return "ps"
    if share["ur"] > 0.03:
        return "ur"
    return hint if hint in {"ur", "fa", "ps", "ar", "sd"} and total < 15 else None


def _by_function_words(sample: str, hint: str) -> str | None:
    words = Counter(_DEVANAGARI_WORD.findall(sample))
    scores = {
        language: sum(words[word] for word in own.split())
        for language, own in _FUNCTION_WORDS.items()
    }
    best = max(scores, key=lambda language: (scores[language], language == hint))
    others = [score for language, score in scores.items() if language != best]
    return best if scores[best] >= 2 and scores[best] > 1.5 * max(others) else None


def _is_english(sample: str) -> bool:
    """True where a fifth of the words are English function words.

    Most pages are English; this spares them the model, which costs a hundred times more.
    """
    words = sample.lower().split()
    common = sum(word in _ENGLISH for word in words)
    return len(words) >= 8 and 5 * common >= len(words)


_ENGLISH = frozenset(
    {
        "the", "of", "and", "to", "that", "was", "with", "by", "were", "from", "has", "for", "is",
        "on", "said", "have", "had", "at", "which", "it", "his", "they", "are", "this",
    }
)  # fmt: skip
_DEVANAGARI_WORD = re.compile("[\u0900-\u097f]+")
_NOT_LATIN = frozenset(
    language for name, _, known in _SCRIPTS if name != "latin" for language in known
)


def _by_statistics(sample: str, languages: tuple[str, ...], hint: str) -> str:
    ranked = [
        (str(code), float(score)) for code, score in _identifier().rank(sample[:_MODEL_CHARS])
    ]
    ranked = [pair for pair in ranked if len(pair[0]) == 2]
    allowed = (
        [pair for pair in ranked if pair[0] in languages]
        if languages
        else [pair for pair in ranked if pair[0] not in _NOT_LATIN]
    )
    if not allowed:
        return hint if not languages or hint in languages else languages[0]
    best, score = allowed[0]
    # The scores are log probabilities: a difference this small is a toss.
    if any(code == hint and score - other < 3.0 for code, other in allowed):
        return hint
    return best


@cache
def _script_patterns() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((name, re.compile(f"[{span}]"), known) for name, span, known in _SCRIPTS)


@cache
def _identifier() -> Any:
    """py3langid's model: it takes most of a second to load, so once a process and when asked."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
