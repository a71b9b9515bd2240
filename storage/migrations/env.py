"""How Alembic reaches the database: with our own driver, in its own thread's event loop."""

import asyncio
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text
from sqlmodel import AutoString, SQLModel

from storage import tables
from storage.database import Connections

assert tables  # noqa: S101 - importing the tables declares them

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7226031)")  # any number, the same in every process


def _rendered(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """A revision names SQLAlchemy's types, so that it outlives SQLModel's."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def _run(connection: Connection) -> None:
    """SQLite's write lock, or a lock of our own, keeps a second process waiting until there is nothing left to do."""
    if connection.dialect.name != "sqlite":
        connection.execute(_ONE_AT_A_TIME)
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, render_item=_rendered
    )
    with context.begin_transaction():
        context.run_migrations()


async def _connect() -> None:
    connections = Connections(context.config.attributes["url"])
    try:
        async with connections.writing() as connection:
            await connection.run_sync(_run)
    finally:
        await connections.close()


asyncio.run(_connect())
