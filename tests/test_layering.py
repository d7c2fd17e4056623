"""The house's order: imports point down, who knows touches nothing, each thing has a door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("flows", "tasks", "warehouse")
NOUNS = ("feeds", "pages", "articles", "stories", "relevance", "incidents")
FILES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path, *, typing_too: bool = False) -> Iterator[str]:
    """The modules that a file imports when it runs, in functions too."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        is_typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if is_typing and not typing_too:
            skipped |= {inner for part in node.body for inner in ast.walk(part)}
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports by relative path"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offenders(files: list[Path], *forbidden: str) -> list[str]:
    return [
        f"{name_of(path)} imports {module}"
        for path in files
        for module in imports(path)
        if any(module == one or module.startswith(f"{one}.") for one in forbidden)
    ]


def below(folder: str) -> list[Path]:
    return [path for path in FILES if name_of(path).startswith(f"{folder}/")]


def test_there_is_something_to_look_at() -> None:
    assert all(below(layer) for layer in LAYERS)
    assert "duckdb" in set(imports(ROOT / "warehouse" / "store.py"))


def test_imports_point_down() -> None:
    assert offenders(below("tasks"), "flows") == []
    assert offenders(below("warehouse"), "flows", "tasks") == []


def test_the_product_does_not_import_its_tests() -> None:
    wrong = offenders(FILES, "tests", "benchmarks", "pytest", "hypothesis", "playwright")
    # `khabar demo` may show the sample world: it says so where it does.
    assert wrong == []


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if (ROOT / "tasks" / noun).exists()])
def test_folders_that_know_touch_nothing(noun: str) -> None:
    outside = ("prefect", "aiohttp", "duckdb", "requests", "httpx", "urllib.request", "http.client")
    inside = ("tasks.web", "tasks.settings", "tasks.clock", "tasks.archive", "tasks.crew")
    writing = ("warehouse.store", "warehouse.snapshot", "warehouse.lock", "warehouse.migrate")
    system = ("socket", "subprocess", "asyncio", "threading")
    files = below(f"tasks/{noun}")
    assert offenders(files, *outside, *inside, *writing, *system, "os.environ", "os.getenv") == []


def test_the_warehouse_knows_neither_prefect_nor_the_web() -> None:
    assert offenders(below("warehouse"), "prefect", "aiohttp", "asyncio") == []


DOORS = {
    "aiohttp": {"tasks/web/client.py"},
    "prefect": {"flows/"},
    "duckdb": {"warehouse/store.py", "flows/cli/"},  # the commands name its errors
    "warcio": {"tasks/archive.py"},
    "protego": {"tasks/web/robots.py"},
    "feedparser": {"tasks/feeds/"},
    "trafilatura": {"tasks/pages/"},
    "py3langid": {"tasks/pages/"},
    "ahocorasick_rs": {"tasks/relevance/", "tasks/pages/", "tasks/stories/"},
    "fcntl": {"warehouse/lock.py"},
    "multiprocessing": {"tasks/crew.py"},
    "click": {"flows/cli/"},
}


@pytest.mark.parametrize("library", DOORS)
def test_one_door_to_each_outside_thing(library: str) -> None:
    users = {
        name_of(path)
        for path in FILES
        for module in imports(path)
        if module.split(".")[0] == library
    }
    doors = tuple(DOORS[library])
    assert users, f"nothing imports {library} any more"
    assert [user for user in users if not user.startswith(doors)] == []


CALLS = {
    "duckdb.connect": {"warehouse/store.py"},
    "aiohttp.ClientSession": {"tasks/web/client.py"},
    "datetime.now": {"tasks/clock.py"},
    "os.environ": {"tasks/settings.py"},
    "os.getenv": set(),
    "time.time": set(),
}


@pytest.mark.parametrize("name", CALLS)
def test_one_door_to_each_call(name: str) -> None:
    users = {
        name_of(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node).endswith(name)
    }
    assert users <= CALLS[name]


def test_sql_lives_in_sql_files() -> None:
    """No statement that reads or writes a table of ours is written in Python, but by the store."""
    words = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")
    found = []
    for path in FILES:
        if name_of(path) == "warehouse/store.py" or name_of(path).startswith("flows/cli/"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and text.startswith(words):
                found.append(f"{name_of(path)}: {text[:60]}")
    assert found == []


@pytest.mark.parametrize("package", LAYERS)
def test_the_packages_are_ours(package: str) -> None:
    """`tasks` and `flows` are common words: no other distribution may stand in their place."""
    found = Path(import_module(package).__file__ or "").resolve()
    assert found == ROOT / package / "__init__.py"


def test_every_file_says_why_it_exists() -> None:
    silent = [
        name_of(path)
        for path in FILES
        if path.read_text("utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


SLOW = {"prefect", "trafilatura", "sklearn", "pandas"}


@pytest.mark.parametrize("module", ["flows.cli", "flows.cli.query", "tasks.settings", "warehouse"])
def test_quick_commands_stay_quick(module: str) -> None:
    script = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert SLOW & set(loaded.stdout.split()) == set()
