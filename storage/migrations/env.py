"""How Alembic reaches the database: with our own driver, in its own thread's event loop."""

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from storage import tables
from storage.database import Connections

assert tables  # noqa: S101 - importing the tables declares them


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
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
