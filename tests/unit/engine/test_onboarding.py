"""Welcome, consent, hours, a baseline: four small steps, each of which can wait."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.assessment import Assessment
from bot.domain.consent import VERSION
from bot.domain.journey import Journey
from bot.domain.learner import Asking, Rhythm, Stage
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Open, Unschedule
from bot.engine.engine import decide
from tests.make import (
    ASKING,
    ATTEMPT,
    CLOSING,
    HANDING,
    HOME,
    LEA,
    MONDAY,
    NAMING,
    a_cohort,
    a_journey,
    a_learner,
    a_situation,
    a_standing,
    a_touchpoint,
)
from tests.unit.engine.look import choices, learner, planned, press, prompts, refused, said, say
from tests.unit.engine.world import World

SETTINGS = ev.SettingsGiven(time(10), time(8), time(16), frozenset({1, 2, 3}), "weekly", "delegation")


def at_stage(stage: Stage, **changes: object) -> Journey:
    consent = VERSION if stage in {"settling", "rating", "practising"} else 0
    return a_journey(learner=a_learner(stage=stage, consent=consent), **changes)


def does(event: ev.Understood, journey: Journey) -> Decision:
    return decide(a_situation(journey=journey), event)


def says_no(event: ev.Understood, stage: Stage) -> str:
    return refused(a_situation(journey=at_stage(stage)), event)


# Welcome.


def test_the_welcome_says_what_it_is_and_that_no_is_an_answer() -> None:
    decision = does(ev.TouchpointFellDue(a_touchpoint("welcome")), at_stage("invited"))
    card = say(decision, "onboarding/welcome")
    assert choices(card) == ["agree", "not_now", "refuse"]
    assert press(card, "agree") == ev.ConsentGiven(VERSION)
    assert (card.data["name"], card.data["coach"], card.data["pathway"]) == ("Lea", "Jonas", "Leading in a week")
    assert card.to == HOME
    assert learner(decision).stage == "asked"


@pytest.mark.parametrize("stage", ["asked", "settling", "practising", "declined"])
def test_nobody_is_welcomed_twice(stage: Stage) -> None:
    assert does(ev.TouchpointFellDue(a_touchpoint("welcome")), at_stage(stage)) == Decision(outcome="answered")


@pytest.mark.parametrize(
    ("stage", "prompt"),
    [
        ("invited", "onboarding/welcome"),
        ("asked", "onboarding/welcome"),
        ("declined", "onboarding/welcome"),
        ("settling", "onboarding/hours"),
        ("rating", "onboarding/rate"),
        ("practising", "onboarding/already"),
    ],
)
def test_it_goes_on_where_it_stopped(stage: Stage, prompt: str) -> None:
    assert prompts(does(ev.OnboardingResumed(), at_stage(stage))) == [prompt]


@pytest.mark.parametrize("stage", ["invited", "asked", "settling", "rating", "declined"])
def test_until_then_every_command_leads_back_to_it(stage: Stage) -> None:
    assert prompts(does(ev.PracticeAsked(), at_stage(stage))) == prompts(does(ev.OnboardingResumed(), at_stage(stage)))


@pytest.mark.parametrize(("stage", "form"), [("settling", "onboarding/settings"), ("rating", "onboarding/baseline")])
def test_the_form_of_a_step_opens_by_itself_where_a_message_can_not_hold_it(stage: Stage, form: str) -> None:
    [shown] = does(ev.FormAsked(form), at_stage(stage)).effects
    assert isinstance(shown, Open)
    assert (shown.form.prompt, len(shown.form.fields) > 1) == (form, True)


@pytest.mark.parametrize(
    ("stage", "form", "prompt"),
    [
        ("asked", "onboarding/settings", "onboarding/welcome"),
        ("rating", "onboarding/settings", "onboarding/rate"),
        ("practising", "onboarding/baseline", "onboarding/already"),
    ],
)
def test_the_form_of_an_older_step_leads_to_where_it_stopped(stage: Stage, form: str, prompt: str) -> None:
    assert prompts(does(ev.FormAsked(form), at_stage(stage))) == [prompt]


# Consent.


def test_who_agrees_is_asked_for_hours() -> None:
    decision = does(ev.ConsentGiven(VERSION), at_stage("asked"))
    assert (learner(decision).stage, learner(decision).consent) == ("settling", VERSION)
    assert prompts(decision) == ["onboarding/consented", "onboarding/hours"]
    shown = say(decision, "onboarding/hours").form
    assert shown is not None
    assert [field.name for field in shown.fields] == ["prompt_at", "opens", "closes", "days", "pace", "aspiration"]
    assert [option.value for option in shown.fields[-1].options] == ["feedback", "delegation", "meetings"]
    assert shown.fields[3].value == ("1", "2", "3", "4", "5")


def test_a_card_of_an_older_version_is_not_agreed_to() -> None:
    assert says_no(ev.ConsentGiven(VERSION - 1), "asked") == "unreadable/consent_outdated"


def test_who_has_agreed_long_ago_stays_where_they_are() -> None:
    decision = does(ev.ConsentGiven(VERSION), at_stage("practising"))
    assert (decision.state, prompts(decision)) == ((), ["onboarding/already"])


@pytest.mark.parametrize(
    ("event", "prompt"),
    [(ev.ConsentRefused(), "onboarding/refused"), (ev.OnboardingPostponed(), "onboarding/not_now")],
)
@pytest.mark.parametrize("stage", ["asked", "practising"])
def test_no_means_silence_with_a_way_back(event: ev.Understood, prompt: str, stage: Stage) -> None:
    journey = at_stage(stage)
    asked = replace(journey, learner=replace(journey.learner, asking=Asking("reflection", ATTEMPT, "expected")))
    decision = does(event, asked)
    assert (learner(decision).stage, learner(decision).asking) == ("declined", None)
    assert press(say(decision, prompt), "begin") == ev.OnboardingResumed()
    assert Unschedule(LEA, "prompt") in decision.effects


# Hours and aspiration.


def test_hours_are_kept_and_the_baseline_is_next() -> None:
    decision = does(SETTINGS, at_stage("settling"))
    settled = learner(decision)
    assert settled.rhythm == Rhythm(time(10), time(8), time(16), frozenset({1, 2, 3}), "weekly")
    assert (settled.stage, settled.aspiration) == ("rating", "delegation")
    assert prompts(decision) == ["onboarding/settled", "onboarding/rate"]
    shown = say(decision, "onboarding/rate").form
    assert shown is not None
    assert [field.name for field in shown.fields] == [
        "ask-before-telling", "name-the-behaviour", "hand-over-the-outcome", "agree-on-checks", "open-with-the-purpose",
    ]  # fmt: skip
    assert [option.label for option in shown.fields[0].options][:2] == ["Ask before telling 1", "Ask before telling 2"]


def test_hours_may_be_changed_before_the_baseline() -> None:
    assert learner(does(SETTINGS, at_stage("rating"))).stage == "rating"


@pytest.mark.parametrize("aspiration", [None, ""])
def test_an_aspiration_may_wait(aspiration: str | None) -> None:
    assert learner(does(replace(SETTINGS, aspiration=aspiration), at_stage("settling"))).aspiration == ""


def test_an_aspiration_must_be_one_there_is() -> None:
    assert says_no(replace(SETTINGS, aspiration="fame"), "settling") == "unreadable/form"


@pytest.mark.parametrize("stage", ["invited", "asked", "declined"])
def test_nothing_is_kept_before_consent(stage: Stage) -> None:
    assert says_no(SETTINGS, stage) == "unreadable/consent_first"
    assert says_no(ev.BaselineGiven({ASKING: 3}), stage) == "unreadable/consent_first"


# The baseline.


def test_a_baseline_sets_the_start_and_plans_the_first_prompt() -> None:
    decision = does(ev.BaselineGiven({ASKING: 4, NAMING: 2}), at_stage("rating"))
    ready = learner(decision)
    assert ready.stage == "practising"
    assert ready.standings[ASKING].estimate.start == pytest.approx(0.6 * (4 - 0.3) + 1), (
        "less what self-ratings are too high by"
    )
    assert ready.standings[ASKING].estimate.ratings == 1
    assert HANDING not in ready.standings
    made = [state for state in decision.state if isinstance(state, Assessment)]
    assert [(one.micro, one.level, one.source, one.context) for one in made] == [
        (ASKING, 4, "self", "baseline"),
        (NAMING, 2, "self", "baseline"),
    ]
    assert len({one.id for one in made}) == 2
    assert prompts(decision) == ["onboarding/rated", "onboarding/ready"]
    assert say(decision, "onboarding/ready").data == {"first_on": date(2026, 3, 3), "prompt_at": "09:00"}
    [first] = planned(decision)
    assert (first.kind, first.slot) == ("prompt", "2026-03-03")


def test_nothing_need_be_rated() -> None:
    decision = does(ev.BaselineGiven({}), at_stage("rating"))
    assert (learner(decision).stage, dict(learner(decision).standings)) == ("practising", {})


def test_the_first_prompt_waits_for_the_cohort() -> None:
    spring = a_cohort(starts_on=date(2026, 3, 21))
    decision = does(ev.BaselineGiven({}), at_stage("rating", cohort=spring))
    assert say(decision, "onboarding/ready").data["first_on"] == date(2026, 3, 23)
    assert [point.slot for point in planned(decision)] == ["2026-03-23"]


def test_a_cohort_that_is_over_has_no_first_prompt() -> None:
    winter = a_cohort(ends_on=date(2026, 3, 2))
    decision = does(ev.BaselineGiven({}), at_stage("rating", cohort=winter))
    assert say(decision, "onboarding/ready").data["first_on"] is None
    assert Unschedule(LEA, "prompt") in decision.effects


def test_only_what_was_shown_can_be_rated() -> None:
    assert says_no(ev.BaselineGiven({CLOSING: 3}), "rating") == "unreadable/form"
    assert says_no(ev.BaselineGiven({ASKING: 3}), "settling") == "unreadable/consent_first"
    assert says_no(ev.BaselineGiven({ASKING: 3}), "practising") == "unreadable/already_sent"


def test_who_comes_back_keeps_what_they_have_learned() -> None:
    journey = at_stage("rating")
    learned = replace(journey, learner=journey.learner.with_standing(ASKING, a_standing()))
    ready = learner(does(ev.BaselineGiven({ASKING: 1, NAMING: 2}), learned))
    assert ready.standings[ASKING] == a_standing()
    assert NAMING in ready.standings


# All of it.


def test_from_invitation_to_the_first_practice() -> None:
    world = World(a_learner(stage="invited", consent=0))
    world.do(ev.TouchpointFellDue(a_touchpoint("welcome")))
    world.do(press(world.heard[-1], "agree"))
    [shown] = world.forms
    world.submit(shown, {field.name: field.value for field in shown.fields} | {"aspiration": "feedback"})
    world.submit(world.forms[-1], {ASKING: "2"})
    assert world.at == MONDAY
    world.wait(timedelta(days=1))
    assert world.said(last=1) == ["practice/offer"]
    assert said(Decision(effects=tuple(world.heard)))[-1].begun
