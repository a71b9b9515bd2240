"""SQLite behind one thread, asked once a statement: a cursor is made, runs and brings its rows in one errand.

The driver alone would go to its thread and back four times, which costs more than most of our statements do. For the
same reason a transaction begins together with its first statement, and one that has begun nothing has nothing to end.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self, TypeVar

import aiosqlite

Answer = TypeVar("Answer")
Rows = list[Any]
Run = Callable[[sqlite3.Cursor], object]

_BEGIN = "BEGIN"
_AT_ONCE = 1_000


class Errands(aiosqlite.Connection):
    """A connection whose cursors are made where they run. ``first`` goes ahead of its next statement."""

    first: str | None = None

    def cursor(self) -> "Errand":  # pyright: ignore[reportIncompatibleMethodOverride] - all that SQLAlchemy asks of it
        return Errand(self)

    async def ask(self, what: Callable[[], Answer]) -> Answer:
        """Raises sqlite3.Error, and ValueError once it is closed."""
        return await self._execute(what)  # pyright: ignore[reportUnknownMemberType] - the driver says less than it does

    async def commit(self) -> None:
        await self._end(super().commit)

    async def rollback(self) -> None:
        await self._end(super().rollback)

    async def _end(self, how: Callable[[], Awaitable[None]]) -> None:
        self.first = None
        if self.in_transaction:
            await how()

    def sent(self, run: Run) -> tuple[sqlite3.Cursor, Rows]:
        """In its thread: the cursor that has run, and the first of its rows."""
        cursor = self._conn.cursor()
        if self.first is not None:
            cursor.execute(self.first)
            self.first = None
        run(cursor)
        return cursor, cursor.fetchmany(_AT_ONCE) if cursor.description else []


class Errand:
    """One statement, and what it has brought; of many rows the rest is fetched when it is asked for."""

    arraysize = 1

    def __init__(self, connection: Errands) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: Rows = []
        self._has_more = False

    @property
    def description(self) -> Any:  # noqa: ANN401 - the driver's own
        return None if self._cursor is None else self._cursor.description

    @property
    def rowcount(self) -> int:
        return -1 if self._cursor is None else self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return None if self._cursor is None else self._cursor.lastrowid

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Errand":
        if sql.startswith(_BEGIN):
            self._connection.first = sql
            return self
        return await self._run(lambda cursor: cursor.execute(sql, parameters))

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> "Errand":
        return await self._run(lambda cursor: cursor.executemany(sql, parameters))

    async def fetchone(self) -> Any:  # noqa: ANN401 - a row
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int = 1) -> Rows:
        while self._has_more and len(self._rows) < size:
            self._rows += await self._more(_AT_ONCE)
        brought, self._rows = self._rows[:size], self._rows[size:]
        return brought

    async def fetchall(self) -> Rows:
        rest = await self._more(None) if self._has_more else []
        brought, self._rows = self._rows + rest, []
        return brought

    async def close(self) -> None:
        """A cursor that has brought everything has nothing left to close."""
        if self._has_more and self._cursor is not None:
            await self._connection.ask(self._cursor.close)
        self._rows, self._has_more = [], False

    async def _run(self, run: Run) -> "Errand":
        self._cursor, self._rows = await self._connection.ask(partial(self._connection.sent, run))
        self._has_more = len(self._rows) == _AT_ONCE
        return self

    async def _more(self, most: int | None) -> Rows:
        if self._cursor is None:
            return []
        rows = await self._connection.ask(
            self._cursor.fetchall if most is None else partial(self._cursor.fetchmany, most)
        )
        self._has_more = most is not None and len(rows) == most
        return rows


def connect(path: str, **options: Any) -> Errands:  # noqa: ANN401 - the driver's own
    """To be awaited: then it is open. ``options`` are those of ``sqlite3.connect``."""
    made = Errands(partial(sqlite3.connect, path, **options), iter_chunk_size=_AT_ONCE)
    made._thread.daemon = True  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as SQLAlchemy does with its own
    return made
