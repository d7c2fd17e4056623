"""The rows of the warehouse, one frozen type a table: what stages make and the store writes.

A field is a column of the same name. Instants (`_at`) are aware datetimes in UTC; the
store writes them as naive UTC TIMESTAMP. Identifiers are 63 bits of a hash of what they
identify (`id63`), so that the same thing seen twice makes the same row.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


def id63(*parts: str) -> int:
    """A positive BIGINT derived from the parts: the first 63 bits of their BLAKE2b hash."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big") >> 1


class PublishedFrom(StrEnum):
    """Where an article's publication instant was read."""

    FEED = "feed"
    PAGE = "page"
    URL = "url"
    NONE = "none"


class Label(StrEnum):
    """How an article relates to South Asia militancy (docs/relevance.md)."""

    CORE = "core"
    RELATED = "related"
    BACKGROUND = "background"
    NONE = "none"


class EntryState(StrEnum):
    """Where an entry stands: `pending` is still owed a page, the others are final."""

    PENDING = "pending"
    LOADED = "loaded"
    DROPPED = "dropped"


class FailureKind(StrEnum):
    """How a failure should be met: `hard` will not heal by itself, `soft` may, `temporary` will."""

    HARD = "hard"
    SOFT = "soft"
    TEMPORARY = "temporary"


class LookOutcome(StrEnum):
    """What a look at a known article's page brought."""

    FIRST = "first"  # none yet: the first fetch
    NOT_MODIFIED = "not_modified"  # the server's word (304)
    SAME = "same"
    TRIVIAL = "trivial"  # a clock or a counter
    SHORTENED = "shortened"  # only a part of the text that we have
    CHANGED = "changed"  # a new version
    NO_BODY = "no_body"  # a page without an article: a wall
    FAILED = "failed"
    MISSING = "missing"  # the page is not there; to be confirmed
    GONE = "gone"  # it was not there twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A catalogue row: an address to poll and what is known of its publisher."""

    feed_id: str
    url: str
    publisher: str
    country: str  # ISO 3166-1 alpha-2, or INT for publishers of no one country
    language: str  # ISO 639-1 code of the feed's declared language
    section: str | None = None
    kind: str | None = None  # newspaper, broadcaster, agency, think-tank ...
    is_active: bool = True
    poll_minutes: int | None = None  # a fixed interval; None lets it adapt
    source: str | None = None  # who says that this feed exists


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What the last polls taught about a feed; read at the start of a run, written with a poll."""

    feed_id: str
    catalogue_url: str  # the catalogue's URL when this state began: another one starts afresh
    url: str  # where the feed is now (moves with permanent redirects)
    etag: str | None = None  # validators, verbatim
    last_modified: str | None = None
    body_sha256: str | None = None
    interval_minutes: float | None = None
    next_poll_at: datetime | None = None
    retry_after_at: datetime | None = None  # the server asked not to be asked before this
    last_polled_at: datetime | None = None
    last_succeeded_at: datetime | None = None
    last_changed_at: datetime | None = None
    newest_entry_at: datetime | None = None
    failure_count: int = 0  # in a row
    failure_kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One asking of one feed."""

    poll_id: int
    run_id: int
    feed_id: str
    url: str
    polled_at: datetime
    outcome: str  # changed, unchanged, not_modified, failed, refused, postponed
    reason_code: str | None = None
    message: str | None = None
    http_status: int | None = None
    elapsed_ms: int | None = None
    byte_count: int | None = None
    entry_count: int | None = None
    new_entry_count: int | None = None
    newest_entry_at: datetime | None = None
    has_gap: bool = False  # no entry overlaps the poll before: some may have been missed
    next_poll_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A feed's entry: the promise of an article."""

    entry_id: int
    feed_id: str
    guid: str | None
    url: str
    url_key: str  # the URL without its dress: see tasks/articles/identity.py
    title: str | None = None
    summary: str | None = None  # plain text
    content: str | None = None  # full text as HTML where the feed ships it; dropped once final
    byline: str | None = None
    published_at: datetime | None = None
    digest: str  # of title, summary and content: a change means that the article may have changed
    first_seen_at: datetime
    state: EntryState = EntryState.PENDING
    article_id: int | None = None
    attempt_count: int = 0
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One request for one page, redirects included."""

    fetch_id: int
    run_id: int
    entry_id: int
    url: str
    final_url: str | None
    fetched_at: datetime
    outcome: str  # fetched, not_modified, failed, refused
    reason_code: str | None = None
    message: str | None = None
    http_status: int | None = None
    elapsed_ms: int | None = None
    byte_count: int | None = None
    content_type: str | None = None
    archive_file: str | None = None
    archive_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that was not done, and why. Nothing is dropped without one."""

    failure_id: int
    run_id: int
    stage: str  # poll, fetch, extract, judge, load
    subject: str  # the feed_id, URL or file that failed
    kind: FailureKind
    reason_code: str
    message: str
    occurred_at: datetime
    retry_after: datetime | None = None
    feed_id: str | None = None
    entry_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as extracted; the newest version of it."""

    article_id: int
    url: str
    canonical_url: str
    feed_id: str
    publisher: str
    country: str
    language: str
    title: str
    byline: str | None
    summary: str | None
    body: str  # NFC text, paragraphs parted by one newline
    word_count: int
    published_at: datetime | None
    published_from: PublishedFrom
    first_seen_at: datetime
    fetched_at: datetime
    body_from: str  # page, feed
    text_sha256: str  # of title and body, normalised: equal for copies to the letter
    story_id: int
    is_original: bool
    version: int
    extractor_version: str
    archive_file: str | None
    archive_offset: int | None
    agency: str | None = None  # the agency, or other publisher, that the text credits


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVersion:
    """An article's text as it stood at one time."""

    article_id: int
    version: int
    seen_at: datetime
    title: str
    body: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Copies and versions of one text."""

    story_id: int
    original_article_id: int
    first_published_at: datetime | None
    article_count: int
    publisher_count: int
    first_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryJoin:
    """A story that proved to be part of an older one."""

    story_id: int
    into_story_id: int
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDuplicate:
    """Two articles found to be copies or versions of one text."""

    article_id: int  # the lesser of the two
    other_article_id: int
    score: float  # log-odds
    found_at: datetime
    grouper_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quoted span that moved a verdict: `quote` is `field[start_char:end_char]` to the letter."""

    kind: str  # actor, event_term, place, negative, context, wording
    value: str  # what the span was read as: an actor id, a term's sense, a district
    quote: str
    field: str  # title or body: the article's column that the offsets count in
    start_char: int  # code points, from 0
    end_char: int  # exclusive
    weight: float  # log-odds that the span moved the score by; negative speaks against


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A relevance decision on one article by one version of the classifier."""

    article_id: int
    classifier_version: str
    label: Label
    flags: tuple[str, ...]
    score: float  # probability, 0..1
    judged_at: datetime
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleActor:
    """An actor that an article names, as one version of the classifier resolved it."""

    article_id: int
    classifier_version: str
    actor_id: str
    alias: str
    mention_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCountry:
    """A South Asian country that an article concerns, as one version of the classifier read it."""

    article_id: int
    classifier_version: str
    country: str
    position: int  # 1 for the foremost


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a flow."""

    run_id: int
    flow: str
    started_at: datetime
    finished_at: datetime | None = None
    state: str = "running"  # running, completed, failed, crashed
    message: str | None = None
    code_version: str | None = None
    prefect_run_id: str | None = None
    feeds_polled: int = 0
    feeds_failed: int = 0
    entries_new: int = 0
    pages_fetched: int = 0
    articles_new: int = 0
    articles_updated: int = 0
    articles_relevant: int = 0
    articles_revisited: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsText:
    """A host's robots.txt as last read."""

    origin: str
    asked_at: datetime
    http_status: int | None
    body: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUrl:
    """An address that led to an article."""

    url_id: int
    url_key: str
    article_id: int
    is_claimed: bool | None = None  # by rel=canonical alone: no link or redirect led there


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An actor of the catalogue."""

    actor_id: str
    name: str
    short_name: str | None
    actor_class: str
    ideology: str | None
    countries: tuple[str, ...]
    parent_id: str | None
    active_from: str | None
    active_to: str | None
    status: str | None
    catalogue_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorAlias:
    """A name that texts use for an actor."""

    alias: str
    language: str
    actor_id: str
    alias_type: str
    is_ambiguous: bool
    catalogue_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A district or hotspot of the gazetteer."""

    place_id: int
    name: str
    kind: str
    country: str
    admin1: str | None
    district: str | None
    latitude: float | None
    longitude: float | None
    coordinate_source: str | None
    catalogue_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A publisher, the house that it belongs to, and the agency that it is, if any."""

    publisher: str
    owner: str
    agency: str | None
    source: str
    catalogue_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """When a known article is looked at again, and what the looks so far brought."""

    article_id: int
    url: str
    first_fetched_at: datetime
    etag: str | None = None  # validators of the text that is stored, verbatim
    last_modified: str | None = None
    look_count: int = 0
    missing_count: int = 0  # looks in a row that found the page gone
    last_outcome: LookOutcome
    last_looked_at: datetime
    last_changed_at: datetime | None = None
    next_look_at: datetime | None = None  # None: never
