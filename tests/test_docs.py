"""What the documentation says must be so: commands, settings, tables, reason codes, links."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from flows.cli import khabar
from tasks.feeds import answers
from tasks.relevance import flags
from tasks.relevance.verdict import Judge, Reading
from tasks.settings import Settings
from warehouse.records import Label
from warehouse.store import Store

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
PROSE = "\n".join(page.read_text("utf-8") for page in PAGES)
WAREHOUSE = (DOCS / "warehouse.md").read_text("utf-8")
REASONS = (DOCS / "reasons.md").read_text("utf-8")
QUESTIONS = sorted((DOCS / "questions").glob("*.sql"))
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def page_id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands(group: click.Group, path: str = "khabar") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(commands(khabar))


def options(command: click.Command) -> set[str]:
    """The options by their names, short and long, --help included."""
    names = {name for parameter in command.params for name in parameter.opts if name[0] == "-"}
    return names | {"--help", "-h"}


# Commands and settings


@pytest.mark.parametrize("path", COMMANDS)
def test_each_command_and_option_is_documented(path: str) -> None:
    lines = [line for line in PROSE.splitlines() if path in line]
    assert lines, f"{path} is in no page"
    for parameter in COMMANDS[path].params:
        names = [name for name in parameter.opts if name.startswith("-")]
        where = PROSE if "--json" in names else "\n".join(lines)
        is_written = any(re.search(rf"(?<![\w-]){name}\b", where) for name in names)
        assert is_written or not names, f"{path} {names} is in no page"


def written_commands() -> list[str]:
    """Command lines of the pages: lines of code blocks, and code within sentences."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", PROSE, re.MULTILINE | re.DOTALL)
    inline = re.findall(
        r"`(khabar [a-z][^`\n]+)`", re.sub(r"```.*?```", "", PROSE, flags=re.DOTALL)
    )
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return sorted({line for line in [*lines, *inline] if line.startswith("khabar ")})


@pytest.mark.parametrize("line", written_commands())
def test_each_command_that_is_written_exists(line: str) -> None:
    words = shlex.split(line, comments=True)
    longest_first = sorted(COMMANDS, key=len, reverse=True)
    path = next((p for p in longest_first if words[: p.count(" ") + 1] == p.split()), None)
    if path is None:  # a sentence that names a group: `khabar feeds`
        assert any(p.startswith(" ".join(words)) for p in COMMANDS), line
        return
    for word in words:
        name = word.split("=", 1)[0]
        if re.fullmatch(r"--?[a-z][a-z-]*", name):
            assert name in options(COMMANDS[path]), f"{path} has no {name}"


def test_each_make_target_that_is_written_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    written = set(re.findall(r"(?:`|^|&& |or: )make ([a-z]+)", PROSE, re.MULTILINE))
    assert written <= targets
    assert targets <= written


def test_the_table_of_settings_is_that_of_the_code() -> None:
    rows = dict(re.findall(r"^\| `KHABAR_([A-Z_]+)` \| ([^|]+?) \|", PROSE, re.MULTILINE))
    fields = Settings.model_fields
    assert {name.lower() for name in rows} == set(fields)
    for name, shown in rows.items():
        default = fields[name.lower()].default
        if isinstance(default, bool | int | float):
            shown = shown.strip("`")
            assert float({"true": 1, "false": 0}.get(shown, shown)) == default, name


# The warehouse


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("docs") / "warehouse.duckdb", NOW) as store:
        yield store


def section(name: str) -> str:
    heading = rf"^### (?:View )?`{re.escape(name)}`\n"
    found = re.search(rf"{heading}(.*?)(?=^##|\Z)", WAREHOUSE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/warehouse.md has no section for {name}"
    return found.group(1)


def test_each_table_view_and_column_is_documented(store: Store) -> None:
    columns = store.connection.execute(
        "SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() "
        "WHERE NOT internal AND database_name = current_database()"
    ).fetchall()
    assert len(columns) > 150
    views = {
        name
        for (name,) in store.connection.execute("SELECT view_name FROM duckdb_views()").fetchall()
    }
    for schema, table, column, comment in columns:
        text = section(table if schema == "main" else f"{schema}.{table}")
        assert f"`{column}`" in text, f"{table}.{column} is not in docs/warehouse.md"
        assert comment, f"{table}.{column} has no comment in the database"
        if table not in views:  # the page tells a view's columns in groups, by where they are from
            assert comment.replace("|", "/") in text, f"{table}.{column}: its comment has changed"


def test_each_section_of_the_page_is_a_table_or_view(store: Store) -> None:
    known = store.connection.execute(
        "SELECT DISTINCT schema_name, table_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    names = {table if schema == "main" else f"{schema}.{table}" for schema, table in known}
    assert set(re.findall(r"^### (?:View )?`([^`]+)`", WAREHOUSE, re.MULTILINE)) <= names


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_each_question_says_what_it_asks_and_is_listed(question: Path) -> None:
    first = question.read_text("utf-8").splitlines()[0]
    assert re.match(r"-- \S.*[.?]$", first)
    assert f"(questions/{question.name}) | {first.removeprefix('-- ')} |" in WAREHOUSE


def test_each_query_that_is_written_can_be_asked(store: Store) -> None:
    lines = [shlex.split(line) for line in written_commands() if line.startswith("khabar query")]
    queries = [word for words in lines for word in words if re.match(r"(?i)(select|from)\b", word)]
    queries += re.findall(r"^```sql\n(.*?)^```", PROSE, re.MULTILINE | re.DOTALL)
    assert len(queries) > 4
    for query in queries:
        store.connection.execute(f"EXPLAIN {query}")


# Reason codes, labels, flags

BEARERS = {"_failed": 1, "_failure": 0, "BodyRefused": 0}  # calls, and which argument is the code
GIVERS = {"_reason_of", "_refusal"}  # functions that return codes


def texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.Tuple) and node.elts:
        yield from texts(node.elts[0])
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def codes_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "reason_code":
            yield from texts(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            at = BEARERS.get(node.func.id)
            if at is not None and len(node.args) > at:
                yield from texts(node.args[at])
        elif isinstance(node, ast.FunctionDef) and node.name in GIVERS:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from texts(inner.value)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_STUBS":
            assert isinstance(node.value, ast.Dict)
            for value in node.value.values:
                yield from texts(value)


def reason_codes() -> set[str]:
    """Every reason code that the code can write, but for http_ and the status."""
    found = set(answers._BY_REASON)
    for path in (ROOT / "tasks").rglob("*.py"):
        found.update(codes_in(ast.parse(path.read_text("utf-8"))))
    return found


def test_each_reason_code_is_documented_and_no_other() -> None:
    codes = reason_codes()
    assert {"timeout", "no_link", "paywalled", "soft_404", "too_large", "dns_failure"} <= codes
    rows = re.findall(r"^\| (`[^|]+) \|", REASONS, re.MULTILINE)
    documented = {code for row in rows for code in re.findall(r"`([a-z0-9_]+)`", row)}
    assert codes - documented == set(), "missing in docs/reasons.md"
    stale = {code for code in documented - codes - {"unknown"} if not code.startswith("http_")}
    assert stale == set(), "no longer written"


def test_the_kinds_of_reasons_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| (`[^|]+) \| (hard|soft|temporary) \|", REASONS, re.MULTILINE)
    kinds = [(code, kind) for row, kind in rows for code in re.findall(r"`([a-z0-9_]+)`", row)]
    assert len(kinds) > 40
    for code, kind in kinds:
        if not code.endswith("xx"):
            assert answers.classify(code) == kind, code


def test_labels_and_flags_are_documented() -> None:
    text = (DOCS / "relevance.md").read_text("utf-8").partition("## 2.")[0]
    raised = {*flags._BY_SENSE.values(), "label_only_actor", "foreign_spillover"}
    for name in (*Label, *raised):
        assert f"`{name}`" in text, name


def test_the_worked_examples_are_judged_as_the_page_says(judge: Judge) -> None:
    text = (DOCS / "relevance.md").read_text("utf-8").partition("## 11")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([A-Z]{2}) \| [a-z]+ \| ([a-z]+) \|", text, re.MULTILINE)
    assert len(rows) > 10
    for title, country, label in rows:
        reading = Reading(title=title, body="", language="en", country=country, published_at=NOW)
        assert judge.judge(reading).label == label, title


# Links, and what does not belong


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", head.lower()) for head in heads]
    return {head.replace(" ", "-") for head in plain}


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_between_pages_resolve(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        linked = page.parent / target if target else page
        assert linked.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(linked), f"{page.name} links to {target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_paths_that_are_named_exist(page: Path) -> None:
    roots = "flows|tasks|warehouse|deployments|docs|tests|benchmarks"
    for path in re.findall(rf"`((?:{roots})/[\w./-]*)`", page.read_text("utf-8")):
        assert (ROOT / path).exists(), f"{page.name} names {path}"


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_nothing_of_one_machine_stands_in_a_page(page: Path) -> None:
    text = page.read_text("utf-8")
    assert not re.findall(r"(?<![\w.])/(?:home|root|tmp|usr|var|opt|mnt|srv|work)/\S*", text)
    assert not re.findall(r"https?://\S*/simple\b|files\.\w+hosted|--index-url", text)


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = re.findall(r"\]\(([^)#:\s]+\.md)", page.read_text("utf-8"))
        ahead += [(page.parent / target).resolve() for target in targets]
    assert {page.resolve() for page in PAGES} <= reached
