"""Tells a redirect that led away from the article: what stands at its end is something else."""

from __future__ import annotations

from tasks.articles.changes import Text
from tasks.articles.identity import titles_alike
from tasks.articles.passing import tokens_of
from tasks.articles.urls import article_numbers, is_home_page

_LEAST_WORDS = 8  # of a paragraph that two different articles would not share


def went_home(asked: str, final: str) -> bool:
    """Whether an article's address led to a front page: sites do so with what they took down."""
    return is_home_page(final) and not is_home_page(asked)


def is_another(*, asked: str, final: str, before: Text, after: Text) -> bool:
    """Whether a redirect from `asked` ended at another article than the known one.

    The number of the article, its headline or any longer paragraph shows that it is the same.
    """
    is_same_number = bool(article_numbers(asked) & article_numbers(final))
    if is_same_number or titles_alike(before.title, after.title):
        return False
    known = {tokens_of(line) for line in before.body.split("\n")}
    return not any(
        len(tokens) >= _LEAST_WORDS and tokens in known
        for tokens in map(tokens_of, after.body.split("\n"))
    )
