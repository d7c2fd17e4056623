"""Decides what each extracted text is: a new article, a new version of one, or one we have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tasks.articles.changes import Change, Text, change_between
from tasks.articles.claims import is_claim_right, is_redirect_right
from tasks.articles.detours import is_another
from tasks.articles.drafts import Draft, KnownArticle, Memory, Settled
from tasks.articles.identity import article_id_of
from tasks.articles.urls import canonicalise, url_key
from tasks.pages.extraction import EXTRACTOR_VERSION
from tasks.stories.credits import credit_of
from tasks.stories.grouping import founded_by
from warehouse.records import Article, ArticleUrl, Feed, id63


def settle(drafts: Sequence[Draft], memory: Memory, feeds: Mapping[str, Feed]) -> Iterator[Settled]:
    """Settle drafts in their order; `memory` must know the articles of all their keys and texts."""
    for draft in drafts:
        yield _settle_one(draft, memory, feeds[draft.entries[0].feed_id])


def _settle_one(draft: Draft, memory: Memory, feed: Feed) -> Settled:
    canonical, keys, sha = draft.canonical, draft.keys, draft.text_sha256
    claim = draft.claimed_key
    known = _find(draft, keys, sha, memory, feed.publisher)
    if known is None:
        claimed = memory.by_url_key.get(keys[0])
        if claimed is not None:  # its rel=canonical names another article: it is not believed
            canonical = canonicalise(draft.final_url)
            keys = keys[1:] or keys
        article = _article(draft, canonical, sha, feed)
        if article.article_id in memory.by_id:  # another article took this address for its own
            article_id = id63("article", keys[0], sha)
            article = replace(article, article_id=article_id, story_id=founded_by(article_id))
    elif (change := _change(draft, known, memory)) is not Change.CHANGED:
        is_its_address = change is not Change.ELSEWHERE
        return Settled(
            article_id=known.article_id,
            entries=draft.entries,
            urls=_urls(keys, known.article_id, claim) if is_its_address else (),
            article=None,
            change=change,
        )
    else:
        article = replace(
            _article(draft, canonical, sha, feed),
            article_id=known.article_id,
            version=known.version + 1,
            story_id=known.story_id,  # a story keeps its articles when their texts change
            first_seen_at=known.first_seen_at,
        )
    memory.learn(
        KnownArticle(
            article_id=article.article_id,
            publisher=article.publisher,
            title=article.title,
            text_sha256=sha,
            version=article.version,
            story_id=article.story_id,
            first_seen_at=article.first_seen_at,
            claimed_key=claim,
            url=article.url,
            body=article.body,
        ),
        keys,
    )
    return Settled(
        article_id=article.article_id,
        entries=draft.entries,
        urls=_urls(keys, article.article_id, claim),
        article=article,
        is_update=known is not None,
        change=Change.CHANGED if known is not None else None,
    )


def _find(
    draft: Draft, keys: Sequence[str], sha: str, memory: Memory, publisher: str
) -> KnownArticle | None:
    """The article that this text is, if we have it.

    By the entry that is looked at again; by the address that its feed links; by where a
    redirect or a rel=canonical leads, if the texts agree; by the same publisher's same text.
    """
    for entry in draft.entries:
        if entry.article_id is not None and entry.article_id in memory.by_id:
            return memory.by_id[entry.article_id]
    for key in keys:
        known = memory.by_url_key.get(key)
        if known is None:
            continue
        is_claim = key in {draft.claimed_key, known.claimed_key}
        is_linked = key == draft.entries[0].url_key and not is_claim
        if is_linked or known.text_sha256 == sha:
            return known
        if known.body is None:
            continue
        before = Text(title=known.title, body=known.body)
        after = Text(title=draft.text.title, body=draft.text.body)
        claimant, owner = draft.final_url, known.url
        if key == known.claimed_key:
            claimant, owner = owner, claimant
        if is_claim and is_claim_right(claimant, owner, key, before, after):
            return known
        if not is_claim and is_redirect_right(before, after):
            return known
    return memory.by_text.get((publisher, sha))


def _change(draft: Draft, known: KnownArticle, memory: Memory) -> Change | None:
    """What became of a known article that was looked at again; None where it was not.

    A second feed or an AMP page that shows a known article in other words is no new version.
    """
    looked_for = [entry for entry in draft.entries if entry.article_id == known.article_id]
    if not looked_for:
        return None
    if known.text_sha256 == draft.text_sha256:
        return Change.SAME
    before = Text(title=known.title, body=known.body or "")
    after = Text(title=draft.text.title, body=draft.text.body)
    asked, final = looked_for[0].url, draft.final_url
    is_at_home = url_key(final) == url_key(asked) or _is_at(memory, url_key(final), known)
    if not is_at_home and is_another(asked=asked, final=final, before=before, after=after):
        return Change.ELSEWHERE
    return change_between(before, after)


def _is_at(memory: Memory, key: str, known: KnownArticle) -> bool:
    found = memory.by_url_key.get(key)
    return found is not None and found.article_id == known.article_id


def _article(draft: Draft, canonical: str, sha: str, feed: Feed) -> Article:
    text, first = draft.text, draft.entries[0]
    article_id = article_id_of(canonical)
    return Article(
        article_id=article_id,
        url=first.url,
        canonical_url=canonical,
        feed_id=feed.feed_id,
        publisher=feed.publisher,
        country=feed.country,
        language=text.language,
        title=text.title,
        byline=text.byline,
        summary=text.summary,
        body=text.body,
        word_count=text.word_count,
        published_at=text.published_at,
        published_from=text.published_from,
        first_seen_at=min(entry.first_seen_at for entry in draft.entries),
        fetched_at=draft.fetched_at,
        body_from=text.body_from,
        text_sha256=sha,
        story_id=founded_by(article_id),  # its own, until copies are looked for
        is_original=False,  # decided among all copies when the batch is loaded
        version=1,
        extractor_version=EXTRACTOR_VERSION,
        archive_file=draft.archive_file,
        archive_offset=draft.archive_offset,
        agency=credit_of(
            publisher=feed.publisher,
            byline=text.byline,
            title=text.title,
            body=text.body,
            lines=text.credit_lines,
        ),
    )


def _urls(keys: Sequence[str], article_id: int, claim: str | None) -> tuple[ArticleUrl, ...]:
    return tuple(
        ArticleUrl(
            url_id=id63("url", key), url_key=key, article_id=article_id, is_claimed=key == claim
        )
        for key in keys
    )
