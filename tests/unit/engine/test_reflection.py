"""Coming back: six questions and a rating, in chat or in one form, and what follows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.assessment import Assessment
from bot.domain.evidence import Evidence
from bot.domain.ids import AttemptId
from bot.domain.journey import Journey
from bot.domain.learner import Asking
from bot.domain.reflection import QUESTIONS, Question, Reflection
from bot.domain.rubric import LEVELS, Level
from bot.domain.spacing import Ladder
from bot.domain.team import Milestone
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.engine import decide
from tests.make import (
    ASKING,
    ATTEMPT,
    JONAS,
    LEA,
    MONDAY,
    TODAY,
    a_coach,
    a_journey,
    a_learner,
    a_reflected_attempt,
    a_reflection,
    a_situation,
    a_standing,
    a_started_attempt,
    an_attempt,
    berlin,
)
from tests.unit.engine.look import attempt, choices, form, kept, learner, planned, press, prompts, refused, say
from tests.unit.engine.world import World

REFLECTED = a_journey(attempt=a_reflected_attempt(), reflection=a_reflection())


def does(event: ev.Understood, journey: Journey) -> Decision:
    return decide(a_situation(journey=journey), event)


def says_no(event: ev.Understood, journey: Journey) -> str:
    return refused(a_situation(journey=journey), event)


def under_way(question: str = "", *, again: bool = False, **changes: object) -> Journey:
    """A practice under way, with that question open."""
    journey = a_journey(attempt=a_started_attempt(), **changes)
    asking = Asking("reflection", ATTEMPT, question, again=again) if question else None
    return replace(journey, learner=replace(journey.learner, asking=asking))


def answered(*questions: Question, rating: Level | None = None) -> Reflection:
    return Reflection(ATTEMPT, MONDAY, dict.fromkeys(questions, "So."), rating)


ALL_ANSWERED = answered(*QUESTIONS)


# Asking.


def test_done_asks_the_first_question_at_the_learner_s_word() -> None:
    decision = does(ev.DoneSaid(), under_way())
    card = say(decision, "reflection/ask")
    assert card.data["question"] == "expected"
    assert not card.begun, "the learner began it"
    assert choices(card) == ["form", "not_yet", "skip"]
    assert learner(decision).asking == Asking("reflection", ATTEMPT, "expected")


def test_done_goes_on_where_the_reflection_stopped() -> None:
    half = under_way(reflection=answered("expected", "happened"))
    assert say(does(ev.DoneSaid(), half), "reflection/ask").data["question"] == "changed"
    assert say(does(ev.DoneSaid(), under_way(reflection=ALL_ANSWERED)), "reflection/ask").data["question"] == "rating"


@pytest.mark.parametrize("journey", [a_journey(), a_journey(attempt=an_attempt()), REFLECTED])
def test_done_without_a_start_says_so(journey: Journey) -> None:
    assert says_no(ev.DoneSaid(), journey) == "unreadable/nothing_started"


def test_not_yet_is_asked_again_in_two_hours_or_the_next_morning() -> None:
    decision = does(ev.ReflectionPutOff(ATTEMPT), under_way("expected"))
    assert learner(decision).asking is None
    [back] = planned(decision)
    assert (back.kind, back.due_at) == ("reminder", berlin(2026, 3, 2, 11))
    evening = a_situation(at=berlin(2026, 3, 2, 17), journey=under_way("expected"))
    [back] = planned(decide(evening, ev.ReflectionPutOff(ATTEMPT)))
    assert back.due_at == berlin(2026, 3, 3)
    assert says_no(ev.ReflectionPutOff(ATTEMPT), REFLECTED) == "unreadable/attempt_closed"


def test_not_yet_before_days_that_never_open_is_only_said() -> None:
    away = under_way("expected", days_off=frozenset(TODAY + timedelta(days=n) for n in range(500)))
    decision = does(ev.ReflectionPutOff(ATTEMPT), away)
    assert say(decision, "reflection/put_off").data == {"due": None}
    assert planned(decision) == []


# Question by question.


def test_plain_words_answer_the_open_question_and_the_next_is_asked() -> None:
    decision = does(ev.QuestionAnswered("A quarrel."), under_way("expected"))
    assert kept(decision, Reflection).answers == {"expected": "A quarrel."}
    card = say(decision, "reflection/question")
    assert (card.data["question"], card.data["number"], card.data["again"]) == ("happened", 2, False)
    assert learner(decision).asking == Asking("reflection", ATTEMPT, "happened")


def test_an_empty_answer_is_asked_for_once_more_and_then_recorded_as_skipped() -> None:
    once = does(ev.QuestionAnswered(""), under_way("expected"))
    assert say(once, "reflection/question").data["again"] is True
    assert learner(once).asking == Asking("reflection", ATTEMPT, "expected", again=True)
    twice = does(ev.QuestionAnswered(""), under_way("expected", again=True))
    assert kept(twice, Reflection).answers == {"expected": ""}


def test_skip_is_recorded_and_the_next_is_asked() -> None:
    decision = does(ev.QuestionSkipped(), under_way("expected"))
    assert kept(decision, Reflection).answers == {"expected": ""}
    assert say(decision, "reflection/question").data["question"] == "happened"


def test_after_the_sixth_question_comes_the_rating_on_its_anchors() -> None:
    decision = does(ev.QuestionAnswered("Ask."), under_way("next_time", reflection=answered(*QUESTIONS[:-1])))
    card = say(decision, "reflection/rate")
    assert card.data["number"] == 7
    assert choices(card) == ["level_1", "level_2", "level_3", "level_4", "level_5", "skip"]
    assert card.data["anchors"] == [{"level": level, "anchor": f"Ask before telling {level}"} for level in LEVELS]


def test_the_last_question_after_a_form_with_a_rating_ends_it() -> None:
    begun = under_way("next_time", reflection=answered(*QUESTIONS[:-1], rating=4))
    assert attempt(does(ev.QuestionAnswered("Ask."), begun)).self_rating == 4


@pytest.mark.parametrize("event", [ev.LevelChosen(ATTEMPT, 4), ev.QuestionAnswered("4")])
def test_a_rating_by_button_or_typed_ends_it(event: ev.Understood) -> None:
    decision = does(event, under_way("rating", reflection=ALL_ANSWERED))
    assert (attempt(decision).state, attempt(decision).self_rating) == ("reflected", 4)
    assert kept(decision, Reflection).done
    assert kept(decision, Assessment).level == 4
    assert kept(decision, Assessment).source == "self"


@pytest.mark.parametrize("event", [ev.LevelChosen(ATTEMPT, None), ev.QuestionSkipped(), ev.QuestionAnswered("")])
def test_a_rating_can_be_left_out(event: ev.Understood) -> None:
    decision = does(event, under_way("rating", reflection=ALL_ANSWERED))
    assert attempt(decision).self_rating is None
    assert not any(isinstance(state, Assessment) for state in decision.state)


@pytest.mark.parametrize("text", ["6", "3.7", "five"])
def test_what_is_no_level_changes_nothing(text: str) -> None:
    journey = under_way("rating", reflection=ALL_ANSWERED)
    assert says_no(ev.QuestionAnswered(text), journey) == "unreadable/level"


def test_a_level_of_something_past_is_refused() -> None:
    assert says_no(ev.LevelChosen(ATTEMPT, 3), REFLECTED) == "unreadable/attempt_closed"


def test_skip_with_no_question_open_sets_the_practice_aside() -> None:
    decision = does(ev.QuestionSkipped(), under_way())
    assert attempt(decision).state == "closed"
    assert (learner(decision).started, learner(decision).asking) == (None, None)
    assert prompts(decision) == ["practice/offer", "reflection/set_aside"]


def test_a_practice_is_put_aside_by_its_button() -> None:
    assert attempt(does(ev.PracticeStopped(ATTEMPT), under_way())).state == "closed"
    assert says_no(ev.PracticeStopped(ATTEMPT), REFLECTED) == "unreadable/attempt_closed"


def test_the_button_of_an_old_question_skips_nothing_else() -> None:
    old = AttemptId("long-ago")
    offered = a_journey(attempt=an_attempt())
    assert says_no(ev.QuestionSkipped(old), offered) == "unreadable/nothing_open"
    assert says_no(ev.QuestionSkipped(old), under_way("expected")) == "unreadable/nothing_open"
    assert says_no(ev.DoneSaid(old), under_way()) == "unreadable/attempt_unknown"
    assert prompts(does(ev.QuestionSkipped(ATTEMPT), under_way("expected"))) == ["reflection/question"]


@pytest.mark.parametrize("journey", [a_journey(), REFLECTED])
def test_with_nothing_open_there_is_nothing_to_skip(journey: Journey) -> None:
    assert says_no(ev.QuestionSkipped(), journey) == "unreadable/nothing_open"


def test_words_to_no_question_are_not_understood() -> None:
    assert prompts(does(ev.QuestionAnswered("I asked."), under_way())) == ["help/unknown"]


# What follows.


def finished(journey: Journey | None = None, level: Level | None = 4) -> Decision:
    return does(ev.LevelChosen(ATTEMPT, level), journey or under_way("rating", reflection=ALL_ANSWERED))


def test_the_learner_is_thanked_with_the_date_of_the_next_time() -> None:
    decision = finished()
    assert prompts(decision) == ["practice/offer", "reflection/thanks", "milestone/reached", "coach/arrived"]
    card = say(decision, "reflection/thanks")
    assert card.data["line"] == "So."
    assert card.data["due_on"] == date(2026, 3, 9)
    assert choices(card) == ["plan", "edit"]


def test_level_and_ladder_move() -> None:
    moved = learner(finished(level=5)).standings[ASKING]
    assert moved.ladder == Ladder(1, TODAY, 0), "a self-rating of five counts as four"
    assert moved.estimate.ratings == 1
    assert moved.estimate.v > 0.08, "the pace, too"
    assert (moved.line, moved.attempt) == ("So.", ATTEMPT)


def test_without_a_rating_the_practice_counts_and_the_ladder_stays() -> None:
    moved = learner(finished(level=None)).standings[ASKING]
    assert moved.ladder.rung == 0
    assert moved.estimate.ratings == 0
    assert moved.estimate.m == pytest.approx(2.58), "one practice of effort 1 at a pace of .08"


def test_a_reflection_without_a_next_time_keeps_the_last_line() -> None:
    skipped = replace(ALL_ANSWERED, answers={**ALL_ANSWERED.answers, "next_time": ""})
    journey = under_way("rating", reflection=skipped)
    known = replace(journey, learner=journey.learner.with_standing(ASKING, a_standing()))
    assert learner(finished(known)).standings[ASKING].line == "I will ask first."


def test_a_wish_for_easier_or_harder_ends_with_the_practice() -> None:
    journey = under_way("rating", reflection=ALL_ANSWERED)
    leaning = replace(journey, learner=replace(journey.learner, lean=1, unanswered=1))
    assert (learner(finished(leaning)).lean, learner(finished(leaning)).unanswered) == (0, 0)
    assert learner(finished(leaning)).started is None


def test_the_coach_hears_of_it_and_has_two_working_days() -> None:
    decision = finished()
    card = say(decision, "coach/arrived")
    assert card.to == JONAS
    assert card.data["due"] == attempt(decision).feedback_due == berlin(2026, 3, 4)
    assert press(card, "give") == ev.FeedbackFormAsked(LEA, ATTEMPT)
    assert "So." not in str(card.data)


def test_without_a_coach_nobody_does() -> None:
    decision = finished(under_way("rating", reflection=ALL_ANSWERED, coach=None))
    assert "coach/arrived" not in prompts(decision)
    assert attempt(decision).feedback_due is None


@pytest.mark.parametrize(
    ("before", "milestone"),
    [(0, "first_reflection"), (4, "fifth_reflection"), (9, "tenth_reflection"), (1, None), (99, None)],
)
def test_milestones_are_celebrated_in_private(before: int, milestone: Milestone | None) -> None:
    journey = under_way("rating", reflection=ALL_ANSWERED)
    decision = finished(replace(journey, learner=replace(journey.learner, reflections=before)))
    assert learner(decision).reflections == before + 1
    reached = [prompt for prompt in prompts(decision) if prompt == "milestone/reached"]
    assert reached == (["milestone/reached"] if milestone else [])
    if milestone:
        assert press(say(decision, "milestone/reached"), "share") == ev.MilestoneShared(milestone)
        assert say(decision, "milestone/reached").to is None


def test_a_rating_by_a_coach_outweighs_the_learner_s_own() -> None:
    own = finished(level=5)
    [said] = [state for state in own.state if isinstance(state, Assessment)]
    evidence = {ASKING: Evidence((said,), {ATTEMPT: MONDAY})}
    reflected = replace(REFLECTED, learner=learner(own), attempt=attempt(own))
    coach = a_situation(journey=reflected, person=a_coach(), evidence=evidence)
    seen = learner(decide(coach, ev.FeedbackGiven(LEA, ATTEMPT, "In the review", "you told", "silence", "ask", 1)))
    assert seen.standings[ASKING].estimate.m < 2.5 < learner(own).standings[ASKING].estimate.m


# One form.


def test_the_form_has_what_there_is_so_far() -> None:
    shown = form(does(ev.ReflectionFormAsked(ATTEMPT), under_way(reflection=answered("happened", rating=3))))
    assert (shown.prompt, shown.about) == ("reflection/form", (ATTEMPT,))
    assert [field.name for field in shown.fields] == [*QUESTIONS, "rating"]
    assert [field.value for field in shown.fields] == ["", "So.", "", "", "", "", "3"]
    assert not any(field.required for field in shown.fields)


@pytest.mark.parametrize(
    ("journey", "prompt"),
    [
        (a_journey(attempt=an_attempt()), "nothing_started"),
        (a_journey(attempt=an_attempt(state="declined")), "attempt_closed"),
        (a_journey(attempt=an_attempt(state="expired")), "attempt_closed"),
        (a_journey(attempt=a_started_attempt(state="closed")), "attempt_closed"),
    ],
    ids=["not started", "declined", "lapsed", "set aside"],
)
def test_there_is_no_form_for_what_was_not_done(journey: Journey, prompt: str) -> None:
    assert says_no(ev.ReflectionFormAsked(ATTEMPT), journey) == f"unreadable/{prompt}"
    assert says_no(ev.ReflectionGiven(ATTEMPT, {"happened": "So."}, None), journey) == f"unreadable/{prompt}"


def given(rating: Level | None = None, **answers: str) -> ev.ReflectionGiven:
    named: dict[Question, str] = {question: answers[question] for question in QUESTIONS if question in answers}
    return ev.ReflectionGiven(ATTEMPT, named, rating)


def test_a_whole_form_ends_it() -> None:
    decision = does(given(4, **dict.fromkeys(QUESTIONS, "So.")), under_way("expected"))
    assert attempt(decision).state == "reflected"
    assert kept(decision, Reflection).rating == 4


def test_a_form_with_gaps_asks_for_the_first_of_them_once() -> None:
    decision = does(given(4, happened="They spoke."), under_way("expected"))
    assert kept(decision, Reflection).answers == {"happened": "They spoke."}
    assert say(decision, "reflection/question").data["question"] == "expected"
    assert learner(decision).asking == Asking("reflection", ATTEMPT, "expected", again=True)


def test_an_edit_replaces_the_words_and_moves_nothing() -> None:
    standing = a_standing(ladder=Ladder(1, TODAY))
    journey = replace(REFLECTED, learner=REFLECTED.learner.with_standing(ASKING, standing))
    decision = does(given(next_time="I will wait."), journey)
    assert prompts(decision) == ["reflection/edited"]
    assert kept(decision, Reflection).answers["next_time"] == "I will wait."
    assert kept(decision, Reflection).answers["happened"] == "My answer to happened."
    assert learner(decision).standings[ASKING].line == "I will wait."
    assert learner(decision).standings[ASKING].ladder == standing.ladder
    assert not any(isinstance(state, Assessment) for state in decision.state)


def test_an_edit_of_something_older_leaves_the_line_alone() -> None:
    newer = a_standing(attempt="newer")
    journey = replace(REFLECTED, learner=REFLECTED.learner.with_standing(ASKING, newer))
    assert learner(does(given(next_time="I will wait."), journey)).standings[ASKING] == newer


def test_a_changed_rating_is_written_down_beside_the_first() -> None:
    decision = does(given(5), REFLECTED)
    assert kept(decision, Assessment).level == 5
    assert attempt(decision).self_rating == 5


def test_a_changed_rating_moves_the_ladder_as_if_it_had_been_the_first() -> None:
    own = finished(level=5)
    reflected = replace(REFLECTED, learner=learner(own), attempt=attempt(own))
    assert learner(own).standings[ASKING].ladder.rung == 1
    assert learner(does(given(2), reflected)).standings[ASKING].ladder.rung == 0
    seen = replace(reflected, attempt=replace(attempt(own), coach_rating=5))
    assert learner(does(given(2), seen)).standings[ASKING].ladder.rung == 2, "a coach's rating goes before it"


def test_a_changed_rating_counts_instead_of_the_first() -> None:
    first = kept(finished(level=5), Assessment)
    evidence = {ASKING: Evidence((first,), {ATTEMPT: MONDAY})}
    changed = decide(a_situation(journey=REFLECTED, evidence=evidence, at=MONDAY + timedelta(days=1)), given(2))
    at_once = decide(a_situation(journey=REFLECTED, evidence={ASKING: Evidence((), {ATTEMPT: MONDAY})}), given(2))
    moved, only = (learner(one).standings[ASKING].estimate for one in (changed, at_once))
    assert (moved.m, moved.ratings) == (only.m, 1)


# A whole one.


def test_a_practice_from_offer_to_thanks() -> None:
    world = World()
    world.do(ev.Resumed())
    world.wait(timedelta(days=1))
    world.do(next(event for event in world.buttons if isinstance(event, ev.PracticeAccepted)))
    world.wait(timedelta(minutes=30))
    assert world.said(last=1) == ["reflection/ask"]
    for text in ("A quarrel.", "", "", "skip", "They decide.", "I keep asking.", "I will ask first.", "4"):
        world.type(text)
    assert world.said()[1:] == ["reflection/thanks", "milestone/reached"]
    assert world.current is not None
    assert world.reflections[world.current.id].answers == {
        "expected": "A quarrel.",
        "happened": "",
        "changed": "",
        "matters": "They decide.",
        "sustain": "I keep asking.",
        "next_time": "I will ask first.",
    }
    assert world.learner.asking is None
    for _ in range(8):
        world.wait(timedelta(days=1))
        world.learner = world.learner.answered()
    assert world.current.line == "I will ask first.", "about a week later it comes back with the learner's own words"


def test_a_learner_without_a_coach_is_told_of_none() -> None:
    assert (
        say(finished(under_way("rating", coach=None, learner=a_learner(attempt=ATTEMPT))), "reflection/thanks").data[
            "coach"
        ]
        == ""
    )
