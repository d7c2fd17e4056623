"""Publishing: readers see a whole, checked snapshot, the old one or the new one."""

from __future__ import annotations

import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.made import NOW, article, entry, fill, open_store, story_of, verdict, version_of
from warehouse import snapshot, sql
from warehouse.errors import DamagedWarehouse, NoSnapshot, RunFailed
from warehouse.records import EntryState, Evidence, Failure, FailureKind, id63
from warehouse.snapshot import publish
from warehouse.store import Store, open_snapshot


def published(home: Path) -> Path:
    done = publish(home / "warehouse.duckdb", home / "published.duckdb")
    assert done.byte_count == done.path.stat().st_size
    return done.path


def titles(path: Path) -> list[str]:
    with open_snapshot(path) as reader:
        rows = reader.connection.execute("SELECT title FROM main.articles ORDER BY 1").fetchall()
    return [title for (title,) in rows]


def test_a_snapshot_is_a_read_only_copy(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, article())
    path = published(tmp_path)
    assert titles(path) == ["Title one"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert sorted(p.name for p in tmp_path.iterdir()) == ["published.duckdb", "warehouse.duckdb"]
    with open_snapshot(path) as reader, pytest.raises(Exception, match="read-only"):
        reader.connection.execute("DELETE FROM main.articles")


READ = """
import duckdb, sys
reader = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(reader.execute("SELECT count(*), min(length(body)) FROM main.articles").fetchone()[0],
          flush=True)
"""


def test_readers_keep_the_old_snapshot_until_they_open_the_new(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, article("a"))
    path = published(tmp_path)
    reader = subprocess.Popen(
        [sys.executable, "-c", READ, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin
    assert reader.stdout

    def count() -> int:
        reader.stdin.write("\n")
        reader.stdin.flush()
        return int(reader.stdout.readline())

    try:
        assert count() == 1
        with open_store(tmp_path) as store:
            fill(store, *(article(str(n), body="word " * 900) for n in range(200)))
            assert count() == 1
        published(tmp_path)
        assert count() == 1
        assert len(titles(path)) == 201
    finally:
        reader.communicate(timeout=10)


def test_an_open_writer_is_not_copied(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, article())
        with pytest.raises(RunFailed, match="not checkpointed"):
            published(tmp_path)
    published(tmp_path)


def test_the_writer_keeps_its_lock_while_others_publish(tmp_path: Path) -> None:
    """Copying in the writer's own process would have dropped DuckDB's lock on the file."""
    with open_store(tmp_path) as store:
        fill(store, article())
    published(tmp_path)
    script = "import duckdb, sys; duckdb.connect(sys.argv[1])"
    with open_store(tmp_path) as store:
        store.connection.execute("CHECKPOINT")
        with open_snapshot(tmp_path / "published.duckdb"):
            pass
        second = subprocess.run(
            [sys.executable, "-c", script, str(store.path)], capture_output=True, check=False
        )
    assert second.returncode != 0


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path) as store:
        fill(store, article())
    published(tmp_path)
    usage = snapshot.shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(snapshot.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(RunFailed, match=r"too little room.*snapshot stays readable"):
        published(tmp_path)
    assert titles(tmp_path / "published.duckdb") == ["Title one"]


def test_what_a_killed_publisher_left_is_no_hindrance(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, article())
    (tmp_path / ".published.duckdb.candidate").write_bytes(b"half a copy")
    assert titles(published(tmp_path)) == ["Title one"]


def test_there_is_no_snapshot_yet(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="khabar ingest"):
        open_snapshot(tmp_path / "published.duckdb")


def test_a_damaged_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "published.duckdb"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(DamagedWarehouse):
        open_snapshot(path)


# What a candidate may not hold


def spoil_body(store: Store) -> None:
    store.upsert([article(body=" ")])


def spoil_version(store: Store) -> None:
    store.upsert([replace(version_of(article()), text_sha256="other")])


def spoil_verdict(store: Store) -> None:
    store.connection.execute("DELETE FROM main.verdicts")


def spoil_evidence(store: Store) -> None:
    span = Evidence(
        kind="place",
        value="x",
        quote="Kabul",
        field="body",
        start_char=0,
        end_char=5,
        weight=1,
    )
    store.upsert([verdict(article(), evidence=(span,))])


def spoil_count(store: Store) -> None:
    store.upsert([replace(story_of(article()), article_count=2)])


def spoil_original(store: Store) -> None:
    store.upsert([article(is_original=False)])


def spoil_date(store: Store) -> None:
    store.upsert([article(published_at=NOW.replace(hour=14))])


def spoil_entry(store: Store) -> None:
    store.insert([entry(state=EntryState.DROPPED)])


def spoil_link(store: Store) -> None:
    store.insert([entry(state=EntryState.LOADED, article_id=99)])


SPOILT = {
    "articles_have_a_body": spoil_body,
    "articles_have_a_version": spoil_version,
    "articles_have_a_verdict": spoil_verdict,
    "evidence_quotes_the_text": spoil_evidence,
    "stories_count_their_articles": spoil_count,
    "stories_count_their_articles ": spoil_original,
    "published_dates_are_not_ahead": spoil_date,
    "dropped_entries_say_why": spoil_entry,
    "loaded_entries_have_an_article": spoil_link,
}


@pytest.mark.parametrize(("check", "spoil"), SPOILT.items(), ids=SPOILT)
def test_a_candidate_that_fails_a_check_is_not_published(
    tmp_path: Path, check: str, spoil: Any
) -> None:
    with open_store(tmp_path) as store:
        fill(store, article("other"))
    published(tmp_path)
    with open_store(tmp_path) as store:
        fill(store, article())
        spoil(store)
    with pytest.raises(DamagedWarehouse, match=check.strip()):
        published(tmp_path)
    assert titles(tmp_path / "published.duckdb") == ["Title other"]
    assert not (tmp_path / ".published.duckdb.candidate").exists()


def test_every_check_is_tried() -> None:
    assert {name.strip() for name in SPOILT} == {check.name for check in sql.scripts("checks")}


def test_a_sound_warehouse_passes(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill(store, article("a"), article("b", title="ایک خبر"))
        gone = entry("gone", state=EntryState.DROPPED)
        store.insert([gone, entry("a", state=EntryState.LOADED, article_id=id63("article", "a"))])
        why = Failure(
            failure_id=1,
            run_id=1,
            stage="fetch",
            subject=gone.url,
            kind=FailureKind.HARD,
            reason_code="http_410",
            message="gone",
            occurred_at=NOW,
            entry_id=gone.entry_id,
        )
        store.insert([why])
    assert titles(published(tmp_path)) == ["Title a", "ایک خبر"]
