"""Writes a batch in one transaction: articles, versions, verdicts, fetches, failures, entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.articles.attempts import after_mishap
from tasks.articles.drafts import addresses, newest_articles
from tasks.extract import Extracted, mishap_of
from tasks.group import Grouped
from tasks.judge import Judged
from tasks.revisit import looks_among, revisits_after
from warehouse.arrow import column_of, table_of
from warehouse.records import (
    Article,
    ArticleUrl,
    Entry,
    EntryState,
    Failure,
    Fetch,
    Label,
    Story,
    StoryJoin,
    id63,
)
from warehouse.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a batch added."""

    pages: int
    articles_new: int
    articles_updated: int
    articles_relevant: int
    articles_revisited: int
    failures: int

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(
            **{name: getattr(self, name) + getattr(other, name) for name in self.__slots__}
        )


NOTHING = Loaded(**dict.fromkeys(Loaded.__slots__, 0))


def load(
    store: Store,
    extracted: Sequence[Extracted],
    grouped: Grouped,
    judged: Judged,
    *,
    run_id: int,
) -> Loaded:
    """Write what became of a batch of pages; loading the same batch twice changes nothing."""
    settled = grouped.settled
    articles = newest_articles(settled)
    entries: list[Entry] = [_done(e, one.article_id) for one in settled for e in one.entries]
    urls = addresses(settled)
    again = revisits_after(store, extracted, settled, judged, run_id=run_id)
    failures: list[Failure] = [*again.failures]
    for one in extracted:
        mishap = mishap_of(one)
        if mishap is not None and one.page.known is None:
            now = one.page.answer.fetched_at
            for entry, failure in after_mishap(one.entries, mishap, run_id=run_id, now=now):
                entries.append(entry)
                failures.append(failure)
    with store.transaction():
        store.insert([_fetch(one, run_id) for one in extracted])
        store.upsert(articles)
        store.insert([one.version for one in settled if one.version is not None])
        if urls:
            store.run("take_addresses", table_of(ArticleUrl, urls))
        store.insert(urls)
        store.upsert(judged.verdicts)
        read_anew = column_of([v.article_id for v in judged.verdicts], "article_id", int)
        for version in {v.classifier_version for v in judged.verdicts}:
            store.run("forget_actors", read_anew, classifier_version=version)
            store.run("forget_countries", read_anew, classifier_version=version)
        store.insert(judged.actors)
        store.insert(judged.countries)
        _write_stories(store, articles, grouped)
        store.upsert(entries)
        store.upsert(again.revisits)
        store.insert(failures)
    updates = sum(one.is_update for one in settled if one.article is not None)
    return Loaded(
        pages=len(extracted),
        articles_new=len(articles) - updates,
        articles_updated=updates,
        articles_relevant=sum(v.label in {Label.CORE, Label.RELATED} for v in judged.verdicts),
        articles_revisited=looks_among(extracted),
        failures=len(failures),
    )


def _write_stories(store: Store, articles: Sequence[Article], grouped: Grouped) -> None:
    """What grouping found, and the stories that it touched counted anew."""
    if grouped.shingles is None:
        return
    if len(grouped.shingles):
        days = grouped.shingles["published_date"].to_numpy()
        since, until = days.min().item(), days.max().item()
        store.run("add_shingles", grouped.shingles, since=since, until=until)
    store.insert(grouped.near_duplicates)
    if grouped.joins:
        joins = table_of(StoryJoin, grouped.joins)
        store.run("join_stories", joins, since=grouped.since)
        store.run("follow_joins", joins)
        store.run("end_stories", joins)
        store.insert(grouped.joins)
    touched = {one.story_id for one in articles} | {one.into_story_id for one in grouped.joins}
    stories = column_of(sorted(touched), "story_id", int)
    store.upsert(store.read(Story, "count_stories", stories, since=grouped.since))
    store.run("choose_originals", stories, since=grouped.since)


def _done(entry: Entry, article_id: int) -> Entry:
    return replace(
        entry,
        state=EntryState.LOADED,
        article_id=article_id,
        content=None,
        next_attempt_at=None,
    )


def _fetch(one: Extracted, run_id: int) -> Fetch:
    answer, kept = one.page.answer, one.page.kept
    outcome = "fetched" if answer.is_usable else "failed" if answer.was_sent else "refused"
    outcome = "not_modified" if one.page.is_not_modified else outcome
    return Fetch(
        fetch_id=id63("fetch", str(run_id), one.page.url_key),
        run_id=run_id,
        entry_id=one.entries[0].entry_id,
        url=one.entries[0].url,
        final_url=answer.final_url,
        fetched_at=answer.fetched_at,
        outcome=outcome,
        reason_code=answer.reason_code,
        message=answer.message,
        http_status=answer.status,
        elapsed_ms=answer.elapsed_ms,
        byte_count=len(answer.body),
        content_type=answer.header("Content-Type"),
        archive_file=kept.file if kept else None,
        archive_offset=kept.offset if kept else None,
    )
