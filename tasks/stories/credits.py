"""Tells which agency a text credits, from the places where the press prints credits.

A name counts in the byline, the dateline, the sign-off and behind "with inputs from", and
nowhere else: "told Reuters" quotes an agency, and many acronyms mean something else as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex
from ahocorasick_rs import AhoCorasick

from tasks.stories.agencies import (
    UNNAMED,
    Agencies,
    Form,
    Role,
    Spot,
    key_of,
    settled,
    shipped_agencies,
    shipped_cues,
    whole_words,
)
from tasks.stories.datelines import Dateline, datelines
from tasks.stories.publishers import agency_of

_HEAD_LINES = 4  # a repeated title, a caption and a time may stand before the dateline
_LINE_CHARS = 400
_SHORT_LINE = 60
_NOTICE_CHARS = 120
_TAIL_CHARS = 320
_LONGEST_NAME = 6  # words
_COARSE = regex.compile(r"[,|;•·()\[\]:\n،۔।؛]+|\s[-–—−]+\s")
_BARS = regex.compile(r"[|•·]")
_INITIALS = regex.compile(r"[a-z]{2,5}(?:/[a-z]{2,5})*")
_SIGNATURE = regex.compile(r"\s+(?:(?:\p{Lu}{1,4}(?:\s|$)){1,4}|(?:[\p{Lo}\p{M}]+(?:\s|$)){1,4})")
_EDGE = " \t-–—−/()[]*.।۔"
_STOPS = r"[.!?।۔؟…\"”’'»)]"
_SIGNED_OFF = regex.compile(
    rf"{_STOPS}\s*(?P<mark>[-–—−/(\[]*)\s*(?P<names>[^()\[\].!?।۔–—\"”:]{{2,48}}?)"
    r"(?P<end>\s*[)\]]?\s*[.।۔]?)\s*$"
)
_PLAIN_LINE = regex.compile(r"[\p{L}(].*[^.।۔]")  # no dash before it, as captions have
_CLAUSE = rf"(?:^|[(\[–—\n]|{_STOPS}\s+|\s-)\s*"
_SENTENCE_END = regex.compile(rf"{_STOPS}\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patterns:
    """The cues as patterns."""

    before: Any
    behind: Any
    helped: Any
    opener: Any
    joiner: Any
    photo: Any


def credit_of(
    *, publisher: str, byline: str | None, title: str, body: str, lines: Sequence[str] = ()
) -> str | None:
    """The id of the agency, or other publisher, that a text names as its source.

    `body` has a line a paragraph; `lines` stand around it on its page, among them perhaps a
    credit that cleaning took off the body. The dateline says more than the byline, the byline
    more than the sign-off, and that more than inputs; `unnamed` stands for "Agencies" where no
    agency is named. A publisher's own name is no credit. None where nobody is credited.
    """
    agencies = shipped_agencies()
    own = agency_of(publisher) or _agency(agencies.form_of(publisher))
    found = None
    named = _credits(byline or "", title, body, lines, agencies, names_lines=own is None)
    for agency in named:
        if agency == UNNAMED:
            found = found or agency
        elif agency != own:
            return agency
    return found


def _credits(
    byline: str,
    title: str,
    body: str,
    around: Sequence[str],
    agencies: Agencies,
    *,
    names_lines: bool,
) -> Iterator[str]:
    """All that is credited, strongest first.

    Whoever writes its own texts prints "Reuters" on a line for a picture: there `names_lines`
    is false, and a line of its own is no credit.
    """
    lines = [line for line in body.split("\n") if line.strip()]
    head = list(_head(lines, title))
    for line in head:
        for dateline in datelines(line):
            yield from _of_dateline(dateline, agencies)
    plain = settled(byline)
    if not _patterns().photo.search(plain):
        yield from _any_named(plain, Spot.BYLINE, agencies)
    if names_lines:
        for line in head:
            if len(line) <= _SHORT_LINE and _PLAIN_LINE.fullmatch(line):
                yield from _only_named(line, Spot.BYLINE, agencies)
    tail = [settled(line[-_TAIL_CHARS:]) for line in lines[-2:]]
    around = [part for line in around for part in _BARS.split(line[:_LINE_CHARS])]
    around = [settled(part) for part in around if _holds_a_name(part)]
    if names_lines:
        for line in around:
            yield from _of_line(line, agencies)
        yield from _of_last_line(tail, agencies)
    yield from _of_sign_off(tail, agencies)
    for text in (plain, *reversed(tail), *around):
        yield from _of_inputs(text, agencies)


def _head(lines: list[str], title: str) -> Iterator[str]:
    """The lines that may hold a dateline: down to the first that is a paragraph."""
    headline = key_of(title).casefold()
    for line in lines[:_HEAD_LINES]:
        is_paragraph = len(line) > _LINE_CHARS // 2
        if not is_paragraph and key_of(line).casefold() == headline:
            continue
        yield settled(line[:_LINE_CHARS]).strip()
        if is_paragraph:
            return


def _of_dateline(dateline: Dateline, agencies: Agencies) -> Iterator[str]:
    if _patterns().photo.search(dateline.names):
        return
    spot = Spot.LEAD if dateline.leads else Spot.DATELINE
    for form in _forms(dateline.names, agencies):
        if spot not in form.spots or dateline.last_word in form.not_after:
            continue
        if dateline.abbreviates(form.text) or not dateline.suffices(form):
            continue
        yield form.agency


def _of_line(line: str, agencies: Agencies) -> Iterator[str]:
    """The credit that is a line beside the text: a byline or a sign-off."""
    if len(line) > _NOTICE_CHARS:
        return
    patterns = _patterns()
    if patterns.photo.search(line):
        return
    if patterns.opener.match(line):
        yield from _any_named(line, Spot.BYLINE, agencies)
    for spot in (Spot.BYLINE, Spot.SIGNOFF):
        yield from _only_named(line, spot, agencies)
    yield from _of_signature(line.strip(_EDGE), agencies)


def _holds_a_name(line: str) -> bool:
    """Whether letters of an agency's name are in the line at all; few lines pass."""
    return bool(_names().find_matches_as_indexes(key_of(line).casefold()))


def _of_last_line(tail: list[str], agencies: Agencies) -> Iterator[str]:
    """The credit that is a line of its own at the end, before its editors' initials."""
    lines = tail[:-1] if tail and _INITIALS.fullmatch(tail[-1].strip()) else tail
    if lines and not _patterns().photo.match(last := lines[-1].strip(_EDGE)):
        yield from _only_named(last, Spot.SIGNOFF, agencies)
        yield from _of_signature(last, agencies)


def _of_sign_off(tail: list[str], agencies: Agencies) -> Iterator[str]:
    """The credit that is the last word of the last paragraph."""
    last = tail[-1].strip() if tail else ""
    found = _SIGNED_OFF.search(last)
    if found is None or (not found["mark"] and found["end"].strip()):
        return
    before = last[: found.start() + 1]
    sentence = before[max((m.end() for m in _SENTENCE_END.finditer(before)), default=0) :]
    caption = sentence if len(sentence) <= _SHORT_LINE else ""
    if _patterns().photo.search(caption) or _patterns().photo.search(found["names"]):
        return
    yield from _only_named(found["names"], Spot.SIGNOFF, agencies)
    yield from _of_signature(found["names"], agencies)


def _of_signature(text: str, agencies: Agencies) -> Iterator[str]:
    """An agency with its editors' names or initials: PTI ABC DEF."""
    words = text.split(maxsplit=1)
    form = agencies.form_of(words[0]) if len(words) > 1 else None
    if form and Spot.SIGNED in form.spots and _SIGNATURE.fullmatch(f" {words[1]}"):
        yield form.agency


def _of_inputs(text: str, agencies: Agencies) -> Iterator[str]:
    """What stands behind "with inputs from", or before "inputs", in a clause that ends a text."""
    patterns = _patterns()
    for cue in patterns.before.finditer(text):
        names, _, rest = regex.split(r"([)\]\n]|$)", text[cue.end() :], maxsplit=1)
        if len(names) <= _NOTICE_CHARS and len(rest) <= _SHORT_LINE:
            yield from _any_within(names, agencies)
    for cue in patterns.behind.finditer(text):
        if len(text) - cue.end() <= _SHORT_LINE:
            yield from _any_within(cue["names"], agencies)
    for cue in patterns.helped.finditer(text):
        if len(text) - cue.end() <= _SHORT_LINE:
            yield from _any_named(cue["names"], Spot.INPUTS, agencies)


def _any_within(text: str, agencies: Agencies) -> Iterator[str]:
    """Agencies named anywhere in a few words, longest name first at each place."""
    for part in _parts(text):
        words = part.split()
        at = 0
        while at < len(words):
            for size in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                form = agencies.form_of(" ".join(words[at : at + size]))
                if form and Spot.INPUTS in form.spots:
                    yield form.agency
                    at += size - 1
                    break
            at += 1


def _any_named(text: str, spot: Spot, agencies: Agencies) -> Iterator[str]:
    """The agencies among the parts of a byline."""
    before = ""
    for part in _parts(text):
        form = agencies.form_of(part) or _placed(part, agencies)
        if form and spot in form.spots and before not in form.not_after:
            yield form.agency
        before = key_of(part).casefold()


def _only_named(text: str, spot: Spot, agencies: Agencies) -> Iterator[str]:
    """The agencies of a line that holds nothing else."""
    parts = _parts(text)
    forms = [agencies.form_of(part) or _placed(part, agencies) for part in parts]
    if forms and all(form and spot in form.spots for form in forms):
        yield from (form.agency for form in forms if form)


def _forms(text: str, agencies: Agencies) -> Iterator[Form]:
    whole = agencies.form_of(text)
    if whole:
        yield whole
        return
    for part in _parts(text):
        form = agencies.form_of(part)
        if form:
            yield form


def _placed(part: str, agencies: Agencies) -> Form | None:
    """The form before a place name, where the language writes so: রয়টার্স কাবুল."""
    words = part.split()
    form = agencies.form_of(words[0]) if 1 < len(words) <= 3 else None
    return form if form and Spot.LEAD in form.spots else None


def _parts(text: str) -> list[str]:
    """The names of a credit line, parted; a name with a slash of its own stays whole."""
    known = shipped_agencies().form_of
    parts: list[str] = []
    for piece in _COARSE.split(_patterns().opener.sub("", text.strip(_EDGE), count=1)):
        if known(piece):
            parts.append(piece)
        else:
            parts += [part for side in piece.split("/") for part in _patterns().joiner.split(side)]
    return [stripped for part in parts if (stripped := part.strip(_EDGE + "&\"'"))]


def _agency(form: Form | None) -> str | None:
    return form.agency if form else None


@lru_cache(maxsize=1)
def _names() -> AhoCorasick:
    agencies = shipped_agencies()
    return AhoCorasick({key.casefold() for key in (*agencies.exact, *agencies.folded)})


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    cues = shipped_cues()
    made: Callable[[str], Any] = lambda text: regex.compile(text, regex.IGNORECASE)  # noqa: E731
    return _Patterns(
        # A cue may end in a colon or dash: only its begin must be a word's begin.
        before=made(rf"{_CLAUSE}(?:{_either(cues[Role.BEFORE])})|{whole_words(cues[Role.FEED])}"),
        behind=made(
            rf"{_CLAUSE}(?P<names>\S+(?:\s+\S+){{0,5}}?)\s+{whole_words(cues[Role.BEHIND])}"
        ),
        helped=made(
            rf"{_CLAUSE}(?P<names>\S+(?:\s+\S+){{0,11}}?)\s+{whole_words(cues[Role.HELPED])}"
        ),
        opener=made(rf"^\s*(?:{_either(cues[Role.OPENER])})(?![\p{{L}}\p{{M}}\p{{N}}])[\s:]*"),
        joiner=made(rf"\s+(?:{_either(cues[Role.JOINER])})\s+|\s*&\s*"),
        photo=made(whole_words(cues[Role.PHOTO])),
    )


def _either(cues: tuple[str, ...]) -> str:
    return "|".join(regex.escape(cue) for cue in cues)
