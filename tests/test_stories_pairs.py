"""What a run takes for copies and what not: pairs of texts in languages of the region."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.stories.comparing import Text
from tasks.stories.evaluation import LabelledPair, decide
from tests.dispatches import CLUTTER, CRICKET, DAILY, DISPATCHES, Dispatch
from tests.made import NOW

MONDAY = DAILY.format("four", "11", "Swat and Buner", "37", "9", "52")
THURSDAY = DAILY.format("seven", "6", "Dir and Shangla", "18", "5", "21")


def text(*paragraphs: str, title: str, hours: float = 0) -> Text:
    return Text(title=title, body="\n".join(paragraphs), published_at=NOW + timedelta(hours=hours))


def are_copies(one: Text, other: Text) -> bool:
    """As a run decides: texts are compared where their signatures propose it."""
    pair = LabelledPair(
        pair_id="1", one=one, other=other, are_copies=True, kind="copy", language="en"
    )
    turned = LabelledPair(
        pair_id="2", one=other, other=one, are_copies=True, kind="copy", language="en"
    )
    decided = decide(pair).are_copies
    assert decide(turned).are_copies == decided
    return decided


@pytest.fixture(params=DISPATCHES)
def dispatch(request: pytest.FixtureRequest) -> Dispatch:
    return DISPATCHES[request.param]


@pytest.fixture
def report(dispatch: Dispatch) -> Text:
    return text(*dispatch.paragraphs, title=dispatch.title)


def test_a_copy_under_another_headline(dispatch: Dispatch, report: Text) -> None:
    assert are_copies(report, text(*dispatch.paragraphs, title=dispatch.other_title, hours=5))


def test_a_copy_of_another_day(dispatch: Dispatch, report: Text) -> None:
    assert are_copies(report, text(*dispatch.paragraphs, title=dispatch.title, hours=72))


def test_a_copy_among_a_publishers_clutter(dispatch: Dispatch, report: Text) -> None:
    cluttered = (CLUTTER[0], *dispatch.paragraphs, CLUTTER[1])
    assert are_copies(report, text(*cluttered, title=dispatch.title, hours=1))


def test_a_brief(dispatch: Dispatch, report: Text) -> None:
    assert are_copies(report, text(*dispatch.paragraphs[:2], title=dispatch.other_title, hours=2))


def test_an_edited_copy(dispatch: Dispatch, report: Text) -> None:
    """A paragraph is moved, and the desk adds one of its own."""
    lead, official, statement, last = dispatch.paragraphs
    edited = (lead, last, official, statement, dispatch.own_report[1])
    assert are_copies(report, text(*edited, title=dispatch.other_title, hours=3))


def test_an_update_with_a_raised_toll(dispatch: Dispatch, report: Text) -> None:
    title, *paragraphs = (
        part.replace(*dispatch.toll) for part in (dispatch.title, *dispatch.paragraphs)
    )
    assert report.body != "\n".join(paragraphs)
    assert are_copies(report, text(*paragraphs, dispatch.addition, title=title, hours=12))


def test_an_independent_report(dispatch: Dispatch, report: Text) -> None:
    assert not are_copies(report, text(*dispatch.own_report, title=dispatch.other_title, hours=2))


def test_independent_reports_that_share_a_long_quotation(dispatch: Dispatch, report: Text) -> None:
    own = (*dispatch.own_report, dispatch.paragraphs[2])
    assert not are_copies(report, text(*own, title=dispatch.other_title, hours=2))


def test_a_roundup(dispatch: Dispatch, report: Text) -> None:
    """It quotes the lead in its midst, among all that happened that day."""
    others = [one for one in DISPATCHES.values() if one is not dispatch]
    leads = [one.paragraphs[0] for one in others]
    around = (*CRICKET, leads[0], *others[0].own_report, dispatch.paragraphs[0], *leads[1:])
    assert not are_copies(report, text(*around, title="The day in brief", hours=8))


def test_two_articles_with_the_same_clutter(dispatch: Dispatch) -> None:
    one = text(*dispatch.paragraphs, *CLUTTER, title=dispatch.title)
    other = text(*CRICKET, *CLUTTER, title="Spinner's five wickets in Galle", hours=1)
    assert not are_copies(one, other)


@pytest.mark.parametrize("days", [1, 3, 20])
def test_look_alike_daily_reports(days: int) -> None:
    title = "Rain-related incidents claim {} lives"
    assert not are_copies(
        text(MONDAY, title=title.format("four")),
        text(THURSDAY, title=title.format("seven"), hours=24 * days),
    )


def test_a_report_in_another_language_is_another_text() -> None:
    for one in DISPATCHES.values():
        for other in DISPATCHES.values():
            if one is not other:
                assert not are_copies(
                    text(*one.paragraphs, title=one.title),
                    text(*other.paragraphs, title=other.title),
                )
