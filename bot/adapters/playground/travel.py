"""Moving the playground's clock: everything due on the way happens, one moment after the other."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

from bot.runtime.ports import Store
from bot.runtime.transcript import Transcript


class MovableClock(Protocol):
    @property
    def offset(self) -> timedelta: ...

    def now(self) -> datetime: ...

    def advance_to(self, at: datetime) -> None:
        """Make it ``at``; a time that has passed changes nothing."""
        ...


class TimeTravel:
    """The only one who moves the clock; nobody speaks while it does."""

    def __init__(
        self,
        clock: MovableClock,
        store: Store,
        transcript: Transcript,
        drain: Callable[[], Awaitable[int]],
    ) -> None:
        self._clock = clock
        self._store = store
        self._transcript = transcript
        self._drain = drain
        self._moving = asyncio.Lock()

    async def to(self, at: datetime) -> None:
        """Go there by way of every moment at which something falls due."""
        async with self._moving:
            await self._drain()
            while (due := await self._store.next_due()) is not None and due <= at:
                self._clock.advance_to(due)
                if not await self._drain():
                    break  # what is due can't be done now; the ticker will try it again
            self._clock.advance_to(at)
            await self._drain()
            await self._transcript.move_clock(self._clock.offset)

    @asynccontextmanager
    async def still(self) -> AsyncGenerator[None]:
        """The clock does not move meanwhile."""
        async with self._moving:
            yield
