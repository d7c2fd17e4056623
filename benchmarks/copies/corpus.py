"""A made-up press of forty publishers: any number of articles, no two of them copies.

What makes finding copies hard in real news is here on purpose, and why each kind is no copy:

* `plain`: written alone; shares the language's stock phrases with all others.
* `form`: a report by a form, as it is printed day after day. The places, names, figures and
  days are others: it tells of something else in the same words.
* `follow_up`: one of many reports on an affair that runs for weeks. One or two paragraphs of
  background stand in all of them to the letter, at most a third of the text; the rest is its own.
* `report`: tells of the same incident as other reports and quotes the same statement to the
  letter, at most a third of the text; all else is in words of its own: independent reporting.

Three in ten end in their publisher's own clutter. A piece follows from the press's seed and
the piece's number alone, so that nothing need be kept to make it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from random import Random

from benchmarks.copies.forms import Form, forms
from benchmarks.copies.tongues import THEMES, Tongue, paragraphs, tongue

PIECES_A_DAY = 1_400  # so that a million take two years
BEGAN_AT = datetime(2024, 11, 1, tzinfo=UTC)
LANGUAGES = ("en",) * 34 + ("hi",) * 2 + ("bn",) * 2 + ("ur",) * 2  # one each publisher
FORM_SHARE, REPORT_SHARE, FOLLOW_UP_SHARE = 0.25, 0.08, 0.17
CLUTTERED_SHARE, CLUTTER_TEXTS = 0.3, 3
MEDIAN_WORDS, SPREAD, LEAST_WORDS, MOST_WORDS = (
    400,
    0.55,
    60,
    1_500,
)  # log-normal; with the shorter forms the median is 350
INCIDENTS_A_DAY, STATEMENT_WORDS = 30, (25, 70)
AFFAIRS, AFFAIR_DAYS, BACKGROUND_TEXTS, BACKGROUND_WORDS = 120, 42, 4, (35, 70)
OWN_TIMES_SHARED = 2.2  # words of one's own for each that is shared
AGENCIES = ("PTI", "APP", "AFP", "AP", "Reuters", "ANI", "IANS", "UNB", "Xinhua")


class Kind(StrEnum):
    """What a piece is made of."""

    PLAIN = "plain"
    FORM = "form"
    FOLLOW_UP = "follow_up"
    REPORT = "report"


class Change(StrEnum):
    """What a copy does to the text that it is made from (copying.py)."""

    RETITLED = "another headline"
    CREDITED = "another dateline and credit"
    TRIMMED = "the first 20 to 40 % of it"
    EDITED = "10 to 30 % edited"
    CLUTTERED = "clutter added"
    UPDATED = "figures updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article as a publisher prints it. `number` is that of the text: copies have it too."""

    number: int
    kind: Kind
    publisher: int
    language: str
    published_at: datetime
    title: str
    dateline: str  # with what parts it from the text; may be empty
    text: str
    clutter: str  # below the text; may be empty
    form: str = ""  # the form's name, of those that have one
    change: Change | None = None  # None: no copy

    @property
    def body(self) -> str:
        return f"{self.dateline}{self.text}\n{self.clutter}".rstrip()

    @property
    def url(self) -> str:
        """An address of its own, a copy's too: it is the only copy of its text that has it."""
        mark = f"/{self.change.name.lower()}" if self.change else ""
        return f"https://{host_of(self.publisher)}/news/{self.number}{mark}"


def host_of(publisher: int) -> str:
    return f"paper-{publisher:02d}.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Makes pieces; equal seeds make equal pieces."""

    seed: int = 1

    def piece(self, number: int) -> Piece:
        """The piece of this number, from 0; published in the order of their numbers."""
        random = Random(self.seed << 40 | number)
        at = BEGAN_AT + timedelta(days=number / PIECES_A_DAY)
        publisher = int(len(LANGUAGES) * random.random())
        written = tongue(LANGUAGES[publisher])
        kind = _kind(random.random())
        words = int(MEDIAN_WORDS * random.lognormvariate(0, SPREAD))
        words = min(max(words, LEAST_WORDS), MOST_WORDS)
        form = random.choice(forms(written)) if kind is Kind.FORM else None
        if form:
            title, text = _by_form(form, random, written, publisher, at)
        else:
            title, text = self._prose(random, written, kind, words, at)
        is_cluttered = random.random() < CLUTTERED_SHARE
        return Piece(
            number=number,
            kind=kind,
            publisher=publisher,
            language=written.language,
            published_at=at,
            title=title,
            dateline=self.dateline(random, written, at),
            text=text,
            clutter=self.clutter(publisher, random) if is_cluttered else "",
            form=form.name if form else "",
        )

    def clutter(self, publisher: int, random: Random) -> str:
        """One of the few texts that this publisher's pages end in."""
        return _clutter(self.seed, publisher, int(CLUTTER_TEXTS * random.random()))

    def dateline(self, random: Random, written: Tongue, at: datetime) -> str:
        """Place, date and agency before a text; in a third of them nothing."""
        kind, place = random.random(), written.name(random).upper()
        if kind < 0.35:
            return ""
        if kind < 0.7:
            return f"{place}: "
        return f"{place}, {written.put(f'{at:%b}')} {at.day} ({random.choice(AGENCIES)}) – "

    def _prose(
        self, random: Random, written: Tongue, kind: Kind, words: int, at: datetime
    ) -> tuple[str, str]:
        """Title and text of a piece that is not by a form."""
        day, language = int((at - BEGAN_AT).days), written.language
        shared: Sequence[str] = ()
        theme, facts = int(THEMES * random.random()), random
        if kind is Kind.REPORT:
            about = f"{day - int(2 * random.random())} {int(INCIDENTS_A_DAY * random.random())}"
            facts = Random(f"{self.seed} incident {about}")
            theme = int(THEMES * facts.random())
            shared = (_statement(self.seed, about, language),)
        elif kind is Kind.FOLLOW_UP:
            slot = int(AFFAIRS * random.random())
            about = f"{slot} {(day + slot * 5) // AFFAIR_DAYS}"
            facts = Random(f"{self.seed} affair {about}")
            theme = int(THEMES * facts.random())
            count = 1 + int(2 * random.random())
            shared = random.sample(_background(self.seed, about, language), count)
        names = (*(written.person(facts) for _ in range(3)), written.name(facts))
        words = max(words, int(OWN_TIMES_SHARED * sum(len(text.split()) for text in shared)))
        sentences = [_lead(random, written, names, at)]
        sentences += written.sentences(random, words, theme, names)
        lines = paragraphs(random, sentences).split("\n")
        for text in shared:
            lines.insert(1 + int(len(lines) * random.random()), text)
        title = " ".join(random.choices(written.phrases, k=2))
        return f"{names[3]}: {title}", "\n".join(lines)


def _by_form(
    form: Form, random: Random, written: Tongue, publisher: int, at: datetime
) -> tuple[str, str]:
    """Title and text; most have a few sentences that are not of the form."""
    sentences = form.fill(random, written, publisher, at)
    least, most = form.own_words
    if own := int(least + (most - least) * random.random()):
        sentences += written.sentences(random, own, int(THEMES * random.random()))
    return form.title(random, written, at), paragraphs(random, sentences)


def _kind(share: float) -> Kind:
    for kind, its_share in (
        (Kind.FORM, FORM_SHARE),
        (Kind.REPORT, REPORT_SHARE),
        (Kind.FOLLOW_UP, FOLLOW_UP_SHARE),
    ):
        if share < its_share:
            return kind
        share -= its_share
    return Kind.PLAIN


def _lead(random: Random, written: Tongue, names: Sequence[str], at: datetime) -> str:
    """The first sentence: how many, where, when, who."""
    first, second = random.choices(written.phrases, k=2)
    count = written.number(2 + int(40 * random.random() ** 2))
    place, day = f"{written.put('in')} {names[3]}", written.put(f"on {at:%A}")
    return f"{count} {first} {place} {day} {second}, {names[0]}{written.script.stop}"


@lru_cache(maxsize=1 << 12)
def _clutter(seed: int, publisher: int, place: int) -> str:
    random, written = Random(f"{seed} clutter {publisher} {place}"), tongue(LANGUAGES[publisher])
    words = 20 + int(40 * random.random())
    return " ".join(written.sentences(random, words, int(THEMES * random.random())))


@lru_cache(maxsize=1 << 10)
def _statement(seed: int, about: str, language: str) -> str:
    random, written = Random(f"{seed} statement {about} {language}"), tongue(language)
    least, most = STATEMENT_WORDS
    words = int(least + (most - least) * random.random())
    said = " ".join(written.sentences(random, words, int(THEMES * random.random())))
    return f"“{said}” {written.put('said')} {written.person(random)}{written.script.stop}"


@lru_cache(maxsize=1 << 10)
def _background(seed: int, about: str, language: str) -> Sequence[str]:
    random, written = Random(f"{seed} background {about} {language}"), tongue(language)
    least, most = BACKGROUND_WORDS
    theme = int(THEMES * random.random())
    return tuple(
        " ".join(written.sentences(random, int(least + (most - least) * random.random()), theme))
        for _ in range(BACKGROUND_TEXTS)
    )
