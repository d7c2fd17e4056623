"""The stages from fetch to load over real HTTP into a real warehouse, with a clock set by hand."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from tasks.archive import Archive
from tasks.articles.urls import url_key
from tasks.begin import pending_pages
from tasks.crew import Crew
from tasks.extract import extract_pages, keep_changed_pages, keep_feed_texts, waiting_entries
from tasks.fetch import fetch_pages
from tasks.group import group
from tasks.judge import judge_articles
from tasks.load import NOTHING, Loaded, load
from tasks.relevance.classifier import Classifier
from tasks.revisit import due_pages
from tasks.settings import Settings
from tasks.web.client import Web
from tasks.web.robots import Robots
from tests.made import NOW, entry, feed
from tests.wayward_server import Route, Visit, Wayward, answer
from warehouse.sql import scripts
from warehouse.store import Store

HOUR = timedelta(hours=1)


def page(*paragraphs: str, title: str = "Soldiers killed near Bannu", canonical: str = "") -> str:
    more = [f"Part {n} of the report says what officials told the press there." for n in range(5)]
    body = "".join(f"<p>{text}</p>" for text in (*paragraphs, *more))
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f"<html><head><title>{title}</title>{link}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def tagged(html: str) -> Route:
    """A page that answers 304 to who knows it."""
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:12]}"'

    def route(connection: socket.socket, visit: Visit) -> None:
        closing = {"ETag": etag, "Connection": "close"}
        if visit.headers.get("if-none-match") == etag:
            connection.sendall(answer(b"", "304 Not Modified", closing))
        else:
            connection.sendall(answer(html.encode(), headers=closing))

    return route


@dataclass(kw_only=True)
class Desk:
    """The stages from fetch to load, as a run has them, with a clock that is set by hand."""

    store: Store
    server: Wayward
    judge: Classifier
    home: Path
    now: datetime = NOW
    feeds: dict[str, Any] = field(default_factory=dict)
    runs: int = 0

    def announce(self, *paths: str, feed_id: str = "herald", **given: Any) -> None:
        """Let entries in, as a poll does."""
        if feed_id not in self.feeds:
            self.feeds[feed_id] = feed(feed_id)
            self.store.insert([self.feeds[feed_id]])
        for path in paths:
            url = f"{self.server.home}{path}"
            facts = {"url": url, "url_key": url_key(url), "published_at": self.now} | given
            self.store.insert([entry(path, feed_id=feed_id, title="A title", **facts)])

    def run(self, *, most: int = 100, only: tuple[str, ...] = ()) -> Loaded:
        """One run, from the addresses that are owed a page."""
        self.runs += 1
        return asyncio.run(self._run(most, only))

    async def _run(self, most: int, only: tuple[str, ...]) -> Loaded:
        settings = Settings(allow_private_hosts=(ip_network("127.0.0.0/8"),), host_delay_seconds=0)
        pending = pending_pages(self.store, self.now)
        pending += due_pages(self.store, self.now, most=most, only=only, pending=pending)
        total = NOTHING
        async with Web(settings, clock=lambda: self.now, robots=Robots()) as web:
            with Archive(self.home, self.now, self.runs) as archive, Crew(1) as crew:
                async for pages in fetch_pages(web, archive, pending, 200):
                    waiting = waiting_entries(self.store, pages)
                    extracted = await extract_pages(pages, waiting, self.feeds, crew)
                    extracted = keep_changed_pages(archive, keep_feed_texts(archive, extracted))
                    grouped = group(self.store, extracted, self.feeds, now=self.now)
                    articles = [one.article for one in grouped.settled if one.article]
                    judged = judge_articles(self.judge, articles, self.now)
                    before = self.everything()
                    total += load(self.store, extracted, grouped, judged, run_id=self.runs)
                    after = self.everything()
                    load(self.store, extracted, grouped, judged, run_id=self.runs)
                    assert self.everything() == after != before, "loading twice is loading once"
        return total

    def look(self, wait: timedelta = HOUR, **given: Any) -> Loaded:
        """Run again after a while."""
        self.now += wait
        return self.run(**given)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        return self.store.connection.execute(question).fetchall()

    def one(self, question: str) -> Any:
        ((value,),) = self.ask(question)
        return value

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = ("main.articles", "main.article_versions", "ops.revisits", "ops.failures")
        tables += ("ops.entries", "ops.fetches", "ops.article_urls")
        return {table: self.ask(f"FROM {table} ORDER BY ALL") for table in tables}

    @property
    def outcome(self) -> str:
        return str(self.one("SELECT last_outcome FROM ops.revisits"))

    @property
    def versions(self) -> list[tuple[int, str]]:
        rows = self.ask("SELECT version, body FROM main.article_versions ORDER BY version")
        return [(version, body.split("\n")[0]) for version, body in rows]

    def check(self) -> None:
        """The checks that a snapshot must pass."""
        for script in scripts("checks"):
            assert self.ask(script.text) == [], script.name
