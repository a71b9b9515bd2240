"""Two roles side by side."""

import pytest

from bot.domain.pathway import Need
from bot.domain.role_matrix import compare
from tests.make import ASKING, CHECKING, HANDING, NAMING, OPENING, a_framework, a_role

FRAMEWORK = a_framework()
LEAD = a_role("team-lead", {ASKING: Need(3.5, "daily"), NAMING: Need(4.0, "weekly"), HANDING: Need(3.0, "weekly")})
BOSS = a_role("boss", {ASKING: Need(4.5, "daily"), NAMING: Need(3.0, "weekly"), OPENING: Need(4.0, "daily"),
                       CHECKING: Need(4.0, "compliance")})  # fmt: skip


def test_what_is_new_comes_first_then_what_is_higher_then_what_is_shared() -> None:
    found = [(one.micro, one.verdict) for one in compare(LEAD, BOSS, FRAMEWORK)]
    assert found == [
        (OPENING, "gap"), (CHECKING, "gap"), (ASKING, "shortfall"), (NAMING, "overlap"), (HANDING, "extra"),
    ]  # fmt: skip


def test_each_gap_has_its_arithmetic() -> None:
    inputs = {one.micro: one.inputs for one in compare(LEAD, BOSS, FRAMEWORK) if one.inputs is not None}
    assert inputs[ASKING].room == pytest.approx(1.0 / 3.5)
    assert inputs[OPENING].room == 1
    assert inputs[OPENING].priority == pytest.approx(0.25 * 1 * 1)
    assert inputs[NAMING].priority == 0


def test_the_same_role_twice_overlaps_in_everything() -> None:
    assert {one.verdict for one in compare(LEAD, LEAD, FRAMEWORK)} == {"overlap"}


def test_two_that_share_nothing_have_gaps_and_extras_only() -> None:
    other = a_role("other", {OPENING: Need(3.0, "daily")})
    assert {one.verdict for one in compare(LEAD, other, FRAMEWORK)} == {"gap", "extra"}


def test_the_other_way_round_gaps_are_extras() -> None:
    there = {one.micro for one in compare(LEAD, BOSS, FRAMEWORK) if one.verdict == "gap"}
    back = {one.micro for one in compare(BOSS, LEAD, FRAMEWORK) if one.verdict == "extra"}
    assert there == back
