"""What a study comes to, in the numbers that the product is held to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from statistics import fmean

from tests.learning.laws import LAWS
from tests.learning.study import WEEKS, Life, Seen, by_the_ladder, uniformly

LEARNERS = 60
COMPETENT = 3.25
_NINETY_PER_CENT = 1.645

WAYS: dict[str, Callable[[Seen], float]] = {
    "filter": lambda seen: seen.estimate.m,
    "EWMA": lambda seen: seen.average,
    "Elo": lambda seen: seen.strength,
    "constant": lambda seen: seen.estimate.start,
}


@dataclass(frozen=True)
class Figures:
    """Of one law. ``paired`` is the mean over learners of the gain less that of the uniform schedule; ``strayed`` its
    standard error. ``wrong`` is the share of those that count as mastered, week by week, and are truly below 3.25.
    """

    gain: float
    paired: float
    strayed: float
    rmse: dict[str, float]
    coverage: float
    bias: float
    mastered: int
    wrong: float
    wrong_at_end: float
    certified: int
    wrong_at_first: float
    wrong_of_all: float
    wrong_of_learners: float
    intervals: set[int]


@cache
def figures(law: str, learners: int = LEARNERS, leniency: float = 0.0) -> Figures:
    ours = [Life(LAWS[law], n, leniency=leniency).play(by_the_ladder) for n in range(learners)]
    uniform = [Life(LAWS[law], n, leniency=leniency).play(uniformly) for n in range(learners)]
    differences = [one.gain - other.gain for one, other in zip(ours, uniform, strict=True)]
    seen = [each for one in ours for each in one.seen]
    mastered = [each.true < COMPETENT for each in seen if each.estimate.mastered]
    wrongly = [[true < COMPETENT for true in one.certified] for one in ours]
    certified = sum(map(len, wrongly))
    return Figures(
        gain=fmean(one.gain for one in ours),
        paired=fmean(differences),
        strayed=_deviation(differences) / sqrt(learners),
        rmse={name: sqrt(fmean((way(each) - each.true) ** 2 for each in seen)) for name, way in WAYS.items()},
        coverage=fmean(abs(each.estimate.m - each.true) <= _NINETY_PER_CENT * each.estimate.spread for each in seen),
        bias=fmean(each.estimate.m - each.true for each in seen if each.week == WEEKS),
        mastered=len(mastered),
        wrong=_share(mastered),
        wrong_at_end=_share(e.true < COMPETENT for e in seen if e.week == WEEKS and e.estimate.mastered),
        certified=certified,
        wrong_at_first=_share(is_wrong for one in wrongly for is_wrong in one),
        wrong_of_all=sum(map(sum, wrongly)) / len([each for each in seen if each.week == WEEKS]),
        wrong_of_learners=_share(any(one) for one in wrongly),
        intervals={days for one in ours for days in one.intervals},
    )


def _share(of: Iterable[bool]) -> float:
    counted = list(of)
    return sum(counted) / len(counted) if counted else 0.0


def _deviation(values: Sequence[float]) -> float:
    mean = fmean(values)
    return sqrt(fmean((value - mean) ** 2 for value in values))
