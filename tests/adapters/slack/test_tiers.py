"""Slack's tiers: half a minute's calls at once, then one at a time; and what Slack asked for is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.tiers import Tiers
from bot.domain.errors import RateLimitedError

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def taken(tiers: Tiers, method: str, at: datetime, workspace: str = "T1", place: str = "") -> bool:
    try:
        tiers.take(workspace, method, place, at)
    except RateLimitedError:
        return False
    return True


@given(gaps=st.lists(st.integers(0, 3_000), max_size=400))
def test_no_minute_sees_more_calls_than_the_tier_allows(gaps: list[int]) -> None:
    tiers, at, calls = Tiers(), AT, list[datetime]()
    for gap in gaps:
        at += timedelta(milliseconds=gap)
        if taken(tiers, "chat.update", at):
            calls.append(at)
    for first in calls:
        assert sum(first <= call < first + timedelta(minutes=1) for call in calls) <= 50 + 25


def test_who_waits_as_long_as_told_may_go() -> None:
    tiers = Tiers()
    assert [taken(tiers, "users.list", AT) for _ in range(11)] == [True] * 10 + [False]
    with pytest.raises(RateLimitedError) as limit:
        tiers.take("T1", "users.list", "", AT)
    assert taken(tiers, "users.list", AT + limit.value.retry_after)
    assert not taken(tiers, "users.list", AT + limit.value.retry_after)


def test_one_workspace_and_one_method_do_not_wait_for_another() -> None:
    tiers = Tiers()
    while taken(tiers, "users.list", AT):
        pass
    assert taken(tiers, "users.list", AT, workspace="T2")
    assert taken(tiers, "users.info", AT)


def test_what_has_no_tier_here_is_not_counted() -> None:
    tiers = Tiers()
    assert all(taken(tiers, "chat.postMessage", AT, place="C1") for _ in range(500))


def test_a_channel_that_asked_to_wait_delays_no_other() -> None:
    tiers = Tiers()
    assert tiers.heed("T1", "chat.postMessage", "C1", 30 * A_SECOND, AT).here
    assert not taken(tiers, "chat.postMessage", AT + 29 * A_SECOND, place="C1")
    assert taken(tiers, "chat.postMessage", AT, place="C2")
    assert taken(tiers, "chat.postMessage", AT, place="C1", workspace="T2")
    assert taken(tiers, "chat.postMessage", AT + 30 * A_SECOND, place="C1")


def test_a_method_that_asked_to_wait_is_left_alone_in_its_workspace() -> None:
    tiers = Tiers()
    assert not tiers.heed("T1", "chat.update", "C1", 30 * A_SECOND, AT).here
    assert not taken(tiers, "chat.update", AT, place="C2")
    assert taken(tiers, "chat.update", AT, workspace="T2")


def test_what_is_over_is_forgotten() -> None:
    tiers = Tiers()
    for number in range(20_000):
        tiers.heed("T1", "chat.postMessage", f"C{number}", A_SECOND, AT + number * A_SECOND)
    assert tiers.kept <= 10_000
