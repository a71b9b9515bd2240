"""A connection of asyncpg's own, for the library that wakes the workers."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg
from sqlalchemy.engine import make_url

_CLOSING_SECONDS = 2


@asynccontextmanager
async def raw(url: str) -> AsyncGenerator[Any]:
    """Open it, and close it without waiting long for a server that does not answer."""
    connect = cast("Callable[[str], Awaitable[Any]]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType]
    connection = await connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        if not connection.is_closed():
            await connection.close(timeout=_CLOSING_SECONDS)
