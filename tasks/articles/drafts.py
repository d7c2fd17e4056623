"""What settling reads and gives: texts found, the articles that they may be, and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from tasks.articles.changes import Change
from tasks.articles.fingerprint import text_sha256
from tasks.articles.urls import believable_canonical, url_key
from tasks.pages.extraction import Extraction
from warehouse.records import Article, ArticleUrl, ArticleVersion, Entry


@dataclass(frozen=True, kw_only=True)  # no slots: what is asked for twice is made once
class Draft:
    """A text and where it was found; not yet an article."""

    entries: tuple[Entry, ...]
    text: Extraction
    final_url: str
    fetched_at: datetime
    archive_file: str | None
    archive_offset: int | None

    @cached_property
    def canonical(self) -> str:
        """The address that the article should be known by."""
        return believable_canonical(self.final_url, self.text.canonical_url)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The URL keys that it may be known by: its own address first."""
        keys = (url_key(self.canonical), url_key(self.final_url), self.entries[0].url_key)
        return tuple(dict.fromkeys(keys))

    @cached_property
    def claimed_key(self) -> str | None:
        """The key that it has by its rel=canonical alone: neither link nor redirect led there."""
        key = url_key(self.canonical)
        return None if key in {url_key(self.final_url), self.entries[0].url_key} else key

    @property
    def dated_at(self) -> datetime:
        """When it was published, as far as is known."""
        return self.text.published_at or min(entry.first_seen_at for entry in self.entries)

    @cached_property
    def text_sha256(self) -> str:
        return text_sha256(self.text.title, self.text.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What must be known of an article in the warehouse to tell it again."""

    article_id: int
    publisher: str
    title: str
    text_sha256: str
    version: int
    story_id: int
    first_seen_at: datetime
    claimed_key: str | None = None  # an address by its rel=canonical alone: nothing led there
    url: str = ""
    body: str | None = None


@dataclass(slots=True, kw_only=True)
class Memory:
    """The articles that the texts of a batch could be; grows as the batch is settled."""

    by_url_key: dict[str, KnownArticle] = field(default_factory=dict)
    by_text: dict[tuple[str, str], KnownArticle] = field(default_factory=dict)
    by_id: dict[int, KnownArticle] = field(default_factory=dict)

    def learn(self, known: KnownArticle, keys: Sequence[str] = ()) -> None:
        self.by_id[known.article_id] = known
        self.by_text.setdefault((known.publisher, known.text_sha256), known)
        for key in keys:
            before = self.by_url_key.setdefault(key, known)
            if before.claimed_key == key != known.claimed_key:  # a claim gives way to the owner
                self.by_url_key[key] = known


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A draft's end: the article it is, and what of that is new."""

    article_id: int
    entries: tuple[Entry, ...]
    urls: tuple[ArticleUrl, ...]
    article: Article | None  # None: nothing new
    is_update: bool = False
    change: Change | None = None  # of a known article that was looked at again

    @property
    def version(self) -> ArticleVersion | None:
        if self.article is None:
            return None
        return ArticleVersion(
            article_id=self.article.article_id,
            version=self.article.version,
            seen_at=self.article.fetched_at,
            title=self.article.title,
            body=self.article.body,
            text_sha256=self.article.text_sha256,
        )


def claimed_key(url: str, canonical_url: str) -> str | None:
    """The key that may be claimed alone, of an article whose addresses do not say it."""
    key = url_key(canonical_url)
    return None if key == url_key(url) else key


def newest_articles(settled: Sequence[Settled]) -> list[Article]:
    """The articles to write, each once: the last text of a batch is the newest."""
    newest = {one.article.article_id: one.article for one in settled if one.article is not None}
    return list(newest.values())


def addresses(settled: Sequence[Settled]) -> list[ArticleUrl]:
    """The addresses to write, each once: an owner's before a claim, and the first of its kind."""
    found: dict[int, ArticleUrl] = {}
    for url in (url for one in settled for url in one.urls):
        before = found.setdefault(url.url_id, url)
        if before.is_claimed and not url.is_claimed:
            found[url.url_id] = url
    return list(found.values())
