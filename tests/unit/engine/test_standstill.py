"""What is said when nothing moves: to the learner first, with a way out; then to the coach; never to a manager."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.competency import Framework
from bot.domain.ids import MicroId, PracticeId
from bot.domain.learner import Exposure, Standing
from bot.domain.practice import Library
from bot.domain.standstill import Kind, Standstill
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Datum, Say
from bot.engine.engine import decide
from bot.engine.situation import Desk, Situation, Waiting
from storage.mapping import dump_estimates
from tests.lives import WEEK, seen
from tests.make import (
    ASKING,
    ATTEMPT,
    JONAS,
    LEA,
    MONDAY,
    NAMING,
    TODAY,
    a_coach,
    a_journey,
    a_learner,
    a_library,
    a_person,
    a_reflected_attempt,
    a_reflection,
    a_situation,
    a_standing,
    a_started_attempt,
    an_estimate,
)
from tests.unit.engine.look import choices, learner, press, prompts, refused, said, say

STILL = seen(2, 2, 2, 2, 2, 2, 2, None)  # the last of them is what is reflected on today
TOLD = Standstill("plateau", TODAY)


def reflecting(**standing: object) -> Situation:
    """Lea is about to send the reflection on a practice of today."""
    known = a_learner(
        standings={ASKING: replace(a_standing(), **standing)}, attempt=ATTEMPT, started=ATTEMPT, prompts=20
    )
    before = replace(STILL, practised=dict(list(STILL.practised.items())[:-1]))
    return a_situation(
        journey=a_journey(attempt=a_started_attempt(), learner=known, reflection=a_reflection(done=False)),
        evidence={ASKING: before},
    )


def reflect(now: Situation) -> Decision:
    return decide(now, ev.ReflectionGiven(ATTEMPT, {}, 2))


def told(now: Situation) -> Say:
    return say(reflect(now), "standstill/told")


def kept(decision: Decision) -> Standstill | None:
    return learner(decision).standings[ASKING].standstill


# The learner, first.


def test_it_comes_with_the_answer_to_a_reflection_and_is_no_prompt() -> None:
    decision = reflect(reflecting())
    assert prompts(decision)[:3] == ["practice/offer", "reflection/thanks", "standstill/told"]
    offer = say(decision, "standstill/told")
    assert (offer.begun, offer.to) == (False, None)
    assert choices(offer) == ["other_kind", "ask_coach", "leave_it"]
    assert (offer.data["kind"], offer.data["skill"], offer.data["coach"]) == ("plateau", "Ask before telling", "Jonas")
    assert kept(decision) == TOLD
    assert learner(decision).prompted_on is None


def test_nobody_is_told_while_it_moves() -> None:
    now = reflecting()
    moving = replace(now, evidence={ASKING: seen(1, 2, 2, 3, 4)})
    assert "standstill/told" not in prompts(reflect(moving))
    assert "standstill/told" not in prompts(reflect(replace(now, evidence={})))


@pytest.mark.parametrize(("weeks", "again"), [(1, False), (5, False), (6, True), (20, True)])
def test_it_is_told_at_most_once_in_six_weeks(weeks: int, again: bool) -> None:  # noqa: FBT001 - a table
    before = Standstill("plateau", TODAY - weeks * WEEK)
    decision = reflect(reflecting(standstill=before))
    assert ("standstill/told" in prompts(decision)) is again
    assert kept(decision) == (TOLD if again else before)


def test_once_it_moves_it_is_over() -> None:
    now = reflecting(standstill=Standstill("plateau", TODAY - WEEK))
    moving = replace(now, evidence={ASKING: seen(1, 2, 2, 3, 4)})
    assert kept(reflect(moving)) == Standstill("plateau", TODAY - WEEK, over=True)


def test_without_a_coach_there_is_nobody_to_ask() -> None:
    now = reflecting()
    alone = replace(now, journey=replace(now.mine, coach=None, learner=replace(now.mine.learner, coach=None)))
    assert choices(told(alone)) == ["other_kind", "leave_it"]


# Another kind of exercise.


def test_on_a_plateau_it_is_another_tier_of_the_same_skill() -> None:
    offer = told(reflecting())
    assert (offer.data["how"], offer.data["title"]) == ("harder", "Ask before telling 2")
    assert press(offer, "other_kind") == ev.PracticeChosen(PracticeId("ask-before-telling-2"))


def test_from_the_harder_one_the_way_leads_to_the_easier() -> None:
    now = reflecting()
    harder = a_started_attempt(practice=PracticeId("ask-before-telling-2"), tier=2)
    assert told(replace(now, journey=replace(now.mine, attempt=harder))).data["how"] == "easier"


def test_what_comes_before_is_offered_where_there_is_no_other_tier() -> None:
    offer = told(replace(reflecting(), library=one_tier(after=NAMING)))
    assert (offer.data["how"], offer.data["title"]) == ("first", "Name the behaviour 1")


def test_what_comes_before_and_is_there_already_is_not_offered() -> None:
    now = replace(reflecting(), library=one_tier(after=NAMING))
    able = Standing(an_estimate(m=4.6, start=4.6))
    lea = replace(now.mine.learner, standings={**now.mine.learner.standings, NAMING: able})
    assert told(replace(now, journey=replace(now.mine, learner=lea))).data["how"] == "other"


def test_the_least_done_is_the_other_one() -> None:
    now = replace(reflecting(), library=one_tier())
    lea = now.mine.learner.with_exposure(PracticeId("ask-before-telling-1"), Exposure(6))
    offer = told(replace(now, journey=replace(now.mine, learner=lea)))
    assert (offer.data["how"], offer.data["title"]) == ("other", "Ask before telling 2")


def test_where_there_is_nothing_else_it_says_so() -> None:
    alone = a_library([p for p in a_library().practices.values() if p.id == "ask-before-telling-1"])
    offer = told(replace(reflecting(), library=alone))
    assert (offer.data["how"], choices(offer)) == ("", ["ask_coach", "leave_it"])


def test_nothing_of_the_hardest_tier_comes_too_early() -> None:
    hardest = replace(a_library().practices[PracticeId("ask-before-telling-2")], tier=3)
    library = a_library(
        [hardest if p.id == hardest.id else p for p in a_library().practices.values() if p.micro_competency == ASKING]
    )
    now = replace(reflecting(), library=library)
    early = replace(now, journey=replace(now.mine, learner=replace(now.mine.learner, prompts=1)))
    assert (told(now).data["how"], told(early).data["how"]) == ("harder", "")


def one_tier(after: MicroId | None = None) -> Library:
    """All practices are of tier 1, and asking comes ``after`` another skill."""
    library = a_library()
    framework: Framework = library.framework
    asking = framework.micro_competencies[ASKING]
    asking = replace(asking, prerequisites=() if after is None else (after,))
    framework = replace(framework, micro_competencies={**framework.micro_competencies, ASKING: asking})
    practices = {id_: replace(practice, tier=1) for id_, practice in library.practices.items()}
    return replace(library, framework=framework, practices=practices)


def test_at_a_gap_what_comes_first_is_offered_first() -> None:
    now = replace(reflecting(), library=with_before(NAMING))
    slow = seen(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, None)
    offer = told(replace(now, evidence={ASKING: slow}))
    assert (offer.data["kind"], offer.data["how"]) == ("gap", "first")


def with_before(micro: MicroId) -> Library:
    library = a_library()
    asking = replace(library.framework.micro_competencies[ASKING], prerequisites=(micro,))
    micros = {**library.framework.micro_competencies, ASKING: asking}
    return replace(library, framework=replace(library.framework, micro_competencies=micros))


# What the learner answers.


def answering(event: ev.Understood, still: Standstill | None = TOLD, **journey: object) -> Decision:
    lea = a_learner(standings={ASKING: a_standing(standstill=still)})
    return decide(a_situation(journey=a_journey(learner=lea, **journey)), event)


@pytest.mark.parametrize("kind", ["plateau", "gap"])
def test_the_coach_is_asked_once(kind: Kind) -> None:
    decision = answering(ev.CoachWanted(ASKING), Standstill(kind, TODAY))
    assert prompts(decision) == ["standstill/asked", "coach/asked"]
    asked = say(decision, "coach/asked")
    assert (asked.to, asked.data["learner"], asked.data["kind"]) == (JONAS, "Lea Brandt", kind)
    assert press(asked, "give") == ev.FeedbackFormAsked(LEA)
    assert kept(decision) == Standstill(kind, TODAY, coach_wanted=True)
    again = answering(ev.CoachWanted(ASKING), Standstill(kind, TODAY, coach_wanted=True))
    assert (prompts(again), again.state) == (["standstill/asked"], ())


def test_without_a_coach_the_wish_is_kept_until_there_is_one() -> None:
    decision = answering(ev.CoachWanted(ASKING), coach=None)
    assert prompts(decision) == ["standstill/asked"]
    assert kept(decision) == replace(TOLD, coach_wanted=True)


def test_leaving_it_changes_nothing_and_says_until_when() -> None:
    decision = answering(ev.StandstillLeft(ASKING))
    assert decision.state == ()
    assert say(decision, "standstill/left").data["again_from"] == date(2026, 4, 13)


def test_the_answer_takes_the_place_of_the_question() -> None:
    answers = [*said(answering(ev.StandstillLeft(ASKING))), *said(answering(ev.CoachWanted(ASKING)))[:1]]
    assert {one.subject for one in answers} == {told(reflecting()).subject}


@pytest.mark.parametrize("event", [ev.CoachWanted(ASKING), ev.StandstillLeft(ASKING), ev.CoachWanted(NAMING)])
def test_nobody_answers_what_was_never_asked(event: ev.Understood) -> None:
    now = a_situation(journey=a_journey(learner=a_learner(standings={ASKING: a_standing()})))
    assert refused(now, event) == "unreadable/button"


# The coach, then.


def desk(on: timedelta, still: Standstill = TOLD) -> Situation:
    lea = a_learner(standings={ASKING: a_standing(standstill=still)})
    waiting = Desk(queue=(Waiting(a_person(), a_reflected_attempt()),))
    journey = a_journey(learner=lea, attempt=a_reflected_attempt(), reflection=a_reflection())
    return a_situation(at=MONDAY + on, person=a_coach(), journey=journey, desk=waiting)


def shown(now: Situation) -> list[Datum]:
    """What stands still, on the card of the queue and in focus alike."""
    card = say(decide(now, ev.NextInQueueAsked()), "coach/next").data["standstills"]
    focus = say(decide(now, ev.FocusAsked(LEA)), "coach/focus").data["standstills"]
    assert isinstance(card, list)
    assert card == focus
    return card


def test_the_coach_sees_it_two_weeks_later_or_when_asked() -> None:
    plateau = {"skill": "Ask before telling", "kind": "plateau", "wanted": False}
    assert shown(desk(13 * WEEK / 7)) == []
    assert shown(desk(2 * WEEK)) == [plateau]
    assert shown(desk(timedelta(), replace(TOLD, coach_wanted=True))) == [{**plateau, "wanted": True}]
    assert shown(desk(2 * WEEK, replace(TOLD, over=True))) == []


def test_on_the_card_of_another_skill_it_does_not_stand() -> None:
    now = desk(2 * WEEK)
    other = replace(now, journey=replace(now.theirs, attempt=a_reflected_attempt(micro=NAMING)))
    assert say(decide(other, ev.NextInQueueAsked()), "coach/next").data["standstills"] == []


def test_a_coach_s_rating_that_moves_it_ends_it() -> None:
    lea = a_learner(standings={ASKING: a_standing(standstill=TOLD)})
    journey = a_journey(learner=lea, attempt=a_reflected_attempt())
    given = ev.FeedbackGiven(LEA, ATTEMPT, "s", "b", "i", "n", 5)
    moved = decide(a_situation(person=a_coach(), journey=journey, evidence={ASKING: seen(1, 2, 2, 3)}), given)
    assert kept(moved) == replace(TOLD, over=True)
    none_yet = a_journey(learner=a_learner(standings={ASKING: a_standing()}), attempt=a_reflected_attempt())
    assert kept(decide(a_situation(person=a_coach(), journey=none_yet), given)) is None


# A manager, never.


def test_what_a_manager_s_queries_read_has_nothing_of_it() -> None:
    """They read the estimates of a learner's row and never its body."""
    lea = a_learner(standings={ASKING: a_standing(standstill=Standstill("plateau", TODAY, coach_wanted=True))})
    assert "plateau" not in dump_estimates(lea)
    assert "standstill" not in dump_estimates(lea)
