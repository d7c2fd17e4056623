"""Chooses the known articles to look at again, and writes down what the looks brought."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.articles.attempts import Mishap
from tasks.articles.changes import Change
from tasks.articles.drafts import Settled
from tasks.articles.revisits import OLDEST, Look, after_look, first_revisit
from tasks.articles.urls import url_key
from tasks.extract import Extracted, mishap_of
from tasks.fetch import KnownPage, Pending
from tasks.judge import Judged
from tasks.pages.extraction import Extraction
from warehouse.arrow import column_of
from warehouse.records import (
    Failure,
    FailureKind,
    Label,
    LookOutcome,
    Revisit,
    id63,
)
from warehouse.store import Store

MOST_OF_A_PUBLISHER = 60  # a minute and more of one host, asked once a second
# What says that an article was taken down, and not that it cannot be had just now.
MISSING = frozenset({"http_404", "http_410", "soft_404", "redirected_home", "redirected_elsewhere"})
_OUTCOMES = {
    Change.SAME: LookOutcome.SAME,
    Change.TRIVIAL: LookOutcome.TRIVIAL,
    Change.SHORTENED: LookOutcome.SHORTENED,
    Change.ELSEWHERE: LookOutcome.MISSING,
    Change.CHANGED: LookOutcome.CHANGED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisited:
    """What the pages of a batch mean for later looks."""

    revisits: tuple[Revisit, ...]
    failures: tuple[Failure, ...]  # of the looks that brought no article


def due_pages(
    store: Store,
    now: datetime,
    *,
    most: int,
    only: Sequence[str] = (),
    pending: Collection[Pending] = (),
) -> list[Pending]:
    """Known articles whose time has come, at most `most`: of the feeds `only`, if any are named.

    What is `pending` is fetched anyway, and is left out.
    """
    if most == 0:
        return []
    waiting = {one.url_key for one in pending}
    rows = store.ask(
        "due_revisits",
        now=now,
        since=now - OLDEST,
        only=list(only),
        most=most,
        most_of_a_publisher=MOST_OF_A_PUBLISHER,
    )
    due = [
        Pending(
            url=url,
            url_key=url_key(url),
            known=KnownPage(
                article_id=article_id, text_sha256=sha, etag=etag, last_modified=last_modified
            ),
        )
        for article_id, url, etag, last_modified, sha in rows
    ]
    by_key = {one.url_key: one for one in reversed(due)}  # two articles of one address take turns
    return [one for one in due if one.url_key not in waiting and by_key[one.url_key] is one]


def revisits_after(
    store: Store,
    extracted: Sequence[Extracted],
    settled: Sequence[Settled],
    judged: Judged,
    *,
    run_id: int,
) -> Revisited:
    """The plans after a batch: begun for new articles, carried on for those looked at again."""
    known_ids = sorted(
        {one.page.known.article_id for one in extracted if one.page.known}
        | {one.article_id for one in settled if one.change is not None}
    )
    plans: dict[int, Revisit] = {}
    labels: dict[int, Label] = {}
    if known_ids:
        given = column_of(known_ids, "article_id", int)
        plans = {r.article_id: r for r in store.read(Revisit, "revisits_given", given)}
        labels = {key: Label(label) for key, label in store.ask("labels_given", given)}
    labels |= {verdict.article_id: verdict.label for verdict in judged.verdicts}
    touched: dict[int, Revisit] = {}
    failures: list[Failure] = []
    texts = [one for one in extracted if isinstance(one.text, Extraction)]
    for one, end in zip(texts, settled, strict=True):
        plan = _after_text(one, end, plans, labels)
        if plan is not None:
            plans[plan.article_id] = touched[plan.article_id] = plan
        if end.change is Change.ELSEWHERE:
            failures.append(_failure(one, _led_elsewhere(one), plan, run_id))
    for one in extracted:
        if one.page.known is None or isinstance(one.text, Extraction):
            continue
        article_id = one.page.known.article_id
        mishap = mishap_of(one)
        if (before := plans.get(article_id)) is not None:
            after = after_look(before, _look(one, _outcome(mishap)), label=labels.get(article_id))
            plans[article_id] = touched[article_id] = after
        if mishap is not None:
            failures.append(_failure(one, mishap, plans.get(article_id), run_id))
    return Revisited(revisits=tuple(touched.values()), failures=tuple(failures))


def _after_text(
    one: Extracted, end: Settled, plans: Mapping[int, Revisit], labels: Mapping[int, Label]
) -> Revisit | None:
    """The plan for an article whose text came; None where there is none to be made."""
    label = labels.get(end.article_id)
    before = plans.get(end.article_id)
    if end.change is not None:
        look = _look(one, _OUTCOMES[end.change])
        return after_look(before, look, label=label) if before is not None else None
    # A text that the feed shipped has no page to look at: the feed tells when it changes.
    if end.article is None or before is not None or end.article.body_from != "page":
        return None
    look = _look(one, LookOutcome.FIRST)
    return first_revisit(end.article_id, look, published_at=end.article.published_at, label=label)


def _look(one: Extracted, outcome: LookOutcome) -> Look:
    answer = one.page.answer
    return Look(
        outcome=outcome,
        url=answer.url,
        at=answer.fetched_at,
        etag=answer.header("ETag"),
        last_modified=answer.header("Last-Modified"),
        retry_at=answer.retry_at,
    )


def _outcome(mishap: Mishap | None) -> LookOutcome:
    if mishap is None:
        return LookOutcome.NOT_MODIFIED
    if mishap.reason_code in MISSING:
        return LookOutcome.MISSING
    return LookOutcome.NO_BODY if mishap.stage == "extract" else LookOutcome.FAILED


def _led_elsewhere(one: Extracted) -> Mishap:
    return Mishap(
        stage="extract",
        kind=FailureKind.HARD,
        reason_code="redirected_elsewhere",
        message=f"the article's address leads to another text, {one.page.answer.final_url}",
    )


def _failure(one: Extracted, mishap: Mishap, plan: Revisit | None, run_id: int) -> Failure:
    """The row of a look that brought no article. The article stays as it is."""
    entry = one.entries[0]
    is_gone = plan is not None and plan.last_outcome is LookOutcome.GONE
    next_at = plan.next_look_at if plan is not None else None
    ending = f"next look {next_at:%Y-%m-%d %H:%M} UTC" if next_at else "no further look"
    return Failure(
        failure_id=id63("failure", "revisit", str(entry.entry_id), str(run_id)),
        run_id=run_id,
        stage=mishap.stage,
        subject=one.page.answer.url,
        kind=FailureKind.HARD if is_gone else mishap.kind,
        reason_code="article_gone" if is_gone else mishap.reason_code,
        message=f"{mishap.message}; looked at again, the article that we have stays; {ending}",
        occurred_at=one.page.answer.fetched_at,
        retry_after=next_at,
        feed_id=entry.feed_id,
        entry_id=entry.entry_id,
    )


def looks_among(extracted: Iterable[Extracted]) -> int:
    """How many of the pages were fetched to look at a known article again."""
    return sum(one.page.known is not None for one in extracted)
