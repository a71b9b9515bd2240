"""How well a micro-competency is done: a level, a learned pace, and how sure we are of both.

A two-state Kalman filter (Kalman 1960) over one learner and one micro-competency. All that happens to it is here: time
passes (``faded``), something is practised (``practised``), somebody rates it (``rated``), and those who saw the same
day's work contradict each other (``doubted``). What counts, and in which order, is in ``bot.domain.evidence``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import erf, sqrt
from typing import NamedTuple

from bot.domain.practice import Tier
from bot.domain.rubric import Level, Source

HALF_LIFE_DAYS = 400
OBSERVED: frozenset[Source] = frozenset({"coach", "peer", "manager", "demonstration"})
CERTIFYING: frozenset[Source] = frozenset({"coach", "peer"})
HIGH = 4

# How far a source is too high, in levels. Self-ratings are lenient by d = .32 (Heidemeier & Moser 2009).
BIAS: Mapping[Source, float] = {
    "self": 0.3,
    "peer": 0.0,
    "coach": 0.0,
    "manager": 0.0,
    "demonstration": 0.0,
    "metric": 0.0,
}

# How far a source scatters, in levels squared. Among people whose true levels have a standard deviation of .6, these
# variances imply about the agreement that was measured: self with supervisor r = .22 (Conway & Huffcutt 1997), peer
# with peer .42, supervisor with supervisor .52 (Viswesvaran, Ones & Schmidt 1996), ratings with metrics .39 (Bommer &
# al. 1995). A demonstration is watched for its anchors, as a coach watches; a manager sees about what a peer sees.
VARIANCE: Mapping[Source, float] = {
    "self": 3.6,
    "peer": 0.8,
    "coach": 0.4,
    "manager": 0.8,
    "demonstration": 0.4,
    "metric": 0.8,
}

_MIDDLE = 2.5
_DRAWN = 0.6
_DRIFT = 0.002  # levels squared a day
_EFFORT = 1.6
_PRACTICE_NOISE = 0.02  # levels squared
_TIER_STEP = 0.4  # levels
_UNSURE = 0.6
_MASTERED_FROM = 3.3
_APART_DAYS = 7
_LOW_LEVEL, _HIGH_LEVEL, _CERTAIN = 2.3, 3.7, 0.7
_DAY_SECONDS = 86_400
_NORMAL_99 = 2.326


class Belief(NamedTuple):
    """What is believed of level and pace.

    ``m`` is the level, on the rubric's 1..5; ``v`` the pace, in levels that one unit of effort adds. ``a`` is Var(m) in
    levels squared, ``b`` Cov(m, v), ``c`` Var(v).
    """

    m: float
    v: float = 0.08
    a: float = 0.4
    b: float = 0.0
    c: float = 0.12**2


def start_of(baseline: float) -> float:
    """The level m0 = .6 * baseline + .4 * 2.5: a baseline of 1..5, drawn to the middle (Kelley 1927)."""
    return _DRAWN * baseline + (1 - _DRAWN) * _MIDDLE


def fused(ratings: Sequence[tuple[Level, Source]]) -> float:
    """One baseline from several sources, each less its bias and weighed by its precision 1/V; 1..5."""
    weights = [1 / VARIANCE[source] for _, source in ratings]
    values = [level - BIAS[source] for level, source in ratings]
    return _on_the_scale(sum(w * x for w, x in zip(weights, values, strict=True)) / sum(weights))


def faded(now: Belief, m0: float, days: float) -> Belief:
    """After so many days without practice: half of what lies above (or below) m0 is lost in 400.

    f = 2**(-dt/400) ; m = m0 + (m - m0)*f ; a = a*f*f + .002*dt ; b = b*f

    Source: Tatel & Ackerman (2025), half of a gain is lost after about 6.5 months without any use; here it is used.
    """
    m, v, a, b, c = now
    f = 2 ** (-days / HALF_LIFE_DAYS)
    return Belief(m0 + (m - m0) * f, v, a * f * f + _DRIFT * days, b * f, c)


def practised(now: Belief) -> Belief:
    """After one practice of effort q, which is the smaller the nearer the level is to 5 (the power law of practice).

    q = 1.6*(5 - m)/4 ; m += v*q ; a += 2*q*b + q*q*c + .02 ; b += q*c
    """
    m, v, a, b, c = now
    q = _EFFORT * (5 - m) / 4
    return Belief(_on_the_scale(m + v * q), v, a + 2 * q * b + q * q * c + _PRACTICE_NOISE, b + q * c, c)


def measured(rating: Level, source: Source, tier: Tier) -> tuple[float, float]:
    """What a rating says of the level, and its variance V: r - bias + .4*(d - 2), as a harder tier is worth more."""
    return rating - BIAS[source] + _TIER_STEP * (tier - 2), VARIANCE[source]


def rated(now: Belief, value: float, variance: float) -> Belief:
    """After one rating, as ``measured``.

    y = value - m ; S = a + V ; k1 = a/S ; k2 = b/S
    m += k1*y ; v += k2*y ; c -= k2*b ; a *= 1 - k1 ; b *= 1 - k1             c with the b from before
    """
    m, v, a, b, c = now
    y = value - m
    s = a + variance
    k1, k2 = a / s, b / s
    pace = min(0.4, max(-0.15, v + k2 * y))
    return Belief(_on_the_scale(m + k1 * y), pace, a * (1 - k1), b * (1 - k1), c - k2 * b)


def contradiction(seen: Sequence[tuple[float, float]]) -> float:
    """By what factor observers of one day's work, each as ``measured``, understate their variances; 1 within chance.

    w = 1/V ; mean = sum(w*x)/sum(w) ; Q = sum(w*(x - mean)**2) ; Q/(n - 1) if Q is above the 99 % point of chi-squared

    Source: the ratio of Birge (1932), with which the Particle Data Group scales the errors of results that disagree.
    """
    free = len(seen) - 1
    if free < 1:
        return 1.0
    weights = [1 / variance for _, variance in seen]
    mean = sum(w * x for w, (x, _) in zip(weights, seen, strict=True)) / sum(weights)
    q = sum(w * (x - mean) ** 2 for w, (x, _) in zip(weights, seen, strict=True))
    return q / free if q > _chi_squared(free) else 1.0


def doubted(now: Belief, factor: float) -> Belief:
    """After ratings that contradict each other: a *= factor. Where they leave the level stays, the band widens."""
    return now._replace(a=now.a * factor)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is believed at ``at``, and what it rests on; ``start`` is the level m0 that it fades back to.

    ``observed`` counts the ratings by somebody who saw it, ``observed_high`` the 4s and 5s in these. ``high_from`` and
    ``high_until`` are the first and the last day of a 4 or 5 at tier 2 or 3 from a coach or a peer. ``disputed`` says
    that those who rated it on the last day contradicted each other.
    """

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
    high_from: date | None = None
    high_until: date | None = None
    disputed: bool = False

    @property
    def spread(self) -> float:
        """One standard deviation of the level, in levels; the band is m - spread to m + spread."""
        return sqrt(self.a)

    @property
    def known(self) -> bool:
        """Whether there is enough evidence to show a level at all."""
        return self.observed > 0 and self.spread <= _UNSURE

    @property
    def mastered(self) -> bool:
        """Most likely above 3.3, and seen to be high twice, a week apart: no self-rating brings it about."""
        if self.high_from is None or self.high_until is None:
            return False
        return self.m - self.spread >= _MASTERED_FROM and (self.high_until - self.high_from).days >= _APART_DAYS

    @property
    def fitting(self) -> Tier:
        """Tier 2; 1 or 3 when the level is low or high with 70 % certainty, and 3 only if somebody saw a 4 or 5."""
        if self.below(_LOW_LEVEL) > _CERTAIN:
            return 1
        return 3 if 1 - self.below(_HIGH_LEVEL) > _CERTAIN and self.observed_high else 2

    def below(self, level: float) -> float:
        """The probability that the true level is lower."""
        return 0.5 * (1 + erf((level - self.m) / self.spread / sqrt(2)))

    def faded_to(self, at: datetime) -> "Estimate":
        """The same at ``at``, after forgetting; a time before its own changes nothing."""
        days = days_between(self.at, at)
        if days == 0:
            return self
        m, v, a, b, c = faded(Belief(self.m, self.v, self.a, self.b, self.c), self.start, days)
        return replace(self, at=at, m=m, v=v, a=a, b=b, c=c)


def begin(baseline: float, at: datetime) -> Estimate:
    """Where a learner starts, before any evidence but a baseline of 1..5."""
    start = start_of(baseline)
    return Estimate(start=start, m=start, at=at)


def days_between(earlier: datetime, later: datetime) -> float:
    """Days and parts of days; 0 if it is the other way round."""
    return max(0.0, (later - earlier).total_seconds() / _DAY_SECONDS)


def _chi_squared(free: int) -> float:
    """The 99 % point of chi-squared (Wilson & Hilferty 1931), true to 1 %."""
    part = 2 / (9 * free)
    return free * (1 - part + _NORMAL_99 * sqrt(part)) ** 3


def _on_the_scale(m: float) -> float:
    return min(5.0, max(1.0, m))
