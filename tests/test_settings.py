"""Settings: who wins, where a value comes from, and what a bad one is told."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from tasks.settings import KNOWLEDGE, Settings, configure, prefect_environment
from warehouse.errors import BadSetting


def test_defaults(tmp_path: Path) -> None:
    found = configure(environ={}, folder=tmp_path)
    assert found.settings.home == tmp_path / "data"
    assert found.settings.feeds == KNOWLEDGE / "feeds.csv"
    assert found.settings.warehouse_file == tmp_path / "data" / "warehouse.duckdb"
    assert found.settings.published_file == tmp_path / "data" / "published.duckdb"
    assert found.settings.allow_private_hosts == ()
    assert found.settings.host_delay_seconds == 1
    assert found.settings.respect_robots is True
    assert "Khabar" in found.settings.user_agent
    assert set(found.origins.values()) == {"default"}
    assert set(found.origins) == set(Settings.model_fields)


def test_a_call_wins_over_the_environment_which_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "khabar.toml").write_text('host_delay_seconds = 2\nworkers = 3\nfeeds = "a.csv"\n')
    environ = {"KHABAR_WORKERS": "4", "KHABAR_FEEDS": "b.csv"}
    found = configure(environ=environ, folder=tmp_path, feeds=Path("c.csv"), only=None)
    assert found.settings.host_delay_seconds == 2
    assert found.settings.workers == 4
    assert found.settings.feeds == tmp_path / "c.csv"
    assert found.origins["feeds"] == "--feeds"
    assert found.origins["workers"] == "KHABAR_WORKERS"
    assert found.origins["host_delay_seconds"].endswith("khabar.toml: host_delay_seconds")
    assert found.origins["home"] == "default"


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    found = configure(environ={"KHABAR_WORKERS": "", "KHABAR_HOME": ""}, folder=tmp_path)
    assert found.origins["workers"] == "default"
    assert found.settings.home == tmp_path / "data"


@pytest.mark.parametrize(
    ("given", "expected"),
    [("runs", "here/runs"), ("../runs", "runs"), ("/srv/khabar", "/srv/khabar")],
)
def test_paths_count_from_the_folder(tmp_path: Path, given: str, expected: str) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    found = configure(environ={"KHABAR_HOME": given}, folder=folder)
    assert found.settings.home == tmp_path / expected


@pytest.mark.parametrize(
    ("text", "networks"),
    [
        ("127.0.0.0/8", ["127.0.0.0/8"]),
        ("127.0.0.1, ::1", ["127.0.0.1/32", "::1/128"]),
        ("10.1.2.3/8 192.168.0.0/16", ["10.0.0.0/8", "192.168.0.0/16"]),
        (",", []),
    ],
)
def test_private_hosts(tmp_path: Path, text: str, networks: list[str]) -> None:
    found = configure(environ={"KHABAR_ALLOW_PRIVATE_HOSTS": text}, folder=tmp_path)
    assert found.settings.allow_private_hosts == tuple(map(ip_network, networks))


def test_private_hosts_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "khabar.toml").write_text('allow_private_hosts = ["127.0.0.0/8"]\n')
    found = configure(environ={}, folder=tmp_path)
    assert found.settings.allow_private_hosts == (ip_network("127.0.0.0/8"),)


BAD = {
    "not a number": ("KHABAR_WORKERS", "many"),
    "no worker": ("KHABAR_WORKERS", "0"),
    "negative": ("KHABAR_HOST_DELAY_SECONDS", "-1"),
    "not finite": ("KHABAR_HOST_DELAY_SECONDS", "nan"),
    "no network": ("KHABAR_ALLOW_PRIVATE_HOSTS", "localhost"),
    "no yes or no": ("KHABAR_RESPECT_ROBOTS", "perhaps"),
    "too small": ("KHABAR_PAGE_BYTES", "10"),
    "endless": ("KHABAR_REQUEST_SECONDS", "inf"),
    "header injection": ("KHABAR_USER_AGENT", "Khabar\r\nX-Evil: 1"),
    "the longest shorter than the shortest": ("KHABAR_MAX_POLL_MINUTES", "5"),
}


@pytest.mark.parametrize(("variable", "value"), BAD.values(), ids=BAD)
def test_a_bad_value_names_its_variable(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(BadSetting) as refusal:
        configure(environ={variable: value}, folder=tmp_path)
    assert refusal.value.subject == variable
    assert refusal.value.exit_code == 2
    assert "\n" not in str(refusal.value)


BAD_FILES: dict[str, tuple[Any, str]] = {
    "unknown key": (
        b"host_delay = 2\n",
        "host_delay: no such setting.*known: .*host_delay_seconds",
    ),
    "a table": (b"[khabar]\nworkers = 2\n", "khabar: no such setting"),
    "no TOML": (b"workers: 2\n", "khabar.toml: is not TOML"),
    "no UTF-8": (b'home = "\xff"\n', "khabar.toml: is not TOML"),
    "bad value": (b"workers = -2\n", "khabar.toml: workers: -2 cannot be used"),
}


@pytest.mark.parametrize(("text", "said"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_named(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "khabar.toml").write_bytes(text)
    with pytest.raises(BadSetting, match=said):
        configure(environ={}, folder=tmp_path)


def test_prefect_does_not_call_home(tmp_path: Path) -> None:
    environment = prefect_environment(configure(environ={}, folder=tmp_path).settings)
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_HOME"].startswith(str(tmp_path))


def test_a_shortest_interval_beyond_the_default_longest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="shorter than min_poll_minutes"):
        configure({"KHABAR_MIN_POLL_MINUTES": "2000"}, tmp_path)


@pytest.mark.parametrize("value", ["inf", "nan"])
def test_an_endless_interval_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadSetting):
        configure({"KHABAR_MIN_POLL_MINUTES": value}, tmp_path)


def test_a_misspelt_variable_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    configure({"KHABAR_WORKER": "3"}, tmp_path)
    assert "KHABAR_WORKER is set, but there is no such setting" in caplog.text
