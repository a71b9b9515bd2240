"""How well a micro-competency is done: a level, a learned pace, and how sure we are of both.

A two-state Kalman filter over one learner and one micro-competency. The level m lies on the rubric's 1..5, the pace v
is what one practice adds per unit of effort q; a, b and c are Var(m), Cov(m, v) and Var(v). Levels fade by half in 400
days (Tatel & Ackerman 2025: half of a gain is lost after about 6.5 months without use). A self-rating is lenient by .3
(Heidemeier & Moser 2009) and weighs a ninth of a coach's (Conway & Huffcutt 1997: r = .22).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt

from bot.domain.practice import Tier
from bot.domain.rubric import Level, Source

_HALF_LIFE_DAYS = 400
_BIAS = {"self": 0.3}
_VARIANCE = {"self": 3.6, "peer": 0.8}
_COACH_VARIANCE = 0.4
_TIER_STEP = 0.4
_UNSURE = 0.6
_HIGH = 4
_DAY_SECONDS = 86_400
OBSERVED: frozenset[Source] = frozenset({"coach", "peer", "manager", "demonstration"})


@dataclass(frozen=True, slots=True)
class Estimate:
    """The filter's state at ``at``; ``start`` is the level it fades back to; ``observed_high`` counts 4s and 5s."""

    start: float
    m: float
    at: datetime
    v: float = 0.08
    a: float = 0.4
    b: float = 0.0
    c: float = 0.12**2
    ratings: int = 0
    observed: int = 0
    observed_high: int = 0
    practised_since_rating: bool = False

    @property
    def spread(self) -> float:
        """One standard deviation of the level, in levels."""
        return sqrt(self.a)

    @property
    def known(self) -> bool:
        """Whether there is enough evidence to show a level at all."""
        return self.observed > 0 and self.spread <= _UNSURE


def begin(baseline: float, at: datetime) -> Estimate:
    """Where a learner starts: the baseline on 1..5, drawn to the middle."""
    start = 0.6 * baseline + 0.4 * 2.5
    return Estimate(start=start, m=start, at=at)


def faded(now: Estimate, at: datetime) -> Estimate:
    """The estimate at ``at``, after forgetting; a time before the last one changes nothing."""
    days = (at - now.at).total_seconds() / _DAY_SECONDS
    if days <= 0:
        return now
    f = 2 ** (-days / _HALF_LIFE_DAYS)
    return replace(
        now,
        m=now.start + (now.m - now.start) * f,
        a=now.a * f * f + 0.002 * days,
        b=now.b * f,
        at=at,
    )


def rated(before: Estimate, rating: Level, source: Source, tier: Tier, at: datetime) -> Estimate:
    """The estimate after one rating of 1..5; a harder tier makes the same rating worth more."""
    now = faded(before, at)
    y = rating - _BIAS.get(source, 0.0) + _TIER_STEP * (tier - 2) - now.m
    s = now.a + _VARIANCE.get(source, _COACH_VARIANCE)
    k1, k2 = now.a / s, now.b / s
    return replace(
        _clipped(now, m=now.m + k1 * y, v=now.v + k2 * y),
        a=now.a * (1 - k1),
        b=now.b * (1 - k1),
        c=now.c - k2 * now.b,
        ratings=now.ratings + 1,
        observed=now.observed + (source in OBSERVED),
        observed_high=now.observed_high + (source in OBSERVED and rating >= _HIGH),
        practised_since_rating=False,
    )


def practised(before: Estimate, at: datetime) -> Estimate:
    """The estimate after one practice; between two ratings only the first counts, else attendance is credited."""
    now = faded(before, at)
    if now.practised_since_rating:
        return now
    q = 1.6 * (5 - now.m) / 4
    return replace(
        _clipped(now, m=now.m + now.v * q, v=now.v),
        a=now.a + 2 * q * now.b + q * q * now.c + 0.02,
        b=now.b + q * now.c,
        practised_since_rating=True,
    )


def _clipped(now: Estimate, m: float, v: float) -> Estimate:
    return replace(now, m=min(5.0, max(1.0, m)), v=min(0.4, max(-0.15, v)))
