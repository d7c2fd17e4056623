"""Lays out one phase of the sample press: every address and what it answers, and what to expect.

Two phases exist. In phase 2 the articles with a later text show it, and two new ones are there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape

from .answers import Answer, Broken, Edition, Expected, headline_only, redirect, show
from .content import Draft, FeedPlan, Publisher, Text, World, dated
from .listing import LOST, appeared, carries, dress, list_article, list_stray, stray_url
from .pages import Page, Printed, make_page
from .syndication import CUT_OFF, write_feed


class Layout:
    """Lays out one edition; `homes` are the publishers' addresses without a final slash."""

    def __init__(
        self, world: World, *, now: datetime, phase: int, homes: dict[str, str], refused: str
    ) -> None:
        self.world, self.phase, self.homes, self.refused = world, phase, homes, refused
        self.now = now.astimezone(UTC).replace(second=0, microsecond=0)
        self.publishers = {one.publisher_id: one for one in world.publishers}
        self.answers: dict[str, Answer] = {}
        self.broken: list[Broken] = []
        drafts = [draft for draft in world.drafts if draft.since_phase <= phase]
        self.printed = [self._print(draft) for draft in drafts]

    def edition(self) -> Edition:
        """Everything at its address."""
        pages = {printed.url: self._lay_page(printed) for printed in self.printed}
        feed_urls = {
            plan.feed_id: self._lay_feed(plan, publisher)
            for publisher in self.world.publishers
            for plan in publisher.feeds
        }
        for publisher in self.world.publishers:
            self._lay_strays(publisher)
        expected = tuple(self._expect(printed, pages[printed.url]) for printed in self.printed)
        return Edition(
            answers=self.answers,
            expected=expected,
            broken=tuple(self.broken),
            feed_urls=feed_urls,
        )

    def _print(self, draft: Draft, *, text: Text | None = None) -> Printed:
        publisher = self.publishers[draft.publisher]
        instant = self.now - timedelta(minutes=round(draft.age_hours * 60))
        local = instant.astimezone(publisher.zone)
        words = self.world.words[draft.language]
        desk = self._desk(draft, local)
        newest = (draft.later_text if self.phase > 1 else None) or draft.text
        path = publisher.address.format(
            slug=draft.slug,
            number=draft.number,
            section=draft.section,
            yyyy=f"{local:%Y}",
            mm=f"{local:%m}",
            dd=f"{local:%d}",
        )
        return Printed(
            draft=draft,
            publisher=publisher,
            text=dated(text or newest, words, desk),
            url=self.homes[draft.publisher] + path,
            published_at=local,
        )

    def _desk(self, draft: Draft, local: datetime) -> datetime:
        """When and where the text was written: a copy keeps the day names of its source."""
        if draft.copy_of is None:
            return local
        owner, slug = draft.copy_of
        source = next(
            one for one in self.world.drafts if (one.publisher, one.slug) == (owner, slug)
        )
        written = self.now - timedelta(minutes=round(source.age_hours * 60))
        return written.astimezone(self.publishers[owner].zone)

    def _neighbours(self, printed: Printed) -> list[Printed]:
        """Six other articles, of the same house and language where there are so many."""

        def distance(other: Printed) -> tuple[bool, bool, int]:
            return (
                other.draft.language != printed.draft.language,
                other.draft.publisher != printed.draft.publisher,
                (other.draft.number - printed.draft.number) % 900_000,
            )

        title, story = printed.text.title, printed.draft.story
        others = [
            other
            for other in self.printed
            if other.text.title != title and (story is None or other.draft.story != story)
        ]
        return sorted(others, key=distance)[:6]

    def _lay_page(self, printed: Printed) -> Page:
        draft, publisher = printed.draft, printed.publisher
        words, home = self.world.words[draft.language], self.homes[draft.publisher]
        near = self._neighbours(printed)
        page = make_page(printed, words, near, home=home)
        charset = "iso-8859-1" if "wrong_charset" in draft.quirks else publisher.charset
        html = show(page.html, publisher.charset, f"text/html; charset={charset}")
        if "paywalled" in draft.quirks:
            wall = f"<html><head><title>{escape(printed.text.title)}</title></head><body>"
            wall += "<h1>Subscribe to read</h1><p>This story is for subscribers.</p></body></html>"
            html = replace(show(wall, "utf-8", "text/html; charset=utf-8"), status=403)
        self.answers[printed.url] = html
        amp = make_page(printed, words, near, home=home, template="amp")
        for link in (dress(printed, "amp", home), dress(printed, "mobile", home)):
            dressed = amp.html if link.endswith("amp/") else page.html
            self.answers.setdefault(link, show(dressed, publisher.charset, html.headers[0][1]))
        if "redirected" in draft.quirks:
            self.answers[f"{home}/go/{draft.number}"] = redirect(printed.url, status=302)
        if any(plan.dress == "amp" for plan in self._plans(printed)):
            # Either page may be the one that is fetched.
            page = replace(page, clutter=tuple(dict.fromkeys((*page.clutter, *amp.clutter))))
        return page

    def _plans(self, printed: Printed) -> list[FeedPlan]:
        return [plan for plan in printed.publisher.feeds if carries(plan, printed.draft)]

    def _lay_feed(self, plan: FeedPlan, publisher: Publisher) -> str:
        home = self.homes[publisher.publisher_id]
        url = home + plan.path
        if plan.fault in LOST:
            url = self.refused + plan.path if plan.fault == "refused" else url
            status = 500 if plan.fault == "server_error" else 404
            self.answers[url] = replace(show("<h1>Error</h1>"), status=status)
            self._break(url, plan.feed_id, plan.fault, is_feed=True)
            return url
        entries = [
            list_article(plan, one, home=home, now=self.now, is_updated=self._is_updated(one))
            for one in self._carried(plan, publisher)
        ]
        entries += [
            list_stray(stray, publisher, home=home, now=self.now)
            for stray in publisher.strays
            if stray.feed_id == plan.feed_id
        ]
        entries.sort(key=lambda one: one.published_at or self.now, reverse=True)
        body, kind = write_feed(plan, publisher, entries, home=home)
        instants = [at for one in entries for at in (one.published_at, one.updated_at) if at]
        cache = (("Cache-Control", f"max-age={plan.max_age}"),) if plan.max_age else ()
        if plan.fault == "malformed":
            self._break(home + CUT_OFF, plan.feed_id, "cut_off", is_feed=False)
        answer = Answer(
            headers=(("Content-Type", kind), *cache),
            body=body,
            validators=plan.validators,
            modified_at=max(instants).astimezone(UTC),
        )
        if plan.fault == "moved":
            self.answers[url] = redirect(f"{home}/rss{plan.path}", status=301)
            self.answers[f"{home}/rss{plan.path}"] = answer
        else:
            self.answers[url] = answer
        return url

    def _carried(self, plan: FeedPlan, publisher: Publisher) -> list[Printed]:
        owned = [one for one in self.printed if one.publisher is publisher]
        return [one for one in owned if carries(plan, one.draft)]

    def _is_updated(self, printed: Printed) -> bool:
        return self.phase > 1 and printed.draft.later_text is not None

    def _lay_strays(self, publisher: Publisher) -> None:
        home = self.homes[publisher.publisher_id]
        for stray in publisher.strays:
            url = stray_url(stray, home)
            self._break(url, stray.feed_id, stray.fault, is_feed=False)
            match stray.fault:
                case "not_found":
                    self.answers[url] = replace(show("<h1>Page not found</h1>"), status=404)
                case "gone":
                    self.answers[url] = replace(show("<h1>Removed</h1>"), status=410)
                case "empty" | "disallowed":
                    self.answers[url] = show(headline_only(stray.title))
                case "redirect_loop":
                    self.answers[url] = redirect(f"{url}/r", status=302)
                    self.answers[f"{url}/r"] = redirect(url, status=302)
                case "private_address":
                    pass  # not ours to answer
                case fault:
                    raise ValueError(f"publishers.toml: unknown fault {fault!r} of a stray entry")

    def _break(self, url: str, feed_id: str, fault: str, *, is_feed: bool) -> None:
        self.broken.append(Broken(url=url, feed_id=feed_id, fault=fault, is_feed=is_feed))

    def _expect(self, printed: Printed, page: Page) -> Expected:
        draft, publisher = printed.draft, printed.publisher
        plans, home = self._plans(printed), self.homes[draft.publisher]
        links = tuple(dict.fromkeys(dress(printed, plan.dress, home) for plan in plans))
        published_at, published_from = printed.published_at, "feed"
        if "undated_entry" in draft.quirks:
            published_from = "page"
        if "url_date_only" in draft.quirks:
            published_at, published_from = published_at.replace(hour=0, minute=0), "url"
        is_walled = "paywalled" in draft.quirks
        earlier = (self._print(draft, text=draft.text).text,) if draft.later_text else ()
        return Expected(
            url=links[0],
            canonical_url=printed.url,
            links=links,
            feed_ids=tuple(plan.feed_id for plan in plans),
            publisher=publisher.name,
            country=publisher.country,
            language=draft.language,
            title=printed.text.title,
            byline=draft.byline,
            paragraphs=printed.text.paragraphs,
            clutter=(appeared(printed),) if is_walled else page.clutter,
            label=draft.label,
            published_at=published_at.astimezone(UTC),
            published_from=published_from,
            body_from="feed" if is_walled else "page",
            story=draft.story,
            is_copy=self._is_copy(printed),
            versions=tuple(dict.fromkeys((*earlier, printed.text))),
        )

    def _is_copy(self, printed: Printed) -> bool:
        if printed.draft.story is None:
            return False
        return sum(other.text == printed.text for other in self.printed) > 1


def lay_out(
    world: World, *, now: datetime, phase: int, homes: dict[str, str], refused: str
) -> Edition:
    """The edition of a phase (1 or 2)."""
    return Layout(world, now=now, phase=phase, homes=homes, refused=refused).edition()
