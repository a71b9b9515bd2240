"""A ladder of 3, 7, 14, 21 and 30 days that a rating moves up or down."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rubric import LEVELS, Level
from bot.domain.spacing import LADDER_DAYS, Ladder, practised, rated_later, rating_of

MONDAY = date(2026, 3, 2)
levels = st.sampled_from(LEVELS)
ratings = st.none() | levels


@pytest.mark.parametrize(("rating", "rung"), [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4), (None, 2)])
def test_a_rating_moves_the_ladder(rating: Level | None, rung: int) -> None:
    due_today = Ladder(rung=2, on=MONDAY - timedelta(days=14))
    moved = practised(due_today, rating, MONDAY)
    assert moved.rung == rung
    assert moved.due_on == MONDAY + timedelta(days=(3, 7, 14, 21, 30)[rung])


def test_what_was_never_practised_is_due_on_no_day() -> None:
    assert Ladder().due_on is None


def test_the_ladder_has_two_ends() -> None:
    assert practised(Ladder(rung=0), 1, MONDAY).due_on == MONDAY + timedelta(days=3)
    top = Ladder(rung=4, on=MONDAY - timedelta(days=30))
    assert practised(top, 5, MONDAY).due_on == MONDAY + timedelta(days=30)


@pytest.mark.parametrize(("own", "counts_as"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 4), (None, None)])
def test_a_self_rating_counts_a_little_less(own: Level | None, counts_as: int | None) -> None:
    assert rating_of(None, own) == counts_as


@pytest.mark.parametrize("coach", LEVELS)
def test_a_coach_s_rating_goes_before_one_s_own(coach: Level) -> None:
    assert rating_of(coach, 5) == coach


def test_early_never_climbs_but_may_fall() -> None:
    ladder = Ladder(rung=2, on=MONDAY)
    early = MONDAY + timedelta(days=5)
    assert practised(ladder, 5, early).rung == 2
    assert practised(ladder, 2, early).rung == 1


def test_late_moves_on_from_the_day_that_it_really_was() -> None:
    late = MONDAY + timedelta(days=40)
    assert practised(Ladder(rung=1, on=MONDAY), 4, late).due_on == late + timedelta(days=14)


def test_two_on_one_day_count_once_and_the_second_replaces_the_first() -> None:
    due = Ladder(rung=1, on=MONDAY - timedelta(days=7))
    first = practised(due, 5, MONDAY)
    assert first.rung == 3
    assert practised(first, 4, MONDAY) == practised(due, 4, MONDAY)
    assert practised(practised(first, 4, MONDAY), 4, MONDAY).rung == 2


def test_a_second_one_on_an_early_day_doesn_t_climb_either() -> None:
    early = practised(Ladder(rung=1, on=MONDAY), 3, MONDAY + timedelta(days=1))
    assert practised(early, 5, MONDAY + timedelta(days=1)).rung == 1


def test_a_rating_that_comes_later_moves_the_practice_it_is_about() -> None:
    due = Ladder(rung=1, on=MONDAY - timedelta(days=7))
    own = practised(due, 4, MONDAY)
    assert rated_later(own, 2, MONDAY) == practised(due, 2, MONDAY)
    assert rated_later(own, 2, MONDAY - timedelta(days=7)) == own, "an older practice is past"


@given(st.lists(st.tuples(ratings, st.integers(0, 90), st.none() | levels), max_size=20))
def test_every_interval_is_between_three_and_thirty_days(life: list[tuple[Level | None, int, Level | None]]) -> None:
    ladder, on = Ladder(), MONDAY
    for rating, days, coach in life:
        on += timedelta(days=days)
        ladder = practised(ladder, rating, on)
        if coach is not None:
            ladder = rated_later(ladder, coach, on)
        assert ladder.due_on is not None
        assert (ladder.due_on - on).days in LADDER_DAYS
