"""Turns, what falls due, and how far behind this is."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import WorkspaceId
from bot.domain.touchpoint import Touchpoint
from bot.runtime.ports import Health, Turn
from storage import lanes
from storage import tables as t
from storage.database import Around, Connections
from storage.index import RowIndex
from storage.mapping import millis, moment
from storage.outbox import IS_WAITING, next_message
from storage.touchpoints import IS_PENDING, due, postpone
from storage.turn import OneTurn
from storage.writing import put


class RowStore:
    """See ``bot.runtime.ports.Store``."""

    def __init__(self, connections: Connections, around: Around, index: RowIndex) -> None:
        self._connections = connections
        self._around = around
        self._index = index

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[Turn]:
        async with self._connections.writing() as connection:
            yield OneTurn(connection, self._around, self._index)

    async def waiting(self, at: datetime) -> Sequence[WorkspaceId]:
        async with self._connections.reading() as connection:
            return await lanes.waiting(connection, at)

    async def due(self, lane: WorkspaceId, at: datetime, limit: int) -> Sequence[Touchpoint]:
        async with self._connections.reading() as connection:
            return await due(connection, lane, at, limit)

    async def postpone(self, touchpoint: Touchpoint, until: datetime) -> None:
        async with self._connections.writing() as connection:
            await postpone(connection, touchpoint, until)

    async def next_due(self) -> datetime | None:
        connected = select(t.workspaces.c.id).where(t.workspaces.c.installed)
        touchpoint = select(func.min(t.touchpoints.c.next_at)).where(IS_PENDING, t.touchpoints.c.lane.in_(connected))
        asked = select(touchpoint.scalar_subquery(), next_message().scalar_subquery())
        async with self._connections.reading() as connection:
            times = [at for at in (await connection.execute(asked)).one() if at is not None]
        return moment(min(times)) if times else None

    async def touch(self, at: datetime) -> None:
        async with self._connections.writing() as connection:
            await put(connection, t.settings, [{"key": "touched_at", "value": str(millis(at))}])

    async def health(self, at: datetime) -> Health:
        async with self._connections.reading() as connection:
            oldest = (await connection.execute(_OLDEST, {"now": millis(at)})).one()
            return Health(
                due_lag=_age(oldest[0], at),
                outbox_age=_age(oldest[1], at),
                messages=await _counted(connection, t.outgoing.c.state, true()),
                touchpoints=await _counted(connection, t.touchpoints.c.state, true()),
                given_up=await _counted(connection, t.outgoing.c.reason, t.outgoing.c.state == "failed"),
                lanes=await lanes.health(connection, at),
            )


def _oldest() -> t.Query:
    """Since when the oldest touchpoint and message should have gone; a lane that must be silent is not late.

    What failed and waits to be tried again is late since it was queued; what is held is not late yet.
    """
    message, point, lane = t.outgoing.c, t.touchpoints.c, t.lanes.c
    here = t.touchpoints.join(t.workspaces, t.workspaces.c.id == point.lane)
    due = select(func.min(point.next_at)).select_from(here).where(IS_PENDING, t.workspaces.c.installed)
    since = case((message.held, message.next_at), else_=message.queued_at)
    silent = exists().where(lane.workspace == message.lane, lane.paused_until > bindparam("now", type_=BigInteger))
    owed = select(func.min(since)).where(IS_WAITING, ~silent)
    return select(due.scalar_subquery(), owed.scalar_subquery())


def _age(oldest: int | None, at: datetime) -> timedelta:
    return timedelta() if oldest is None else max(timedelta(), at - moment(oldest))


async def _counted(connection: AsyncConnection, by: ColumnElement[str], only: ColumnElement[bool]) -> Mapping[str, int]:
    asked = select(by, func.count()).where(only).group_by(by)
    return {row[0]: row[1] for row in await connection.execute(asked)}


_OLDEST = _oldest()
