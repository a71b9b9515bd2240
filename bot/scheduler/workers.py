"""The distributed mode's heartbeat: PgQueuer hands a lane in which something may be due to one of many workers.

A job is only a wake-up: what is due stays due in our own tables, so one that is lost, repeated or late changes nothing.
Its tables are therefore unlogged, in a schema of their own. A process whose loop is blocked, or whose connection is
lost, loses its jobs to another after a while: a lane may then be drained in two places, which its lease and its fence
make harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.models import Job

from bot.domain.ids import WorkspaceId
from bot.runtime.ports import Clock

log = structlog.get_logger()

TICK_SECONDS = 1
_ENTRYPOINT = "lane"
_BATCH = 10
_SIDE_BY_SIDE = 1_000  # a lane is drained for seconds, mostly at rest; one not begun on only waits
_ALIVE_FOR = timedelta(seconds=5)
_GRACE_SECONDS = 4
_LONGEST_WAIT_SECONDS = 5
_SETTINGS = DBSettings(db_schema="wakeups", durability=Durability.volatile, channel=Channel("microcoach_wakeups"))

# A connection that asyncpg has opened; nobody else uses it.
Connect = Callable[[], AbstractAsyncContextManager[Any]]


async def install(connect: Connect) -> None:
    """Make PgQueuer's own tables, or bring them up to date; several may do so at once."""
    async with connect() as connection:
        queries = _queries(connection)
        async with queries.schema_lock():
            if not await queries.schema_is_installed():
                await queries.install()
        await queries.upgrade()


class Wakeups:
    """A process that only says where something may be due: ``web``."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._asked: set[WorkspaceId] = set()
        self._rung = asyncio.Event()

    def wake(self, lanes: Collection[WorkspaceId]) -> None:
        """Some worker shall look there soon. It never waits and never fails: the next tick would look, too."""
        self._asked.update(lanes)
        self._rung.set()

    async def run(self) -> None:
        """Until it is cancelled; a database that goes away comes back."""
        await _supervised(self._pass_on)

    async def _pass_on(self, working: Callable[[], None]) -> None:
        async with self._connect() as connection:
            queries = _queries(connection)
            working()
            while True:
                await self._rung.wait()
                self._rung.clear()
                lanes, self._asked = self._asked, set()
                await enqueue(queries, lanes)


class Workers:
    """A process that does what is due in the lanes that PgQueuer hands it: ``worker``."""

    def __init__(
        self,
        connect: Connect,
        waiting: Callable[[], Awaitable[Collection[WorkspaceId]]],
        drain: Callable[[WorkspaceId], Awaitable[object]],
        clock: Clock,
    ) -> None:
        self._connect = connect
        self._waiting = waiting
        self._drain = drain
        self._clock = clock
        self._asked: set[WorkspaceId] = set()
        self._rung = asyncio.Event()
        self._manager: QueueManager | None = None
        self.last_tick: datetime | None = None

    def wake(self, lanes: Collection[WorkspaceId]) -> None:
        self._asked.update(lanes)
        self._rung.set()

    async def run(self) -> None:
        """Until ``stop``; a database that goes away comes back. A look that fails holds up no lane."""
        ticking = asyncio.create_task(_supervised(self._tick))
        try:
            await _supervised(self._work)
        finally:
            ticking.cancel()
            await asyncio.wait([ticking])

    async def stop(self, running: asyncio.Task[None]) -> None:
        """Take no further lane; finish what is under way, if that is soon."""
        if self._manager is not None:
            self._manager.shutdown.set()
            await asyncio.wait([running], timeout=_GRACE_SECONDS)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    async def _work(self, working: Callable[[], None]) -> None:
        async with self._connect() as connection:
            manager = QueueManager(_queries(connection), _SETTINGS.channel)
            manager.entrypoint(_ENTRYPOINT, accepts_context=False)(self._do)
            await manager.verify_structure()
            working()
            self._manager = manager
            try:
                await manager.run(
                    dequeue_timeout=timedelta(seconds=TICK_SECONDS),
                    batch_size=_BATCH,
                    max_concurrent_tasks=_SIDE_BY_SIDE,
                    heartbeat_timeout=_ALIVE_FOR,
                    log_aggregation_interval=timedelta(0),
                )
            finally:
                self._manager = None

    async def _tick(self, working: Callable[[], None]) -> None:
        """Every worker looks, each second: to look twice costs a query, to look too seldom costs a prompt."""
        async with self._connect() as connection:
            queries = _queries(connection)
            while True:
                self._rung.clear()
                lanes, self._asked = self._asked, set()
                await enqueue(queries, {*lanes, *await self._waiting()})
                self.last_tick = self._clock.now()
                working()
                # Without a name it would truncate, for which it had to wait for whoever reads: a backup, say.
                await queries.clear_queue_log(_ENTRYPOINT)
                with suppress(TimeoutError):
                    async with asyncio.timeout(TICK_SECONDS):
                        await self._rung.wait()

    async def _do(self, job: Job) -> None:
        """A lane that fails is logged and left to the next tick."""
        lane = WorkspaceId((job.payload or b"").decode())
        try:
            await self._drain(lane)
        except Exception:
            log.exception("lane_failed", lane=lane)


async def enqueue(queries: Queries, lanes: Collection[WorkspaceId]) -> None:
    """A lane that waits already, or is being drained, is not asked for twice."""
    if lanes:
        ordered = sorted(lanes)
        await queries.enqueue(
            [_ENTRYPOINT] * len(ordered),
            [lane.encode() for lane in ordered],
            [0] * len(ordered),
            dedupe_key=[f"lane:{lane}" for lane in ordered],
            on_conflict="skip",
        )


def _queries(connection: Any) -> Queries:  # noqa: ANN401 - asyncpg has no types
    return Queries(
        AsyncpgDriver(connection),
        QueryBuilderEnvironment(_SETTINGS),
        QueryQueueBuilder(_SETTINGS),
        QuerySchedulerBuilder(_SETTINGS),
    )


async def _supervised(work: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
    """Begin again, after a little longer each time, until it has worked once more."""
    failures = 0

    def working() -> None:
        nonlocal failures
        failures = 0

    while True:
        try:
            await work(working)
        except Exception:
            failures += 1
            log.warning("wakeups_interrupted", failures=failures, exc_info=failures == 1)
            await asyncio.sleep(min(_LONGEST_WAIT_SECONDS, 0.1 * 2**failures))
        else:
            return
