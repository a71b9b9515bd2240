"""What may be said of a group: nothing below five, no means, and not too often."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import CompetencyId
from bot.domain.team import Band, Figure, band, crowd, publish

FEEDBACK = CompetencyId("feedback")
MARCH = date(2026, 3, 2)
held = Figure(FEEDBACK, "middle", "low", MARCH, roster_changes=10)
bands: st.SearchStrategy[Band | None] = st.sampled_from((None, "low", "middle", "high"))


def test_four_are_a_crowd_without_a_number() -> None:
    assert [crowd(people) for people in (0, 1, 4)] == ["fewer than five"] * 3
    assert [crowd(people) for people in (5, 6, 500)] == ["five or more"] * 3


def test_four_have_no_band() -> None:
    assert band([3.0] * 4) is None
    assert band([3.0] * 5) == "middle"


@pytest.mark.parametrize(
    ("level", "shown"), [(1, "low"), (2.49, "low"), (2.5, "middle"), (3.5, "middle"), (3.51, "high"), (5, "high")]
)
def test_a_band_is_all_that_is_left_of_a_mean(level: float, shown: Band) -> None:
    assert band([level] * 5) == shown


@given(fresh=bands, changes=st.integers(10, 14), day=st.integers(0, 29))
def test_a_figure_is_held_while_fewer_than_five_have_come_or_gone(fresh: Band | None, changes: int, day: int) -> None:
    on = date.fromordinal(MARCH.toordinal() + day)
    assert publish(FEEDBACK, held, fresh, changes, on) == held


def test_after_five_changes_it_is_new() -> None:
    assert publish(FEEDBACK, held, "high", 15, MARCH) == Figure(FEEDBACK, "high", "middle", MARCH, 15)


def test_in_the_next_quarter_it_is_new() -> None:
    april = date(2026, 4, 1)
    assert publish(FEEDBACK, held, "high", 10, april) == Figure(FEEDBACK, "high", "middle", april, 10)


def test_a_group_that_has_become_too_small_is_shown_no_more() -> None:
    assert publish(FEEDBACK, held, None, 15, MARCH) is None


def test_the_first_figure_has_none_before_it() -> None:
    assert publish(FEEDBACK, None, "low", 3, MARCH) == Figure(FEEDBACK, "low", None, MARCH, 3)
    assert publish(FEEDBACK, None, None, 3, MARCH) is None


@pytest.mark.parametrize(
    ("months", "until"),
    [
        ((1, 2, 3), date(2026, 4, 1)),
        ((4, 5, 6), date(2026, 7, 1)),
        ((7, 8, 9), date(2026, 10, 1)),
        ((10, 11, 12), date(2027, 1, 1)),
    ],
)
def test_a_quarter_ends_when_the_next_begins(months: tuple[int, ...], until: date) -> None:
    for month in months:
        for day in (1, 28):
            assert Figure(FEEDBACK, "low", None, date(2026, month, day), 0).held_until == until
