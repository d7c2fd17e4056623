"""Decides whether a rel=canonical or a redirect joins two pages to one article.

Some publishers put one address on every page, some walls are where many links end. In doubt
there are two articles: grouping finds copies later.
"""

from __future__ import annotations

from tasks.articles.changes import Text, shared_text
from tasks.articles.identity import titles_alike
from tasks.articles.urls import article_numbers

# Of the shorter body's runs of three words: pages of one article share most of them, two
# days of one column share turns of phrase.
LEAST_SHARED_BY_CLAIM = 0.2  # under one headline
LEAST_SHARED_BY_REDIRECT = 0.6  # under two


def is_claim_right(claimant: str, owner: str, key: str, before: Text, after: Text) -> bool:
    """Whether the page at `claimant` is the article at `owner`, as its rel=canonical `key` says.

    One headline is not enough, because a column of every day has one: the texts must have
    something in common too. Article numbers in the addresses may not differ.
    """
    numbers = article_numbers(claimant)
    others = article_numbers(owner) | article_numbers(f"http://{key}")
    if numbers and others and not numbers & others:
        return False
    is_one_headline = titles_alike(before.title, after.title)
    return is_one_headline and shared_text(before.body, after.body) >= LEAST_SHARED_BY_CLAIM


def is_redirect_right(before: Text, after: Text) -> bool:
    """Whether a redirect led to the known article, and not to a wall that shows many."""
    if titles_alike(before.title, after.title):
        return True
    return shared_text(before.body, after.body) >= LEAST_SHARED_BY_REDIRECT
