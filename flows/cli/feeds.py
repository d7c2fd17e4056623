"""`khabar feeds`: the catalogue of feeds, and how each answers today."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from flows.cli.answering import as_json, as_table, replacing
from tasks.articles.urls import parse_url
from tasks.begin import bounds_of, check_names
from tasks.clock import utc_now
from tasks.feeds.catalogue import (
    add_to_csv,
    free_id,
    is_country,
    is_language,
    is_opml,
    read_catalogue,
    slug_of,
    write_csv,
    write_opml,
)
from tasks.feeds.discovery import discover_feeds
from tasks.feeds.schedule import fresh_state
from tasks.poll import Polled, poll_feed
from tasks.settings import Settings, configure
from tasks.web.client import Web
from tasks.web.robots import Robots
from warehouse.errors import BadInput, RunFailed
from warehouse.records import Feed

CATALOGUE = click.Path(path_type=Path, dir_okay=False)
STALE_DAYS = 14


@click.group(epilog="Example: khabar feeds check --only dawn-pakistan")
def command() -> None:
    """The catalogue: list, check, add, import, export."""


@command.command("list", epilog="Example: khabar feeds list --country PK")
@click.option("--country", help="Only feeds of this country (ISO code, or INT).")
@click.option("--language", help="Only feeds in this language (ISO code).")
@click.option("--all", "everything", is_flag=True, help="Inactive feeds too.")
@click.option("--json", "wants_json", is_flag=True, help="Answer as JSON.")
def list_feeds(
    country: str | None, language: str | None, everything: bool, wants_json: bool
) -> None:
    """Show the catalogue's feeds."""
    feeds = [
        feed
        for feed in read_catalogue(configure().settings.feeds)
        if (everything or feed.is_active)
        and (country is None or feed.country == country.upper())
        and (language is None or feed.language == language.lower())
    ]
    header = ("feed_id", "country", "language", "is_active", "url")
    rows = [tuple(getattr(feed, name) for name in header) for feed in feeds]
    if wants_json:
        as_json([dict(zip(header, row, strict=True)) for row in rows])
    else:
        as_table(header, rows)
    if not rows:
        click.echo(
            "No feed matches. Countries are ISO 3166-1 codes (PK) or INT, languages ISO 639-1 "
            "codes (ur) or und; --all shows inactive feeds too.",
            err=True,
        )


@command.command(epilog="Example: khabar feeds check --only dawn-pakistan dawn-home")
@click.option("--feeds", type=CATALOGUE, help="Another catalogue than the configured one.")
@click.option("--only", multiple=True, metavar="FEED_ID ...", help="Check these feeds alone.")
@click.option("--json", "wants_json", is_flag=True, help="Answer as JSON.")
@click.argument("more", nargs=-1, metavar="")
def check(
    feeds: Path | None, only: tuple[str, ...], wants_json: bool, more: tuple[str, ...]
) -> None:
    """Poll feeds once, write nothing, and report how each fares; exit 1 if none can be read."""
    settings = configure(feeds=feeds).settings
    catalogue = read_catalogue(settings.feeds)
    wanted = [*only, *more]
    check_names(wanted, catalogue, settings.feeds)
    chosen = [f for f in catalogue if (f.feed_id in wanted if wanted else f.is_active)]
    polled = asyncio.run(_poll(settings, chosen))
    rows = [(p.feed.feed_id, _health(p), *_details(p)) for p in polled]
    header = ("feed_id", "health", "entries", "newest", "reason", "message")
    if wants_json:
        as_json([dict(zip(header, row, strict=True)) for row in rows])
    else:
        as_table(header, sorted(rows, key=lambda row: (row[1] == "healthy", row[0])))
    if polled and all(p.failure_kind is not None for p in polled):
        raise RunFailed(str(settings.feeds), "no feed could be read", "see the reasons above")


@command.command(epilog="Example: khabar feeds add https://www.dawn.com --to feeds.csv")
@click.argument("url")
@click.option("--to", type=CATALOGUE, help="The catalogue to add to (default: the configured one).")
@click.option("--publisher", help="Who publishes it (default: the feed's host).")
@click.option("--country", default="INT", show_default=True, help="ISO code, or INT.")
@click.option("--language", default="und", show_default=True, help="ISO code; und: unknown.")
def add(url: str, to: Path | None, publisher: str | None, country: str, language: str) -> None:
    """Add a feed, or the feeds that a page offers, to a catalogue of your own."""
    _check_new(url, country, language)
    settings = configure().settings
    target = _own_catalogue(settings, to)
    found = asyncio.run(_discover(settings, url))
    added = _append(
        target,
        [
            Feed(
                feed_id=slug_of(address) or "feed",
                url=address,
                publisher=publisher or _host(address),
                country=country.upper(),
                language=language.lower(),
                source=f"khabar feeds add {url}",
            )
            for address in found
        ],
    )
    _say_added(target, added)
    if added and country == "INT":
        click.echo("Give --country and --language if you know them: dates depend on it.", err=True)


@command.command("import", epilog="Example: khabar feeds import subscriptions.opml --to feeds.csv")
@click.argument("opml", type=CATALOGUE)
@click.option("--to", type=CATALOGUE, help="The catalogue to add to (default: the configured one).")
def import_feeds(opml: Path, to: Path | None) -> None:
    """Add the feeds of an OPML (or CSV) file to a catalogue of your own."""
    target = _own_catalogue(configure().settings, to)
    _say_added(target, _append(target, read_catalogue(opml)))


@command.command(epilog="Example: khabar feeds export --format opml -o khabar.opml")
@click.option("--format", "form", type=click.Choice(["csv", "opml"]), default="csv")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to a file.")
def export(form: str, output: Path | None) -> None:
    """Write the catalogue as CSV or OPML, for an editor or another feed reader."""
    catalogue = configure().settings.feeds
    feeds = read_catalogue(catalogue)
    if form == "opml":
        document = write_opml(feeds).encode()
    elif is_opml(catalogue):
        document = write_csv(feeds).encode()
    else:  # as it stands, with the columns that are for people
        document = catalogue.read_bytes()
    if output is None:
        click.echo(document, nl=False)
    else:
        with replacing(output) as begun:
            begun.write_bytes(document)


def _check_new(url: str, country: str, language: str) -> None:
    """Refuse what could not stand in a catalogue before anything is asked or written."""
    try:
        parse_url(url)
    except ValueError:
        raise click.BadParameter(
            f"{url!r} is no http(s) address: write https://host/path", param_hint="URL"
        ) from None
    if not is_country(country):
        raise click.BadParameter(
            f"{country!r} is no code: write PK (ISO 3166-1), or INT", param_hint="--country"
        )
    if not is_language(language):
        raise click.BadParameter(
            f"{language!r} is no code: write ur (ISO 639-1), or und", param_hint="--language"
        )


async def _poll(settings: Settings, feeds: Sequence[Feed]) -> list[Polled]:
    async with Web(settings, clock=utc_now, robots=Robots()) as web:
        polls = [
            poll_feed(
                web, feed, fresh_state(feed), run_id=0, jitter=0.0, bounds=bounds_of(settings)
            )
            for feed in feeds
        ]
        return list(await asyncio.gather(*polls))


def _health(polled: Polled) -> str:
    if polled.failure_kind is not None:
        return "failing"
    newest = polled.poll.newest_entry_at
    if newest is not None and (polled.poll.polled_at - newest).days >= STALE_DAYS:
        return "stale"
    return "healthy"


def _details(polled: Polled) -> tuple[object, ...]:
    poll = polled.poll
    return poll.entry_count, poll.newest_entry_at, poll.reason_code, poll.message


async def _discover(settings: Settings, url: str) -> list[str]:
    """The address itself where it is a feed, else the feeds that its page offers."""
    feed = Feed(feed_id="new", url=url, publisher="", country="INT", language="en")
    (polled,) = await _poll(settings, [feed])
    if polled.failure_kind is None:
        return [url]
    async with Web(settings, clock=utc_now, robots=Robots()) as web:
        answer = await web.get(url)
    if not answer.is_usable:
        raise RunFailed(url, f"{answer.reason_code}: {answer.message}", "try it in a browser")
    offered = discover_feeds(answer.body, url=answer.final_url)
    if not offered:
        raise RunFailed(url, "is no feed, and its page offers none", "give the feed's own address")
    return [one.url for one in offered if one.format != "json"]


def _own_catalogue(settings: Settings, to: Path | None) -> Path:
    if to is not None:
        return to
    if settings.feeds == Settings().feeds:
        raise BadInput(
            "the shipped catalogue",
            "is not edited: an update would undo it",
            "give --to feeds.csv and set KHABAR_FEEDS=feeds.csv; "
            "khabar feeds export -o feeds.csv begins with the shipped feeds",
        )
    return settings.feeds


def _append(target: Path, feeds: Sequence[Feed]) -> list[Feed]:
    known = list(read_catalogue(target)) if target.exists() else []
    urls, ids = {feed.url for feed in known}, {feed.feed_id for feed in known}
    added = []
    for feed in feeds:
        if feed.url in urls:
            continue
        feed_id = free_id(feed.feed_id, ids)
        ids.add(feed_id)
        urls.add(feed.url)
        added.append(replace(feed, feed_id=feed_id))
    if added:
        document = _with_added(target, known, added)
        with replacing(target) as begun:
            begun.write_bytes(document)
    return added


def _with_added(target: Path, known: Sequence[Feed], added: Sequence[Feed]) -> bytes:
    if is_opml(target):
        return write_opml([*known, *added]).encode()
    if not known:
        return write_csv(added).encode()
    return add_to_csv(target.read_bytes().decode(), added, name=str(target)).encode()


def _say_added(target: Path, added: Sequence[Feed]) -> None:
    if not added:
        click.echo(f"{target}: nothing new", err=True)
    for feed in added:
        click.echo(f"{feed.feed_id}  {feed.url}")
    if added:
        click.echo(f"Added to {target}; poll it with KHABAR_FEEDS={target}", err=True)


def _host(url: str) -> str:
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")
