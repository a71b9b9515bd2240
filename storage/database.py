"""One database, SQLite or PostgreSQL: how it is reached, and what a transaction is."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Container, Generator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.ids import CompetencyId, MicroId
from bot.runtime.ports import Codec
from storage.errors import explained, reached
from storage.sqlite import connect

_PATIENCE_SECONDS = 30
_QUIET = {"hide_parameters": True}  # an error is logged, and what people wrote must not be
_READING = "microcoach_reading"
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what is erased is gone from the file, too
)


@dataclass(frozen=True, slots=True)
class Around:
    """What the rows refer to that is kept elsewhere: how buttons are written, holidays, which competency is whose."""

    codec: Codec
    days_off: Callable[[str | None], Container[date]]
    competency_of: Mapping[MicroId, CompetencyId]


class Connections:
    """Transactions: ``writing`` takes SQLite's write lock at once, so nothing read in it is stale when written."""

    def __init__(self, url: str) -> None:
        self.engine: AsyncEngine = create_async_engine(url, **_options(url))
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # SQLite has one writer. To wait for one's turn here is fair and quick; SQLite itself would sleep and try again.
        self._one_writer = asyncio.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """Commit at the end, roll back on an exception. Raises StorageError."""
        async with self._one_writer, self._connected() as connection:
            with explained():
                async with connection.begin():
                    yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """One consistent view; it keeps no writer waiting. Raises StorageError."""
        async with self._connected() as connection:
            with explained():
                await connection.execution_options(**self._for_reading)
                yield connection

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def _connected(self) -> AsyncGenerator[AsyncConnection]:
        async with AsyncExitStack() as stack:
            with reached():
                connection = await stack.enter_async_context(self.engine.connect())
            yield connection

    @property
    def _for_reading(self) -> dict[str, Any]:
        return {_READING: True} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Connections]:
    """The database for a moment."""
    connections = Connections(url)
    try:
        yield connections
    finally:
        await connections.close()


@contextmanager
def counted(connections: Connections) -> Generator[list[str]]:
    """The statements that are sent meanwhile, without those that only begin and end transactions."""
    sent: list[str] = []

    def note(_c: Connection, _cursor: object, statement: str, _p: object, _context: object, _many: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    engine = connections.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        return {**_QUIET, "connect_args": {"timeout": _PATIENCE_SECONDS, "async_creator_fn": connect}}
    return {**_QUIET, "pool_pre_ping": True, "pool_size": 10}


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - SQLAlchemy hands over the driver's own
    """Our own BEGIN, a log that readers don't wait for, and foreign keys that hold."""
    connection.isolation_level = None
    cursor = cast("sqlite3.Cursor", connection.cursor())
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
