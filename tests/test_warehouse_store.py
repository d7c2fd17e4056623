"""The writer's store: the same twice is once, instants are aware, and a crash loses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.made import (
    NOW,
    article,
    entry,
    feed,
    fill,
    open_store,
    poll,
    state,
    story_of,
    verdict,
    version_of,
)
from warehouse.arrow import column_of, schema_of
from warehouse.errors import Busy, DamagedWarehouse
from warehouse.lock import only_writer
from warehouse.records import (
    Actor,
    ActorAlias,
    ArticleActor,
    ArticleCountry,
    ArticleUrl,
    Entry,
    EntryState,
    Failure,
    FailureKind,
    Feed,
    FeedState,
    Fetch,
    LookOutcome,
    NearDuplicate,
    Place,
    PublishedFrom,
    Publisher,
    Revisit,
    RobotsText,
    Run,
    StoryJoin,
)
from warehouse.store import TABLES, Store

ONE_OF_EACH: tuple[Any, ...] = (
    feed(),
    state(etag='"a"', next_poll_at=NOW),
    poll(),
    entry(published_at=NOW, content="<p>متن</p>"),
    Fetch(
        fetch_id=1,
        run_id=1,
        entry_id=1,
        url="u",
        final_url=None,
        fetched_at=NOW,
        outcome="fetched",
    ),
    Failure(
        failure_id=1,
        run_id=1,
        stage="poll",
        subject="u",
        kind=FailureKind.SOFT,
        reason_code="http_404",
        message="gone",
        occurred_at=NOW,
    ),
    article(),
    version_of(article()),
    ArticleUrl(url_id=1, url_key="k", article_id=1),
    story_of(article()),
    StoryJoin(story_id=1, into_story_id=2, joined_at=NOW),
    NearDuplicate(
        article_id=1,
        other_article_id=2,
        score=3.5,
        found_at=NOW,
        grouper_version="v1",
    ),
    verdict(article()),
    ArticleActor(
        article_id=1,
        classifier_version="v1",
        actor_id="PK-X",
        alias="X",
        mention_count=2,
    ),
    ArticleCountry(article_id=1, classifier_version="v1", country="PK", position=1),
    Revisit(
        article_id=1,
        url="https://herald.example/one",
        first_fetched_at=NOW,
        etag='"a"',
        last_outcome=LookOutcome.FIRST,
        last_looked_at=NOW,
        next_look_at=NOW,
    ),
    Actor(
        actor_id="PK-X",
        name="X",
        short_name=None,
        actor_class="militant",
        ideology=None,
        countries=("PK", "AF"),
        parent_id=None,
        active_from="2007",
        active_to=None,
        status="active",
        catalogue_version="1",
    ),
    ActorAlias(
        alias="X",
        language="en",
        actor_id="PK-X",
        alias_type="short",
        is_ambiguous=False,
        catalogue_version="1",
    ),
    Place(
        place_id=1,
        name="Bannu",
        kind="district",
        country="PK",
        admin1=None,
        district=None,
        latitude=32.9,
        longitude=70.6,
        coordinate_source=None,
        catalogue_version="1",
    ),
    Publisher(
        publisher="The Herald",
        owner="Herald House",
        agency=None,
        source="a test",
        catalogue_version="1",
    ),
    Run(run_id=1, flow="ingest", started_at=NOW),
    RobotsText(origin="https://x.example", asked_at=NOW, http_status=200, body=""),
)


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: store.connection.execute(f"FROM {table} ORDER BY ALL").fetchall()
        for table in TABLES.values()
    }


def test_there_is_one_of_each() -> None:
    assert {type(one) for one in ONE_OF_EACH} == set(TABLES)


@pytest.mark.parametrize("record", TABLES, ids=lambda record: record.__name__)
def test_a_table_has_the_fields_of_its_record(tmp_path_factory: Any, record: type) -> None:
    with Store(_shared(tmp_path_factory), NOW) as store:
        columns = store.connection.execute(f"DESCRIBE {TABLES[record]}").fetchall()
    assert {column[0] for column in columns} == set(schema_of(record).names)


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "shared.duckdb"


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for one in ONE_OF_EACH:
            assert store.insert([one]) == 1
        assert store.read(Feed, "feeds") == [feed()]
        assert store.read(FeedState, "feed_states") == [state(etag='"a"', next_poll_at=NOW)]
        given = column_of([entry().url_key], "url_key", str)
        (back,) = store.read(Entry, "entries_given", given)
        assert back == entry(published_at=NOW, content="<p>متن</p>")
        assert isinstance(back.state, EntryState)
        rows = store.connection.execute("SELECT evidence[1].quote FROM main.verdicts").fetchall()
        assert rows == [("Title",)]


def test_loading_twice_is_loading_once(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for one in ONE_OF_EACH:
            store.insert([one])
        before = everything(store)
        assert [store.insert([one]) for one in ONE_OF_EACH] == [0] * len(ONE_OF_EACH)
        for one in ONE_OF_EACH:
            store.upsert([one])
        assert everything(store) == before


texts = st.text(max_size=30)
articles = st.builds(
    article,
    st.sampled_from(["a", "b", "c", "d"]),
    title=texts,
    body=texts,
    byline=st.none() | texts,
    version=st.integers(1, 2**31 - 1),
    published_at=st.none() | st.datetimes(timezones=st.timezones()),
    published_from=st.sampled_from(PublishedFrom),
    is_original=st.booleans(),
)


@settings(max_examples=12, deadline=None)
@given(
    batches=st.lists(st.lists(articles, max_size=4, unique_by=lambda a: a.article_id), max_size=4)
)
def test_any_batches_twice_are_any_batches_once(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Any]]
) -> None:
    with Store(_shared(tmp_path_factory), NOW) as store:
        store.connection.execute("DELETE FROM main.articles")
        for batch in batches:
            store.upsert(batch)
        once = everything(store)
        for batch in batches:
            store.insert(batch)
        assert everything(store) == once
        for batch in batches:
            store.upsert(batch)
        assert everything(store) == once
        last = {a.article_id: a for batch in batches for a in batch}
        rows = store.connection.execute("SELECT article_id, title, byline FROM main.articles")
        assert sorted(rows.fetchall()) == sorted(
            (a.article_id, a.title, a.byline) for a in last.values()
        )


def test_instants_are_kept_in_utc(tmp_path: Path) -> None:
    karachi = timezone(timedelta(hours=5))
    with open_store(tmp_path) as store:
        store.insert([article(published_at=datetime(2026, 11, 22, 3, 0, tzinfo=karachi))])
        rows = store.connection.execute("SELECT published_at FROM main.articles").fetchall()
    assert rows == [(datetime(2026, 11, 21, 22, 0),)]  # noqa: DTZ001 - as the column has it


NAIVE = datetime(2026, 11, 22, 3, 0)  # noqa: DTZ001


def test_instants_without_a_zone_are_refused(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        with pytest.raises(ValueError, match="no time zone"):
            store.insert([article(published_at=NAIVE)])
        with pytest.raises(ValueError, match="no time zone"):
            store.ask("pending_entries", now=NAIVE)
    with pytest.raises(ValueError, match="no time zone"), open_store(tmp_path / "new", NAIVE):
        pass


def test_half_a_character_does_not_stop_a_batch(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.insert([article(title="half \ud83d a", byline="\udce9")])
        rows = store.connection.execute("SELECT title FROM main.articles").fetchall()
    assert rows == [("half \ufffd a",)]


@pytest.mark.parametrize("text", ["a\0b", "'; DROP TABLE main.articles; --", "𝒯 ‍🇵🇰", ""])
def test_texts_come_back_to_the_letter(tmp_path: Path, text: str) -> None:
    with open_store(tmp_path) as store:
        store.insert([article(body=text)])
        assert store.connection.execute("SELECT body FROM main.articles").fetchall() == [(text,)]


def test_the_same_twice_in_one_insert(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert store.insert([poll(), poll()]) == 1


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    with open_store(tmp_path) as store:
        with pytest.raises(Stop), store.transaction():  # noqa: PT012
            store.insert([feed()])
            raise Stop
        assert store.read(Feed, "feeds") == []
        with pytest.raises(duckdb.Error), store.transaction():  # noqa: PT012
            store.insert([feed()])
            store.connection.execute("INSERT INTO main.nowhere VALUES (1)")
        with store.transaction():
            store.insert([feed()])
        assert store.read(Feed, "feeds") == [feed()]


def test_catalogues_are_replaced_whole(tmp_path: Path) -> None:
    places = [one for one in ONE_OF_EACH if isinstance(one, Place)]
    with open_store(tmp_path) as store:
        store.replace_all(Place, places)
        store.replace_all(Place, places)
        assert store.connection.execute("SELECT count(*) FROM main.places").fetchone() == (1,)
        store.replace_all(Place, [])
        assert store.connection.execute("SELECT count(*) FROM main.places").fetchone() == (0,)


def test_a_given_table_is_gone_after_its_statement(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.ask("labels_given", column_of([1], "article_id", int))
        views = store.connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal")
        assert ("given",) not in views.fetchall()


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, article())
    assert [path.name for path in tmp_path.iterdir()] == ["warehouse.duckdb"]


# Files that cannot be opened


def no_database(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(10_000))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def overwritten(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for place in range(12_288, len(whole), 4096):
        whole[place + 50 : place + 90] = b"\xff" * 40
    path.write_bytes(bytes(whole))


def bad_header(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[4096:12_288] = bytes(8192)
    path.write_bytes(bytes(whole))


@pytest.mark.parametrize("spoil", [no_database, cut_off, overwritten, bad_header])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, spoil: Any) -> None:
    with open_store(tmp_path) as store:
        fill(store, *(article(str(n), body=f"{n} " * 500) for n in range(300)))
    spoil(tmp_path / "warehouse.duckdb")
    with pytest.raises(DamagedWarehouse, match=r"published\.duckdb"), open_store(tmp_path):
        pass


def test_an_empty_file_is_a_warehouse_that_was_not_begun(tmp_path: Path) -> None:
    """What a `kill -9` leaves while the file is made."""
    (tmp_path / "warehouse.duckdb").touch()
    (tmp_path / ".warehouse.duckdb.new").write_bytes(b"half")
    with open_store(tmp_path) as store:
        assert store.read(Feed, "feeds") == []


# Other processes

HOLD = """
import sys, time
from pathlib import Path
from warehouse.lock import only_writer
with only_writer(Path(sys.argv[1]), "a test"):
    print("held", flush=True)
    time.sleep(60)
"""

WRITE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.made import NOW, entry, state
from warehouse.store import Store
with Store(Path(sys.argv[1]), NOW) as store:
    for number in range(100_000):
        with store.transaction():
            store.upsert([state(etag=str(number))])
            store.insert([entry(f"{number}-{part}") for part in range(20)])
        print(number, flush=True)
"""


def started(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
    )


def test_a_second_writer_is_told_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    holder = started(HOLD, path)
    try:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(Busy, match=rf"a test \(process {holder.pid}\)"),
            only_writer(path, "another"),
        ):
            pass
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        if holder.stdout:
            holder.stdout.close()
    with only_writer(path, "the next"):
        pass


def test_the_lock_ends_with_an_error(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with pytest.raises(ZeroDivisionError), only_writer(path, "one"):
        raise ZeroDivisionError
    with only_writer(path, "two"):
        pass


@pytest.mark.parametrize("batches", [1, 7])
def test_kill_9_loses_no_batch_and_halves_none(tmp_path: Path, batches: int) -> None:
    path = tmp_path / "warehouse.duckdb"
    writer = started(WRITE, path)
    assert writer.stdout
    acknowledged = [int(writer.stdout.readline()) for _ in range(batches)][-1]
    time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    said = writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()
    acknowledged = max([acknowledged, *map(int, said)])
    with Store(path, NOW) as store:
        ((etag,),) = store.connection.execute("SELECT etag FROM ops.feed_states").fetchall()
        guids = store.connection.execute("SELECT guid FROM ops.entries").fetchall()
    assert int(etag) in {acknowledged, acknowledged + 1}  # committed, but not yet told
    counts = Counter(guid.split("-")[0] for (guid,) in guids)
    assert counts == {str(number): 20 for number in range(int(etag) + 1)}


def test_a_snapshot_reader_of_the_writers_file_is_refused(tmp_path: Path) -> None:
    """DuckDB's own lock holds too, whoever forgets ours."""
    path = tmp_path / "warehouse.duckdb"
    script = "import duckdb, sys; duckdb.connect(sys.argv[1], read_only=True)"
    with open_store(tmp_path) as store:
        fill(store, article())
        second = subprocess.run(
            [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
        )
    assert second.returncode != 0
    assert "lock" in second.stderr


def test_arrow_columns_are_typed() -> None:
    assert column_of([], "entry_id", int).schema == pa.schema([("entry_id", pa.int64())])
