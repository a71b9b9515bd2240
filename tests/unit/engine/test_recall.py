"""FSRS behind the ladder's interface, with settings under which nobody stays at minutes or waits for years."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.practice import Library
from bot.domain.rubric import LEVELS, Level
from bot.domain.spacing import Ladder, Memory, practised, rating_of
from bot.engine import events as ev
from bot.engine.engine import decide
from bot.engine.recall import recall_for, remember
from tests.make import ASKING, ATTEMPT, LEA, NAMING, TODAY, a_coach, a_framework, a_library, a_situation
from tests.unit.engine.look import attempt, learner
from tests.unit.engine.test_reflection import ALL_ANSWERED, REFLECTED, under_way

MONDAY = date(2026, 3, 2)
FIVE = ev.LevelChosen(ATTEMPT, 5)


def after(*ratings: int) -> list[int]:
    """The days until the next time after each of these, every one in time."""
    memory, on, days = None, MONDAY, list[int]()
    for rating in ratings:
        memory = remember(memory, rating, on)
        days.append(memory.days)
        on += timedelta(days=memory.days)
    return days


def test_the_intervals_are_those_of_fsrs_between_three_and_thirty_days() -> None:
    """With FSRS's own parameters: 1.3 days after the first Hard, then 5.4 and so on, as far as the bounds allow."""
    assert after(3, 3, 4, 5, 5) == [3, 5, 14, 30, 30]


def test_what_is_hard_does_not_stay_at_minutes() -> None:
    assert after(*[3] * 6) == sorted(after(*[3] * 6))
    assert after(*[3] * 6)[-1] > 3


def test_one_and_two_are_forgotten_alike() -> None:
    assert remember(None, 1, MONDAY) == remember(None, 2, MONDAY)
    known = remember(remember(None, 4, MONDAY), 4, MONDAY + timedelta(days=3))
    later = MONDAY + timedelta(days=20)
    assert remember(known, 1, later) == remember(known, 2, later)
    assert remember(known, 2, later).stability < known.stability < remember(known, 3, later).stability


def test_five_is_easy_and_one_s_own_five_is_only_good() -> None:
    own, coach = (rating_of(given, 5) for given in (None, 5))
    assert (own, coach) == (4, 5)
    assert remember(None, 4, MONDAY).stability < remember(None, 5, MONDAY).stability


@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.integers(1, 400)), max_size=12))
def test_whatever_happens_it_is_between_three_and_thirty_days(life: list[tuple[Level, int]]) -> None:
    ladder, on = Ladder(), MONDAY
    for rating, days in life:
        ladder = practised(ladder, rating, on, recall=remember)
        assert 3 <= ladder.days <= 30
        assert isinstance(ladder.memory, Memory)
        on += timedelta(days=days)


def test_the_same_life_leads_to_the_same_day() -> None:
    assert after(4, 4, 3, 5) == after(4, 4, 3, 5), "nothing is left to chance"


# Choosing it.


def by_heart() -> Library:
    framework = a_framework()
    micros = dict(framework.micro_competencies)
    micros[ASKING] = replace(micros[ASKING], by_heart=True)
    return a_library(framework=replace(framework, micro_competencies=micros))


def test_the_content_chooses_it_for_a_micro_competency() -> None:
    assert recall_for(a_library(), ASKING) is None
    assert recall_for(by_heart(), ASKING) is remember
    assert recall_for(by_heart(), NAMING) is None


def test_a_fact_comes_back_when_fsrs_says() -> None:
    own = decide(a_situation(journey=under_way("rating", reflection=ALL_ANSWERED), library=by_heart()), FIVE)
    moved = learner(own)
    assert moved.standings[ASKING].ladder.memory == remember(None, 4, TODAY), "a five of one's own is good, not easy"
    reflected = replace(REFLECTED, learner=moved, attempt=attempt(own))
    coach = a_situation(journey=reflected, person=a_coach(), library=by_heart())
    seen = learner(decide(coach, ev.FeedbackGiven(LEA, ATTEMPT, "In the review", "you knew it", "trust", "go on", 5)))
    assert seen.standings[ASKING].ladder.memory == remember(None, 5, TODAY)
    assert seen.standings[ASKING].ladder.days == 8
