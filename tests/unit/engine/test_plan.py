"""Who does what, measured how, and when it is spoken of again."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.attempt import Attempt
from bot.domain.journey import Journey
from bot.domain.plan import Plan
from bot.domain.spacing import Ladder
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Invitation
from bot.engine.engine import decide
from tests.make import (
    ASKING,
    ATTEMPT,
    TODAY,
    a_journey,
    a_person,
    a_plan,
    a_reflected_attempt,
    a_situation,
    a_standing,
    a_started_attempt,
    berlin,
)
from tests.unit.engine.look import attempt, choices, form, kept, press, prompts, refused, say

REFLECTED = a_journey(attempt=a_reflected_attempt())
GIVEN = ev.PlanGiven(ATTEMPT, "Lea", "If I am asked, I ask back.", "twice a week", "friday")


def does(event: ev.Understood, journey: Journey = REFLECTED) -> Decision:
    return decide(a_situation(journey=journey), event)


def values(journey: Journey) -> dict[str, object]:
    return {field.name: field.value for field in form(does(ev.PlanFormAsked(ATTEMPT), journey)).fields}


def test_the_form_proposes_the_day_on_which_the_practice_returns() -> None:
    standing = a_standing(ladder=Ladder(1, TODAY))
    learned = replace(REFLECTED, learner=REFLECTED.learner.with_standing(ASKING, standing))
    assert values(learned) == {"who": "Lea", "what": "I will ask first.", "measure": "", "next_on": "2026-03-09"}


def test_it_proposes_no_day_that_is_past() -> None:
    overdue = replace(REFLECTED, learner=REFLECTED.learner.with_standing(ASKING, a_standing()))
    assert values(overdue)["next_on"] == "2026-03-03"
    assert values(REFLECTED) == {"who": "Lea", "what": "", "measure": "", "next_on": "2026-03-05"}


def test_a_plan_is_kept_closes_the_attempt_and_goes_into_the_calendar() -> None:
    decision = does(GIVEN)
    plan = kept(decision, Plan)
    assert (plan.who, plan.what, plan.measure) == ("Lea", "If I am asked, I ask back.", "twice a week")
    assert (plan.next_on, plan.attempt, plan.closed_at) == (date(2026, 3, 6), ATTEMPT, None)
    assert attempt(decision).state == "closed"
    entry = say(decision, "plan/made").attach
    assert isinstance(entry, Invitation)
    assert (entry.at, entry.minutes) == (berlin(2026, 3, 6), 15)


def test_a_new_plan_closes_the_old_one() -> None:
    decision = does(GIVEN, replace(REFLECTED, plan=a_plan()))
    old, new = (state for state in decision.state if isinstance(state, Plan))
    assert (old.id, old.closed_at) == (a_plan().id, a_situation().at)
    assert new.closed_at is None


def test_a_day_that_the_zone_skips_still_has_an_entry() -> None:
    apia = replace(REFLECTED, person=a_person(zone="Pacific/Apia"))
    now = a_situation(at=datetime(2011, 12, 29, 20, tzinfo=UTC), journey=apia)
    decision = decide(now, replace(GIVEN, next_on="2011-12-30"))
    entry = say(decision, "plan/made").attach
    assert isinstance(entry, Invitation)
    assert entry.at == datetime(2011, 12, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("next_on", "prompt"), [("yesterday", "day"), ("2026-03-02", "day_range"), ("2026-03-01", "day_range")]
)
def test_the_day_lies_ahead(next_on: str, prompt: str) -> None:
    assert refused(a_situation(journey=REFLECTED), replace(GIVEN, next_on=next_on)) == f"unreadable/{prompt}"


@pytest.mark.parametrize("event", [ev.PlanFormAsked(ATTEMPT), GIVEN])
@pytest.mark.parametrize("state", ["started", "closed"])
def test_first_comes_the_reflection(event: ev.Understood, state: str) -> None:
    not_reflected = a_situation(journey=a_journey(attempt=a_started_attempt(state=state)))
    assert refused(not_reflected, event) == "unreadable/reflect_first"


@pytest.mark.parametrize(("kept_it", "buttons"), [(True, []), (False, ["again"])])
def test_a_plan_is_answered_and_closed(kept_it: bool, buttons: list[str]) -> None:  # noqa: FBT001
    decision = does(ev.PlanKept(a_plan().id, kept=kept_it), replace(REFLECTED, plan=a_plan()))
    assert kept(decision, Plan).closed_at is not None
    card = say(decision, "plan/answered")
    assert card.data == {"what": a_plan().what, "kept": kept_it, "coach": "Jonas"}
    assert choices(card) == buttons
    if buttons:
        assert press(card, "again") == ev.PlanFormAsked(ATTEMPT)


def test_a_plan_of_no_attempt_can_t_be_made_again() -> None:
    alone = replace(REFLECTED, plan=a_plan(attempt=None), coach=None)
    card = say(does(ev.PlanKept(a_plan().id, kept=False), alone), "plan/answered")
    assert (choices(card), card.data["coach"]) == ([], "")


@pytest.mark.parametrize("plan", [None, a_plan(id="another")])
def test_a_plan_that_is_closed_can_t_be_answered(plan: Plan | None) -> None:
    now = a_situation(journey=replace(REFLECTED, plan=plan))
    assert refused(now, ev.PlanKept(a_plan().id, kept=True)) == "unreadable/plan_closed"


def test_plans_are_listed_and_another_is_one_press_away() -> None:
    decision = does(ev.PlansAsked())
    assert prompts(decision) == ["plan/list"]
    assert press(say(decision, "plan/list"), "make") == ev.PlanFormAsked(ATTEMPT)
    for other in (a_journey(), a_journey(attempt=a_started_attempt())):
        assert choices(say(does(ev.PlansAsked(), other), "plan/list")) == []


def test_the_attempt_of_a_plan_stays_the_learner_s() -> None:
    assert isinstance(attempt(does(GIVEN)), Attempt)
