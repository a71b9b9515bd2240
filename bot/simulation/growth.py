"""How levels go up: as the programme sees them, with its band, and as they truly are, which only a play can know."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bot.simulation.lived import Lived


@dataclass(frozen=True, slots=True)
class Level:
    """The mean level as the programme sees it, and how sure it is at the end: one standard deviation both ways."""

    start: float
    end: float
    band: tuple[float, float]


@dataclass(frozen=True, slots=True)
class WeekLevel:
    """At the end of a week, over everybody who is in by then: as it is seen, with its band, and as it is."""

    week: int
    seen: float
    low: float
    high: float
    true: float


def level(lives: Sequence[Lived]) -> Level | None:
    """None where nobody took part."""
    start = [level for one in lives for level in one.start]
    end = [level for one in lives for level, _ in one.end]
    if not start or not end:
        return None
    mean, spread = fmean(end), fmean(spread for one in lives for _, spread in one.end)
    return Level(round(fmean(start), 2), round(mean, 2), (round(mean - spread, 2), round(mean + spread, 2)))


def by_week(lives: Sequence[Lived]) -> tuple[WeekLevel, ...]:
    most = max((len(one.weeks) for one in lives), default=0)
    return tuple(made for week in range(most) if (made := _week(lives, week)) is not None)


def _week(lives: Sequence[Lived], number: int) -> WeekLevel | None:
    known = [seen for one in lives if len(one.weeks) > number and (seen := one.weeks[number]) is not None]
    if not known:
        return None
    seen, spread, true = (fmean(each) for each in zip(*known, strict=True))
    figures = (round(figure, 2) for figure in (seen, seen - spread, seen + spread, true))
    return WeekLevel(number + 1, *figures)
