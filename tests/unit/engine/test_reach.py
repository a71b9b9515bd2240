"""Who will never hear from the bot, and why."""

from datetime import date, time

import pytest

from bot.domain.calendar import Leave
from bot.domain.journey import Journey
from bot.domain.learner import Learner, Rhythm
from bot.engine.reach import Reach, Silence, silence
from tests.make import MONDAY, TODAY, a_cohort, a_journey, a_learner, a_person

FOR_EVER = (Leave(date(2026, 1, 1), date(9999, 12, 31)),)
NEVER = Rhythm(opens=time(0), closes=time(0))


def never(journey: Journey, *, is_planned: bool = True) -> Silence:
    return silence(Reach(journey, is_planned), MONDAY)


def test_whoever_has_a_prompt_to_come_is_fine() -> None:
    assert never(a_journey()) == ""


@pytest.mark.parametrize(
    ("learner", "why"),
    [
        (a_learner(leave=FOR_EVER), "never open"),
        (a_learner(rhythm=NEVER), "never open"),
        (a_learner(rhythm=NEVER, stage="asked"), "never open"),
        (a_learner(leave=(Leave(TODAY, date(2026, 4, 30)),)), "away to the end"),
        (a_learner(paused_until=date(2026, 5, 1)), "away to the end"),
        (a_learner(leave=FOR_EVER, stage="declined"), ""),
    ],
)
def test_hours_and_leave_that_leave_no_day(learner: Learner, why: Silence) -> None:
    assert never(a_journey(learner=learner, cohort=a_cohort(ends_on=date(2026, 4, 30)))) == why


def test_without_a_cohort_that_runs_or_a_place_to_talk_there_is_nothing() -> None:
    assert never(a_journey(cohort=a_cohort(ends_on=date(2026, 3, 1)))) == "cohort over"
    assert never(a_journey(cohort=a_cohort(starts_on=date(2026, 9, 1)))) == "", "it is to begin"
    assert never(a_journey(home="")) == "no conversation"
    assert never(a_journey(home="", person=a_person(active=False))) == ""


@pytest.mark.parametrize(
    ("learner", "why"),
    [
        (a_learner(), "nothing planned"),
        (a_learner(quiet=True), ""),
        (a_learner(stage="asked"), ""),
    ],
)
def test_a_prompt_that_should_be_planned_and_is_not(learner: Learner, why: Silence) -> None:
    assert never(a_journey(learner=learner), is_planned=False) == why
