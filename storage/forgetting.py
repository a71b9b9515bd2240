"""The one way by which rows go, or lose a name, that are otherwise written once and never changed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables as t
from storage.writing import put

_KEY = "forgetting"


@asynccontextmanager
async def forgetting(connection: AsyncConnection) -> AsyncGenerator[None]:
    """Meanwhile, in this transaction alone, the database lets go of assessments."""
    await put(connection, t.settings, [{"key": _KEY, "value": "true"}])
    yield
    await connection.execute(delete(t.settings).where(t.settings.c.key == _KEY))
