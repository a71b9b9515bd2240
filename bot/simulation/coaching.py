"""What the programme asks of its coaches: hours by week, and how much would come late of what was promised.

A coach answers in the order of the due times and has so many hours a week, spread over Monday to Friday. It is
reckoned after the lives are lived: late feedback makes nobody in them wait.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.ids import PersonId
from bot.simulation.lived import Asked, Lived
from bot.simulation.programme import LEARNERS_PER_COACH, Programme, name_of_coach, week_of

MINUTES_PER_FEEDBACK = 8
_WORKDAYS = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CoachWeek:
    """One coach's week of the programme, which counts from 1, and the hours that it asks for."""

    coach: str
    week: int
    hours: float


@dataclass(frozen=True, slots=True)
class CoachHours:
    """Over all weeks of all coaches, in hours; ``available`` is what each has a week.

    ``overdue`` is the share of all feedback that would come after its due time.
    """

    p50: float
    p90: float
    max: float
    coaches: int
    available: float
    overdue: float
    by_week: tuple[CoachWeek, ...]
    learners_per_coach: int = LEARNERS_PER_COACH
    minutes_per_feedback: int = MINUTES_PER_FEEDBACK

    @property
    def too_full(self) -> Sequence[CoachWeek]:
        """The fullest first."""
        found = [one for one in self.by_week if one.hours > self.available]
        return sorted(found, key=lambda one: (-one.hours, one.week, one.coach))


def coach_hours(plan: Programme, lives: Sequence[Lived], available: float) -> CoachHours:
    asked: dict[PersonId, list[Asked]] = defaultdict(list)
    for one in lives:
        asked[one.coach] += one.asked
    weeks = range(1, plan.weeks + 1)
    minutes: list[CoachWeek] = []
    for number, requests in enumerate(asked.values()):
        counted = Counter(week_of(plan, request.at) for request in requests)
        name = name_of_coach(number)
        minutes += [CoachWeek(name, week, round(MINUTES_PER_FEEDBACK * counted[week] / 60, 1)) for week in weeks]
    ordered = sorted(one.hours for one in minutes)
    p50, p90, most = (_at_share(ordered, share) for share in (0.5, 0.9, 1.0))
    late = sum(_late(requests, available) for requests in asked.values())
    everything = sum(map(len, asked.values()))
    overdue = round(late / everything, 3) if everything else 0.0
    return CoachHours(p50, p90, most, plan.coaches, available, overdue, tuple(minutes))


def _late(requests: Iterable[Asked], available: float) -> int:
    """How many are answered on a later day than they are due, by one coach alone."""
    a_day = max(1, int(available * 60 / _WORKDAYS / MINUTES_PER_FEEDBACK))
    done: Counter[date] = Counter()
    late = 0
    for request in sorted(requests, key=lambda one: (one.due, one.at)):
        day = request.at.date()
        while done[day] >= a_day or day.isoweekday() > _WORKDAYS:
            day += _DAY
        done[day] += 1
        late += day > request.due.date()
    return late


def _at_share(ordered: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed."""
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]
