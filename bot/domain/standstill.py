"""When practising goes on and nothing moves: a plateau, or a gap that persists.

Both are said only where others have seen enough to name a level, and only of what still lies below its target. So
nobody's opinion of themself makes a standstill, and what is practised for the first time has time to sink in.

A **plateau**: over the latest four practices that somebody saw and rated, and over as many more as it takes to cover
four weeks, the level rose by less than half of the band that it is known by (the band is m - spread to m + spread, so
half of it is one spread), and the learned pace is below .03, a third of what everybody begins with. Four, because three
practices are a rung or two of the ladder; four weeks, because it begins with intervals of 3, 7 and 14 days; half a
band, because a smaller rise can't be told from none. The pace is what tells standing still from slowly getting better.

A **persistent gap**: at three reviews four weeks apart, of which the last is today, more than .3 of the way from the
lowest level to the target is missing, less than a fifth of the gap has closed, and it was practised between each of
them. Not to have practised is no standstill.

Among learners in simulation (tests/learning), in half a year one skill in four is ever said to stand still where
people get better by laws that nobody told the filter, and three in five where they never do and lie below the target.
Without the pace and the fifth it would be nine in ten among those who get better: told so often, it would mean nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from bot.domain.evidence import Point
from bot.domain.gap import gap

PLATEAU_PRACTICES = 4
PLATEAU_WEEKS = timedelta(weeks=4)
SLOW_PACE = 0.03  # levels that one unit of effort adds
WIDE_GAP = 0.3
STAYS = 0.8  # of the gap at the first review
REVIEWS = 3
BETWEEN_REVIEWS = timedelta(weeks=4)
NOT_AGAIN_FOR = timedelta(weeks=6)
COACH_AFTER = timedelta(weeks=2)

Kind = Literal["plateau", "gap"]


@dataclass(frozen=True, slots=True)
class Standstill:
    """What the learner was told on that day, and whether they want their coach's view; ``over`` once it moves again.

    The learner hears of it first: the coach sees it when the learner asks for that, or two weeks later if it still
    stands.
    """

    kind: Kind
    told_on: date
    coach_wanted: bool = False
    over: bool = False

    def may_be_told_again(self, today: date) -> bool:
        return today >= self.told_on + NOT_AGAIN_FOR

    @property
    def coach_from(self) -> date:
        return self.told_on + COACH_AFTER

    def seen_by_coach(self, today: date) -> bool:
        return not self.over and (self.coach_wanted or today >= self.coach_from)


def standstill(points: Sequence[Point], target: float, at: datetime) -> Kind | None:
    """What stands still in this life of one micro-competency, if anything does."""
    if not points or points[-1].estimate.mastered or _gap_at(points, target, at) == 0:
        return None
    if _is_plateau(points):
        return "plateau"
    return "gap" if _persists(points, target, at) else None


def reviewed(before: Standstill | None, found: Kind | None) -> Standstill | None:
    """What was told, brought up to date. Once it is over it stays so until the learner is told of a new one."""
    return before if before is None or found is not None else replace(before, over=True)


def _is_plateau(points: Sequence[Point]) -> bool:
    rated = [point for point in points if point.practised and point.seen]
    latest = rated[-PLATEAU_PRACTICES:]
    if len(latest) < PLATEAU_PRACTICES:
        return False
    last = latest[-1]
    since = [point for point in rated if point.on <= last.on - PLATEAU_WEEKS]
    first = latest[0] if not since else min(since[-1], latest[0], key=lambda point: point.on)
    is_long = last.on - first.on >= PLATEAU_WEEKS
    known = first.estimate.known and last.estimate.known
    rise = last.estimate.m - first.estimate.m
    return is_long and known and rise < last.estimate.spread and points[-1].estimate.v < SLOW_PACE


def _persists(points: Sequence[Point], target: float, at: datetime) -> bool:
    reviews = [at - BETWEEN_REVIEWS * back for back in reversed(range(REVIEWS))]
    gaps = [_gap_at(points, target, review) for review in reviews]
    practised = [point.estimate.at for point in points if point.practised]
    if min(gaps) <= WIDE_GAP or gaps[-1] < STAYS * gaps[0]:
        return False
    return all(any(first < on <= last for on in practised) for first, last in pairwise(reviews))


def _gap_at(points: Sequence[Point], target: float, at: datetime) -> float:
    """As it was known at that time; 0 where there was not enough evidence for one."""
    latest = next((point.estimate for point in reversed(points) if point.estimate.at <= at), None)
    if latest is None:
        return 0.0
    now = latest.faded_to(at)
    return gap(target, now.m) if now.known else 0.0
