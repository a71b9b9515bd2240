"""Owners of content hear in time that it has to be read again: once, and all at once."""

from dataclasses import replace
from datetime import date, datetime

from bot.domain.ids import CompetencyId, PersonId, PracticeId, ProjectId
from bot.domain.pathway import Milestone, Project
from bot.domain.practice import Library
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.engine import decide
from bot.engine.flows.upkeep import owners, reviews
from tests.make import MONDAY, a_library, a_person, a_practice, a_situation, berlin
from tests.unit.engine.look import say

OWNER = a_person(id=PersonId("wilma"), name="Wilma", email="wilma@example.org", roles=frozenset({"admin"}))
WEEK = "2026-03-09"
"""That of the ninth of March; what comes up in it is due by 23 to 29 March."""


def library(*due: date, owner: str = "Wilma@example.org", **changes: object) -> Library:
    made = [
        a_practice(id=PracticeId(f"p-{n}"), title=f"Practice {n}", owner=owner, review_by=on, **changes)
        for n, on in enumerate(due)
    ]
    return a_library(made, pathways={})


def a_project(**changes: object) -> Project:
    project = Project(
        id=ProjectId("round"),
        revision=1,
        competency=CompetencyId("feedback"),
        weeks=2,
        title="A round",
        outcome="",
        scope="",
        sponsor="",
        stakeholders=(),
        milestones=(Milestone(5, "Begun"),),
        evidence=(),
        coaching=(),
        owner="wilma@example.org",
        review_by=date(2026, 3, 25),
        retired=False,
    )
    return replace(project, **changes)


def planned(content: Library, at: datetime = MONDAY) -> list[tuple[str, datetime]]:
    return [(point.slot, point.due_at) for point in reviews(content, OWNER, (), at)]


def fallen_due(content: Library, at: datetime = berlin(2026, 3, 9), slot: str = WEEK) -> Decision:  # noqa: B008
    point = Touchpoint(OWNER.id, "review", slot, at, berlin(2026, 5, 9), slot)
    return decide(a_situation(at=at, person=OWNER, journey=None, library=content), ev.TouchpointFellDue(point))


def test_an_owner_is_told_two_weeks_ahead_on_the_first_working_morning_of_that_week() -> None:
    assert planned(library(date(2026, 3, 26))) == [(WEEK, berlin(2026, 3, 9))]


def test_what_comes_up_in_one_week_is_told_together() -> None:
    content = library(date(2026, 3, 23), date(2026, 3, 29), date(2026, 3, 30))
    assert [slot for slot, _ in planned(content)] == [WEEK, "2026-03-16"]


def test_a_holiday_puts_it_off_to_the_next_morning() -> None:
    [point] = reviews(library(date(2026, 3, 26)), OWNER, {date(2026, 3, 9)}, MONDAY)
    assert point.due_at == berlin(2026, 3, 10)


def test_what_should_have_been_told_long_ago_is_told_as_soon_as_somebody_works() -> None:
    saturday = berlin(2026, 3, 7, 12)
    assert planned(library(date(2026, 1, 1)), saturday) == [("2025-12-15", berlin(2026, 3, 9))]
    assert planned(library(date(2026, 1, 1)), berlin(2026, 3, 9, 11)) == [("2025-12-15", berlin(2026, 3, 9, 11))]


def test_what_is_retired_or_somebody_elses_is_not_told() -> None:
    assert planned(library(date(2026, 3, 26), retired=True)) == []
    assert planned(library(date(2026, 3, 26), owner="ann@example.org")) == []


def test_a_date_at_the_ends_of_time_does_no_harm() -> None:
    assert [slot for slot, _ in planned(library(date.min))] == ["0001-01-15"]
    assert planned(library(date.max)) == []


def test_projects_are_looked_after_too() -> None:
    content = replace(a_library((), pathways={}), projects={ProjectId("round"): a_project()})
    assert planned(content) == [(WEEK, berlin(2026, 3, 9))]
    assert owners(content) == {"wilma@example.org": 1}


def test_the_owner_reads_what_it_is_and_until_when() -> None:
    said = say(fallen_due(library(date(2026, 3, 26), date(2026, 4, 20))), "library/review_due")
    assert said.data["items"] == [{"title": "Practice 0", "id": "p-0", "review_by": date(2026, 3, 26), "over": False}]


def test_what_is_over_is_said_to_be() -> None:
    said = say(fallen_due(library(date(2026, 3, 26)), berlin(2026, 3, 27)), "library/review_due")
    assert said.data["items"] == [{"title": "Practice 0", "id": "p-0", "review_by": date(2026, 3, 26), "over": True}]


def test_what_has_been_seen_to_meanwhile_is_not_told() -> None:
    assert fallen_due(library(date(2027, 3, 26))) == Decision(outcome="reviewed")
    assert fallen_due(library(date(2026, 3, 26), retired=True)) == Decision(outcome="reviewed")
    assert fallen_due(library(date(2026, 3, 26), owner="ann@example.org")) == Decision(outcome="reviewed")


def test_after_two_months_it_is_no_news() -> None:
    assert fallen_due(library(date(2026, 3, 26)), berlin(2026, 6, 1)) == Decision(outcome="too late")
