"""The coach's desk: what waits, what is said about it, and what becomes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.assessment import Assessment
from bot.domain.consent import Opened
from bot.domain.feedback import Feedback
from bot.domain.journey import Journey
from bot.domain.rubric import Level
from bot.domain.spacing import Ladder
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.engine import decide
from bot.engine.situation import Assigned, Desk, Situation, Waiting
from tests.make import (
    ASKING,
    ATTEMPT,
    HOME,
    JONAS,
    LEA,
    MARA,
    MONDAY,
    TODAY,
    a_coach,
    a_feedback,
    a_journey,
    a_learner,
    a_person,
    a_plan,
    a_reflected_attempt,
    a_reflection,
    a_situation,
    a_standing,
    a_started_attempt,
    an_attempt,
)
from tests.unit.engine.look import attempt, choices, form, kept, learner, press, prompts, refused, say

REFLECTED = a_journey(attempt=a_reflected_attempt(feedback_due=MONDAY), reflection=a_reflection())
DESK = Desk(queue=(Waiting(a_person(), a_reflected_attempt(feedback_due=MONDAY)),))


def given(rating: Level | None = None, **changes: object) -> ev.FeedbackGiven:
    said = ev.FeedbackGiven(LEA, ATTEMPT, "In the review", "you asked twice", "they spoke", "wait longer", rating)
    return replace(said, **changes)


def desk(journey: Journey | None = REFLECTED, **changes: object) -> Situation:
    """Jonas at his desk."""
    return replace(a_situation(person=a_coach(), journey=journey), **changes)


def does(event: ev.Understood, journey: Journey | None = REFLECTED, **changes: object) -> Decision:
    return decide(desk(journey, **changes), event)


# What waits.


def test_the_queue_says_what_waits_and_what_is_overdue() -> None:
    late = Waiting(a_person(), a_reflected_attempt(feedback_due=MONDAY - timedelta(days=1)))
    undated = Waiting(a_person(), a_reflected_attempt())
    decision = does(ev.QueueAsked(), None, desk=Desk(queue=(late, *DESK.queue, undated)))
    rows = say(decision, "coach/queue").data["waiting"]
    assert isinstance(rows, list)
    assert [row["overdue"] for row in rows if isinstance(row, dict)] == [True, False, False]
    assert choices(say(decision, "coach/queue")) == ["next"]


def test_an_empty_queue_has_no_next() -> None:
    assert choices(say(does(ev.QueueAsked(), None), "coach/queue")) == []
    for journey in (None, REFLECTED):
        assert say(does(ev.NextInQueueAsked(), journey), "coach/queue").data == {"waiting": []}


def test_the_next_one_is_shown_with_its_answers_and_the_learner_can_see_that_it_was() -> None:
    decision = does(ev.NextInQueueAsked(), desk=DESK)
    card = say(decision, "coach/next")
    answers = card.data["answers"]
    assert isinstance(answers, list)
    assert answers[0] == {"question": "expected", "answer": "My answer to expected."}
    assert (card.data["learner"], card.data["rating"], card.data["waiting"]) == ("Lea Brandt", 3, 1)
    assert kept(decision, Opened) == Opened(LEA, JONAS, "reflection", ATTEMPT, MONDAY)
    assert press(card, "give") == ev.FeedbackFormAsked(LEA, ATTEMPT)


def test_what_was_skipped_is_not_shown() -> None:
    quiet = replace(REFLECTED, reflection=a_reflection(answers={"expected": "", "happened": "So."}))
    assert say(does(ev.NextInQueueAsked(), quiet, desk=DESK), "coach/next").data["answers"] == [
        {"question": "happened", "answer": "So."}
    ]
    silent = replace(REFLECTED, reflection=None)
    assert say(does(ev.NextInQueueAsked(), silent, desk=DESK), "coach/next").data["answers"] == []


def test_learners_are_listed() -> None:
    lea = Assigned(a_person(), a_learner(reflections=3), an_attempt())
    new = Assigned(a_person(name="Noor"), a_learner(stage="invited"), None)
    rows = say(does(ev.LearnersAsked(), None, desk=Desk(learners=(lea, new))), "coach/learners").data["learners"]
    assert rows == [
        {"name": "Lea Brandt", "stage": "practising", "reflections": 3, "last": MONDAY},
        {"name": "Noor", "stage": "invited", "reflections": 0, "last": None},
    ]


def test_a_focus_shows_one_learner_and_the_learner_can_see_what_was_opened() -> None:
    decision = does(ev.FocusAsked(LEA), replace(REFLECTED, plan=a_plan()))
    card = say(decision, "coach/focus")
    assert card.data["plan"] == {"what": a_plan().what, "next_on": a_plan().next_on}
    opened = [state for state in decision.state if isinstance(state, Opened)]
    assert [(one.what, one.attempt) for one in opened] == [("progress", None), ("reflection", ATTEMPT)]


def test_a_reflection_that_is_still_being_written_is_nobody_else_s() -> None:
    writing = a_journey(attempt=a_started_attempt(), reflection=a_reflection(done=False))
    decision = does(ev.FocusAsked(LEA), writing)
    assert say(decision, "coach/focus").data["answers"] == []
    assert kept(decision, Opened).what == "progress"
    assert say(decision, "coach/focus").data["plan"] is None


# The form.


def test_the_form_rates_on_the_anchors_of_what_was_practised() -> None:
    shown = form(does(ev.FeedbackFormAsked(LEA, ATTEMPT)))
    assert [field.name for field in shown.fields] == ["situation", "behaviour", "impact", "next_step", "rating"]
    assert shown.fields[-1].options[4].label == "Ask before telling 5"
    assert not shown.fields[-1].required
    assert shown.about == (LEA, ATTEMPT)
    assert shown.data["learner"] == "Lea"


def test_without_a_name_it_is_about_the_latest_reflection() -> None:
    assert form(does(ev.FeedbackFormAsked(LEA))).about == (LEA, ATTEMPT)


@pytest.mark.parametrize("journey", [a_journey(), a_journey(attempt=a_started_attempt())])
def test_with_nothing_reflected_there_is_nothing_to_rate(journey: Journey) -> None:
    shown = form(does(ev.FeedbackFormAsked(LEA), journey))
    assert [field.name for field in shown.fields] == ["situation", "behaviour", "impact", "next_step"]
    assert shown.about == (LEA, "")


# Giving it.


def test_the_learner_gets_what_was_said() -> None:
    decision = does(given(4))
    card = say(decision, "feedback/arrived")
    assert (card.to, card.begun) == (HOME, True)
    assert (card.data["coach"], card.data["behaviour"], card.data["anchor"]) == (
        "Jonas",
        "you asked twice",
        "Ask before telling 4",
    )
    assert choices(card) == ["acknowledge", "plan"]
    assert prompts(decision)[-1] == "feedback/given"
    assert (kept(decision, Feedback).author, kept(decision, Feedback).micro) == (JONAS, ASKING)


def test_a_rating_moves_the_level_and_the_next_date() -> None:
    practised = a_standing(ladder=Ladder(1, TODAY, before=0))
    journey = replace(REFLECTED, learner=REFLECTED.learner.with_standing(ASKING, practised))
    decision = does(given(5), journey)
    moved = learner(decision).standings[ASKING]
    assert moved.ladder.rung == 2
    assert moved.estimate.observed_high == 1
    assert attempt(decision).coach_rating == 5
    assert (kept(decision, Assessment).source, kept(decision, Assessment).rater) == ("coach", JONAS)


def test_a_rating_of_an_older_practice_moves_the_level_alone() -> None:
    practised = a_standing(ladder=Ladder(1, date(2026, 3, 1)))
    journey = replace(REFLECTED, learner=REFLECTED.learner.with_standing(ASKING, practised))
    moved = learner(does(given(1), journey)).standings[ASKING]
    assert moved.ladder == practised.ladder
    assert moved.estimate.m < practised.estimate.m


def test_without_a_rating_nothing_moves() -> None:
    decision = does(given())
    assert attempt(decision).coach_rating is None
    assert {type(state) for state in decision.state} == {Feedback, type(a_reflected_attempt())}
    rated_before = replace(REFLECTED, attempt=a_reflected_attempt(coach_rating=4))
    assert attempt(does(given(), rated_before)).coach_rating == 4
    assert say(decision, "feedback/arrived").data["anchor"] == ""


def test_feedback_about_no_practice_is_only_said() -> None:
    decision = does(given(3, attempt=None))
    assert decision.state == (kept(decision, Feedback),)
    assert choices(say(decision, "feedback/arrived")) == ["acknowledge"]


@pytest.mark.parametrize("event", [given(), ev.FeedbackFormAsked(LEA, ATTEMPT)])
@pytest.mark.parametrize("journey", [a_journey(), a_journey(attempt=a_started_attempt())])
def test_feedback_is_about_a_reflection_there_is(event: ev.Understood, journey: Journey) -> None:
    assert refused(desk(journey), event) == "unreadable/attempt_unknown"


# Who may.

DOING = (given(), ev.FeedbackFormAsked(LEA), ev.FocusAsked(LEA), ev.NextInQueueAsked())


@pytest.mark.parametrize("event", DOING)
def test_only_the_assigned_coach_may(event: ev.Understood) -> None:
    no_longer = replace(REFLECTED, learner=replace(REFLECTED.learner, coach=None))
    assert refused(desk(no_longer, desk=DESK), event) == "unreadable/not_your_learner"


@pytest.mark.parametrize("event", DOING)
def test_a_manager_never_coaches_a_report(event: ev.Understood) -> None:
    mara = a_coach(id=MARA, roles=frozenset({"coach", "manager"}))
    assigned = replace(REFLECTED, learner=replace(REFLECTED.learner, coach=MARA))
    assert refused(desk(assigned, person=mara, desk=DESK), event) == "unreadable/not_your_learner"


def test_nobody_coaches_themselves() -> None:
    both = a_person(roles=frozenset({"learner", "coach"}))
    for event in (given(), ev.FeedbackFormAsked(LEA)):
        assert refused(desk(person=both), event) == "unreadable/yourself"


def test_somebody_who_is_no_learner_can_t_be_coached() -> None:
    assert refused(desk(None), ev.FeedbackFormAsked(JONAS)) == "unreadable/not_a_learner"


# Reading it.


def reads(feedback: Feedback | None) -> Situation:
    return a_situation(journey=a_journey(feedback=feedback))


def test_the_coach_hears_that_it_was_read_and_no_more() -> None:
    decision = decide(reads(a_feedback()), ev.FeedbackAcknowledged(a_feedback().id))
    assert kept(decision, Feedback).acknowledged_at == MONDAY
    assert press(say(decision, "feedback/acknowledged"), "plan") == ev.PlanFormAsked(ATTEMPT)
    assert (say(decision, "coach/acknowledged").to, say(decision, "coach/acknowledged").data) == (
        JONAS,
        {"learner": "Lea Brandt"},
    )


def test_thanking_twice_is_said_once() -> None:
    decision = decide(reads(a_feedback(acknowledged_at=MONDAY)), ev.FeedbackAcknowledged(a_feedback().id))
    assert (decision.state, prompts(decision)) == ((), ["feedback/acknowledged_before"])


@pytest.mark.parametrize("feedback", [None, a_feedback(id="another")])
def test_feedback_that_is_not_theirs_is_unknown(feedback: Feedback | None) -> None:
    assert refused(reads(feedback), ev.FeedbackAcknowledged(a_feedback().id)) == "unreadable/feedback_unknown"
