"""What is to be expected: whether everybody who is here will hear from the bot, and how long it takes."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.calendar import is_zone
from bot.domain.people import Platform
from bot.domain.window import Rush, Workload, worst_rush
from bot.engine.reach import Reach, Silence, silence
from bot.runtime.limits import LIMITS

_MINUTE = timedelta(minutes=1)


class Survey(Protocol):
    """The people in the database, read for whoever operates it."""

    async def workloads(self) -> Sequence[Workload]:
        """When the prompts that are planned fall due, in each workspace that has any."""
        ...

    def reaches(self) -> AsyncIterator[Reach]:
        """Every active learner, one by one."""
        ...


@dataclass(frozen=True, slots=True)
class Outlook:
    """Counts of people, never who they are; ``rushes`` by workspace, where the platform sets a pace."""

    learners: int
    unknown_zones: int
    silences: Mapping[Silence, int]
    rushes: Sequence[tuple[Workload, Rush]]


async def outlook(survey: Survey, at: datetime) -> Outlook:
    learners, unknown_zones = 0, 0
    silences = Counter[Silence]()
    async for reach in survey.reaches():
        learners += 1
        unknown_zones += not is_zone(reach.journey.person.zone)
        silences[silence(reach, at)] += 1
    del silences[""]
    return Outlook(learners, unknown_zones, silences, _rushes(await survey.workloads()))


def per_minute(platform: Platform) -> float | None:
    """How many messages a minute a workspace takes; None where nothing is in the way."""
    paces = [_MINUTE / limit.every for limit in LIMITS[platform].workspace]
    return min(paces, default=None)


def _rushes(workloads: Sequence[Workload]) -> list[tuple[Workload, Rush]]:
    paced = [(workload, pace) for workload in workloads if (pace := per_minute(workload.platform)) is not None]
    worst = [(workload, worst_rush(workload.due, pace)) for workload, pace in paced]
    return [(workload, rush) for workload, rush in worst if rush is not None]
