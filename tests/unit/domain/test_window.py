"""How long it takes to reach everybody, and when the worst of it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.window import QUARTER, Rush, quarter_hour, worst_rush

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_ten_thousand_at_nine_take_slack_more_than_half_an_hour_and_teams_four_minutes() -> None:
    everybody = {NINE: 10_000}
    assert worst_rush(everybody, 300) == Rush(NINE, 10_000, 10_000 / 300)
    assert worst_rush(everybody, 2_400) == Rush(NINE, 10_000, 10_000 / 2_400)


def test_whoever_still_waits_comes_first() -> None:
    due = {NINE: 6_000, NINE + QUARTER: 3_000, NINE + 2 * QUARTER: 100}
    assert worst_rush(due, 300) == Rush(NINE, 6_000, 20.0)
    assert worst_rush({**due, NINE + QUARTER: 5_000}, 300) == Rush(NINE + QUARTER, 5_000, 6_500 / 300)


def test_after_a_pause_nobody_waits() -> None:
    due = {NINE: 3_000, NINE + timedelta(hours=1): 3_001}
    assert worst_rush(due, 300) == Rush(NINE + timedelta(hours=1), 3_001, 3_001 / 300)


def test_where_nobody_is_due_there_is_no_rush() -> None:
    assert worst_rush({}, 300) is None


@pytest.mark.parametrize(("minute", "quarter"), [(0, 0), (14, 0), (15, 15), (59, 45)])
def test_a_quarter_hour_has_fifteen_minutes(minute: int, quarter: int) -> None:
    assert quarter_hour(NINE.replace(minute=minute, second=59)) == NINE.replace(minute=quarter)


@given(counts=st.lists(st.integers(1, 50_000), min_size=1, max_size=60), per_minute=st.floats(1, 5_000))
def test_it_is_what_a_queue_does_minute_by_minute(counts: list[int], per_minute: float) -> None:
    due = {NINE + QUARTER * n: count for n, count in enumerate(counts)}
    waiting, longest = 0.0, 0.0
    for count in counts:
        waiting += count
        longest = max(longest, waiting / per_minute)
        for _ in range(15):
            waiting = max(0.0, waiting - per_minute)
    rush = worst_rush(due, per_minute)
    assert rush is not None
    assert rush.minutes == pytest.approx(longest)
    assert rush.minutes >= max(counts) / per_minute * (1 - 1e-9)
