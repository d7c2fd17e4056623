"""The one reader of the environment and of `khabar.toml`: what is set, and where it was set."""

from __future__ import annotations

import logging
import os
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from tasks import __version__
from warehouse.errors import BadSetting

KNOWLEDGE = Path(__file__).parent / "knowledge"
PROJECT_URL = "https://khabar.example/about"
CONFIG_FILE = "khabar.toml"

log = logging.getLogger("khabar.settings")

Network = IPv4Network | IPv6Network


def _networks(value: object) -> object:
    if isinstance(value, str):
        value = [part for part in value.replace(",", " ").split() if part]
    if isinstance(value, list | tuple):
        return tuple(ip_network(part, strict=False) for part in value)
    return value


class Settings(BaseModel):
    """The effective settings; each field is `KHABAR_<NAME>` or a key of `khabar.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    home: Path = Field(Path("data"), description="where the warehouse, archive and runs are kept")
    feeds: Path = Field(KNOWLEDGE / "feeds.csv", description="the catalogue: CSV or OPML")
    warehouse: Path | None = Field(None, description="the writer's DuckDB file")
    allow_private_hosts: Annotated[tuple[Network, ...], BeforeValidator(_networks)] = Field(
        (), description="private or loopback networks that may be fetched all the same"
    )
    host_delay_seconds: float = Field(
        1.0, ge=0, le=3600, description="least time between two requests to one host"
    )
    user_agent: str = Field(
        f"Khabar/{__version__} (+{PROJECT_URL})",
        min_length=1,
        pattern=r"^[\x20-\x7e]+$",  # a header of one line
        description="how we name ourselves to publishers",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="processes for the CPU stages",
    )
    request_seconds: float = Field(
        30, gt=0, le=600, description="longest time for one answer, redirects included"
    )
    page_bytes: int = Field(
        10_000_000, ge=10_000, description="largest page or feed that is read, decompressed"
    )
    min_poll_minutes: float = Field(
        10, gt=0, le=60 * 24 * 366, description="shortest interval between polls"
    )
    max_poll_minutes: float = Field(
        1440,
        gt=0,
        le=60 * 24 * 366,
        validate_default=True,  # against a shortest interval that the user set
        description="longest interval of a healthy feed",
    )
    max_revisits_per_run: int = Field(
        300, ge=0, description="most known articles that a run looks at again; 0 for none"
    )
    respect_robots: bool = Field(True, description="whether robots.txt is asked before a request")
    api_url: str | None = Field(None, description="a running Prefect server to report to")

    @field_validator("max_poll_minutes")
    @classmethod
    def _is_not_the_shorter(cls, value: float, others: ValidationInfo) -> float:
        if value < others.data.get("min_poll_minutes", 0):
            raise ValueError("it is shorter than min_poll_minutes")
        return value

    @property
    def warehouse_file(self) -> Path:
        return self.warehouse or self.home / "warehouse.duckdb"

    @property
    def published_file(self) -> Path:
        return self.home / "published.duckdb"

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def prefect_home(self) -> Path:
        return self.home / "prefect"


class Configuration(BaseModel):
    """Settings, and for each the place that set it: `default`, `KHABAR_X` or `khabar.toml`."""

    model_config = ConfigDict(frozen=True)

    settings: Settings
    origins: Mapping[str, str]


def configure(
    environ: Mapping[str, str] | None = None, folder: Path | None = None, **given: Any
) -> Configuration:
    """Read the settings: what is `given` wins over the environment, which wins over the file.

    Raises BadSetting with the name of the variable or the file's key and what would be right.
    """
    environ = os.environ if environ is None else environ
    folder = Path.cwd() if folder is None else folder
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for source in (_from_file(folder / CONFIG_FILE), _from_environ(environ), _from_call(given)):
        for name, (value, origin) in source.items():
            values[name] = value
            origins[name] = origin
    try:
        settings = Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise BadSetting(
            origins.get(name, name),
            f"{values.get(name)!r} cannot be used: {first['msg'].lower()}",
            Settings.model_fields[name].description or "",
        ) from None
    resolved = {
        name: (folder / value).resolve()
        for name in ("home", "feeds", "warehouse")
        if (value := getattr(settings, name)) is not None
    }
    return Configuration(settings=settings.model_copy(update=resolved), origins=origins)


def _from_file(path: Path) -> dict[str, tuple[Any, str]]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(str(path), f"is not TOML: {error}", "mend it or move it away") from None
    return _known(values, str(path))


def _is_ours(variable: str) -> bool:
    return variable.startswith("KHABAR_")


def _from_environ(environ: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    found: dict[str, tuple[Any, str]] = {}
    known = {f"KHABAR_{name.upper()}" for name in Settings.model_fields}
    for variable in sorted(set(filter(_is_ours, environ)) - known):
        log.warning("%s is set, but there is no such setting: khabar status lists them", variable)
    for name in Settings.model_fields:
        variable = f"KHABAR_{name.upper()}"
        if environ.get(variable, "") != "":
            found[name] = (environ[variable], variable)
    return found


def _from_call(given: Mapping[str, Any]) -> dict[str, tuple[Any, str]]:
    return {
        name: (value, f"--{name.replace('_', '-')}")
        for name, value in given.items()
        if value is not None
    }


def _known(values: Mapping[str, Any], origin: str) -> dict[str, tuple[Any, str]]:
    for name in values:
        if name not in Settings.model_fields:
            known = ", ".join(sorted(Settings.model_fields))
            raise BadSetting(f"{origin}: {name}", "no such setting", f"known: {known}")
    return {name: (value, f"{origin}: {name}") for name, value in values.items()}


def prepare_prefect(settings: Settings, extra: Mapping[str, str] | None = None) -> None:
    """Set Prefect's environment for this process and its children; before Prefect is imported."""
    wanted = prefect_environment(settings) | dict(extra or {})
    if password := os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        wanted["PREFECT_API_AUTH_STRING"] = password  # our own calls need it too
    for name, value in wanted.items():
        os.environ.setdefault(name, value)  # what the user set already is left alone


def has_server_password() -> bool:
    """Whether the Prefect server will ask for a password."""
    return bool(os.environ.get("PREFECT_SERVER_API_AUTH_STRING"))


def export_settings(settings: Settings) -> None:
    """Hand the effective settings to child processes, which may start in other folders."""
    for name, value in settings.model_dump(mode="json").items():
        if value is not None:
            text = ",".join(value) if isinstance(value, list) else str(value)
            os.environ[f"KHABAR_{name.upper()}"] = text


def set_prefect_api(url: str) -> None:
    """Report to this server, in this process and its children."""
    os.environ["PREFECT_API_URL"] = url


def prefect_environment(settings: Settings) -> dict[str, str]:
    """The Prefect settings that a single machine needs (docs/operations.md says why each)."""
    return {
        "PREFECT_HOME": str(settings.prefect_home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # Leases in memory outlive a restart of the server and hold the slot of a dead run.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
            "prefect.server.concurrency.lease_storage.filesystem"
        ),
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": '["events","flow_runs"]',
        "PREFECT_LOGGING_EXTRA_LOGGERS": "khabar",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",  # what is said before a run begins
        "PREFECT_CLI_PROMPT": "false",
        # Relative, so that the UI finds its API on any port and behind any tunnel.
        "PREFECT_SERVER_UI_API_URL": "/api",
    }
