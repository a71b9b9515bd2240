"""The embedded mode's heartbeat: APScheduler, one interval job that wakes the lanes and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.ids import WorkspaceId
from bot.runtime.ports import Clock

log = structlog.get_logger()
TICK_SECONDS = 1
_GRACE_SECONDS = 4


class Ticker:
    """Losing, repeating or delaying a tick changes nothing: what is due stays due in the table."""

    def __init__(
        self,
        waiting: Callable[[], Awaitable[Collection[WorkspaceId]]],
        drain: Callable[[WorkspaceId], Awaitable[object]],
        clock: Clock,
    ) -> None:
        self._waiting = waiting
        self._drain = drain
        self._clock = clock
        self.last_tick: datetime | None = None
        self._under_way: dict[WorkspaceId, asyncio.Task[None]] = {}
        self._again: set[WorkspaceId] = set()
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
        self._again.clear()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way.values(), timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()

    async def tick(self) -> None:
        """Start on every lane in which something is due. A tick that fails is logged, and the next one tries again."""
        try:
            self.wake(await self._waiting())
        except Exception:
            log.exception("tick_failed")
        else:
            self.last_tick = self._clock.now()

    def wake(self, lanes: Collection[WorkspaceId]) -> None:
        """Drain them now; one that is being drained is drained once more, as it may have looked already."""
        for lane in lanes:
            if lane in self._under_way:
                self._again.add(lane)
            else:
                self._under_way[lane] = asyncio.create_task(self._drain_lane(lane))

    async def _drain_lane(self, lane: WorkspaceId) -> None:
        """A lane that fails is logged and left to the next tick; it stops no other."""
        try:
            await self._drain(lane)
        except Exception:
            log.exception("lane_failed", lane=lane)
        finally:
            del self._under_way[lane]
        if lane in self._again:
            self._again.discard(lane)
            self.wake([lane])
