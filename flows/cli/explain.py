"""`khabar explain`: why an article was judged, grouped or dropped as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import click

from flows.cli.answering import as_json
from tasks.articles.changes import Text
from tasks.articles.differences import differences
from tasks.articles.urls import url_key
from tasks.relevance.telling import tell
from tasks.settings import configure
from tasks.stories.agencies import agency_name
from warehouse.errors import BadInput, RunFailed
from warehouse.records import Evidence, Label, id63
from warehouse.store import Reader, open_snapshot


@click.command(epilog="Example: khabar explain https://www.dawn.com/news/1234567")
@click.argument("which", metavar="URL|ARTICLE_ID")
@click.option("--json", "wants_json", is_flag=True, help="Answer as JSON.")
def command(which: str, wants_json: bool) -> None:
    """Say where an article came from, why it was judged as it was, or why there is none."""
    settings = configure().settings
    with open_snapshot(settings.published_file) as snapshot:
        account = _account(snapshot, which)
    if wants_json:
        as_json(account)
        return
    for line in _told(account):
        click.echo(line)


def _account(snapshot: Reader, which: str) -> dict[str, Any]:
    """Everything the snapshot knows of the article or the entry that never became one."""
    if not which.isdigit() and "/" not in which:
        raise BadInput(which, "is neither an address nor an article_id", "see khabar explain -h")
    key = "" if which.isdigit() else url_key(which)
    wanted = {"url_id": id63("url", key), "article_id": int(which) if which.isdigit() else -1}
    articles = snapshot.rows("explain_article", **wanted)
    article_id = articles[0]["article_id"] if articles else -1
    entries = snapshot.rows("explain_entries", url_key=key, article_id=article_id)
    if not articles and not entries:
        raise RunFailed(
            which,
            "is not known: no feed brought it, or it came after the last snapshot",
            'khabar query "SELECT url, title FROM ops.entries" lists what feeds brought',
        )
    ids = [entry["entry_id"] for entry in entries]
    account: dict[str, Any] = {
        "article": articles[0] if articles else None,
        "entries": entries,
        "fetches": snapshot.rows("explain_fetches", entry_ids=ids),
        "failures": snapshot.rows("explain_failures", entry_ids=ids),
    }
    if articles:
        account["verdicts"] = snapshot.rows("explain_verdicts", article_id=article_id)
        (account["story"],) = snapshot.rows("explain_story", story_id=articles[0]["story_id"])
        account["copies"] = snapshot.rows(
            "explain_copies", story_id=articles[0]["story_id"], article_id=article_id
        )
        account["versions"] = snapshot.rows("explain_versions", article_id=article_id)
        account["changes"] = _changes(account["versions"])
        account["revisits"] = snapshot.rows("explain_revisits", article_id=article_id)
    return account


def _told(account: dict[str, Any]) -> Iterator[str]:
    article = account["article"]
    if article is None:
        first = account["entries"][0]
        yield f"No article: the entry of {first['url']} is {first['state']}."
    else:
        yield from _of_article(article)
        for verdict in account["verdicts"]:
            yield from _of_verdict(verdict, article)
        yield from _of_story(article, account["story"], account["copies"])
        for change in account["changes"]:
            yield from _of_change(change)
        for revisit in account["revisits"]:
            yield from _of_revisits(revisit)
    for entry in account["entries"]:
        yield (
            f"Entry of {entry['feed_id']}: first seen {entry['first_seen_at']:%Y-%m-%d %H:%M} UTC, "
            f"{entry['state']}, {entry['url']}"
        )
    for fetch in account["fetches"]:
        said = fetch["reason_code"] or f"status {fetch['http_status']}"
        yield f"Fetched {fetch['fetched_at']:%Y-%m-%d %H:%M} UTC: {fetch['outcome']}, {said}"
    for failure in account["failures"]:
        yield (
            f"Failure {failure['occurred_at']:%Y-%m-%d %H:%M} UTC in {failure['stage']}: "
            f"{failure['reason_code']} ({failure['kind']}): {failure['message']}"
        )


def _of_article(article: dict[str, Any]) -> Iterator[str]:
    published = article["published_at"]
    when = f"{published:%Y-%m-%d %H:%M} UTC" if published else "at an unknown time"
    yield article["title"]
    yield f"  {article['publisher']} ({article['country']}, {article['language']}), {when}"
    yield f"  (the date is from: {article['published_from']}), {article['word_count']} words"
    yield f"  {article['canonical_url']}"
    yield f"  article_id {article['article_id']}, version {article['version']}"
    yield f"  body from the {article['body_from']}, by {article['extractor_version']}"
    yield f"  archived in {article['archive_file']} at byte {article['archive_offset']}"


def _of_verdict(verdict: dict[str, Any], article: dict[str, Any]) -> Iterator[str]:
    yield from tell(
        Label(verdict["label"]),
        verdict["score"],
        [Evidence(**one) for one in verdict["evidence"]],
        title=article["title"],
        body=article["body"],
        actors=[
            (one["actor_id"], one["name"], one["alias"], one["mention_count"])
            for one in verdict["actors"]
        ],
        countries=verdict["countries"],
    )
    if verdict["flags"]:
        yield f"  Flags: {', '.join(verdict['flags'])}"
    yield f"  by {verdict['classifier_version']}, {verdict['judged_at']:%Y-%m-%d %H:%M} UTC"


def _of_story(
    article: dict[str, Any], story: dict[str, Any], copies: list[dict[str, Any]]
) -> Iterator[str]:
    if not copies:
        yield "Story: no other article carries this text or a version of it."
    else:
        yield "Story: the same text, or a version of it, is also in"
        for copy in copies:
            mark = " (the original)" if copy["is_original"] else ""
            named = f", credits {agency_name(copy['agency'])}" if copy["agency"] else ""
            score = copy["score"]
            alike = "by way of others" if score is None else f"score {score:+.1f}"
            yield f"  {copy['publisher']}{mark}{named}, {alike}: {copy['canonical_url']}"
        is_here = story["original_article_id"] == article["article_id"]
        which = "This article" if is_here else f"The article of {story['original_publisher']}"
        why = "it was published first"
        if story["is_credited"]:
            why = f"others credit {agency_name(story['original_agency'])}"
        yield f"  {which} is the original: {why}."
        houses = story["publisher_count"]
        publishers = "one publisher" if houses == 1 else f"{houses} independent publishers"
        yield f"  {story['article_count']} articles of {publishers}"
    if article["agency"]:
        yield f"  It credits {agency_name(article['agency'])}."


def _changes(versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each version changed of the one before: its passages, as spans and in one line."""
    return [
        {
            "version": new["version"],
            "seen_at": new["seen_at"],
            "passages": [
                {"marked": str(passage)} | asdict(passage)
                for passage in differences(
                    Text(title=old["title"], body=old["body"]),
                    Text(title=new["title"], body=new["body"]),
                )
            ],
        }
        for old, new in pairwise(versions)
    ]


def _of_change(change: dict[str, Any]) -> Iterator[str]:
    yield (
        f"Version {change['version']}, seen {change['seen_at']:%Y-%m-%d %H:%M} UTC "
        "([-removed-], {+added+}):"
    )
    for passage in change["passages"]:
        head = "headline: " if passage["field"] == "title" else ""
        yield f"  {head}{passage['marked']}"


def _of_revisits(revisit: dict[str, Any]) -> Iterator[str]:
    count, next_at = revisit["look_count"], revisit["next_look_at"]
    times = "not yet" if count == 0 else "once" if count == 1 else f"{count} times"
    said = f"Looked at again {times}"
    if count:
        outcome = revisit["last_outcome"].replace("_", " ")
        said += f", last {revisit['last_looked_at']:%Y-%m-%d %H:%M} UTC: {outcome}"
    yield said + (f"; next {next_at:%Y-%m-%d %H:%M} UTC" if next_at else "; no further look")
