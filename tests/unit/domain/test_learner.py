"""A learner's rhythm, and what an attempt goes through."""

from datetime import date, timedelta

import pytest

from bot.domain.errors import RateLimitedError, UnreadableInputError
from bot.domain.ids import derived
from bot.domain.learner import Exposure, Pace, Rhythm
from tests.make import (
    ASKING,
    MONDAY,
    TODAY,
    a_learner,
    a_practice,
    a_reflected_attempt,
    a_reflection,
    a_standing,
    a_started_attempt,
    an_attempt,
    berlin,
)


@pytest.mark.parametrize(("pace", "days"), [("daily", 1), ("alternate", 2), ("weekly", 7)])
def test_the_pace_keeps_prompts_apart(pace: Pace, days: int) -> None:
    learner = a_learner(rhythm=Rhythm(pace=pace), prompted_on=TODAY)
    assert learner.earliest_next == TODAY + timedelta(days=days)


def test_a_pause_keeps_them_away() -> None:
    friday = date(2026, 3, 6)
    assert a_learner(paused_until=friday).earliest_next == friday
    assert a_learner(paused_until=friday, prompted_on=TODAY).earliest_next == friday
    assert a_learner(paused_until=TODAY, prompted_on=friday).earliest_next == date(2026, 3, 7)


def test_before_the_first_prompt_any_day_will_do() -> None:
    assert a_learner().earliest_next is None


def test_who_shows_up_is_no_longer_silent() -> None:
    back = a_learner(unanswered=2, quiet=True).answered()
    assert (back.unanswered, back.quiet) == (0, False)


def test_what_is_known_of_one_skill_leaves_the_others_alone() -> None:
    learner = a_learner().with_standing(ASKING, a_standing()).with_exposure(a_practice().id, Exposure(2))
    assert learner.standings == {ASKING: a_standing()}
    assert learner.exposure(a_practice().id).times == 2
    assert a_learner().exposure(a_practice().id) == Exposure()


def test_an_attempt_goes_from_offer_to_reflection() -> None:
    offered = an_attempt(put_off_to=MONDAY)
    started = offered.start(MONDAY)
    assert (started.state, started.started_at, started.put_off_to) == ("started", MONDAY, None)
    assert started.duration == timedelta(minutes=10)
    later = MONDAY + timedelta(hours=1)
    reflected = started.reflect(later, 4, berlin(2026, 3, 4))
    assert (reflected.state, reflected.reflected_at, reflected.self_rating) == ("reflected", later, 4)
    assert reflected.feedback_due == berlin(2026, 3, 4)


def test_a_reflection_counts_from_the_first_time() -> None:
    again = a_reflected_attempt(feedback_due=berlin(2026, 3, 4)).reflect(berlin(2026, 3, 9), 5, berlin(2026, 3, 11))
    assert (again.reflected_at, again.feedback_due) == (MONDAY, berlin(2026, 3, 4))


def test_an_attempt_waits_until_it_has_been_answered() -> None:
    assert an_attempt().waits
    assert a_started_attempt().waits
    assert not an_attempt().end("declined", MONDAY).waits
    assert an_attempt().end("expired", MONDAY).closed_at == MONDAY


def test_questions_are_asked_in_their_order() -> None:
    begun = a_reflection(answers={})
    assert begun.open_question == "expected"
    assert begun.answer("expected", "").open_question == "happened", "a skipped question was asked"
    assert a_reflection().open_question is None
    assert begun.next_time == ""
    assert a_reflection().next_time == "My answer to next_time."


def test_a_practice_is_offered_until_its_review() -> None:
    practice = a_practice(review_by=TODAY)
    assert practice.offered_on(TODAY)
    assert not practice.offered_on(TODAY + timedelta(days=1))
    assert not a_practice(retired=True).offered_on(TODAY)


def test_the_same_cause_has_the_same_id_and_another_has_another() -> None:
    ids = [derived(*cause) for cause in (("a", "b"), ("ab",), ("a", "b", 0), ("a", "b", 1), ("b", "a"), ())]
    assert len(set(ids)) == len(ids)
    assert derived("a", "b") == "5a07d1b0a88dc07da4f4", "stable for ever: ids of the past are made of it"
    assert all(len(id_) == 20 for id_ in ids)


def test_errors_say_what_to_do() -> None:
    assert RateLimitedError(timedelta(seconds=3)).retry_after == timedelta(seconds=3)
    no = UnreadableInputError("unreadable/day", {"words": "x"}, field="next_on")
    assert (no.prompt, no.data, no.field) == ("unreadable/day", {"words": "x"}, "next_on")
    assert UnreadableInputError("unreadable/day").data == {}
