"""A person's own page: what there is for them now, in the words of the conversation; looking changes nothing."""

from datetime import timedelta

import pytest

from bot.domain.ids import PersonId
from bot.domain.learner import Stage
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.engine import decide
from bot.engine.situation import Desk, Situation, Waiting
from tests.make import (
    MONDAY,
    a_coach,
    a_journey,
    a_learner,
    a_person,
    a_reflected_attempt,
    a_situation,
    a_started_attempt,
    an_attempt,
)
from tests.unit.engine.look import choices, press, prompts, say

OWN = ["preferences/schedule", "home/settings", "progress/levels", "privacy/receipt"]


def opened(now: Situation) -> Decision:
    return decide(now, ev.HomeOpened())


@pytest.mark.parametrize("attempt", [an_attempt(), a_started_attempt()])
def test_a_learner_finds_today_first_then_dates_settings_progress_and_who_sees_what(attempt: object) -> None:
    page = opened(a_situation(journey=a_journey(attempt=attempt)))
    assert prompts(page) == ["practice/offer", *OWN]
    assert page.state == ()


@pytest.mark.parametrize("attempt", [None, a_reflected_attempt()])
def test_with_nothing_open_there_is_a_way_to_a_practice(attempt: object) -> None:
    page = opened(a_situation(journey=a_journey(attempt=attempt)))
    assert prompts(page) == ["home/today", *OWN]
    assert press(say(page, "home/today"), "more") == ev.MorePracticeAsked()


def test_settings_are_a_press_away() -> None:
    card = say(opened(a_situation(journey=a_journey())), "home/settings")
    assert choices(card) == ["hours", "pause"]
    assert (press(card, "hours"), press(card, "pause")) == (ev.HoursAsked(), ev.PauseAsked(""))
    later = (MONDAY + timedelta(weeks=1)).date()
    resting = say(opened(a_situation(journey=a_journey(learner=a_learner(paused_until=later)))), "home/settings")
    assert press(resting, "resume") == ev.Resumed()


@pytest.mark.parametrize(
    ("stage", "prompt"),
    [("invited", "onboarding/welcome"), ("settling", "onboarding/hours"), ("rating", "onboarding/rate")],
)
def test_who_is_not_there_yet_finds_the_next_step(stage: Stage, prompt: str) -> None:
    page = opened(a_situation(journey=a_journey(learner=a_learner(stage=stage))))
    assert (prompts(page), page.state) == ([prompt], ())


def test_a_coach_finds_who_waits() -> None:
    waiting = Desk(queue=(Waiting(a_person(), a_reflected_attempt()),))
    page = opened(a_situation(person=a_coach(), journey=None, desk=waiting))
    assert prompts(page) == ["coach/queue"]
    assert press(say(page, "coach/queue"), "next") == ev.NextInQueueAsked()


def test_who_is_both_finds_both() -> None:
    both = a_situation(person=a_person(roles=frozenset({"coach", "learner"})), journey=a_journey())
    assert prompts(opened(both)) == ["coach/queue", "home/today", *OWN]


def test_a_coach_s_page_holds_nothing_of_a_learner_s() -> None:
    assert prompts(opened(a_situation(person=a_coach(), journey=a_journey()))) == ["coach/queue"]


def test_anybody_else_finds_what_they_can_type() -> None:
    sponsor = a_person(id=PersonId("sam"), roles=frozenset({"sponsor"}))
    assert prompts(opened(a_situation(person=sponsor, journey=None))) == ["help/short"]
