"""Reads what the sample press has written: publishers.toml, labels.toml and one file an article.

An article is `articles/PUBLISHER/SLUG.md`: TOML between two `+++` lines, then paragraphs
parted by empty lines. `SLUG.2.md` beside it is the text that replaces it in phase 2.
Words in braces in a text ({today}, {yesterday}, {date}) follow the publication instant.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Words = Mapping[str, Any]  # the phrases of one language, as words.toml has them
Sheet = tuple[dict[str, Any], tuple[str, ...]]
LABELS = ("core", "related", "background", "none")
# What may be odd about an article:
QUIRKS = frozenset(
    {
        "changing_guid",  # another guid at each poll
        "live",  # a live blog
        "paywalled",  # the page answers 403; only the feed has the text
        "redirected",  # the feed's link redirects to the page
        "undated_entry",  # only the page has the date
        "url_date_only",  # only the address has the date
        "wrong_charset",  # UTF-8 that header and page call ISO-8859-1
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A headline and its paragraphs, as readers see them."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as written, before it has an address or an instant."""

    publisher: str
    slug: str
    language: str
    section: str
    age_hours: float
    label: str
    byline: str | None
    tags: tuple[str, ...]
    story: str | None  # name of the group of copies and rewrites it belongs to
    quirks: frozenset[str]
    since_phase: int
    text: Text
    later_text: Text | None  # what phase 2 puts in its place
    copy_of: tuple[str, str] | None  # publisher and slug of the draft whose text it is

    @property
    def number(self) -> int:
        """The article's number in its publisher's addresses: the same in every run."""
        return 1_000_000 + zlib.crc32(f"{self.publisher}/{self.slug}".encode()) % 900_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlan:
    """A feed of a publisher: which entries, in which format, with which fault."""

    feed_id: str
    path: str
    title: str
    language: str
    section: str | None  # None carries every section
    format: str  # rss, rdf, atom
    shape: str  # summary, teaser, full
    dress: str  # plain, utm, amp, mobile: how links are dressed
    dates: str  # standard, slashes
    fault: str | None
    validators: tuple[str, ...]  # of etag, last_modified
    max_age: int | None  # seconds in Cache-Control


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A feed's entry that leads to no article."""

    feed_id: str
    title: str
    path: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A newspaper of the sample press."""

    publisher_id: str
    name: str
    country: str
    language: str
    kind: str
    template: str
    address: str  # of an article: {slug} {number} {yyyy} {mm} {dd}
    zone: tzinfo
    zone_name: str
    charset: str
    disallowed: tuple[str, ...]
    feeds: tuple[FeedPlan, ...]
    strays: tuple[Stray, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that the sample press has to offer."""

    publishers: tuple[Publisher, ...]
    drafts: tuple[Draft, ...]
    words: Mapping[str, Words]  # by language: the furniture of pages, day names


@cache
def read_world() -> World:
    """Reads the files beside this module. ValueError names the file that cannot be used."""
    publishers = tuple(_publisher(row) for row in _toml("publishers.toml")["publisher"])
    paths = sorted((HERE / "articles").glob("*/*.md"))
    sheets = {(path.parent.name, path.stem): _sheet(path) for path in paths}
    known = {publisher.publisher_id: publisher for publisher in publishers}
    drafts = tuple(
        _draft(owner, slug, sheets, known) for owner, slug in sheets if not slug.endswith(".2")
    )
    return World(publishers=publishers, drafts=drafts, words=_toml("words.toml"))


def dated(text: Text, words: Words, local: datetime) -> Text:
    """The text with {today}, {yesterday} and {date} put in; `local` is in the publisher's zone."""
    days, months = words["days"], words["months"]
    values = {
        "today": days[local.weekday()],
        "yesterday": days[(local - timedelta(days=1)).weekday()],
        "date": words["date"].format(day=local.day, month=months[local.month - 1]),
    }

    def put(line: str) -> str:
        return re.sub(r"\{(today|yesterday|date)\}", lambda found: values[found[1]], line)

    return Text(title=put(text.title), paragraphs=tuple(put(line) for line in text.paragraphs))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def _sheet(path: Path) -> Sheet:
    parts = path.read_text("utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0]:
        raise ValueError(f"{path}: wants TOML between two +++ lines")
    blocks = re.split(r"\n\s*\n", parts[2].strip())
    paragraphs = tuple(" ".join(block.split()) for block in blocks if block.strip())
    return tomllib.loads(parts[1]), paragraphs


def _draft(
    owner: str, slug: str, sheets: Mapping[tuple[str, str], Sheet], known: Mapping[str, Publisher]
) -> Draft:
    front, paragraphs = sheets[owner, slug]
    source = tuple(front["copy_of"].split("/")) if "copy_of" in front else None
    if source:
        first, paragraphs = sheets[source]
        front = {key: first[key] for key in ("title", "label", "story")} | front
    later = sheets.get((owner, f"{slug}.2"))
    if front["label"] not in LABELS or not paragraphs:
        raise ValueError(f"articles/{owner}/{slug}.md: wants a label of {LABELS} and a text")
    quirks = frozenset(front.get("quirks", ()))
    if not quirks <= QUIRKS:
        raise ValueError(f"articles/{owner}/{slug}.md: unknown quirks {sorted(quirks - QUIRKS)}")
    return Draft(
        publisher=owner,
        slug=slug,
        language=front.get("language", known[owner].language),
        section=front.get("section", "national"),
        age_hours=front["age_hours"],
        label=front["label"],
        byline=front.get("byline"),
        tags=tuple(front.get("tags", ())),
        story=front.get("story"),
        quirks=quirks,
        since_phase=front.get("since_phase", 1),
        text=Text(title=front["title"], paragraphs=paragraphs),
        copy_of=source,
        later_text=Text(title=later[0]["title"], paragraphs=later[1]) if later else None,
    )


def _publisher(row: dict[str, Any]) -> Publisher:
    hours, minutes = row["zone"].split(":")
    zone = timezone(timedelta(hours=int(hours), minutes=int(minutes)))
    return Publisher(
        publisher_id=row["id"],
        name=row["name"],
        country=row["country"],
        language=row["language"],
        kind=row.get("kind", "newspaper"),
        template=row["template"],
        address=row["address"],
        zone=zone,
        zone_name=row["zone_name"],
        charset=row.get("charset", "utf-8"),
        disallowed=tuple(row.get("disallowed", ())),
        feeds=tuple(_feed(feed, row) for feed in row.get("feed", ())),
        strays=tuple(Stray(**stray) for stray in row.get("stray", ())),
    )


def _feed(feed: dict[str, Any], row: dict[str, Any]) -> FeedPlan:
    plan = FeedPlan(
        feed_id=feed["id"],
        path=feed["path"],
        title=feed.get("title", row["name"]),
        language=feed.get("language", row["language"]),
        section=feed.get("section"),
        format=feed.get("format", "rss"),
        shape=feed.get("shape", "summary"),
        dress=feed.get("dress", "plain"),
        dates=feed.get("dates", "standard"),
        fault=feed.get("fault"),
        validators=tuple(feed.get("validators", ("etag", "last_modified"))),
        max_age=feed.get("max_age"),
    )
    return plan if plan.path.startswith("/") else replace(plan, path=f"/{plan.path}")
