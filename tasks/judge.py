"""Judges the articles of a batch: one verdict each, by the judge that is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.relevance.verdict import Judge, Reading
from warehouse.records import Article, ArticleActor, ArticleCountry, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was decided on the articles of a batch."""

    verdicts: tuple[Verdict, ...]  # in the articles' order
    actors: tuple[ArticleActor, ...]
    countries: tuple[ArticleCountry, ...]


def judge_articles(judge: Judge, articles: Sequence[Article], now: datetime) -> Judged:
    """A verdict on each article, with the actors that it names and the countries it concerns."""
    verdicts: list[Verdict] = []
    actors: list[ArticleActor] = []
    countries: list[ArticleCountry] = []
    for article in articles:
        judgement = judge.judge(
            Reading(
                title=article.title,
                body=article.body,
                language=article.language,
                country=article.country,
                published_at=article.published_at,
            )
        )
        article_id, version = article.article_id, judge.version
        verdicts.append(
            Verdict(
                article_id=article_id,
                classifier_version=version,
                label=judgement.label,
                flags=judgement.flags,
                score=judgement.score,
                judged_at=now,
                evidence=judgement.evidence,
            )
        )
        actors += [
            ArticleActor(
                article_id=article_id,
                classifier_version=version,
                actor_id=one.actor_id,
                alias=one.alias,
                mention_count=one.mention_count,
            )
            for one in judgement.actors
        ]
        countries += [
            ArticleCountry(
                article_id=article_id,
                classifier_version=version,
                country=country,
                position=position,
            )
            for position, country in enumerate(judgement.countries, start=1)
        ]
    return Judged(verdicts=tuple(verdicts), actors=tuple(actors), countries=tuple(countries))
