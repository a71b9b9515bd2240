"""A connection of asyncpg's own, for the library that wakes the workers."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import asyncpg
from sqlalchemy.engine import make_url

_CLOSING_SECONDS = 2
_PATIENCE_SECONDS = 10
_SQLALCHEMYS_OWN = frozenset({"async_creator_fn", "prepared_statement_cache_size", "prepared_statement_name_func"})


@asynccontextmanager
async def raw(url: str) -> AsyncGenerator[Any]:
    """Open what SQLAlchemy would open for this URL; a server that no longer answers is an error, soon."""
    connect = cast("Callable[..., Awaitable[Any]]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType]
    connection = await connect(**_options(url), timeout=_PATIENCE_SECONDS, command_timeout=_PATIENCE_SECONDS)
    try:
        yield connection
    finally:
        if not connection.is_closed():
            with suppress(TimeoutError, OSError):  # else it would hide why it is closed
                await connection.close(timeout=_CLOSING_SECONDS)


def _options(url: str) -> dict[str, Any]:
    made = make_url(url)
    _, options = made.get_dialect()().create_connect_args(made)
    return {name: value for name, value in options.items() if name not in _SQLALCHEMYS_OWN}
