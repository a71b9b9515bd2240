"""The embedded mode's heartbeat: APScheduler, one interval job that wakes the drain and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.runtime.ports import Clock

log = structlog.get_logger()
TICK_SECONDS = 1
_GRACE_SECONDS = 4


class Ticker:
    """Losing, repeating or delaying a tick changes nothing: what is due stays due in the table."""

    def __init__(self, drain: Callable[[], Awaitable[object]], clock: Clock) -> None:
        self._drain = drain
        self._clock = clock
        self.last_tick: datetime | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(jobstores={"default": MemoryJobStore()}, timezone="UTC")
        self._scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]
            self.tick,
            "interval",
            seconds=TICK_SECONDS,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        """No further tick; what is under way finishes, if it does so soon."""
        self._scheduler.shutdown(wait=False)
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()

    async def tick(self) -> None:
        """Do what is due, to its end: whoever stops waiting for it does not stop it."""
        task = asyncio.create_task(self._do_what_is_due())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)

    async def _do_what_is_due(self) -> None:
        """A tick that fails is logged, and the next one tries again."""
        try:
            await self._drain()
        except Exception:
            log.exception("tick_failed")
        else:
            self.last_tick = self._clock.now()
