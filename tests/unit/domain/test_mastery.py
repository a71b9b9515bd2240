"""The filter of level and pace, held against its recurrences in plain numbers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import isclose, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mastery import (
    BIAS,
    VARIANCE,
    Belief,
    begin,
    contradiction,
    doubted,
    faded,
    fused,
    measured,
    practised,
    rated,
    start_of,
)
from bot.domain.practice import TIERS, Tier
from bot.domain.rubric import LEVELS, Level, Source
from tests.make import MONDAY, an_estimate

SOURCES: tuple[Source, ...] = ("self", "peer", "coach", "manager", "demonstration", "metric")
Rating = tuple[Level, Source, Tier]
Life = list[tuple[float, bool, Rating | None]]


@dataclass
class Recurrence:
    """The formulas as they are written down, one letter a number."""

    m0: float
    m: float
    v: float = 0.08
    a: float = 0.4
    b: float = 0.0
    c: float = 0.12**2

    def time(self, dt_days: float) -> None:
        f = 2 ** (-dt_days / 400)
        self.m = self.m0 + (self.m - self.m0) * f
        self.a = self.a * f * f + 0.002 * dt_days
        self.b = self.b * f

    def rating(self, r: int, s: Source, d: int) -> None:
        bias = 0.3 if s == "self" else 0.0
        variance = {"self": 3.6, "coach": 0.4, "demonstration": 0.4}.get(s, 0.8)
        y = r - bias + 0.4 * (d - 2) - self.m
        total = self.a + variance
        k1, k2 = self.a / total, self.b / total
        self.c -= k2 * self.b
        self.m, self.v = self.m + k1 * y, self.v + k2 * y
        self.a, self.b = self.a * (1 - k1), self.b * (1 - k1)
        self._clip()

    def practice(self) -> None:
        q = 1.6 * (5 - self.m) / 4
        self.m += self.v * q
        self.a += 2 * q * self.b + q * q * self.c + 0.02
        self.b += q * self.c
        self._clip()

    def _clip(self) -> None:
        self.m = min(max(self.m, 1.0), 5.0)
        self.v = min(max(self.v, -0.15), 0.4)


ratings = st.tuples(st.sampled_from(LEVELS), st.sampled_from(SOURCES), st.sampled_from(TIERS))
lives = st.lists(st.tuples(st.floats(0, 400), st.booleans(), st.none() | ratings), max_size=30)


def live(now: Belief, m0: float, life: Life) -> Belief:
    for days, practises, rating in life:
        now = faded(now, m0, days)
        if practises:
            now = practised(now)
        if rating is not None:
            now = rated(now, *measured(*rating))
    return now


@given(baseline=st.floats(1, 5), life=lives)
def test_it_is_the_recurrence_to_the_last_digits(baseline: float, life: Life) -> None:
    start = 0.6 * baseline + 0.4 * 2.5
    plain = Recurrence(m0=start, m=start)
    for days, practises, rating in life:
        plain.time(days)
        if practises:
            plain.practice()
        if rating is not None:
            plain.rating(*rating)
    found = live(Belief(start_of(baseline)), start, life)
    for ours, theirs in zip(found, (plain.m, plain.v, plain.a, plain.b, plain.c), strict=True):
        assert isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)


@given(baseline=st.floats(1, 5), life=lives)
def test_it_stays_within_bounds(baseline: float, life: Life) -> None:
    start = start_of(baseline)
    found = live(Belief(start), start, life)
    assert 1 <= found.m <= 5
    assert -0.15 <= found.v <= 0.4
    assert found.a > 0
    assert found.c > 0
    assert found.b**2 <= found.a * found.c * (1 + 1e-9), "level and pace correlate by at most 1"


def test_the_start_is_drawn_to_the_middle() -> None:
    assert [begin(level, MONDAY).m for level in (1, 2.5, 5)] == pytest.approx([1.6, 2.5, 4.0])


def test_a_baseline_from_several_sources_listens_most_to_who_is_most_exact() -> None:
    assert fused([(4, "self")]) == pytest.approx(3.7)
    assert fused([(4, "self"), (2, "peer"), (2, "peer"), (3, "peer")]) == pytest.approx(2.42, abs=0.01)
    assert fused([(1, "self")]) == 1, "never below the scale"


def test_a_self_rating_weighs_a_ninth_of_a_coach_s() -> None:
    assert VARIANCE["self"] / VARIANCE["coach"] == pytest.approx(9)


@pytest.mark.parametrize(
    ("one", "other", "measured_so"),
    [("self", "coach", 0.22), ("peer", "peer", 0.42), ("coach", "coach", 0.52), ("metric", "coach", 0.39)],
)
def test_the_variances_are_about_those_that_were_measured(one: Source, other: Source, measured_so: float) -> None:
    """Two sources agree as far as both see the same true level, which varies by .6 among people."""
    true = 0.6**2
    agreement = true / sqrt((true + VARIANCE[one]) * (true + VARIANCE[other]))
    assert agreement == pytest.approx(measured_so, abs=0.12)


@pytest.mark.parametrize("level", LEVELS)
def test_a_self_rating_never_moves_the_level_more_than_a_coach_s(level: Level) -> None:
    start = Belief(2.5)
    moved = {source: abs(rated(start, *measured(level, source, 2)).m - 2.5) for source in SOURCES}
    assert moved["self"] < moved["peer"] < moved["coach"]


def test_every_source_has_its_bias_and_its_variance() -> None:
    assert BIAS.keys() == VARIANCE.keys() == set(SOURCES)


def test_a_harder_practice_makes_the_same_rating_worth_more() -> None:
    levels = [rated(Belief(2.5), *measured(3, "coach", tier)).m for tier in TIERS]
    assert levels == sorted(set(levels))


def test_practising_makes_better_where_there_is_a_pace() -> None:
    assert practised(Belief(2.5)).m > 2.5
    assert practised(Belief(2.5, v=0)).m == 2.5
    assert practised(Belief(5.0)).m == 5


def test_half_of_what_was_gained_is_forgotten_in_four_hundred_days_and_the_doubt_grows() -> None:
    learned = an_estimate(start=2.0, m=4.0, a=0.1)
    later = learned.faded_to(MONDAY + timedelta(days=400))
    assert later.m == pytest.approx(3.0)
    assert later.a == pytest.approx(0.1 / 4 + 0.8)
    assert later.at == MONDAY + timedelta(days=400)


def test_two_years_of_silence_leave_a_level_that_nobody_would_show() -> None:
    learned = an_estimate(start=2.0, m=4.5, a=0.1, observed=5, high_from=date(2026, 1, 5), high_until=date(2026, 2, 2))
    assert (learned.known, learned.mastered) == (True, True)
    later = learned.faded_to(MONDAY + timedelta(days=730))
    assert later.m == pytest.approx(2.0 + 2.5 * 2 ** (-730 / 400))
    assert (later.known, later.mastered) == (False, False)


def test_time_that_has_passed_before_changes_nothing() -> None:
    now = an_estimate(m=4.0)
    assert now.faded_to(MONDAY - timedelta(days=3)) == now


# Those who contradict each other.


def test_one_alone_contradicts_nobody() -> None:
    assert contradiction([]) == contradiction([measured(5, "coach", 2)]) == 1


@pytest.mark.parametrize(("one", "other"), [(3, 3), (3, 4), (2, 4)])
def test_two_coaches_may_differ_by_chance(one: Level, other: Level) -> None:
    assert contradiction([measured(one, "coach", 2), measured(other, "coach", 2)]) == 1


def test_one_and_five_can_t_both_be_right() -> None:
    """Q = 2.5*2**2 + 2.5*2**2 = 20, with one degree of freedom."""
    factor = contradiction([measured(1, "coach", 2), measured(5, "coach", 2)])
    assert factor == pytest.approx(20)
    widened = doubted(Belief(3.0, a=0.1), factor)
    assert (widened.m, widened.a) == (3.0, pytest.approx(2.0))


def test_peers_must_differ_by_more_than_coaches() -> None:
    assert contradiction([measured(1, "coach", 2), measured(4, "coach", 2)]) > 1
    assert contradiction([measured(1, "peer", 2), measured(4, "peer", 2)]) == 1


@pytest.mark.parametrize(("count", "limit"), [(2, 6.635), (3, 9.210), (5, 13.277), (11, 23.209)])
def test_beyond_chance_is_the_99_per_cent_point_of_chi_squared(count: int, limit: float) -> None:
    """All but one say 0, the last one x: Q = w*x**2*(n - 1)/n."""
    for q, beyond in ((limit * 0.98, False), (limit * 1.02, True)):
        x = sqrt(q * count / (count - 1))
        found = contradiction([(0.0, 1.0)] * (count - 1) + [(x, 1.0)])
        assert found == (pytest.approx(q / (count - 1)) if beyond else 1)


# What may be said.


def test_a_level_is_shown_only_if_somebody_saw_it_and_the_band_is_narrow() -> None:
    assert not an_estimate(a=0.01, ratings=50).known, "however sure the learner is"
    assert not an_estimate(observed=1, a=0.37).known, "seen once, long ago"
    assert an_estimate(observed=1, a=0.36).known


@pytest.mark.parametrize(
    ("changes", "mastered"),
    [
        ({}, True),
        ({"m": 3.6}, True),
        ({"m": 3.59}, False),
        ({"a": 0.5}, False),
        ({"high_until": date(2026, 2, 8)}, False),
        ({"high_from": None, "high_until": None}, False),
    ],
    ids=["surely high", "just high enough", "too low", "too unsure", "six days apart", "nobody saw it"],
)
def test_mastered_takes_a_sure_level_and_two_high_ratings_a_week_apart(
    changes: dict[str, object], *, mastered: bool
) -> None:
    seen = an_estimate(m=3.9, a=0.09, high_from=date(2026, 2, 2), high_until=date(2026, 2, 9))
    assert replace(seen, **changes).mastered is mastered


def test_the_band_is_a_normal_one() -> None:
    now = an_estimate(m=3.0, a=0.25)
    for level in (1.0, 2.5, 3.0, 4.1):
        assert now.below(level) == pytest.approx(NormalDist(3.0, 0.5).cdf(level))


@pytest.mark.parametrize(
    ("m", "a", "observed_high", "tier"),
    [
        (2.5, 0.4, 0, 2),
        (1.9, 0.2, 0, 1),
        (1.9, 1.0, 0, 2),
        (4.2, 0.2, 1, 3),
        (4.2, 0.2, 0, 2),
        (4.2, 1.5, 1, 2),
    ],
    ids=["in the middle", "surely low", "perhaps low", "surely high", "high, but nobody saw it", "perhaps high"],
)
def test_the_tier_that_fits(m: float, a: float, observed_high: int, tier: Tier) -> None:
    assert an_estimate(m=m, a=a, observed_high=observed_high).fitting == tier
