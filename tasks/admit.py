"""Lets a poll's entries in: which are new, which have changed, and all of it in one transaction.

A feed's state (its validators above all) is written together with the entries that it
brought. A crash before the commit forgets both: the next run asks again and sees them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tasks.articles.identity import Changed, KnownEntry, New, match_entry, match_poll
from tasks.articles.urls import url_key
from tasks.feeds.parsing import FoundEntry
from tasks.feeds.schedule import has_gap
from tasks.poll import Polled, with_news
from warehouse.arrow import column_of, table_of
from warehouse.records import Entry, EntryState, Failure, FailureKind, id63
from warehouse.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What a batch of polls brought in."""

    polls: tuple[Polled, ...]
    new_entry_count: int
    changed_entry_count: int
    failure_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the warehouse knows of the entries found in a batch of polls."""

    by_key: dict[str, dict[str, KnownEntry]]  # feed_id, then url_key
    by_guid: dict[str, dict[str, KnownEntry]]  # feed_id, then guid
    elsewhere: dict[str, dict[str, KnownEntry]]  # publisher, then guid: of any of its feeds
    articles: dict[str, int]  # url_key to article_id

    def article_of(self, polled: Polled, found: FoundEntry, key: str) -> int | None:
        """The article of an entry that is new to its feed, where another feed brought it before.

        Each feed has entries of its own: two feeds of a publisher that tell one article in
        other words would else take turns in changing one entry.
        """
        if key in self.articles:
            return self.articles[key]
        by_guid = self.elsewhere.get(polled.feed.publisher, {})
        match = match_entry(found, by_key={}, by_guid=by_guid)
        return None if isinstance(match, New) else match.known.article_id


def admit(store: Store, polls: Sequence[Polled], *, run_id: int) -> Admitted:
    """Write polls, feed states, entries and failures of a batch of feeds; returns what was new."""
    known = _known(store, polls)
    fresh: list[Entry] = []
    changed: list[Entry] = []
    failures: list[Failure] = []
    counted: list[Polled] = []
    for polled in polls:
        by_key = known.by_key.get(polled.feed.feed_id, {})
        by_guid = known.by_guid.get(polled.feed.feed_id, {})
        matches = match_poll(polled.entries, by_key=by_key, by_guid=by_guid)
        for found, match in zip(polled.entries, matches, strict=True):
            if isinstance(match, New):
                article_id = known.article_of(polled, found, match.url_key)
                fresh.append(_entry(polled, found, match.url_key, article_id))
            elif isinstance(match, Changed):
                changed.append(_changed(polled, found, match))
        news = sum(isinstance(match, New) for match in matches)
        is_first = polled.before.last_succeeded_at is None
        gap = has_gap(by_key, polled.entries, is_first=is_first)
        counted.append(with_news(polled, new_entry_count=news, has_gap=gap))
        failures += _failures(polled, run_id)
    with store.transaction():
        store.upsert([p.state for p in counted if p.poll.outcome != "postponed"])
        store.insert([p.poll for p in counted])
        store.insert(fresh)
        if changed:
            store.run("change_entries", table_of(Entry, changed))
        failures_written = store.insert(failures)
        store.run("move_feeds")
    return Admitted(
        polls=tuple(counted),
        new_entry_count=sum(p.poll.new_entry_count or 0 for p in counted),
        changed_entry_count=len(changed),
        failure_count=failures_written,
    )


def _known(store: Store, polls: Sequence[Polled]) -> Known:
    found = [(p, entry, url_key(entry.url)) for p in polls for entry in p.entries]
    known = Known(by_key={}, by_guid={}, elsewhere={}, articles={})
    entry_ids = [entry_id_of(p.feed.feed_id, key) for p, _, key in found]
    _learn(known, store.ask("known_entries", column_of(entry_ids, "entry_id", int)))
    strange = [
        (entry, key) for p, entry, key in found if key not in known.by_key.get(p.feed.feed_id, {})
    ]
    # Only what no address told apart is looked for by its GUID: that costs a scan.
    if guids := sorted({entry.guid for entry, _ in strange if entry.guid}):
        _learn(known, store.ask("known_guids", column_of(guids, "guid", str)))
    if strange:
        url_ids = column_of([id63("url", key) for _, key in strange], "url_id", int)
        known.articles.update(store.ask("article_of_url", url_ids))
    return known


def _learn(known: Known, rows: Sequence[tuple[Any, ...]]) -> None:
    for feed_id, publisher, entry_id, guid, key, title, digest, article_id in rows:
        entry = KnownEntry(
            entry_id=entry_id,
            guid=guid,
            url_key=key,
            title=title,
            digest=digest,
            article_id=article_id,
        )
        known.by_key.setdefault(feed_id, {})[key] = entry
        if guid:
            known.by_guid.setdefault(feed_id, {})[guid] = entry
            _prefer_loaded(known.elsewhere.setdefault(publisher, {}), guid, entry)


def _prefer_loaded(entries: dict[str, KnownEntry], guid: str, entry: KnownEntry) -> None:
    if guid not in entries or entries[guid].article_id is None:
        entries[guid] = entry


def entry_id_of(feed_id: str, key: str) -> int:
    """The identifier of a feed's entry with this URL key."""
    return id63("entry", feed_id, key)


def _entry(polled: Polled, found: FoundEntry, key: str, article_id: int | None) -> Entry:
    """A new entry; where another feed brought the article before, it is loaded already."""
    return Entry(
        entry_id=entry_id_of(polled.feed.feed_id, key),
        feed_id=polled.feed.feed_id,
        guid=found.guid,
        url=found.url,
        url_key=key,
        title=found.title,
        summary=found.summary,
        content=found.content if article_id is None else None,
        byline=found.byline,
        published_at=found.published_at,
        digest=found.digest,
        first_seen_at=polled.poll.polled_at,
        state=EntryState.PENDING if article_id is None else EntryState.LOADED,
        article_id=article_id,
    )


def _changed(polled: Polled, found: FoundEntry, match: Changed) -> Entry:
    """A known entry that says something new: its article is looked at again."""
    entry = _entry(polled, found, match.url_key, None)
    return replace(entry, entry_id=match.known.entry_id, article_id=match.known.article_id)


def _failures(polled: Polled, run_id: int) -> list[Failure]:
    poll = polled.poll
    rows = [
        Failure(
            # By content alone: an entry that stays broken is told once, not at each poll.
            failure_id=id63("failure", "entry", poll.feed_id, entry.reason_code, entry.subject),
            run_id=run_id,
            stage="poll",
            subject=entry.subject,
            kind=FailureKind.HARD,
            reason_code=entry.reason_code,
            message=entry.message,
            occurred_at=poll.polled_at,
            feed_id=poll.feed_id,
        )
        for entry in polled.dropped
    ]
    if polled.failure_kind is not None:
        rows.append(
            Failure(
                failure_id=id63("failure", "poll", str(poll.poll_id)),
                run_id=run_id,
                stage="poll",
                subject=poll.url,
                kind=polled.failure_kind,
                reason_code=poll.reason_code or "unknown",
                message=f"feed {poll.feed_id}: {poll.message}",
                occurred_at=poll.polled_at,
                retry_after=poll.next_poll_at,
                feed_id=poll.feed_id,
            )
        )
    return rows
