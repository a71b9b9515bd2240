"""No platform is ever asked for more than it allows, however the messages come."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import ConversationId, WorkspaceId
from bot.domain.people import Platform
from bot.runtime.limits import LIMITS, Limit, Limits, paced
from bot.runtime.ports import Address, Used

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
WORKSPACE = WorkspaceId("w")


def address(conversation: int) -> Address:
    return Address("slack", WORKSPACE, "T1", ConversationId(f"c{conversation}"), "direct")


def sent(limits: Limits, waiting: list[int], pauses: list[float]) -> list[tuple[datetime, int]]:
    """When what went, where one looks after each pause, and at the end as often as need be."""
    used: Used = {}
    at, gone, left = START, list[tuple[datetime, int]](), list(waiting)
    looks = [timedelta(seconds=pause) for pause in pauses]
    while left:
        found = paced(left[:10], address, limits, used, at)  # as many as one would look at
        used = {**used, **found.used}
        for one in found.going:
            left.remove(one)
            gone.append((at, one))
        if not found.going and found.more_at is not None:
            at = max(at + looks.pop(0), at) if looks else found.more_at
    return gone


def most_within(times: list[datetime], span: timedelta) -> int:
    return max(bisect_left(times, first + span) - number for number, first in enumerate(times))


ALLOWED: dict[tuple[Platform, str], list[tuple[float, int]]] = {
    ("slack", "workspace"): [(60, 310)],
    ("slack", "conversation"): [(1, 4), (60, 63)],
    ("teams", "workspace"): [(1, 50)],
    ("teams", "conversation"): [(1, 7), (2, 8), (30, 60), (3_600, 1_800)],
}


@given(
    number=st.integers(1, 120),
    pauses=st.lists(st.floats(0.001, 5), max_size=30),
)
@pytest.mark.parametrize(("platform", "scope"), list(ALLOWED))
def test_in_no_span_of_time_goes_more_than_is_allowed(
    platform: Platform, scope: str, number: int, pauses: list[float]
) -> None:
    waiting = list(range(number)) if scope == "workspace" else [1] * number
    times = [at for at, _ in sent(LIMITS[platform], waiting, pauses)]
    assert len(times) == number
    for seconds, most in ALLOWED[platform, scope]:
        assert most_within(times, timedelta(seconds=seconds)) <= most


def test_after_an_hour_of_talk_a_conversation_in_teams_is_within_its_hour() -> None:
    times = [at for at, _ in sent(LIMITS["teams"], [1] * 2_500, [])]
    assert most_within(times, timedelta(hours=1)) <= 1_800


def test_the_rate_is_used_to_the_full() -> None:
    limits = Limits(workspace=(Limit("second", timedelta(milliseconds=200), 5),))
    times = [at for at, _ in sent(limits, list(range(305)), [])]
    assert times[-1] - times[0] <= timedelta(seconds=61)


def test_one_conversation_that_must_wait_lets_others_pass() -> None:
    limits = Limits(conversation=(Limit("second", timedelta(seconds=1), 1),))
    found = paced([1, 1, 2, 1, 3], address, limits, {}, START)
    assert list(found.going) == [1, 2, 3]
    assert found.more_at == START + timedelta(seconds=1)


def test_without_limits_everything_goes() -> None:
    found = paced([1, 1, 1], address, Limits(), {}, START)
    assert (list(found.going), found.used, found.more_at) == ([1, 1, 1], {}, None)


def test_what_another_process_used_up_counts() -> None:
    limits = Limits(workspace=(Limit("second", timedelta(seconds=1), 2),))
    used: Used = {(WORKSPACE, "second"): START + timedelta(seconds=2)}
    found = paced([1], address, limits, used, START)
    assert not found.going
    assert found.more_at == START + timedelta(seconds=2), "when half of the burst is there"
    assert paced([1], address, limits, used, START + timedelta(seconds=1)).going


@given(width=st.integers(1, 100))
def test_no_more_is_read_than_may_go(width: int) -> None:
    assert LIMITS["playground"].worth_reading(width) == width
    assert LIMITS["slack"].worth_reading(width) <= 10
