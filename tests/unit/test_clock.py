"""Time goes on, and only on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduler.clock import MovableClock, SystemClock, fresh_id

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
moves = st.lists(st.timedeltas(timedelta(days=-2), timedelta(days=2)), min_size=1)


class Wall:
    """A machine's clock that somebody sets."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def wall() -> Wall:
    return Wall()


def test_the_machines_time_is_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta()


@given(moves)
def test_time_stands_still_while_the_machines_clock_goes_back(steps: list[timedelta]) -> None:
    wall = Wall()
    clock = SystemClock(wall)
    seen = [clock.now()]
    for step in steps:
        wall.at += step
        seen.append(clock.now())
    assert seen == sorted(seen)
    assert seen[-1] >= wall.at


def test_a_moved_clock_goes_on_from_there(wall: Wall) -> None:
    clock = MovableClock(system=SystemClock(wall))
    clock.advance_to(NOON + timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)
    wall.at += timedelta(minutes=5)
    assert clock.now() == NOON + timedelta(days=1, minutes=5)


def test_a_clock_never_goes_back(wall: Wall) -> None:
    clock = MovableClock(timedelta(days=1), SystemClock(wall))
    clock.advance_to(NOON)
    assert clock.now() == NOON + timedelta(days=1)
    assert clock.offset == timedelta(days=1)


@given(moves)
def test_wherever_it_is_moved_time_goes_on(steps: list[timedelta]) -> None:
    clock = MovableClock(system=SystemClock(Wall()))
    for step in steps:
        before = clock.now()
        clock.advance_to(before + step)
        assert clock.now() == max(before, before + step)


def test_what_was_kept_of_a_moved_clock_moves_the_next_one(wall: Wall) -> None:
    clock = MovableClock(system=SystemClock(wall))
    clock.advance_to(NOON + timedelta(days=3))
    assert MovableClock(clock.offset, SystemClock(wall)).now() == clock.now()


def test_a_fresh_id_is_fresh() -> None:
    ids = {fresh_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(one) == 32 and one.isalnum() for one in ids)
