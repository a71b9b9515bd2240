"""When practising goes on and nothing moves, and when it is only too early to tell."""

from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.assessment import Assessment
from bot.domain.evidence import Evidence, Point, estimate, trajectory
from bot.domain.ids import AttemptId, PersonId
from bot.domain.rubric import LEVELS, Level, Source
from bot.domain.standstill import SLOW_PACE, Kind, Standstill, reviewed, standstill
from tests.make import ASKING, LEA, MONDAY

WEEK = timedelta(weeks=1)


def lived(*said: Level | None, source: Source = "coach", every: timedelta = WEEK) -> tuple[Point, ...]:
    """A practice and what was said of it, again and again; None for one that nobody rated."""
    done = {AttemptId(f"attempt-{n}"): MONDAY + n * every for n in range(len(said))}
    ratings = [
        Assessment(
            id=f"{n}", learner=LEA, micro=ASKING, source=source, level=level, tier=2, at=MONDAY + n * every,
            context="ask", framework="1", rater=PersonId("jonas"), attempt=AttemptId(f"attempt-{n}"),
        )
        for n, level in enumerate(said)
        if level is not None
    ]  # fmt: skip
    return trajectory(Evidence(tuple(ratings), done), UTC)


def found(points: tuple[Point, ...], target: float = 4.0, later: timedelta = timedelta()) -> Kind | None:
    return standstill(points, target, points[-1].estimate.at + later)


# The trajectory.


def test_a_trajectory_ends_where_the_estimate_is() -> None:
    done = {AttemptId(f"attempt-{n}"): MONDAY + n * WEEK for n in range(3)}
    seen = Assessment("1", LEA, ASKING, "coach", 4, 2, MONDAY + WEEK, "ask", "1", attempt=AttemptId("attempt-1"))
    evidence = Evidence((seen,), done)
    points = trajectory(evidence, UTC)
    assert points[-1].estimate == estimate(evidence, UTC)
    assert [(point.practised, point.rated, point.seen) for point in points] == [
        (True, False, False),
        (True, True, True),
        (True, False, False),
    ]
    assert [point.estimate.known for point in points] == [False, True, True]


def test_without_a_day_there_is_no_point() -> None:
    assert trajectory(Evidence(), UTC) == ()


@given(st.lists(st.sampled_from((None, *LEVELS)), min_size=1, max_size=12), st.sampled_from((3, 7, 20)))
def test_each_point_is_the_estimate_of_what_there_was_by_then(said: list[Level | None], days: int) -> None:
    every = timedelta(days=days)
    points = lived(*said, every=every)
    for number, point in enumerate(points, start=1):
        assert point.estimate == lived(*said[:number], every=every)[-1].estimate


# A plateau.


def test_five_weeks_at_the_same_level_are_a_plateau() -> None:
    assert found(lived(2, 2, 2, 2, 2, 2)) == "plateau"


def test_whoever_gets_better_is_on_no_plateau() -> None:
    assert found(lived(1, 2, 2, 3, 3, 4)) is None


def test_whoever_may_be_getting_better_slowly_is_on_none_yet() -> None:
    """The level rises by less than half the band, and the pace is still what everybody begins with."""
    slowly = lived(3, 3, 3, 3, 3, 3)
    first, last = slowly[1].estimate, slowly[-1].estimate
    assert last.m - first.m < last.spread
    assert last.v > SLOW_PACE
    assert found(slowly) is None


def test_three_practices_are_too_few_and_three_weeks_too_short() -> None:
    assert found(lived(2, 2, 2, every=3 * WEEK)) is None
    assert found(lived(2, 2, 2, 2)) is None
    assert found(lived(2, 2, 2, 2, 2)) == "plateau"


def test_many_in_a_few_weeks_are_looked_at_from_four_weeks_ago_on() -> None:
    assert found(lived(2, 2, 2, 2, 2, 2, 2, 2, 2, every=timedelta(days=4))) == "plateau"
    assert found(lived(2, 2, 2, 2, 2, 2, 2, every=timedelta(days=4))) is None


def test_what_only_the_learner_has_said_stands_still_for_nobody() -> None:
    assert found(lived(2, 2, 2, 2, 2, 2, 2, 2, source="self")) is None


def test_what_has_reached_its_target_may_stay_there() -> None:
    assert found(lived(2, 2, 2, 2, 2, 2), target=2.0) is None


def test_what_was_not_rated_says_nothing() -> None:
    assert found(lived(2, None, None, None, None, None)) is None


# A gap that persists.


def test_a_wide_gap_at_three_reviews_persists() -> None:
    always = lived(3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
    assert found(always, target=5.0) == "gap"
    assert found(always, target=3.5) is None, "it is not wide"


def test_one_that_closes_by_a_fifth_does_not() -> None:
    assert found(lived(1, 1, 1, 2, 2, 2, 3, 3, 3, 3), target=5.0) is None


def test_eight_weeks_are_what_it_takes() -> None:
    assert found(lived(3, 3, 3, 3, 3, 3, 3), target=5.0) is None


def test_what_was_not_practised_in_between_is_no_standstill() -> None:
    assert found(lived(3, 3, 3), target=5.0, later=8 * WEEK) is None


def test_without_a_life_nothing_stands_still() -> None:
    assert standstill((), 4.0, MONDAY) is None


# What was told.

TOLD = Standstill("plateau", date(2026, 3, 2))


@pytest.mark.parametrize(("on", "again"), [(date(2026, 4, 12), False), (date(2026, 4, 13), True)])
def test_it_is_told_once_in_six_weeks(on: date, again: bool) -> None:  # noqa: FBT001 - a table
    assert TOLD.may_be_told_again(on) is again


def test_the_coach_sees_it_two_weeks_after_the_learner_or_when_asked() -> None:
    assert not TOLD.seen_by_coach(date(2026, 3, 15))
    assert TOLD.seen_by_coach(date(2026, 3, 16))
    assert Standstill("gap", TOLD.told_on, coach_wanted=True).seen_by_coach(TOLD.told_on)


def test_once_it_moves_nobody_sees_it_any_more() -> None:
    moved = reviewed(TOLD, None)
    assert moved is not None
    assert moved.over
    assert not moved.seen_by_coach(date(2026, 12, 1))
    assert reviewed(moved, "plateau") == moved, "not before the learner has been told again"
    assert reviewed(TOLD, "plateau") is TOLD
    assert reviewed(None, "plateau") is None
