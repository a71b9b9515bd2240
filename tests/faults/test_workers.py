"""Waking workers: a wake-up may be lost, repeated or late, and nobody waits longer than a tick for it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.domain.ids import WorkspaceId
from bot.scheduler import workers as scheduler
from bot.scheduler.clock import SystemClock
from bot.scheduler.workers import Wakeups, Workers, install
from storage.database import Connections
from storage.raw import raw

pytestmark = pytest.mark.slow

LANE, OTHER = WorkspaceId("lane"), WorkspaceId("other")
_PATIENCE = 30


class Lanes:
    """What is due, and who is at it."""

    def __init__(self) -> None:
        self.due: set[WorkspaceId] = set()
        self.done: list[WorkspaceId] = []
        self.at_work: list[WorkspaceId] = []
        self.side_by_side = 0
        self.may_end = asyncio.Event()
        self.may_end.set()
        self._news = asyncio.Condition()

    async def waiting(self) -> set[WorkspaceId]:
        return set(self.due)

    async def drain(self, lane: WorkspaceId) -> None:
        self.side_by_side = max(self.side_by_side, self.at_work.count(lane) + 1)
        self.at_work.append(lane)
        await self._tell()
        await self.may_end.wait()
        self.at_work.remove(lane)
        self.due.discard(lane)
        self.done.append(lane)
        await self._tell()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(_PATIENCE), self._news:
            await self._news.wait_for(holds)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


@pytest.fixture
async def url(postgres_url: str) -> str:
    await install(partial(raw, postgres_url))
    return postgres_url


@asynccontextmanager
async def at_work(url: str, lanes: Lanes) -> AsyncGenerator[Workers]:
    workers = Workers(partial(raw, url), lanes.waiting, lanes.drain, SystemClock())
    running = asyncio.create_task(workers.run())
    try:
        yield workers
    finally:
        lanes.may_end.set()
        await workers.stop(running)


async def test_what_is_due_is_found_without_being_told(url: str) -> None:
    lanes = Lanes()
    lanes.due = {LANE, OTHER}
    async with at_work(url, lanes) as workers:
        await lanes.until(lambda: {LANE, OTHER} <= set(lanes.done))
        assert workers.last_tick is not None
        assert workers.last_tick <= SystemClock().now()


async def test_a_process_that_only_wakes_is_heard_by_one_that_works(url: str) -> None:
    lanes = Lanes()
    async with at_work(url, lanes):
        wakeups = Wakeups(partial(raw, url))
        running = asyncio.create_task(wakeups.run())
        wakeups.wake([LANE])
        await lanes.until(lambda: lanes.done == [LANE])
        running.cancel()


async def test_many_wakes_are_one(url: str) -> None:
    lanes = Lanes()
    lanes.may_end.clear()
    async with at_work(url, lanes) as workers, at_work(url, lanes) as others:
        for _ in range(20):
            workers.wake([LANE])
            others.wake([LANE])
        await lanes.until(lambda: bool(lanes.at_work))
        workers.wake([OTHER])
        await lanes.until(lambda: OTHER in lanes.at_work)
        assert lanes.at_work.count(LANE) == 1
        lanes.may_end.set()
        await lanes.until(lambda: not lanes.at_work)
    assert lanes.side_by_side == 1


async def test_what_comes_while_a_lane_is_being_drained_is_found_by_the_next_tick(url: str) -> None:
    lanes = Lanes()
    lanes.may_end.clear()
    async with at_work(url, lanes) as workers:
        workers.wake([LANE])
        await lanes.until(lambda: LANE in lanes.at_work)
        workers.wake([LANE])
        lanes.may_end.set()
        await lanes.until(lambda: lanes.done == [LANE])
        lanes.due.add(LANE)
        await lanes.until(lambda: lanes.done == [LANE, LANE])


async def test_a_lane_that_fails_stops_no_other(url: str) -> None:
    lanes = Lanes()

    async def drain(lane: WorkspaceId) -> None:
        if lane == LANE:
            raise RuntimeError
        await lanes.drain(lane)

    workers = Workers(partial(raw, url), lanes.waiting, drain, SystemClock())
    running = asyncio.create_task(workers.run())
    workers.wake([LANE])
    workers.wake([OTHER])
    await lanes.until(lambda: lanes.done == [OTHER])
    await workers.stop(running)


async def test_a_database_that_goes_away_comes_back(url: str) -> None:
    lanes = Lanes()
    async with at_work(url, lanes) as workers:
        workers.wake([LANE])
        await lanes.until(lambda: lanes.done == [LANE])
        await hang_up(url)
        lanes.due.add(OTHER)
        await lanes.until(lambda: OTHER in lanes.done)


async def test_to_wake_while_nobody_listens_is_no_failure() -> None:
    wakeups = Wakeups(partial(raw, "postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    running = asyncio.create_task(wakeups.run())
    wakeups.wake([LANE])
    await asyncio.sleep(0)
    assert not running.done()
    running.cancel()


async def test_what_comes_during_a_look_is_heard_right_after_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 10 * _PATIENCE)
    lanes = Lanes()
    looking, may_look = asyncio.Event(), asyncio.Event()

    async def waiting() -> set[WorkspaceId]:
        looking.set()
        await may_look.wait()
        return set()

    workers = Workers(partial(raw, url), waiting, lanes.drain, SystemClock())
    running = asyncio.create_task(workers.run())
    await looking.wait()
    workers.wake([LANE])
    may_look.set()
    await lanes.until(lambda: lanes.done == [LANE])
    await workers.stop(running)


async def test_a_look_that_fails_holds_up_no_lane(url: str) -> None:
    lanes = Lanes()
    lanes.may_end.clear()
    fails = iter([True])

    async def waiting() -> set[WorkspaceId]:
        if lanes.at_work and next(fails, False):
            raise RuntimeError
        return {OTHER} if lanes.at_work else {LANE}

    workers = Workers(partial(raw, url), waiting, lanes.drain, SystemClock())
    running = asyncio.create_task(workers.run())
    await lanes.until(lambda: {LANE, OTHER} <= set(lanes.at_work))
    lanes.may_end.set()
    await workers.stop(running)


async def test_a_lane_whose_drain_the_server_hung_up_on_is_soon_drained_again(url: str) -> None:
    lanes = Lanes()
    lanes.due = {LANE}
    lanes.may_end.clear()
    async with at_work(url, lanes):
        await lanes.until(lambda: LANE in lanes.at_work)
        await hang_up(url)
        lanes.may_end.set()
        await lanes.until(lambda: lanes.done == [LANE])
        lanes.due = {LANE}
        await lanes.until(lambda: lanes.done == [LANE, LANE])


async def test_a_backup_stops_nobody(url: str) -> None:
    """It reads every table in one transaction, however long that takes."""
    lanes = Lanes()
    connections = Connections(url)
    async with at_work(url, lanes), connections.reading() as backup:
        await backup.execute(text("LOCK TABLE wakeups.pgqueuer_log IN ACCESS SHARE MODE"))
        for lane in (LANE, OTHER):
            lanes.due = {lane}
            await lanes.until(lambda lane=lane: lane in lanes.done)
    await connections.close()


async def test_many_lanes_wait_for_none(url: str) -> None:
    lanes = Lanes()
    lanes.may_end.clear()
    lanes.due = {WorkspaceId(f"lane-{number}") for number in range(600)}
    async with at_work(url, lanes):
        await lanes.until(lambda: len(lanes.at_work) == len(lanes.due))


async def test_it_reads_the_address_of_the_database_like_everybody_else(url: str) -> None:
    async with raw(make_url(url).update_query_dict({"ssl": "disable"}).render_as_string(hide_password=False)) as opened:
        assert await opened.fetchval("SELECT 1") == 1


async def test_told_to_stop_it_finishes_what_it_has_begun(url: str) -> None:
    lanes = Lanes()
    lanes.may_end.clear()
    workers = Workers(partial(raw, url), lanes.waiting, lanes.drain, SystemClock())
    running = asyncio.create_task(workers.run())
    workers.wake([LANE])
    await lanes.until(lambda: LANE in lanes.at_work)
    stopping = asyncio.create_task(workers.stop(running))
    await asyncio.sleep(0)
    lanes.may_end.set()
    await stopping
    assert lanes.done == [LANE]


async def test_its_tables_are_made_once_by_however_many(postgres_url: str) -> None:
    await asyncio.gather(*(install(partial(raw, postgres_url)) for _ in range(4)))
    await install(partial(raw, postgres_url))


async def hang_up(url: str) -> None:
    """The server ends everybody else's connection."""
    connections = Connections(url)
    async with connections.writing() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await connections.close()
