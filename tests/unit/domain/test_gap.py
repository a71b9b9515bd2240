"""Room to grow, and what to do first about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.competency import DEFAULT_WEIGHTS, SCOPE_FACTOR, Scope
from bot.domain.gap import gap, priority
from tests.make import ASKING, CLOSING, a_framework

levels = st.floats(1, 5)
scopes = st.sampled_from(sorted(SCOPE_FACTOR))
days = st.integers(-400, 400)


@given(target=levels, level=levels)
def test_a_gap_is_a_share(target: float, level: float) -> None:
    assert 0 <= gap(target, level) <= 1


@pytest.mark.parametrize(("target", "level", "share"), [(4, 1, 1), (4, 4, 0), (4, 5, 0), (5, 3, 0.5), (1, 1, 0)])
def test_a_gap_in_numbers(target: float, level: float, share: float) -> None:
    assert gap(target, level) == share


@given(weight=st.floats(0, 1), low=st.floats(0, 1), high=st.floats(0, 1), scope=scopes, overdue=days)
def test_more_room_never_comes_later(weight: float, low: float, high: float, scope: Scope, overdue: int) -> None:
    less, more = sorted((low, high))
    assert priority(weight, less, scope, overdue) <= priority(weight, more, scope, overdue)


@given(weight=st.floats(0, 1), room=st.floats(0, 1), scope=scopes, overdue=days)
def test_waiting_makes_it_three_times_as_pressing_and_no_more(
    weight: float, room: float, scope: Scope, overdue: int
) -> None:
    punctual = priority(weight, room, scope, 0)
    assert punctual <= priority(weight, room, scope, overdue) <= 3 * punctual + 1e-9
    assert priority(weight, room, scope, -3) == punctual, "not being due yet is no merit"


def test_what_is_done_daily_comes_before_what_is_done_for_the_rules() -> None:
    scored = [priority(0.4, 0.5, scope, 7) for scope in ("compliance", "weekly", "daily")]
    assert scored == pytest.approx([0.2, 0.3, 0.4])


def test_the_weights_are_those_of_the_class_and_make_one() -> None:
    framework = a_framework()
    assert framework.weight_of(ASKING) == 0.40
    assert framework.weight_of(CLOSING) == 0.25
    assert sum(DEFAULT_WEIGHTS.values()) == pytest.approx(1)
