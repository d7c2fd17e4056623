"""The command line as people meet it: real processes on real small snapshots and catalogues."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

import duckdb
import pytest

from tasks.feeds.catalogue import read_catalogue
from tests.conftest import KHABAR
from tests.made import article, fill, open_store
from warehouse.snapshot import publish

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "tasks" / "knowledge" / "feeds.csv"
BODY = "Body text of some length, again and again. " * 20


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose `data` holds a published snapshot of 300 articles."""
    folder = tmp_path_factory.mktemp("house")
    home = folder / "data"
    with open_store(home) as store:
        fill(store, *(article(str(number), body=BODY) for number in range(300)))
    publish(home / "warehouse.duckdb", home / "published.duckdb")
    return folder


def environ(folder: Path, **more: str) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "KHABAR_"))}
    return own | {"KHABAR_HOME": str(folder / "data")} | more


def call(
    folder: Path, *arguments: str, out: IO[Any] | int = subprocess.PIPE, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(KHABAR), *arguments],
        cwd=folder,
        env=environ(folder, **more),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )


def is_one_line(text: str) -> bool:
    return text.count("\n") == 1 and text.startswith("khabar: ")


# khabar query: one statement that reads

READ = {
    "SELECT count(*) AS n FROM articles": 300,
    "FROM articles SELECT count(*);": 300,
    "-- how many\nWITH a AS (FROM articles) SELECT count(*) FROM a": 300,
    "FROM (PIVOT articles ON country USING count(*)) SELECT count(*)": 300,
    "PIVOT articles ON country USING count(*) GROUP BY publisher": "The Herald",
    "DESCRIBE articles": "article_id",
    "SHOW TABLES": "actor_aliases",
    "EXPLAIN SELECT 1": "physical_plan",
    "PRAGMA table_info('articles')": 0,
}


@pytest.mark.parametrize("sql", READ)
def test_what_reads_is_answered(house: Path, sql: str) -> None:
    done = call(house, "query", "--json", "--", sql)
    assert (done.returncode, done.stderr) == (0, "")
    assert next(iter(json.loads(done.stdout)[0].values())) == READ[sql]


REFUSED = {
    "COPY (SELECT 1) TO 'stolen.csv'": "COPY does not only read",
    "ATTACH 'other.duckdb'": "ATTACH does not only read",
    "INSTALL httpfs": "LOAD does not only read",
    "LOAD httpfs": "LOAD does not only read",
    "SET threads = 1": "SET does not only read",
    "PRAGMA threads = 1": "SET does not only read",
    "PRAGMA enable_profiling": "PRAGMA does not only read",
    "CREATE TEMP TABLE a AS SELECT 1": "CREATE does not only read",
    "CREATE TABLE a (b INT); PIVOT articles ON country USING count(*)": "CREATE does not only",
    "DELETE FROM articles": "DELETE does not only read",
    "EXPORT DATABASE 'stolen'": "EXPORT does not only read",
    "CALL pragma_version()": "CALL does not only read",
    "SELECT 1; COPY (SELECT 1) TO 'stolen.csv'": "COPY does not only read",
    "SELECT 1; SELECT 2": "has 2 statements",
    "SELECT 1; PIVOT articles ON country USING count(*)": "has 2 statements",
    "-- nothing": "has 0 statements",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO 'stolen.csv'": "file system operations are disabled",
    "SELECT content FROM read_text('/etc/hostname')": "file system operations are disabled",
    "SELECT * FROM glob('/etc/*')": "file system operations are disabled",
    "PRAGMA import_database('.')": "file system operations are disabled",
    "FROM output": "Table with name output does not exist",  # a variable of our own code
    "SELECT nothing FROM articles": '"nothing" not found in FROM clause! (Candidate bindings',
    "SELECT 1\nSELECT 2": "SQL:2: Parser Error",
    "SELECT 'a": "SQL:1: Parser Error: unterminated",
    "SELECT $1": "arameter",
    " ": "the SQL is empty",
}


@pytest.mark.parametrize("sql", REFUSED)
def test_what_does_more_is_refused(house: Path, sql: str) -> None:
    before = sorted(house.rglob("*"))
    done = call(house, "query", "--", sql)
    assert (done.returncode, done.stdout) == (2, "")
    assert REFUSED[sql] in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(house.rglob("*")) == before


def test_sql_that_is_no_utf8(house: Path) -> None:
    (house / "bad.sql").write_bytes(b"SELECT '\xff'")
    for arguments in (["-f", "bad.sql"], [os.fsdecode(b"SELECT '\xff'")]):
        done = call(house, "query", *arguments)
        assert done.returncode == 2
        assert is_one_line(done.stderr)


# khabar query: forms of the answer


def answered(house: Path, sql: str) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    done = call(house, "query", "--json", "--", sql)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout, parse_constant=refuse)


def test_json_of_values_that_json_does_not_have(house: Path) -> None:
    (row,) = answered(
        house,
        "SELECT 'nan'::DOUBLE AS nan, '-inf'::FLOAT AS inf, [1.5::DOUBLE, 'inf'::DOUBLE] AS list, "
        "{'a': 'nan'::DOUBLE, 'at': TIMESTAMP '2026-11-22 12:00:00'} AS struct, "
        "'\\x00\\xFF'::BLOB AS blob, MAP {DATE '2026-11-22': 1} AS map, NULL AS none, true AS yes, "
        "'اردو' AS text",
    )
    assert row == {
        "nan": None,
        "inf": None,
        "list": [1.5, None],
        "struct": {"a": None, "at": "2026-11-22T12:00:00"},
        "blob": "00ff",
        "map": {"2026-11-22": 1},
        "none": None,
        "yes": True,
        "text": "اردو",
    }


def test_columns_of_one_name_are_numbered(house: Path, tmp_path: Path) -> None:
    sql = "SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a"
    expected = {"a": 1, "a_3": 2, "a_2": 3, "a_4": 4}
    assert answered(house, sql) == [expected]
    target = tmp_path / "a.parquet"
    assert call(house, "query", sql, "-o", str(target)).returncode == 0
    relation = duckdb.sql(f"FROM '{target}'")
    assert dict(zip(relation.columns, relation.fetchone() or (), strict=True)) == expected


def test_parquet(house: Path, tmp_path: Path) -> None:
    target = tmp_path / "relevant.parquet"
    done = call(house, "query", "FROM relevant_articles", "-o", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    columns = "article_id, published_at, flags, evidence[1].quote, body"
    with duckdb.connect(str(house / "data" / "published.duckdb"), read_only=True) as snapshot:
        snapshot.execute("SET TimeZone = 'UTC'")
        asked = f"SELECT {columns} FROM {{}} ORDER BY 1"
        rows = snapshot.sql(asked.format(f"'{target}'")).fetchall()
        assert len(rows) == 300
        assert rows == snapshot.sql(asked.format("relevant_articles")).fetchall()
        codecs = snapshot.sql(f"SELECT DISTINCT compression FROM parquet_metadata('{target}')")
        assert codecs.fetchall() == [("ZSTD",)]


FAILING = {
    "csv": "SELECT CAST(title AS INT) FROM articles",
    "json": "SELECT CAST(title AS INT) FROM articles",
    "parquet": "SELECT CAST(title AS INT) FROM articles",
    "parquet ": "SELECT INTERVAL 1 DAY AS gap",
}


@pytest.mark.parametrize("form", FAILING)
def test_a_failed_answer_leaves_the_last_one(house: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"answer.{form.strip()}"
    target.write_text("the last one")
    done = call(house, "query", FAILING[form], "-o", str(target))
    assert done.returncode == 2
    assert is_one_line(done.stderr), done.stderr
    assert target.read_text() == "the last one"
    assert list(tmp_path.iterdir()) == [target]


ENDINGS: dict[tuple[str, ...], tuple[int, str]] = {
    ("-o", "a.csv"): (0, "n\n1\n"),
    ("-o", "a.JSON"): (0, '[\n  {"n": 1}\n]\n'),
    ("-o", "a.xlsx", "--format", "csv"): (0, "n\n1\n"),
    ("-o", "a.xlsx", "--json"): (0, '[\n  {"n": 1}\n]\n'),
    ("-o", "a.txt"): (0, "┌"),
    ("-o", "a"): (0, "┌"),
    ("-o", "a.xlsx"): (2, "give --format"),
    ("--format", "parquet"): (2, "give one with -o"),
    ("--json", "--format", "csv"): (2, "not both"),
}


@pytest.mark.parametrize("options", ENDINGS, ids=" ".join)
def test_the_ending_says_the_form(house: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    exit_code, text = ENDINGS[options]
    done = subprocess.run(
        [str(KHABAR), "query", "SELECT 1 AS n", *options],
        cwd=tmp_path,
        env=environ(house),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == exit_code, done.stderr
    if exit_code:
        assert text in done.stderr
        assert list(tmp_path.iterdir()) == []
    else:
        assert (tmp_path / options[1]).read_text().startswith(text)


# Ordinary mistakes end in one line


SELECT = ("query", "SELECT 1 AS n", "--format", "csv", "-o")
MISTAKES: dict[str, tuple[tuple[str, ...], str]] = {
    "a folder": ((*SELECT, "."), "khabar: .: Is a directory\n"),
    "no such folder": ((*SELECT, "no/a.csv"), "khabar: no/a.csv: No such file or directory\n"),
    "a file as a folder": ((*SELECT, "file/a.csv"), "khabar: file/a.csv: Not a directory\n"),
    "a full disk": ((*SELECT, "/dev/full"), "khabar: /dev/full: No space left on device\n"),
    "parquet to a folder": (
        ("query", "SELECT 1", "--format", "parquet", "-o", "."),
        "khabar: .: ",
    ),
    "export to no folder": (
        ("feeds", "export", "-o", "no/a.csv"),
        "khabar: no/a.csv: No such file or directory\n",
    ),
    "import to no folder": (
        ("feeds", "import", str(SHIPPED), "--to", "no/a.csv"),
        "khabar: no/a.csv: No such file or directory\n",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_file_that_cannot_be_written(house: Path, case: str) -> None:
    arguments, said = MISTAKES[case]
    (house / "file").touch()
    done = call(house, *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert is_one_line(done.stderr)


@pytest.mark.parametrize("arguments", [("query", "FROM articles"), ("feeds", "list"), ("-h",)])
def test_standard_output_on_a_full_disk(house: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = call(house, *arguments, out=full)
    assert done.returncode == 1
    assert done.stderr == "khabar: No space left on device\n"


@pytest.mark.parametrize("home", ["/dev/null", "/proc/nowhere"])
@pytest.mark.parametrize("arguments", [("query", "SELECT 1"), ("ingest",)], ids=" ".join)
def test_a_home_that_can_be_none(tmp_path: Path, home: str, arguments: tuple[str, ...]) -> None:
    done = call(tmp_path, *arguments, KHABAR_HOME=home)
    assert done.returncode == 1
    assert home in done.stderr
    assert is_one_line(done.stderr)


# A reader that goes


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "FROM articles"),
        ("query", "FROM articles", "--format", "csv"),
        ("query", "FROM articles", "--json"),
        ("feeds", "list"),
        ("feeds", "export"),
        ("status",),
        ("--help",),
    ],
    ids=" ".join,
)
def test_a_reader_that_goes_is_no_failure(house: Path, arguments: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [str(KHABAR), *arguments],
        cwd=house,
        env=environ(house),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == ""
    assert process.returncode == 0


BROKEN = """
import click, flows.cli
@click.command()
def command():
    raise {error}
flows.cli.Commands.get_command = lambda *_: command
flows.cli.main()
"""


@pytest.mark.parametrize(
    ("error", "exit_code", "said"),
    [
        ("BrokenPipeError(32, 'Broken pipe')", 1, "khabar: Broken pipe\n"),
        ("ConnectionResetError('gone')", 1, "khabar: gone\n"),
        ("KeyboardInterrupt", 1, "\nAborted!\n"),
        ("click.UsageError('so not')", 2, "Error: so not\n"),
        ("click.ClickException('so not')", 1, "Error: so not\n"),
    ],
)
def test_exit_codes(error: str, exit_code: int, said: str) -> None:
    """A connection that breaks elsewhere than on our output is a failed run."""
    done = subprocess.run(
        [sys.executable, "-c", BROKEN.format(error=error), "query"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == exit_code
    assert done.stderr.endswith(said)
    assert "Traceback" not in done.stderr


def test_a_bug_is_loud() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BROKEN.format(error="KeyError('a bug')"), "query"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_interrupt_from_the_keyboard(house: Path) -> None:
    """A question that takes long ends at Ctrl-C."""
    sql = "SELECT count(*), 'begun' FROM range(1000000) a, range(1000000) b WHERE hash(a, b) = 1"
    with subprocess.Popen(
        [str(KHABAR), "query", sql],
        cwd=house,
        env=environ(house),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(3)
        process.send_signal(signal.SIGINT)
        try:
            _, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == -signal.SIGINT
    assert "Traceback" not in err


# khabar feeds: a catalogue that people edit

OWN = (
    "\ufeffNotes,feed_id, Publisher,url,country,language,is_active,Asked by\r\n"
    '"two\r\nlines",herald,The Herald,https://herald.example/feed,PK,en,,"Ana, Bo"\r\n'
    ",off,Off,https://off.example/feed,IN,hi,no,"
)
OTHER = """feed_id,url,publisher,country,language,is_active,source,notes
herald,https://other.example/feed,Other,IN,hi,no,a list,lost
same,https://herald.example/feed,The Herald,PK,en,yes,a list,
"""


def test_import_leaves_what_stands_to_the_letter(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_bytes(OWN.encode())
    mine.chmod(0o640)
    (tmp_path / "other.csv").write_text(OTHER)
    link = tmp_path / "link.csv"
    link.symlink_to(mine)
    done = call(tmp_path, "feeds", "import", "other.csv", "--to", "link.csv")
    assert (done.returncode, done.stdout) == (0, "herald-2  https://other.example/feed\n")
    row = ",herald-2,Other,https://other.example/feed,IN,hi,no,\r\n"
    assert mine.read_bytes() == f"{OWN}\r\n{row}".encode()
    assert mine.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert [feed.feed_id for feed in read_catalogue(mine)] == ["herald", "off", "herald-2"]
    again = call(tmp_path, "feeds", "import", "other.csv", "--to", "mine.csv")
    assert again.stderr == "mine.csv: nothing new\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.csv", "mine.csv", "other.csv"]


def test_a_feed_that_is_off_is_not_switched_on_by_a_file_without_the_column(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    text = "feed_id,url,publisher,country,language\na,https://a.example/,A,PK,en\n"
    mine.write_text(text)
    (tmp_path / "other.csv").write_text(OTHER)
    done = call(tmp_path, "feeds", "import", "other.csv", "--to", "mine.csv")
    assert done.returncode == 2
    assert "mine.csv: has no column is_active" in done.stderr
    assert mine.read_text() == text


def test_import_begins_a_catalogue(tmp_path: Path) -> None:
    done = call(tmp_path, "feeds", "import", str(SHIPPED), "--to", "mine.csv")
    assert done.returncode == 0
    assert read_catalogue(tmp_path / "mine.csv") == read_catalogue(SHIPPED)


def test_export_gives_the_file_as_it_stands(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_bytes(OWN.encode())
    for catalogue in (SHIPPED, mine):
        given = {"KHABAR_FEEDS": str(catalogue)}
        with (tmp_path / "printed.csv").open("wb") as printed:
            assert call(tmp_path, "feeds", "export", out=printed, **given).returncode == 0
        assert (tmp_path / "printed.csv").read_bytes() == catalogue.read_bytes()
        done = call(tmp_path, "feeds", "export", "--format", "csv", "-o", "out.csv", **given)
        assert done.returncode == 0
        assert (tmp_path / "out.csv").read_bytes() == catalogue.read_bytes()


def test_export_between_the_forms(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(OWN.encode())
    feeds = read_catalogue(tmp_path / "mine.csv")
    to_opml = ("feeds", "export", "--format", "opml", "-o", "mine.opml")
    assert call(tmp_path, *to_opml, KHABAR_FEEDS="mine.csv").returncode == 0
    assert read_catalogue(tmp_path / "mine.opml") == feeds
    to_csv = ("feeds", "export", "-o", "back.csv")
    assert call(tmp_path, *to_csv, KHABAR_FEEDS="mine.opml").returncode == 0
    assert read_catalogue(tmp_path / "back.csv") == feeds


@pytest.mark.parametrize("option", [("--country", "Pakistan"), ("--language", "Urdu")])
def test_a_filter_that_matches_nothing_says_so(tmp_path: Path, option: tuple[str, str]) -> None:
    done = call(tmp_path, "feeds", "list", *option)
    assert done.returncode == 0
    assert "No feed matches" in done.stderr
    assert "ISO 3166-1" in done.stderr
    assert "ISO 639-1" in done.stderr
    done = call(tmp_path, "feeds", "list", "--json", *option)
    assert json.loads(done.stdout) == []


def test_a_filter_that_matches_is_silent(tmp_path: Path) -> None:
    done = call(tmp_path, "feeds", "list", "--country", "pk", "--language", "UR", "--json")
    assert done.stderr == ""
    assert {feed["country"] for feed in json.loads(done.stdout)} == {"PK"}


NO_FEED = {
    "nothing": ("",),
    "no scheme": ("www.example.org",),
    "another scheme": ("ftp://example.org/feed",),
    "a country in words": ("https://example.org/", "--country", "Pakistan"),
    "a language in words": ("https://example.org/", "--language", "Urdu"),
}


@pytest.mark.parametrize("case", NO_FEED)
def test_adding_what_is_no_feed_is_bad_usage(tmp_path: Path, case: str) -> None:
    done = call(tmp_path, "feeds", "add", *NO_FEED[case], "--to", "mine.csv")
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ")
    assert list(tmp_path.iterdir()) == []


FEED = """<rss version="2.0"><channel><title>T</title><link>http://a.example/</link>
<item><title>One</title><link>http://a.example/one</link></item></channel></rss>"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A real server with one feed."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "feed.xml").write_text(FEED)
    serving = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), serving) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_add_leaves_what_stands_to_the_letter(tmp_path: Path, site: str) -> None:
    (tmp_path / "mine.csv").write_bytes(OWN.encode())
    arguments = ("--to", "mine.csv", "--country", "pk", "--language", "ur", "--publisher", "A, B")
    given = {"KHABAR_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8", "KHABAR_HOST_DELAY_SECONDS": "0"}
    done = call(tmp_path, "feeds", "add", f"{site}/feed.xml", *arguments, **given)
    assert done.returncode == 0, done.stderr
    after = (tmp_path / "mine.csv").read_bytes().decode()
    assert after.startswith(f"{OWN}\r\n")
    feed = read_catalogue(tmp_path / "mine.csv")[-1]
    assert (feed.url, feed.publisher) == (f"{site}/feed.xml", "A, B")
    assert (feed.country, feed.language) == ("PK", "ur")
