"""What a run found, as artifacts in the Prefect UI and as the answer of `khabar ingest`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prefect.artifacts import (
    acreate_link_artifact,
    acreate_markdown_artifact,
    acreate_table_artifact,
)

from warehouse.records import Run
from warehouse.snapshot import Published
from warehouse.store import Store

MOST_LINKS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevantArticle:
    """A relevant article that a run brought."""

    title: str
    url: str
    publisher: str
    language: str
    label: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedResult:
    """How one feed fared in a run."""

    feed_id: str
    publisher: str
    outcome: str
    reason_code: str | None
    message: str | None
    entries: int | None
    new_entries: int | None
    newest_entry_at: str | None
    health: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a run found, read once at its end."""

    run: Run
    feeds: tuple[FeedResult, ...]
    failures: tuple[tuple[str, str, int], ...]  # stage, reason_code, how many
    relevant: tuple[RelevantArticle, ...]

    def as_json(self) -> dict[str, Any]:
        run = {name: value for name, value in asdict(self.run).items() if value is not None}
        return run | {
            "failures_by_reason": [
                {"stage": stage, "reason_code": reason, "count": count}
                for stage, reason, count in self.failures
            ],
            "feeds": [asdict(feed) for feed in self.feeds],
            "relevant": [asdict(article) for article in self.relevant],
        }


def find(store: Store, run: Run) -> Findings:
    """Read what the run wrote; the store is still open."""
    return Findings(
        run=run,
        feeds=tuple(store.read(FeedResult, "run_feeds", run_id=run.run_id)),
        failures=tuple(store.ask("run_failures", run_id=run.run_id)),
        relevant=tuple(
            store.read(RelevantArticle, "run_relevant", started_at=run.started_at, most=MOST_LINKS)
        ),
    )


async def show(findings: Findings, published: Published) -> None:
    """Make the run's artifacts: summary, feed health, relevant articles, where the data is."""
    await acreate_markdown_artifact(
        summary_markdown(findings, published), key="ingest-summary", description="What this run did"
    )
    if findings.feeds:
        await acreate_table_artifact(
            [asdict(feed) for feed in findings.feeds],
            key="feed-health",
            description="The feeds of this run, the worst first",
        )
    await acreate_markdown_artifact(
        links_markdown(findings.relevant),
        key="relevant-articles",
        description="New or changed articles that were judged relevant",
    )
    for article in findings.relevant[:1]:
        await acreate_link_artifact(
            article.url,
            link_text=article.title,
            key="top-article",
            description="The new article with the highest score",
        )


def summary_markdown(findings: Findings, published: Published) -> str:
    """The run in two tables: what was done, and what was not and why."""
    lines = ["| | |", "|---|---:|"]
    lines += [f"| {what} | {count:,} |" for what, count in counts(findings.run)]
    lines += ["", "| not done, by reason | stage | count |", "|---|---|---:|"]
    lines += [f"| {reason} | {stage} | {count:,} |" for stage, reason, count in findings.failures]
    if not findings.failures:
        lines.append("| nothing failed | | 0 |")
    size = published.byte_count / 1e6
    lines += ["", f"Published: `{published.path}` ({size:,.1f} MB)"]
    return "\n".join(lines)


def counts(run: Run) -> Sequence[tuple[str, int]]:
    """The run's figures in the order of its stages, named for people."""
    return (
        ("feeds polled", run.feeds_polled),
        ("feeds failed", run.feeds_failed),
        ("new entries", run.entries_new),
        ("pages asked for", run.pages_fetched),
        ("new articles", run.articles_new),
        ("looked at again", run.articles_revisited),
        ("updated articles", run.articles_updated),
        ("relevant among them", run.articles_relevant),
        ("failures recorded", run.failures),
    )


def links_markdown(relevant: Sequence[RelevantArticle]) -> str:
    """The relevant articles as links, the highest score first."""
    if not relevant:
        return "No new relevant article."
    return "\n".join(
        f"- **{article.label}** {article.score:.2f} "
        f"[{_escaped(article.title)}]({article.url}) ({_escaped(article.publisher)})"
        for article in relevant
    )


def _escaped(text: str) -> str:
    return text.replace("[", "(").replace("]", ")").replace("|", "/").replace("<", "‹")


def plain_summary(findings: Findings, published: Path) -> str:
    """The run in a few lines for a terminal."""
    lines = [f"{what:>20}  {count:,}" for what, count in counts(findings.run)]
    lines += [
        f"{'':>20}  {count:,} x {reason} ({stage})" for stage, reason, count in findings.failures
    ]
    return "\n".join([*lines, f"{'published':>20}  {published}"])
