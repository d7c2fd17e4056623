"""Begins a run: what was left by the last one, the catalogues, and all that the run must know."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tasks import __version__
from tasks.feeds.catalogue import read_catalogue
from tasks.feeds.schedule import Bounds, current_state, is_due
from tasks.fetch import Pending
from tasks.relevance import tables
from tasks.relevance.lexicon import Lexicon
from tasks.settings import Settings
from tasks.stories.publishers import read_publishers
from warehouse.arrow import column_of
from warehouse.errors import BadInput, RunFailed
from warehouse.records import (
    Actor,
    ActorAlias,
    Feed,
    FeedState,
    Place,
    Publisher,
    RobotsText,
    Run,
    Story,
    id63,
)
from warehouse.store import Store

EPOCH = datetime.fromtimestamp(0, UTC)
LEAST_FREE_BYTES = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outset:
    """What a run starts from, read once."""

    run: Run
    feeds: dict[str, Feed]  # every feed that entries may still wait for
    to_poll: tuple[tuple[Feed, FeedState], ...]
    to_postpone: tuple[tuple[Feed, FeedState], ...]  # their servers asked us to wait
    robots: tuple[RobotsText, ...]


def begin(
    store: Store,
    *,
    catalogue: Path,
    only: Sequence[str],
    due_only: bool,
    lexicon: Lexicon,
    knowledge: Path,
    prefect_run_id: str | None,
    now: datetime,
) -> Outset:
    """Open a run's books and choose the feeds to poll.

    Raises BadCatalogue for the catalogue, BadInput where `only` names no feed of it, and
    RunFailed where the disk has no room for a run.
    """
    feeds = read_catalogue(catalogue)
    check_names(only, feeds, catalogue)
    run = Run(
        run_id=id63("run", "ingest", now.isoformat()),
        flow="ingest",
        started_at=now,
        code_version=__version__,
        prefect_run_id=prefect_run_id,
    )
    states = {state.feed_id: state for state in store.read(FeedState, "feed_states")}
    current = {feed.feed_id: current_state(states.get(feed.feed_id), feed) for feed in feeds}
    with store.transaction():
        store.run("close_crashed_runs", now=now)
        store.insert([run])
        store.run("retire_feeds", column_of([feed.feed_id for feed in feeds], "feed_id", str))
        store.upsert([replace(feed, url=current[feed.feed_id].url) for feed in feeds])
    _load_catalogues(store, lexicon, knowledge)
    _load_publishers(store, knowledge)
    wanted = [feed for feed in feeds if feed.feed_id in only] if only else _active(feeds)
    asked = [(feed, current[feed.feed_id]) for feed in wanted]
    asked = [(feed, state) for feed, state in asked if not due_only or is_due(state, now)]
    held = [state.feed_id for _, state in asked if _is_held(state, now)]
    return Outset(
        run=run,
        feeds={feed.feed_id: feed for feed in [*store.read(Feed, "feeds"), *feeds]},
        to_poll=tuple(pair for pair in asked if pair[0].feed_id not in held),
        to_postpone=tuple(pair for pair in asked if pair[0].feed_id in held),
        robots=tuple(store.read(RobotsText, "robots")),
    )


def pending_pages(store: Store, now: datetime) -> list[Pending]:
    """The addresses that are owed a page, from this run's polls or left by an earlier run."""
    return [Pending(url=url, url_key=key) for url, key in store.ask("pending_entries", now=now)]


def bounds_of(settings: Settings) -> Bounds:
    """The limits of the poll schedule that the user set."""
    return Bounds(
        min_minutes=settings.min_poll_minutes,
        max_minutes=settings.max_poll_minutes,
        start_minutes=min(
            max(Bounds().start_minutes, settings.min_poll_minutes), settings.max_poll_minutes
        ),
    )


def _active(feeds: Sequence[Feed]) -> list[Feed]:
    return [feed for feed in feeds if feed.is_active]


def _is_held(state: FeedState, now: datetime) -> bool:
    return state.retry_after_at is not None and state.retry_after_at > now


def check_names(only: Sequence[str], feeds: Sequence[Feed], catalogue: Path) -> None:
    """Raise BadInput where `only` names a feed that the catalogue does not have."""
    if unknown := sorted(set(only) - {feed.feed_id for feed in feeds}):
        raise BadInput(
            str(catalogue),
            f"has no feed {', '.join(unknown)}",
            "khabar feeds list shows the names",
        )


def check_home(warehouse: Path, published: Path) -> None:
    """Raise RunFailed where a run should not begin: no room, or a snapshot without its warehouse.

    A run writes the file, its log and a snapshot: three times the file must fit.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    if published.exists() and not warehouse.exists():
        raise RunFailed(
            str(warehouse),
            "is missing, and a run that begins anew would replace the last snapshot",
            f"restore it: cp {published} {warehouse} && chmod u+w {warehouse}; "
            "or move the snapshot away to begin anew",
        )
    size = warehouse.stat().st_size if warehouse.exists() else 0
    free = shutil.disk_usage(warehouse.parent).free
    wanted = max(size * 3, LEAST_FREE_BYTES)
    if free < wanted:
        raise RunFailed(
            str(warehouse.parent),
            f"too little room for a run: {free:,} bytes free, {wanted:,} wanted",
            "free some room, then run again; the last snapshot stays readable",
        )


def _load_catalogues(store: Store, lexicon: Lexicon, knowledge: Path) -> None:
    version = lexicon.version[:16]
    if store.ask("catalogue_version") == [(version,)]:
        return
    store.replace_all(Actor, tables.actors(knowledge, version))
    store.replace_all(ActorAlias, tables.actor_aliases(knowledge, version))
    store.replace_all(Place, tables.places(knowledge, version))


def _load_publishers(store: Store, knowledge: Path) -> None:
    """Load the houses; where they changed, count the shared stories anew."""
    publishers = read_publishers(knowledge)
    if store.ask("publishers_version") == list({(one.catalogue_version,) for one in publishers}):
        return
    store.replace_all(Publisher, publishers)
    shared = column_of([story_id for (story_id,) in store.ask("shared_stories")], "story_id", int)
    with store.transaction():
        store.upsert(store.read(Story, "count_stories", shared, since=EPOCH))
        store.run("choose_originals", shared, since=EPOCH)
