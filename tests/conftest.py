"""What tests share: the shipped judge, one Prefect server, and runs of the product against it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.server import FOR_ONE_RUN, free_port, prefect_server
from tasks.relevance.classifier import Classifier, classifier
from tasks.relevance.lexicon import Lexicon, load_lexicon
from tasks.settings import KNOWLEDGE, configure, prefect_environment
from warehouse.store import Reader, open_snapshot

KHABAR = Path(sys.executable).with_name("khabar")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The shipped knowledge, which takes a second to load."""
    return load_lexicon(KNOWLEDGE)


@pytest.fixture(scope="session")
def judge(lexicon: Lexicon) -> Classifier:
    """The shipped judge."""
    return classifier(lexicon)


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real Prefect server that lasts for the session."""
    home = tmp_path_factory.mktemp("prefect")
    settings = configure(environ={"KHABAR_HOME": str(home)}, folder=home).settings
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (prefect_environment(settings) | FOR_ONE_RUN).items():
            patch.setenv(name, value)
        patch.setenv("PREFECT_API_URL", "set by the server")  # so that it is put back at the end
        patch.delenv("PREFECT_API_URL")
        with prefect_server(settings, host="127.0.0.1", port=free_port()) as url:
            yield url


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A home of the product, with the settings that it is run with."""

    home: Path
    environ: dict[str, str]

    def ingest(self, **parameters: Any) -> Any:
        """Run the flow in this process; returns its findings."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environ.items():
                patch.setenv(name, value)
            patch.chdir(self.home)
            # Imported here: Prefect reads its environment when it is imported.
            from prefect.settings import PREFECT_API_URL, temporary_settings

            from flows.ingest import ingest

            with temporary_settings({PREFECT_API_URL: self.environ["KHABAR_API_URL"]}):
                return asyncio.run(ingest(**parameters))

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start the command line in a process of its own."""
        own = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "KHABAR_"))}
        return subprocess.Popen(
            [str(KHABAR), *arguments],
            env=own | self.environ | more,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the command line to its end."""
        with self.start(*arguments, **more) as process:
            try:
                out, err = process.communicate(timeout=120)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def snapshot(self) -> Reader:
        return open_snapshot(self.home / "data" / "published.duckdb")

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Rows of the published snapshot."""
        with self.snapshot() as reader:
            return reader.connection.execute(question).fetchall()


def house_in(home: Path, feeds: str, api: str) -> House:
    """A home with this catalogue (CSV text), which may fetch from loopback without delay."""
    home.mkdir(exist_ok=True)
    (home / "feeds.csv").write_text(feeds, "utf-8")
    environ = {
        "KHABAR_HOME": str(home / "data"),
        "KHABAR_FEEDS": str(home / "feeds.csv"),
        "KHABAR_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
        "KHABAR_HOST_DELAY_SECONDS": "0",
        "KHABAR_API_URL": api,
        "KHABAR_WORKERS": "1",
    }
    return House(home=home, environ=environ)
