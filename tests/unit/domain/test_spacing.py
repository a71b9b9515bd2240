"""A ladder of 3, 7, 14, 21 and 30 days that a rating moves up or down."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rubric import LEVELS, Level
from bot.domain.spacing import KEEPING_DAYS, LADDER_DAYS, Ladder, Memory, practised, rated_later, rating_of

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


# What is mastered.


@pytest.mark.parametrize("rung", range(len(LADDER_DAYS)))
@pytest.mark.parametrize("rating", [3, 4, 5, None])
def test_what_is_mastered_comes_back_after_thirty_days_then_every_sixty(rung: int, rating: Level | None) -> None:
    ladder, on, waits = Ladder(rung, on=MONDAY - timedelta(days=90)), MONDAY, list[int]()
    for _ in range(4):
        ladder = practised(ladder, rating, on, mastered=True)
        waits.append(ladder.days)
        on += timedelta(days=ladder.days)
    assert waits == [30, 60, 60, 60]


@pytest.mark.parametrize(("rating", "days"), [(1, 14), (2, 21)])
def test_a_bad_day_leads_back_to_the_ladder(rating: Level, days: int) -> None:
    kept = practised(practised(Ladder(4), 5, MONDAY, mastered=True), 5, MONDAY + timedelta(days=30), mastered=True)
    assert kept.days == 60
    bad = practised(kept, rating, MONDAY + timedelta(days=90), mastered=True)
    assert bad.days == days
    assert practised(bad, 4, MONDAY + timedelta(days=120), mastered=True).days == 30


def test_what_is_no_longer_mastered_is_on_the_ladder_again() -> None:
    kept = Ladder(rung=6, on=MONDAY - timedelta(days=60))
    assert practised(kept, 3, MONDAY).days == 30
    assert practised(kept, 2, MONDAY).days == 21


def test_practising_early_what_is_mastered_doesn_t_climb_either() -> None:
    kept = Ladder(rung=5, on=MONDAY)
    assert practised(kept, 5, MONDAY + timedelta(days=1), mastered=True).days == 30
    low = Ladder(rung=1, on=MONDAY)
    assert practised(low, 5, MONDAY + timedelta(days=1), mastered=True).days == 7


def test_a_rating_that_makes_it_mastered_says_so_later() -> None:
    own = practised(Ladder(rung=3, on=MONDAY - timedelta(days=21)), 4, MONDAY)
    assert rated_later(own, 5, MONDAY, mastered=True).days == 30
    assert rated_later(own, 5, MONDAY, mastered=True).rung == 5


# What is to be known by heart.


def doubling(before: Memory | None, rating: int, on: date) -> Memory:
    """A memory that holds twice as long after every practice that was rated 3 or more, and begins anew after others."""
    days = 3 if before is None or rating < 3 else 2 * before.days
    return Memory(on, float(days), 5.0, days)


def test_a_model_of_memory_says_when_where_there_is_one() -> None:
    first = practised(Ladder(), 3, MONDAY, recall=doubling)
    second = practised(first, 3, MONDAY + timedelta(days=3), recall=doubling)
    assert (first.days, second.days) == (3, 6)
    assert second.due_on == MONDAY + timedelta(days=9)


def test_its_days_count_once_and_it_doesn_t_climb_early_either() -> None:
    second = practised(practised(Ladder(), 3, MONDAY, recall=doubling), 4, MONDAY + timedelta(days=3), recall=doubling)
    again = practised(second, 1, MONDAY + timedelta(days=3), recall=doubling)
    assert (second.days, again.days) == (6, 3)
    early = practised(second, 5, MONDAY + timedelta(days=4), recall=doubling)
    assert early.days == 6
    assert practised(second, 1, MONDAY + timedelta(days=4), recall=doubling).days == 3


def test_without_a_rating_it_remembers_what_it_did() -> None:
    first = practised(Ladder(), 3, MONDAY, recall=doubling)
    unrated = practised(first, None, MONDAY + timedelta(days=3), recall=doubling)
    assert (unrated.days, unrated.memory) == (3, first.memory)
    assert practised(Ladder(), None, MONDAY, recall=doubling).days == LADDER_DAYS[0]


def test_what_is_mastered_is_kept_as_everything_else_is() -> None:
    assert practised(Ladder(4), 5, MONDAY, mastered=True, recall=doubling).days == 30


@given(
    st.lists(st.tuples(ratings, st.integers(0, 90), st.none() | levels, st.booleans()), max_size=20),
)
def test_every_interval_is_between_three_and_sixty_days(
    life: list[tuple[Level | None, int, Level | None, bool]],
) -> None:
    ladder, on = Ladder(), MONDAY
    for rating, days, coach, mastered in life:
        on += timedelta(days=days)
        ladder = practised(ladder, rating, on, mastered=mastered)
        if coach is not None:
            ladder = rated_later(ladder, coach, on, mastered=mastered)
        assert ladder.due_on is not None
        assert (ladder.due_on - on).days in LADDER_DAYS + KEEPING_DAYS
