"""Inserts that mind what is there already, in either dialect."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Row = Mapping[str, Any]
Insert = sqlite.Insert | postgresql.Insert

_MOST_PARAMETERS = 30_000  # both databases stop a little above


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return _insert(connection.dialect.name, table)


async def put(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or replace those that have the same primary key; one statement."""
    await _write(connection, table, rows, replacing=True)


async def add(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows that are not there yet, by any unique key; one statement."""
    await _write(connection, table, rows, replacing=False)


async def _write(connection: AsyncConnection, table: Table, rows: Sequence[Row], *, replacing: bool) -> None:
    """All rows have the same columns. A single row is what almost every turn writes: its statement is made once."""
    for some in _portions(rows):
        statement = _statement(connection.dialect.name, table, tuple(some[0]), replacing=replacing)
        if len(some) == 1:
            await connection.execute(statement, dict(some[0]))
        else:
            await connection.execute(statement.values([dict(row) for row in some]))


def _portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    if rows:
        size = _MOST_PARAMETERS // len(rows[0])
        yield from (rows[start : start + size] for start in range(0, len(rows), size))


@cache
def _statement(dialect: str, table: Table, names: tuple[str, ...], *, replacing: bool) -> Insert:
    statement = _insert(dialect, table)
    if not replacing:
        return statement.on_conflict_do_nothing()
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _insert(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
