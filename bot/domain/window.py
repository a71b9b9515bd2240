"""How long it takes to reach everybody who is due: a chat product takes only so many messages a minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people import Platform

QUARTER = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rush:
    """The quarter hour after which people wait longest in one workspace.

    ``people`` fall due in it; ``minutes`` pass until the last of them, and of those still waiting from before, is
    reached.
    """

    at: datetime
    people: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Workload:
    """How many people of one workspace are due in which quarter hour, as it is planned now."""

    platform: Platform
    name: str
    due: Mapping[datetime, int]


def quarter_hour(at: datetime) -> datetime:
    """The quarter hour that ``at`` lies in; the same everywhere, as no zone is off by less."""
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)


def worst_rush(due: Mapping[datetime, int], per_minute: float) -> Rush | None:
    """How long sending takes at its worst, for people due by quarter hour, at so many messages a minute.

    All of a quarter hour's are taken to fall due in its first minute, as people choose full hours.
    """
    worst: Rush | None = None
    waiting, before = 0.0, min(due, default=None)
    for at in sorted(due):
        sent = per_minute * ((at - (before or at)) / _MINUTE)
        waiting, before = max(0.0, waiting - sent) + due[at], at
        if worst is None or waiting / per_minute > worst.minutes:
            worst = Rush(at, due[at], waiting / per_minute)
    return worst
