"""Inserts that mind what is there already, in either dialect."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Row = Mapping[str, Any]
Insert = sqlite.Insert | postgresql.Insert


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return insert_into(connection.dialect.name, table)


async def put(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or replace those that have the same primary key; one statement."""
    await _write(connection, table, rows, replacing=True)


async def add(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows that are not there yet, by any unique key; one statement."""
    await _write(connection, table, rows, replacing=False)


async def _write(connection: AsyncConnection, table: Table, rows: Sequence[Row], *, replacing: bool) -> None:
    """All rows have the same columns."""
    if rows:
        statement = _statement(connection.dialect.name, table, tuple(rows[0]), replacing=replacing)
        await connection.execute(statement, [dict(row) for row in rows])


def is_state(table: Any, *states: str) -> ColumnElement[bool]:  # noqa: ANN401 - a table or its alias
    """Written out as in the partial indexes, so that they are used."""
    return table.c.state.in_([literal_column(f"'{state}'") for state in states])


@cache
def _statement(dialect: str, table: Table, names: tuple[str, ...], *, replacing: bool) -> Insert:
    statement = insert_into(dialect, table)
    if not replacing:
        return statement.on_conflict_do_nothing()
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def insert_into(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
