"""How soon a worker begins when it is woken, beside a bare notification: ``python -m tests.bench.waking``."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial

from bot.domain.ids import WorkspaceId
from bot.scheduler.clock import SystemClock
from bot.scheduler.workers import Wakeups, Workers, install
from storage.raw import raw
from tests.bench.delivery import say
from tests.bench.town import share
from tests.rig.postgres import server

_WAKES = 1_000
_JOBS = 5_000
_PATIENCE = 120

Wake = Callable[[WorkspaceId], Awaitable[None]]


class _Begun:
    """When each lane was begun on."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self._news = asyncio.Event()

    async def lane(self, lane: WorkspaceId) -> None:
        self.note(lane)

    def note(self, lane: str) -> None:
        self.at[lane] = time.perf_counter()
        self._news.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(_PATIENCE):
            while len(self.at) < count:
                self._news.clear()
                await self._news.wait()


async def waking(url: str) -> None:
    await install(partial(raw, url))
    await _bare(url)
    begun = _Begun()
    workers, wakeups = Workers(partial(raw, url), _nothing, begun.lane, SystemClock()), Wakeups(partial(raw, url))
    running, ringing = asyncio.create_task(workers.run()), asyncio.create_task(wakeups.run())
    await _one_by_one("woken by a worker", begun, _by(workers))
    await _one_by_one("woken by web", begun, _by(wakeups))
    begun.at.clear()
    since = time.perf_counter()
    wakeups.wake([WorkspaceId(f"many-{number}") for number in range(_JOBS)])
    await begun.until(_JOBS)
    say(f"{_JOBS / (time.perf_counter() - since):,.0f} lanes begun a second")
    ringing.cancel()
    await workers.stop(running)


async def _bare(url: str) -> None:
    async with raw(url) as sender, raw(url) as hearer:
        begun = _Begun()
        await sender.execute("CREATE UNLOGGED TABLE bare (lane TEXT)")

        def hear(_connection: object, _pid: int, _channel: str, lane: str) -> None:
            begun.note(lane)

        await hearer.add_listener("bare", hear)

        async def notify(lane: WorkspaceId) -> None:
            owe = "WITH owed AS (INSERT INTO bare VALUES ($1) RETURNING lane) SELECT pg_notify('bare', lane) FROM owed"
            await sender.execute(owe, lane)

        await _one_by_one("a bare insert and notification", begun, notify)


async def _one_by_one(name: str, begun: _Begun, wake: Wake) -> None:
    begun.at.clear()
    late: list[float] = []
    for number in range(_WAKES + 1):
        lane, since = WorkspaceId(f"{name}-{number}"), time.perf_counter()
        await wake(lane)
        await begun.until(number + 1)
        late.append(1_000 * (begun.at[lane] - since))
    late = late[1:]  # the first waits for the start
    say(f"{name}: p50 {share(late, 0.5):.1f} ms, p99 {share(late, 0.99):.1f} ms, latest {max(late):.1f} ms")


def _by(waker: Workers | Wakeups) -> Wake:
    async def wake(lane: WorkspaceId) -> None:
        waker.wake([lane])

    return wake


async def _nothing() -> tuple[WorkspaceId, ...]:
    return ()


async def main() -> None:
    with server() as postgres:
        async with postgres.database() as url:
            await waking(url)


if __name__ == "__main__":
    asyncio.run(main())
