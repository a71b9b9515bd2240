"""Turns, what falls due, and how far behind this is."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped
from sqlmodel import col

from bot.domain.touchpoint import Touchpoint
from bot.runtime.ports import Health, Turn
from storage import tables as t
from storage.database import Around, Connections
from storage.mapping import millis, moment
from storage.record import touchpoint_of
from storage.turn import OneTurn


class RowStore:
    """See ``bot.runtime.ports.Store``."""

    def __init__(self, connections: Connections, around: Around) -> None:
        self._connections = connections
        self._around = around

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[Turn]:
        async with self._connections.writing() as connection:
            yield OneTurn(connection, self._around)

    async def due(self, at: datetime, limit: int) -> Sequence[Touchpoint]:
        asked = (
            select(t.table(t.Touchpoint))
            .where(col(t.Touchpoint.state) == "pending", col(t.Touchpoint.due_at) <= millis(at))
            .order_by(col(t.Touchpoint.due_at), col(t.Touchpoint.id))
            .limit(limit)
        )
        async with self._connections.reading() as connection:
            return [touchpoint_of(row) for row in (await connection.execute(asked)).all()]

    async def next_due(self) -> datetime | None:
        touchpoint = select(func.min(col(t.Touchpoint.due_at))).where(col(t.Touchpoint.state) == "pending")
        message = select(func.min(col(t.Outgoing.next_at))).where(col(t.Outgoing.state) == "queued")
        async with self._connections.reading() as connection:
            found = [(await connection.execute(asked)).scalar() for asked in (touchpoint, message)]
        times = [at for at in found if at is not None]
        return moment(min(times)) if times else None

    async def health(self, at: datetime) -> Health:
        async with self._connections.reading() as connection:
            oldest_due = select(func.min(col(t.Touchpoint.due_at))).where(col(t.Touchpoint.state) == "pending")
            oldest_owed = select(func.min(col(t.Outgoing.next_at))).where(
                col(t.Outgoing.state).in_(("queued", "sending"))
            )
            return Health(
                due_lag=_age((await connection.execute(oldest_due)).scalar(), at),
                outbox_age=_age((await connection.execute(oldest_owed)).scalar(), at),
                messages=await _counted(connection, col(t.Outgoing.state)),
                touchpoints=await _counted(connection, col(t.Touchpoint.state)),
                given_up=await _counted(connection, col(t.Outgoing.reason), col(t.Outgoing.state) == "failed"),
            )


def _age(oldest: int | None, at: datetime) -> timedelta:
    return timedelta() if oldest is None else max(timedelta(), at - moment(oldest))


async def _counted(
    connection: AsyncConnection, by: Mapped[str], only: ColumnElement[bool] | None = None
) -> Mapping[str, int]:
    asked = select(by, func.count()).group_by(by)
    rows = (await connection.execute(asked if only is None else asked.where(only))).all()
    return {row[0]: row[1] for row in rows}
