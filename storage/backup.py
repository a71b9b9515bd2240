"""Taking a backup while the program runs, and bringing one back without saying anything twice."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from bot.domain.ids import PersonId
from storage import archive
from storage import tables as t
from storage.database import Connections
from storage.erasure import erase
from storage.errors import StorageError
from storage.forgetting import forgetting
from storage.mapping import millis
from storage.migrate import HEAD
from storage.transcript import CLOCK_OFFSET
from storage.writing import Row, is_state

_PORTION = 1_000
# Who sends where, how fast, and who is about to install, true for the moment only; and what is made from the content.
_OF_THE_MOMENT = frozenset({"lane", "pace", "ticket", "libraryedition", "librarypage", "libraryword"})
_KEPT = [table for table in SQLModel.metadata.sorted_tables if table.name not in _OF_THE_MOMENT]
_RESTORED = "restored"

Progress = Callable[[str], None]


async def backup(connections: Connections, path: Path, at: datetime, progress: Progress) -> archive.Manifest:
    """Everything as it was at one moment, portion by portion; nobody waits for it."""
    async with connections.reading() as connection:
        with archive.write(path) as writing:
            for table in _KEPT:
                progress(table.name)
                with writing.table(table.name) as lines:
                    found = await connection.stream(select(table))
                    async for row in found.mappings():
                        if not _is_of_the_moment(table, row):
                            lines.add(dict(row))
            writing.manifest(HEAD, millis(at))
        return archive.Manifest(HEAD, millis(at), writing.tables)


async def restore(
    connections: Connections, path: Path, erasures: Sequence[Path], at: datetime, progress: Progress, *, replace: bool
) -> archive.Manifest:
    """All of it or nothing. Nothing that was owed is sent, and whoever has been erased since stays so.

    ``erasures`` are later backups, of which only that is read. Raises StorageError for what can't be restored, and
    for a database that has people in it unless they may be replaced.
    """
    with ExitStack() as stack:
        reading = stack.enter_context(archive.read(path))
        if reading.manifest.revision != HEAD:
            raise StorageError(
                f"“{path.name}” has the schema {reading.manifest.revision}, this version has {HEAD}. "
                "Restore it with the version that wrote it, and upgrade then."
            )
        later = [stack.enter_context(archive.read(one)) for one in erasures]
        async with connections.writing() as connection:
            if not replace and (await connection.execute(select(t.people.c.id).limit(1))).first() is not None:
                raise StorageError("There are people in this database. To replace them, say --replace.")
            gone = await _erased(connection) | {who for one in later for who in _erased_in(one)}
            await _empty(connection)
            for table in _KEPT:
                progress(table.name)
                for rows in reading.rows(table.name, _PORTION):
                    await _load(connection, table, rows)
            await _link(connection, reading)
            await _count_on(connection)
            await _quieten(connection, at)
            for person in sorted(gone):
                await erase(connection, person, at)
    return reading.manifest


def _is_of_the_moment(table: Table, row: Any) -> bool:  # noqa: ANN401 - a row
    return table is t.settings and row["key"] == CLOCK_OFFSET


async def _erased(connection: AsyncConnection) -> set[PersonId]:
    asked = select(t.people.c.id).where(t.people.c.erased_at.is_not(None))
    return {PersonId(row.id) for row in await connection.execute(asked)}


def _erased_in(reading: archive.Reading) -> Iterable[PersonId]:
    for rows in reading.rows("person", _PORTION):
        yield from (PersonId(str(row["id"])) for row in rows if row["erased_at"] is not None)


async def _empty(connection: AsyncConnection) -> None:
    async with forgetting(connection):
        await connection.execute(delete(t.assessments))
    for table in reversed(SQLModel.metadata.sorted_tables):
        await connection.execute(delete(table))


async def _load(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """People refer to one another, so nobody has a manager until everybody is there."""
    ready = [{**row, "manager": None} for row in rows] if table is t.people else [dict(row) for row in rows]
    await connection.execute(insert(table), ready)


async def _link(connection: AsyncConnection, reading: archive.Reading) -> None:
    for rows in reading.rows("person", _PORTION):
        for row in rows:
            if row["manager"] is not None:
                mine = update(t.people).where(t.people.c.id == row["id"])
                await connection.execute(mine.values(manager=row["manager"]))


async def _count_on(connection: AsyncConnection) -> None:
    """PostgreSQL counts apart from the rows; SQLite looks at them."""
    if connection.dialect.name == "sqlite":
        return
    for table in _KEPT:
        [key, *more] = table.primary_key
        if more or key.name != "id" or key.autoincrement is not True:
            continue
        highest = (await connection.execute(select(func.max(key)))).scalar()
        sequence = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)")
        await connection.execute(sequence, {"name": table.name, "next": (highest or 0) + 1})


async def _quieten(connection: AsyncConnection, at: datetime) -> None:
    """What was owed then may have gone since: nobody can tell, so nobody hears it again."""
    waiting = is_state(t.outgoing, "queued", "sending", "uncertain")
    await connection.execute(update(t.outgoing).where(waiting).values(state="dropped", reason=_RESTORED, body=""))
    point = t.touchpoints.c
    late = update(t.touchpoints).where(is_state(t.touchpoints, "pending"), point.due_at <= millis(at))
    await connection.execute(late.values(state="expired", outcome=_RESTORED, settled_at=millis(at)))
