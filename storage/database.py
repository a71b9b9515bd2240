"""One database, SQLite or PostgreSQL, and everything that is done with it."""

import sqlite3
from collections.abc import AsyncGenerator, Callable, Container, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.ids import CompetencyId, MicroId
from bot.runtime.ports import Codec
from storage.errors import explained

_PATIENCE_SECONDS = 30
_READING = "microcoach_reading"


@dataclass(frozen=True, slots=True)
class Around:
    """What the rows refer to that is kept elsewhere: how buttons are written, holidays, which competency is whose."""

    codec: Codec
    days_off: Callable[[str | None], Container[date]]
    competency_of: Mapping[MicroId, CompetencyId]


class Connections:
    """Transactions: ``writing`` takes the write lock at once, so that nothing read in it is stale when written."""

    def __init__(self, url: str) -> None:
        self.engine: AsyncEngine = create_async_engine(url, **_options(url))
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """Commit at the end, roll back on an exception. Raises StorageError."""
        with explained():
            async with self.engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """A consistent view; it keeps no writer waiting. Raises StorageError."""
        with explained():
            async with self.engine.connect() as connection:
                yield await connection.execution_options(**{_READING: True})

    async def close(self) -> None:
        await self.engine.dispose()


def _options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        return {"hide_parameters": True, "connect_args": {"timeout": _PATIENCE_SECONDS}}
    return {"hide_parameters": True, "pool_pre_ping": True, "pool_size": 10}


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - SQLAlchemy hands over the driver's own
    """Our own BEGIN, a log that readers don't wait for, and foreign keys that hold."""
    connection.isolation_level = None
    cursor = cast("sqlite3.Cursor", connection.cursor())
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
