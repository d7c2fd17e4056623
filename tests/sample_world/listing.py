"""Decides what a feed of the sample press lists: which articles, under which link, saying what."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from .content import Draft, FeedPlan, Publisher, Stray
from .pages import Printed
from .syndication import POLL_COUNT, Listed

LOST = frozenset({"refused", "server_error", "not_found"})  # faults of feeds that list nothing
STRAY_AGE = timedelta(hours=30)
TEASER_WORDS = 12


def carries(plan: FeedPlan, draft: Draft) -> bool:
    """Whether the feed lists the article."""
    return plan.fault not in LOST and plan.section in (None, draft.section)


def dress(printed: Printed, style: str, home: str) -> str:
    """The article's link as a feed of this style has it: plain, utm, amp or mobile."""
    url = printed.url
    if "redirected" in printed.draft.quirks:
        return f"{home}/go/{printed.draft.number}"
    if style == "utm":
        return f"{url}?utm_source=rss&utm_medium=feed&utm_campaign=home"
    if style == "amp" and url.endswith("/"):
        return f"{url}amp/"
    if style == "mobile":
        return f"{home}/m{url.removeprefix(home)}"
    return url


def appeared(printed: Printed) -> str:
    """The line that a full-text feed puts under an article, as HTML."""
    return f"The post {escape(printed.text.title)} appeared first on {printed.publisher.name}."


def list_article(
    plan: FeedPlan, printed: Printed, *, home: str, now: datetime, is_updated: bool
) -> Listed:
    """The entry of an article; an updated one says that it was updated `now`."""
    draft, text = printed.draft, printed.text
    first = text.paragraphs[0]
    teaser = " ".join(first.split()[:TEASER_WORDS]) + " ..."
    content = None
    if plan.shape == "full":
        content = "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.paragraphs)
        content += f"<p>{appeared(printed)}</p>"
    changing = f"-{POLL_COUNT}" if "changing_guid" in draft.quirks else ""
    is_undated = draft.quirks & {"undated_entry", "url_date_only"}
    return Listed(
        guid=f"tag:{draft.publisher},2026:{draft.number}{changing}",
        link=dress(printed, plan.dress, home),
        title=text.title,
        summary=teaser if plan.shape == "teaser" else first,
        content=content,
        byline=draft.byline,
        published_at=None if is_undated else printed.published_at,
        updated_at=now.astimezone(printed.publisher.zone) if is_updated else None,
    )


def stray_url(stray: Stray, home: str) -> str:
    """Where a stray entry leads."""
    return stray.path if "://" in stray.path else home + stray.path


def list_stray(stray: Stray, publisher: Publisher, *, home: str, now: datetime) -> Listed:
    """An entry that leads to no article."""
    return Listed(
        guid=f"tag:{publisher.publisher_id},2026:{stray.path}",
        link=stray_url(stray, home),
        title=stray.title,
        summary=stray.title,
        content=None,
        byline=None,
        published_at=(now - STRAY_AGE).astimezone(publisher.zone),
        updated_at=None,
    )
