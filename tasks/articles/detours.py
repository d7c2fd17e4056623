"""Tells a redirect that led away from the article: what stands at its end is something else."""

from __future__ import annotations

from tasks.articles.urls import is_home_page


def went_home(asked: str, final: str) -> bool:
    """Whether an article's address led to a front page: sites do so with what they took down."""
    return is_home_page(final) and not is_home_page(asked)
