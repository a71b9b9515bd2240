"""A finished module opens a project; its milestones take a prompt's place; the coach has what happened."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.ids import MicroId, PracticeId, ProjectId
from bot.domain.journey import Journey
from bot.domain.learner import Exposure, Learner
from bot.domain.pathway import Milestone, Project
from bot.domain.practice import Library
from bot.domain.undertaking import Step, Undertaking
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Say
from bot.engine.engine import decide
from bot.engine.forms import FORMS
from tests.make import (
    ASKING,
    MONDAY,
    TODAY,
    a_journey,
    a_learner,
    a_library,
    a_situation,
    a_standing,
    a_started_attempt,
    a_touchpoint,
)
from tests.unit.engine.look import choices, form, learner, press, prompts, refused, said, say

LISTEN, SECOND = ProjectId("listen"), ProjectId("second")


def a_project(**changes: object) -> Project:
    made = Project(
        id=LISTEN,
        revision=1,
        competency=a_library().framework.competency_of(ASKING).id,
        weeks=3,
        title="Hear one trouble out",
        outcome="One recurring trouble is understood by all who have it.",
        scope="What your team may change.",
        sponsor="Whoever hears of it most.",
        stakeholders=("Your team.",),
        milestones=(Milestone(3, "Three people were asked."), Milestone(5, "The cause is written down.")),
        evidence=("The list of what was heard.",),
        coaching=("What did you not want to hear?",),
        owner="content@example.org",
        review_by=date(2026, 12, 1),
        retired=False,
    )
    return replace(made, **changes)


def library(*projects: Project) -> Library:
    """The first half of the pathway opens a project."""
    plain = a_library()
    [pathway] = plain.pathways.values()
    found = {project.id: project for project in projects or (a_project(),)}
    modules = (replace(pathway.modules[0], project=LISTEN), pathway.modules[1])
    return replace(plain, pathways={pathway.id: replace(pathway, modules=modules)}, projects=found)


LIBRARY = library()
FIRST_HALF = LIBRARY.pathways[a_journey().cohort.pathway].modules[0].practices


def one_of_each_skill() -> Mapping[PracticeId, Exposure]:
    """One practice of each skill of the module, and no more."""
    by_skill: dict[MicroId, PracticeId] = {}
    for id_ in FIRST_HALF:
        by_skill.setdefault(LIBRARY.practices[id_].micro_competency, id_)
    return dict.fromkeys(by_skill.values(), Exposure(1, last_on=TODAY))


READY = a_journey(learner=a_learner(exposures=one_of_each_skill()))
BEGUN = Undertaking(
    LISTEN, 1, TODAY, "All are heard.", "", "", "", (Step(1, TODAY), Step(2, TODAY + timedelta(days=2)))
)
GIVEN = ev.ProjectBegun(LISTEN, "All are heard.", "The team's own plan.", "Mara", "")


def does(
    event: ev.Understood, journey: Journey = READY, on: Library = LIBRARY, at: timedelta = timedelta()
) -> Decision:
    return decide(replace(a_situation(journey=journey), library=on, at=MONDAY + at), event)


def running(**changes: object) -> Journey:
    return replace(READY, learner=replace(READY.learner, undertaking=replace(BEGUN, **changes)))


def test_a_project_opens_when_every_skill_of_its_module_has_been_practised() -> None:
    assert prompts(does(ev.ProjectAsked())) == ["project/offer"]
    *met, left = one_of_each_skill()
    missing = dict.fromkeys(met, Exposure(1, last_on=TODAY))
    card = say(does(ev.ProjectAsked(), a_journey(learner=a_learner(exposures=missing))), "project/none")
    assert card.data["module"] == "The first half"
    skills = LIBRARY.framework.micro_competencies
    assert card.data["skills"] == [skills[LIBRARY.practices[left].micro_competency].name]


def test_it_is_offered_once_after_the_reflection_that_finishes_the_module() -> None:
    under_way = a_journey(attempt=a_started_attempt())
    journey = replace(under_way, learner=replace(under_way.learner, exposures=one_of_each_skill()))
    decision = does(ev.ReflectionGiven(a_started_attempt().id, {"happened": "x"}, 3), journey)
    assert "project/offer" not in prompts(decision), "the reflection is not finished yet"
    everything = dict.fromkeys(("expected", "happened", "changed", "matters", "sustain", "next_time"), "x")
    done = does(ev.ReflectionGiven(a_started_attempt().id, everything, 3), journey)
    assert "project/offer" in prompts(done)
    assert learner(done).project_offered == LISTEN
    busy = replace(journey, learner=replace(journey.learner, undertaking=BEGUN))
    assert "project/offer" not in prompts(does(ev.ReflectionGiven(a_started_attempt().id, everything, 3), busy))
    again = replace(journey, learner=replace(journey.learner, project_offered=LISTEN))
    assert "project/offer" not in prompts(does(ev.ReflectionGiven(a_started_attempt().id, everything, 3), again))


def test_without_a_sponsor_it_begins_and_is_flagged() -> None:
    decision = does(GIVEN)
    begun = learner(decision).undertaking
    assert begun is not None
    assert begun.missing == ("stakeholders",)
    assert [step.due_on for step in begun.steps] == [date(2026, 3, 5), date(2026, 3, 9)], "a Saturday becomes a Monday"
    assert say(decision, "project/card").data["missing"] == ["stakeholders"]
    assert begun.project == LISTEN


def test_the_form_asks_for_what_the_template_has() -> None:
    opened = form(does(ev.ProjectFormAsked(LISTEN)))
    assert [(field.name, field.required) for field in opened.fields] == [
        ("outcome", True), ("scope", False), ("sponsor", False), ("stakeholders", False),
    ]  # fmt: skip
    assert opened.prompt in FORMS


@pytest.mark.parametrize(
    ("journey", "event", "prompt"),
    [
        (a_journey(), GIVEN, "unreadable/project_closed"),
        (READY, replace(GIVEN, project=SECOND), "unreadable/project_closed"),
        (running(), GIVEN, "unreadable/one_project"),
        (running(), ev.ProjectFormAsked(LISTEN), "unreadable/one_project"),
        (READY, ev.MilestoneAnswered(LISTEN, 1, reached=True), "unreadable/project_closed"),
        (running(), ev.MilestoneAnswered(SECOND, 1, reached=True), "unreadable/project_closed"),
        (running(), ev.MilestoneAnswered(LISTEN, 7, reached=True), "unreadable/project_closed"),
        (running(ended_on=TODAY, stopped=True), ev.ProjectStopped(LISTEN), "unreadable/project_closed"),
        (running(ended_on=TODAY), ev.MilestoneAnswered(LISTEN, 1, reached=True), "unreadable/project_closed"),
    ],
)
def test_what_is_not_open_can_not_be_done(journey: Journey, event: ev.Understood, prompt: str) -> None:
    assert refused(replace(a_situation(journey=journey), library=LIBRARY), event) == prompt


@pytest.mark.parametrize("project", [a_project(retired=True), a_project(review_by=TODAY - timedelta(days=1))])
def test_what_is_retired_is_not_offered_but_goes_on_for_who_has_begun(project: Project) -> None:
    on = library(project)
    assert prompts(does(ev.ProjectAsked(), on=on)) == ["project/none"]
    assert prompts(does(ev.ProjectAsked(), running(), on)) == ["project/card"]
    assert prompts(does(ev.MilestoneAnswered(LISTEN, 1, reached=True), running(), on)) == ["project/answered"]


def test_on_its_day_a_milestone_takes_the_place_of_the_prompt() -> None:
    decision = does(ev.TouchpointFellDue(a_touchpoint()), running())
    assert prompts(decision) == ["project/milestone"]
    asked = learner(decision).undertaking
    assert asked is not None
    assert asked.steps[0].asked_on == TODAY
    next_day = replace(READY, learner=learner(decision))
    assert prompts(does(ev.TouchpointFellDue(a_touchpoint()), next_day)) == [], "one a day"


def test_not_yet_is_asked_once_more_a_week_later() -> None:
    first = learner(does(ev.MilestoneAnswered(LISTEN, 1, reached=False), running())).undertaking
    assert first is not None
    assert (first.steps[0].due_on, first.steps[0].moved) == (TODAY + timedelta(days=7), True)
    assert first.due(TODAY + timedelta(days=2)) == first.steps[1], "the next one does not wait for it"
    again = first.asked(1, TODAY + timedelta(days=7))
    second = does(ev.MilestoneAnswered(LISTEN, 1, reached=False), replace(READY, learner=with_(again)))
    assert say(second, "project/answered").data["again_on"] is None
    after = learner(second).undertaking
    assert after is not None
    assert after.steps[0].asked_on is not None, "and never a third time"


def with_(undertaking: Undertaking) -> Learner:
    return replace(READY.learner, undertaking=undertaking)


def test_the_last_milestone_finishes_it_and_the_coach_has_the_agenda() -> None:
    half = BEGUN.reached(1, TODAY)
    standing = a_standing(line="I will ask Tom first.")
    journey = replace(READY, learner=with_(half).with_standing(ASKING, standing))
    decision = does(ev.MilestoneAnswered(LISTEN, 2, reached=True), journey)
    assert prompts(decision) == ["project/over", "coach/agenda"]
    agenda = say(decision, "coach/agenda")
    assert journey.coach is not None
    assert agenda.to == journey.coach.id
    assert agenda.data["questions"] == ["What did you not want to hear?"]
    assert agenda.data["missing"] == ["scope", "sponsor", "stakeholders"]
    assert agenda.data["lines"] == ["I will ask Tom first."]
    assert learner(decision).projects_over == (LISTEN,)
    assert prompts(does(ev.ProjectAsked(), replace(journey, learner=learner(decision)))) == ["project/none"]


def test_without_a_coach_nobody_else_hears_of_it() -> None:
    alone = replace(running(), coach=None)
    assert prompts(does(ev.ProjectStopped(LISTEN), alone)) == ["project/over"]


def test_one_that_is_not_wanted_does_not_come_again() -> None:
    decision = does(ev.ProjectDeclined(LISTEN))
    assert prompts(decision) == ["project/declined"]
    assert prompts(does(ev.ProjectAsked(), replace(READY, learner=learner(decision)))) == ["project/none"]


def test_its_dates_are_in_the_schedule_and_its_state_at_the_coach_s() -> None:
    shown = say(does(ev.ScheduleAsked(), running()), "preferences/schedule")
    assert shown.data["milestones"] == [
        {"text": "Three people were asked.", "due_on": TODAY},
        {"text": "The cause is written down.", "due_on": TODAY + timedelta(days=2)},
    ]
    assert say(does(ev.ScheduleAsked()), "preferences/schedule").data["milestones"] == []
    card = say(does(ev.ProjectAsked(), running()), "project/card")
    assert choices(card) == ["reached", "not_yet", "stop"]
    assert press(card, "reached") == ev.MilestoneAnswered(LISTEN, 1, reached=True)


def test_a_milestone_that_has_gone_from_the_template_can_still_be_answered() -> None:
    shorter = library(a_project(milestones=(Milestone(3, "Three people were asked."),)))
    half = replace(READY, learner=with_(BEGUN.reached(1, TODAY)))
    [over, _] = said(does(ev.MilestoneAnswered(LISTEN, 2, reached=True), half, shorter))
    assert isinstance(over, Say)
    assert over.prompt == "project/over"
