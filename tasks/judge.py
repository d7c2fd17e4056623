"""Judges the articles of a batch: one verdict each, by the judge that is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tasks.relevance.verdict import Judge, Reading
from warehouse.records import Article, Verdict


def judge_articles(judge: Judge, articles: Sequence[Article], now: datetime) -> list[Verdict]:
    """A verdict on each article, in their order."""
    return [_verdict(judge, article, now) for article in articles]


def _verdict(judge: Judge, article: Article, now: datetime) -> Verdict:
    judgement = judge.judge(
        Reading(
            title=article.title,
            body=article.body,
            language=article.language,
            country=article.country,
            published_at=article.published_at,
        )
    )
    return Verdict(
        article_id=article.article_id,
        classifier_version=judge.version,
        label=judgement.label,
        flags=judgement.flags,
        score=judgement.score,
        judged_at=now,
        evidence=judgement.evidence,
    )
