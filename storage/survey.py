"""The people who are here, read for whoever operates this: when they are due, and whether they can be reached."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, func, literal_column, select

from bot.domain.ids import ConversationId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.people import Cohort, Person, Platform
from bot.domain.window import QUARTER, Workload
from bot.engine.reach import Reach
from storage import tables as t
from storage.database import Around, Connections
from storage.home import home_of
from storage.mapping import load, moment
from storage.touchpoints import IS_PENDING

# Written out: PostgreSQL does not see that two parameters are the same number.
_QUARTER: ColumnElement[int] = literal_column(str(int(QUARTER.total_seconds()) * 1_000), BigInteger)
_IS_PROMPT = (t.touchpoints.c.kind == "prompt") & IS_PENDING


class RowSurvey:
    """See ``bot.runtime.outlook.Survey``."""

    def __init__(self, connections: Connections, around: Around) -> None:
        self._connections = connections
        self._around = around

    async def workloads(self) -> Sequence[Workload]:
        found: dict[tuple[str, Platform, str], dict[datetime, int]] = defaultdict(dict)
        async with self._connections.reading() as connection:
            for row in await connection.execute(_WORKLOADS):
                found[row.id, row.platform, row.name][moment(row.quarter)] = row.people
        return [Workload(platform, name, due) for (_, platform, name), due in sorted(found.items())]

    async def reaches(self) -> AsyncGenerator[Reach]:
        async with self._connections.reading() as connection, connection.stream(_REACHES) as rows:
            async for row in rows:
                person = load(Person, row.person)
                yield Reach(
                    Journey(
                        person=person,
                        home=ConversationId(row.home or ""),
                        learner=load(Learner, row.learner),
                        cohort=load(Cohort, row.cohort),
                        coach=None,
                        days_off=self._around.days_off(person.country),
                        attempt=None,
                        reflection=None,
                        plan=None,
                        feedback=None,
                    ),
                    is_planned=row.planned is not None,
                )


def _workloads() -> t.Query:
    """One row for each workspace and quarter hour in which somebody is due."""
    quarter = (t.touchpoints.c.due_at - t.touchpoints.c.due_at % _QUARTER).label("quarter")
    workspace = t.workspaces.c
    return (
        select(workspace.id, workspace.platform, workspace.name, quarter, func.count().label("people"))
        .join(t.workspaces, workspace.id == t.touchpoints.c.lane)
        .where(_IS_PROMPT)
        .group_by(workspace.id, workspace.platform, workspace.name, quarter)
    )


def _reaches() -> t.Query:
    planned = select(func.min(t.touchpoints.c.id)).where(t.touchpoints.c.person == t.people.c.id, _IS_PROMPT)
    return (
        select(
            t.people.c.body.label("person"),
            home_of(t.people.c.id).label("home"),
            t.learners.c.body.label("learner"),
            t.cohorts.c.body.label("cohort"),
            planned.scalar_subquery().label("planned"),
        )
        .join(t.learners, t.learners.c.id == t.people.c.id)
        .join(t.cohorts, t.cohorts.c.id == t.learners.c.cohort)
        .where(t.people.c.active, t.people.c.erased_at.is_(None))
    )


_WORKLOADS = _workloads()
_REACHES = _reaches()
