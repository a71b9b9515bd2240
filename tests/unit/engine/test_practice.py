"""An offer, and what a learner can do with it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.attempt import Attempt, Reason
from bot.domain.ids import AttemptId, PracticeId
from bot.domain.journey import Journey
from bot.domain.learner import EARLY_WINS, Asking, Exposure
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.engine import decide
from tests.make import (
    ASKING,
    ATTEMPT,
    HOME,
    TODAY,
    a_journey,
    a_learner,
    a_library,
    a_practice,
    a_reflected_attempt,
    a_situation,
    a_started_attempt,
    an_attempt,
    berlin,
)
from tests.unit.engine.look import attempt, choices, learner, planned, press, prompts, refused, said, say

OFFERED = a_journey(attempt=an_attempt())
STARTED = a_journey(attempt=a_started_attempt())
AGAIN = a_journey(attempt=an_attempt(exposure=2))
OTHER_UNDER_WAY = a_journey(attempt=an_attempt(), learner=a_learner(attempt="other", started="other"))
QUESTION = "What comes before telling?"


def does(event: ev.Understood, journey: Journey = OFFERED) -> Decision:
    return decide(a_situation(journey=journey), event)


def says_no(event: ev.Understood, journey: Journey = OFFERED) -> str:
    return refused(a_situation(journey=journey), event)


# What now?


def test_the_open_offer_is_shown_as_it_stands() -> None:
    decision = does(ev.PracticeAsked())
    card = say(decision, "practice/offer")
    assert choices(card) == [
        "start", "later_1h", "later_afternoon", "later_tomorrow", "decline", "easier", "harder",
        "guide", "checklist", "exemplar", "scenario",
    ]  # fmt: skip
    assert decision.state == ()
    assert (card.subject, card.to) == (f"offer:{ATTEMPT}", HOME)


def test_what_is_under_way_is_shown_with_what_helps() -> None:
    assert choices(say(does(ev.PracticeAsked(), STARTED), "practice/offer")) == [
        "done", "guide", "checklist", "exemplar", "scenario",
    ]  # fmt: skip


def test_with_nothing_open_a_practice_is_fetched_and_it_counts_for_nothing() -> None:
    decision = does(ev.PracticeAsked(), a_journey(learner=a_learner(unanswered=2)))
    assert not attempt(decision).scheduled
    assert not say(decision, "practice/offer").begun
    assert (learner(decision).unanswered, learner(decision).attempt) == (0, attempt(decision).id)
    assert learner(decision).prompted_on is None


def test_another_one_takes_the_place_of_the_offer() -> None:
    decision = does(ev.MorePracticeAsked())
    old, new = (state for state in decision.state if isinstance(state, Attempt))
    assert (old.id, old.state) == (ATTEMPT, "declined")
    assert new.practice != old.practice
    assert prompts(decision) == ["practice/offer", "practice/offer"]


@pytest.mark.parametrize(
    "event",
    [ev.MorePracticeAsked(), ev.PracticeSought("meeting"), ev.PracticeSought(""), ev.PracticeChosen(a_practice().id)],
)
def test_while_one_is_under_way_there_is_no_second(event: ev.Understood) -> None:
    decision = does(event, STARTED)
    assert choices(say(decision, "practice/one_at_a_time")) == ["done", "stop"]
    assert decision.state == ()


def test_when_there_is_nothing_it_says_so() -> None:
    decision = decide(a_situation(library=a_library([])), ev.MorePracticeAsked())
    assert prompts(decision) == ["practice/nothing_fits"]


def test_a_moment_of_need_is_met_by_its_words() -> None:
    decision = does(ev.PracticeSought("open with the purpose"))
    assert attempt_named(decision, "offered").practice == "open-with-the-purpose-1"
    assert attempt_named(decision, "offered").reasons == (Reason("words", "open with the purpose"),)
    assert say(does(ev.PracticeSought("xyzzy")), "practice/nothing_fits").data == {"words": "xyzzy"}
    assert prompts(does(ev.PracticeSought(""), a_journey())) == ["practice/offer"]


def test_one_can_be_chosen_from_the_library_even_beside_the_pathway() -> None:
    decision = does(ev.PracticeChosen(PracticeId("close-with-decisions-1")), a_journey())
    assert attempt(decision).practice == "close-with-decisions-1"
    assert attempt(decision).reasons == ()


def test_what_is_no_longer_offered_can_t_be_chosen() -> None:
    library = a_library([a_practice(retired=True)])
    for practice in (a_practice().id, PracticeId("never-was")):
        now = a_situation(library=library)
        assert refused(now, ev.PracticeChosen(practice)) == "unreadable/practice_gone"


def test_why_says_the_terms() -> None:
    reasons = (Reason("due", "3"), Reason("gap", "2.4/4.0"))
    decision = does(ev.WhyAsked(), a_journey(attempt=an_attempt(reasons=reasons)))
    assert say(decision, "practice/why").data["reasons"] == [
        {"name": "due", "value": "3"},
        {"name": "gap", "value": "2.4/4.0"},
    ]
    assert prompts(does(ev.WhyAsked(), a_journey())) == ["practice/nothing_open"]


def attempt_named(decision: Decision, state: str) -> Attempt:
    return next(made for made in decision.state if isinstance(made, Attempt) and made.state == state)


# Start.


def test_the_first_time_there_is_an_exemplar_before_the_exercise() -> None:
    decision = does(ev.PracticeAccepted(ATTEMPT))
    started = attempt(decision)
    assert (started.state, learner(decision).started, learner(decision).attempt) == ("started", ATTEMPT, ATTEMPT)
    assert learner(decision).exposure(started.practice) == Exposure(1, 0, TODAY)
    assert prompts(decision) == ["practice/offer", "practice/started"]
    assert say(decision, "practice/started").data["exemplar"] == "> What do you see?"
    [ask] = planned(decision)
    assert (ask.kind, ask.due_at, ask.subject) == ("reflection", berlin(2026, 3, 2, 9, 10), ATTEMPT)


def test_from_the_second_time_on_recall_comes_first() -> None:
    decision = does(ev.PracticeAccepted(ATTEMPT), AGAIN)
    assert say(decision, "practice/recall").data["question"] == QUESTION
    assert learner(decision).asking == Asking("recall", ATTEMPT, QUESTION)


def test_a_practice_with_nothing_to_recall_just_starts() -> None:
    library = a_library([a_practice(recall=())])
    decision = decide(a_situation(journey=AGAIN, library=library), ev.PracticeAccepted(ATTEMPT))
    assert prompts(decision) == ["practice/offer", "practice/started"]
    assert learner(decision).asking is None


def test_at_the_end_of_the_day_it_asks_the_next_morning() -> None:
    now = a_situation(at=berlin(2026, 3, 2, 17, 25), journey=OFFERED)
    [ask] = planned(decide(now, ev.PracticeAccepted(ATTEMPT)))
    assert ask.due_at == berlin(2026, 3, 3)


def test_a_day_that_never_opens_again_has_nothing_to_ask_at() -> None:
    never = replace(OFFERED, days_off=EveryDay())
    assert planned(does(ev.PracticeAccepted(ATTEMPT), never)) == []


class EveryDay:
    """A country of holidays."""

    def __contains__(self, on: object) -> bool:
        return isinstance(on, date)


def test_what_lapsed_can_still_be_taken_up() -> None:
    assert (
        attempt(does(ev.PracticeAccepted(ATTEMPT), a_journey(attempt=an_attempt(state="expired")))).state == "started"
    )


@pytest.mark.parametrize(
    ("journey", "prompt"),
    [
        (STARTED, "already_started"),
        (a_journey(attempt=a_reflected_attempt()), "attempt_closed"),
        (a_journey(attempt=an_attempt(state="declined")), "attempt_closed"),
        (OTHER_UNDER_WAY, "one_at_a_time"),
        (a_journey(attempt=an_attempt(id="another")), "attempt_unknown"),
        (a_journey(), "attempt_unknown"),
    ],
)
def test_what_is_past_can_t_be_started(journey: Journey, prompt: str) -> None:
    assert says_no(ev.PracticeAccepted(ATTEMPT), journey) == f"unreadable/{prompt}"


# Later.


def test_an_offer_can_be_put_off() -> None:
    decision = does(ev.PracticePostponed(ATTEMPT, "afternoon"), a_journey(attempt=an_attempt()))
    two = berlin(2026, 3, 2, 14)
    assert attempt(decision).put_off_to == two
    assert say(decision, "practice/later").data["due"] == two
    [back] = planned(decision)
    assert (back.kind, back.due_at, back.subject) == ("reminder", two, ATTEMPT)


def test_putting_it_off_answers_it_and_closes_its_question() -> None:
    asked = replace(AGAIN, learner=replace(AGAIN.learner, unanswered=2, asking=Asking("recall", ATTEMPT, QUESTION)))
    decision = does(ev.PracticePostponed(None, ""), asked)
    assert (learner(decision).unanswered, learner(decision).asking) == (0, None)


@pytest.mark.parametrize(
    ("journey", "prompt"),
    [
        (STARTED, "already_started"),
        (a_journey(attempt=a_reflected_attempt()), "attempt_closed"),
        (OTHER_UNDER_WAY, "one_at_a_time"),
        (a_journey(), "nothing_open"),
    ],
)
def test_what_is_no_offer_can_t_be_put_off(journey: Journey, prompt: str) -> None:
    assert says_no(ev.PracticePostponed(None, "1h"), journey) == f"unreadable/{prompt}"


# Not this one.


def test_declining_is_remembered_and_another_is_one_press_away() -> None:
    decision = does(ev.PracticeDeclined(ATTEMPT))
    assert attempt(decision).state == "declined"
    assert learner(decision).exposure(an_attempt().practice).declined == 1
    card, told = said(decision)
    assert choices(card) == []
    assert press(told, "another") == ev.MorePracticeAsked()


def test_declining_closes_its_own_question_and_no_other() -> None:
    own = Asking("recall", ATTEMPT, QUESTION)
    asked = replace(AGAIN, learner=replace(AGAIN.learner, asking=own))
    assert learner(does(ev.PracticeDeclined(ATTEMPT), asked)).asking is None
    other = Asking("reflection", AttemptId("other"), "happened")
    busy = replace(OTHER_UNDER_WAY, learner=replace(OTHER_UNDER_WAY.learner, asking=other))
    assert learner(does(ev.PracticeDeclined(ATTEMPT), busy)).asking == other


def test_skip_declines_an_offer() -> None:
    assert attempt(does(ev.QuestionSkipped())).state == "declined"


@pytest.mark.parametrize(
    ("journey", "prompt"),
    [(STARTED, "already_started"), (a_journey(attempt=an_attempt(state="expired")), "attempt_closed")],
)
def test_what_is_no_offer_can_t_be_declined(journey: Journey, prompt: str) -> None:
    assert says_no(ev.PracticeDeclined(ATTEMPT), journey) == f"unreadable/{prompt}"


# Easier, harder.


def test_easier_and_harder_offer_another() -> None:
    middle = a_journey(
        attempt=an_attempt(tier=2, practice=PracticeId("ask-before-telling-2")),
        learner=a_learner(attempt=ATTEMPT, prompts=EARLY_WINS),
    )
    easier = does(ev.TierAsked(ATTEMPT, -1), middle)
    assert attempt_named(easier, "offered").tier < 3
    assert attempt_named(easier, "offered").scheduled, "it is still the day's prompt"
    assert attempt_named(easier, "declined").id == ATTEMPT
    assert learner(easier).lean == -1
    assert attempt_named(does(ev.TierAsked(ATTEMPT, 1), middle), "offered").tier == 3


def test_a_wish_that_can_t_be_met_now_is_kept() -> None:
    library = a_library([a_practice(tier=2), a_practice(id=PracticeId("easy"), tier=1)])
    offered = a_journey(attempt=an_attempt(tier=2))
    decision = decide(a_situation(journey=offered, library=library), ev.TierAsked(ATTEMPT, 1))
    assert say(decision, "practice/no_other_tier").data == {"lean": 1}
    assert learner(decision).lean == 1
    only = a_library([a_practice()])
    assert prompts(decide(a_situation(journey=OFFERED, library=only), ev.TierAsked(None, -1))) == [
        "practice/no_other_tier"
    ]


@pytest.mark.parametrize("journey", [a_journey(), STARTED, OTHER_UNDER_WAY])
def test_without_an_open_offer_it_is_a_wish_for_the_next(journey: Journey) -> None:
    decision = does(ev.TierAsked(None, -1), journey)
    assert prompts(decision) == ["practice/leaning"]
    assert learner(decision).lean == -1


def test_a_wish_goes_no_further_than_one_step_and_back() -> None:
    leaning = a_journey(learner=a_learner(lean=1))
    assert learner(does(ev.TierAsked(None, 1), leaning)).lean == 1
    assert learner(does(ev.TierAsked(None, -1), leaning)).lean == 0


# Aids.


@pytest.mark.parametrize("aid", ["guide", "checklist", "exemplar"])
def test_aids_are_three_choices(aid: ev.Aid) -> None:
    assert choices(say(does(ev.AidAsked(ATTEMPT, aid)), f"practice/{aid}")) == ["start"]
    assert choices(say(does(ev.AidAsked(ATTEMPT, aid), STARTED), f"practice/{aid}")) == []


@pytest.mark.parametrize("aid", ["guide", "exemplar"])
def test_from_the_second_time_on_recall_comes_before_an_aid(aid: ev.Aid) -> None:
    decision = does(ev.AidAsked(ATTEMPT, aid), AGAIN)
    assert prompts(decision) == ["practice/recall"]
    assert learner(decision).asking == Asking("recall", ATTEMPT, QUESTION)


def test_a_checklist_gives_nothing_away() -> None:
    assert prompts(does(ev.AidAsked(ATTEMPT, "checklist"), AGAIN)) == ["practice/checklist"]


REFLECTING = Asking("reflection", ATTEMPT, "happened")


@pytest.mark.parametrize(
    "journey",
    [
        a_journey(attempt=an_attempt(exposure=2, recalled=True)),
        a_journey(attempt=a_reflected_attempt(exposure=2)),
        a_journey(attempt=an_attempt(exposure=2), learner=a_learner(attempt="another")),
        a_journey(
            attempt=a_started_attempt(exposure=2),
            learner=a_learner(attempt=ATTEMPT, started=ATTEMPT, asking=REFLECTING),
        ),
    ],
    ids=["recalled", "over", "not the current one", "in the middle of a reflection"],
)
def test_a_question_that_could_not_be_answered_is_not_asked(journey: Journey) -> None:
    decision = does(ev.AidAsked(ATTEMPT, "guide"), journey)
    assert prompts(decision) == ["practice/guide"]
    assert decision.state == ()


def recalling(*, again: bool = False) -> Journey:
    started = a_journey(attempt=a_started_attempt(exposure=2))
    asking = Asking("recall", ATTEMPT, QUESTION, again=again)
    return replace(started, learner=replace(started.learner, asking=asking))


def test_whatever_is_recalled_the_guide_follows() -> None:
    decision = does(ev.QuestionAnswered("Asking."), recalling())
    assert attempt(decision).recalled
    assert learner(decision).asking is None
    card = say(decision, "practice/recalled")
    assert card.data["guide"] == "**Ask**, then wait."
    assert choices(card) == ["done", "exemplar"]


def test_an_empty_answer_is_asked_for_once_more() -> None:
    decision = does(ev.QuestionAnswered(""), recalling())
    assert say(decision, "practice/recall").data["again"] is True
    assert prompts(does(ev.QuestionAnswered(""), recalling(again=True))) == ["practice/recalled"]


def test_recall_can_be_skipped() -> None:
    assert prompts(does(ev.QuestionSkipped(), recalling())) == ["practice/recalled"]


def test_what_was_chosen_is_about_its_own_skill() -> None:
    assert attempt(does(ev.PracticeChosen(a_practice().id), a_journey())).micro == ASKING


def test_a_scenario_is_decided_and_what_follows_is_told() -> None:
    journey = a_journey(attempt=an_attempt())
    asked = say(does(ev.AidAsked(ATTEMPT, "scenario"), journey), "practice/scenario")
    scenario = a_practice().scenario
    assert asked.data["situation"] == scenario.situation
    assert asked.data["options"] == [option.text for option in scenario.options]
    assert choices(asked) == [f"decide_{n}" for n in range(1, len(scenario.options) + 1)]
    told = say(does(press(asked, "decide_1"), journey), "practice/consequence")
    assert told.data["consequence"] == scenario.options[0].consequence
    assert "decide_1" not in choices(told)
    assert choices(told)[-1] == "start"
    under_way = say(
        does(ev.ScenarioDecided(ATTEMPT, 2), a_journey(attempt=a_started_attempt())), "practice/consequence"
    )
    assert "start" not in choices(under_way)


@pytest.mark.parametrize("number", [0, 4, 99])
def test_an_option_that_is_not_there_is_refused(number: int) -> None:
    now = a_situation(journey=a_journey(attempt=an_attempt()))
    assert refused(now, ev.ScenarioDecided(ATTEMPT, number)) == "unreadable/button"


def test_a_practice_s_own_questions_come_with_the_reflection() -> None:
    asked = say(does(ev.DoneSaid(ATTEMPT), a_journey(attempt=a_started_attempt())), "reflection/ask")
    assert asked.data["own"] == list(a_practice().reflection)
