"""Learners who live in another zone than yesterday: the prompt that is planned moves to their hour there."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PersonId
from bot.domain.learner import Learner
from bot.domain.touchpoint import Touchpoint
from bot.engine.flows.rhythm import day_of
from storage import tables as t
from storage.touchpoints import IS_PENDING, schedule, touchpoint_of


async def move_prompts(
    connection: AsyncConnection, learners: Mapping[PersonId, Learner], zones: Mapping[PersonId, str], at: datetime
) -> None:
    """What was planned by another clock than the one of their zone is planned anew; all the rest stays."""
    point = t.touchpoints.c
    planned = select(t.touchpoints).where(point.person.in_(learners), point.kind == "prompt", IS_PENDING)
    points = [touchpoint_of(row) for row in (await connection.execute(planned)).all()]
    moved = [_moved(one, learners[one.person], zones[one.person], at) for one in points]
    await schedule(connection, [one for one in moved if one is not None])


def _moved(planned: Touchpoint, learner: Learner, zone: str, at: datetime) -> Touchpoint | None:
    """None where it is right as it is, and where it is due already: then it is for the next turn to say."""
    hours, prompt_at = learner.working_time(zone, ()), learner.rhythm.prompt_at
    day = day_of(planned)
    found = hours.next_time(prompt_at, at, day)
    if found is None or planned.due_at <= at or hours.instant(day, prompt_at) == planned.due_at:
        return None
    on, due = found
    worth_sending = planned.expires_at - planned.due_at
    return replace(planned, slot=on.isoformat(), due_at=due, expires_at=due + worth_sending)
