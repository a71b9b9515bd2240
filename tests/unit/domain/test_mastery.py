"""The filter of level and pace, held against its recurrences in plain numbers."""

from dataclasses import dataclass
from datetime import timedelta
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mastery import Estimate, begin, faded, practised, rated
from bot.domain.practice import TIERS, Tier
from bot.domain.rubric import LEVELS, Level, Source
from tests.make import MONDAY, an_estimate

SOURCES: tuple[Source, ...] = ("self", "peer", "coach", "manager", "demonstration", "metric")


@dataclass
class Recurrence:
    """The formulas as they are written down, one letter a number."""

    m0: float
    m: float
    v: float = 0.08
    a: float = 0.4
    b: float = 0.0
    c: float = 0.12**2
    practised: bool = False

    def time(self, dt_days: float) -> None:
        f = 2 ** (-dt_days / 400)
        self.m = self.m0 + (self.m - self.m0) * f
        self.a = self.a * f * f + 0.002 * dt_days
        self.b = self.b * f

    def rating(self, r: int, s: str, d: int) -> None:
        bias = 0.3 if s == "self" else 0.0
        variance = {"self": 3.6, "peer": 0.8}.get(s, 0.4)
        y = r - bias + 0.4 * (d - 2) - self.m
        total = self.a + variance
        k1, k2 = self.a / total, self.b / total
        self.c -= k2 * self.b
        self.m, self.v = self.m + k1 * y, self.v + k2 * y
        self.a, self.b = self.a * (1 - k1), self.b * (1 - k1)
        self._clip()
        self.practised = False

    def practice(self) -> None:
        if self.practised:
            return
        q = 1.6 * (5 - self.m) / 4
        self.m += self.v * q
        self.a += 2 * q * self.b + q * q * self.c + 0.02
        self.b += q * self.c
        self._clip()
        self.practised = True

    def _clip(self) -> None:
        self.m = min(max(self.m, 1.0), 5.0)
        self.v = min(max(self.v, -0.15), 0.4)


steps = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.booleans(),
        st.none() | st.tuples(st.sampled_from(LEVELS), st.sampled_from(SOURCES), st.sampled_from(TIERS)),
    ),
    max_size=30,
)
Steps = list[tuple[int, bool, tuple[Level, Source, Tier] | None]]


def live(estimate: Estimate, life: Steps) -> Estimate:
    at = estimate.at
    for days, practises, rating in life:
        at += timedelta(days=days)
        estimate = practised(estimate, at) if practises else faded(estimate, at)
        if rating is not None:
            estimate = rated(estimate, *rating, at)
    return estimate


@given(baseline=st.floats(1, 5), life=steps)
def test_it_is_the_recurrence_to_the_last_digits(baseline: float, life: Steps) -> None:
    start = 0.6 * baseline + 0.4 * 2.5
    plain = Recurrence(m0=start, m=start)
    for days, practises, rating in life:
        plain.time(days)
        if practises:
            plain.practice()
        if rating is not None:
            plain.rating(*rating)
    found = live(begin(baseline, MONDAY), life)
    for ours, theirs in ((found.m, plain.m), (found.v, plain.v), (found.a, plain.a), (found.b, plain.b)):
        assert isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    assert isclose(found.c, plain.c, rel_tol=1e-9, abs_tol=1e-12)


@given(baseline=st.floats(1, 5), life=steps)
def test_it_stays_within_bounds(baseline: float, life: Steps) -> None:
    found = live(begin(baseline, MONDAY), life)
    assert 1 <= found.m <= 5
    assert -0.15 <= found.v <= 0.4
    assert found.a > 0
    assert found.c > 0
    assert found.spread == sqrt(found.a)


def test_the_start_is_drawn_to_the_middle() -> None:
    assert [begin(level, MONDAY).m for level in (1, 2.5, 5)] == pytest.approx([1.6, 2.5, 4.0])


def test_a_self_rating_weighs_about_a_ninth_of_a_coach_s() -> None:
    start = an_estimate(start=3.0, m=3.0, a=0.04)
    coach = rated(start, 5, "coach", 2, MONDAY).m - 3
    own = rated(start, 5, "self", 2, MONDAY).m - 3
    assert coach / (own / 1.7 * 2) == pytest.approx(9, rel=0.1)


@pytest.mark.parametrize("level", LEVELS)
def test_a_self_rating_never_moves_the_level_more_than_a_coach_s(level: Level) -> None:
    moved = {source: abs(rated(an_estimate(), level, source, 2, MONDAY).m - 2.5) for source in SOURCES}
    assert moved["self"] < moved["peer"] < moved["coach"]


def test_a_harder_practice_makes_the_same_rating_worth_more() -> None:
    levels = [rated(an_estimate(), 3, "coach", tier, MONDAY).m for tier in TIERS]
    assert levels == sorted(set(levels))


def test_turning_up_is_credited_once_between_two_ratings() -> None:
    once = practised(an_estimate(), MONDAY)
    assert practised(once, MONDAY) == once
    again = practised(rated(once, 3, "coach", 2, MONDAY), MONDAY)
    assert again.m > rated(once, 3, "coach", 2, MONDAY).m


def test_practising_makes_better_where_there_is_a_pace() -> None:
    assert practised(an_estimate(), MONDAY).m > 2.5


def test_half_of_what_was_gained_is_forgotten_in_four_hundred_days_and_the_doubt_grows() -> None:
    learned = an_estimate(start=2.0, m=4.0, a=0.1)
    later = faded(learned, MONDAY + timedelta(days=400))
    assert later.m == pytest.approx(3.0)
    assert later.a == pytest.approx(0.1 / 4 + 0.8)


def test_time_that_has_passed_before_changes_nothing() -> None:
    now = an_estimate(m=4.0)
    assert faded(now, MONDAY - timedelta(days=3)) == now


def test_nothing_is_known_without_somebody_who_saw_it() -> None:
    believed = an_estimate()
    for _ in range(50):
        believed = rated(believed, 5, "self", 2, MONDAY)
    assert believed.ratings == 50
    assert not believed.known, "however sure the learner is"
    assert not an_estimate(observed=1, a=0.37).known, "seen once, long ago"
    assert rated(believed, 4, "coach", 2, MONDAY).known


def test_fours_and_fives_that_somebody_saw_are_counted() -> None:
    seen = rated(rated(rated(an_estimate(), 4, "peer", 2, MONDAY), 3, "coach", 2, MONDAY), 5, "self", 2, MONDAY)
    assert (seen.ratings, seen.observed, seen.observed_high) == (3, 2, 1)
    assert rated(seen, 5, "metric", 2, MONDAY).observed == 2, "a number is nobody's eyes"
