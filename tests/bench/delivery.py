"""How fast what is due goes out, beside the floor of the database alone: ``python -m tests.bench.delivery``."""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import asyncpg
from sqlalchemy.engine import make_url

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Platform
from bot.domain.touchpoint import Touchpoint
from bot.runtime.conductor import Conductor
from bot.runtime.dispatcher import Dispatcher
from bot.runtime.limits import Limit, Limits
from bot.scheduler.clock import SystemClock
from bot.scheduler.drain import Drain
from bot.scheduler.ticker import Ticker
from tests.bench.town import NINE, Handed, lanes, like_ada, share, town
from tests.rig.postgres import Server, server

_ROWS = 20_000
_MANY = 1_000_000
_WIDE = 64
_FIVE_A_SECOND: Mapping[Platform, Limits] = {
    "playground": Limits(workspace=(Limit("second", timedelta(milliseconds=200), 5),))
}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Each figure in both modes, SQLite first."""
    with server() as postgres:
        for name in sys.argv[1:] or FIGURES:
            asyncio.run(_in_both(FIGURES[name], postgres))


async def _in_both(figure: Callable[[str], Awaitable[None]], postgres: Server) -> None:
    with tempfile.TemporaryDirectory() as folder:
        await figure(f"sqlite+aiosqlite:///{folder}/bench.db")
    async with postgres.database() as url:
        await figure(url)


def _kind(url: str) -> str:
    return "SQLite" if url.startswith("sqlite") else "PostgreSQL"


async def pipeline(url: str) -> None:
    """From the outbox to the messenger and back, rendering included, beside the three updates alone."""
    handed = Handed(time.perf_counter)
    async with town(url, handed) as on:
        ids = await lanes(on, 50, _ROWS // 50)
        dispatcher = Dispatcher(on.memory.outbox, on.dispatcher.delivery, on.clock, width=_WIDE)
        begun, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*map(dispatcher.drain, ids))
        rate, cpu = len(handed.at) / (time.perf_counter() - begun), time.process_time() - cpu
        assert len(handed.at) == _ROWS
    floor = _ROWS / await _floor(url)
    say(
        f"{_kind(url)}: pipeline {rate:,.0f} messages/s (at least 10,000); three raw updates {floor:,.0f}/s "
        f"({floor / rate:.1f} x, at most 2.5 x); {1e6 * cpu / _ROWS:.0f} us of CPU each"
    )


async def _floor(url: str) -> float:
    """Seconds for the life of the rows in plain SQL: three updates each, five hundred in a transaction."""
    create = "CREATE TABLE bare (id INTEGER PRIMARY KEY, state TEXT, at BIGINT, ref TEXT)"
    moves = [f"UPDATE bare SET state = '{state}', at = {n} WHERE id = " for n, state in enumerate(("c", "s", "a"))]  # noqa: S608
    connect = cast("Callable[[str], Awaitable[Any]]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType]
    if url.startswith("sqlite"):
        return await asyncio.to_thread(_sqlite_floor, make_url(url).database or "", create, moves)
    connection: Any = await connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    await connection.execute(create)
    await connection.executemany("INSERT INTO bare VALUES ($1, 'p', 0, '')", [(n,) for n in range(_ROWS)])
    await connection.execute("CREATE INDEX bare_waiting ON bare (at, id) WHERE state IN ('p', 'c', 's')")
    begun = time.perf_counter()
    for start in range(0, _ROWS, 500):
        for move in moves:
            async with connection.transaction():
                await connection.executemany(f"{move}$1", [(n,) for n in range(start, start + 500)])
    taken = time.perf_counter() - begun
    await connection.close()
    return taken


def _sqlite_floor(path: str, create: str, moves: list[str]) -> float:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(create)
    connection.executemany("INSERT INTO bare VALUES (?, 'p', 0, '')", [(n,) for n in range(_ROWS)])
    connection.execute("CREATE INDEX bare_waiting ON bare (at, id) WHERE state IN ('p', 'c', 's')")
    connection.commit()
    begun = time.perf_counter()
    for start in range(0, _ROWS, 500):
        for move in moves:
            connection.executemany(f"{move}?", [(n,) for n in range(start, start + 500)])
            connection.commit()
    taken = time.perf_counter() - begun
    connection.close()
    return taken


async def punctuality(url: str) -> None:
    """Five seconds in which 500 learners a second fall due: from due to handed over, turns and rendering included."""
    handed = Handed(time.perf_counter)
    async with town(url, handed) as on:
        await like_ada(on, 2_500, _prompt_of)
        clock = _Shifted(NINE - timedelta(seconds=1))
        handed.now = lambda: clock.now().timestamp()
        conductor = Conductor(on.memory.store, on.libraries, clock, lambda _: None)
        dispatcher = Dispatcher(on.memory.outbox, on.dispatcher.delivery, clock, width=_WIDE)
        drain = Drain(on.memory.store, conductor, dispatcher, clock)
        ticker = Ticker(drain.waiting, drain.lane, clock)
        ticker.start()
        async with asyncio.timeout(120):
            while len(handed.at) < 2_501:  # noqa: ASYNC110 - a bench may look now and then
                await asyncio.sleep(0.1)
        await ticker.stop()
    late = [
        at - _prompt_of(int(key.split(":")[1].removeprefix("like-"))).timestamp()
        for key, at in handed.at.items()
        if ":like-" in key
    ]
    say(
        f"{_kind(url)}: due to handed over at 500/s: p50 {share(late, 0.5):.2f} s, p99 {share(late, 0.99):.2f} s "
        f"(under 2.5), latest {max(late):.2f} s"
    )


def _prompt_of(number: int) -> datetime:
    return NINE + timedelta(milliseconds=2 * number)


class _Shifted:
    """The wall clock, as if it were ``at`` now."""

    def __init__(self, at: datetime) -> None:
        self._clock = SystemClock()
        self._offset = at - self._clock.now()

    def now(self) -> datetime:
        return self._clock.now() + self._offset


async def peak(url: str) -> None:
    """Six hundred lanes that may each send five a second, all with a queue."""
    each = 40
    handed = Handed(time.perf_counter)
    clock = SystemClock()
    async with town(url, handed) as on:
        on.clock.at = clock.now()
        ids = await lanes(on, 600, each)
        dispatcher = Dispatcher(on.memory.outbox, on.dispatcher.delivery, clock, limits=_FIVE_A_SECOND, width=_WIDE)
        drain = Drain(on.memory.store, on.conductor, dispatcher, clock)
        cpu, begun = time.process_time(), time.perf_counter()
        await asyncio.gather(*(_until_empty(drain, lane) for lane in ids))
        taken = time.perf_counter() - begun
    ideal = (each - 5) / 5
    say(
        f"{_kind(url)}: 600 lanes of 5/s: {len(handed.at) / taken:,.0f} messages/s (at least 2,500), "
        f"{taken / ideal - 1:.0%} over the ideal {ideal:.0f} s (at most 15 %), "
        f"{(time.process_time() - cpu) / taken:.0%} of a core"
    )


async def _until_empty(drain: Drain, lane: WorkspaceId) -> None:
    while await drain.lane(lane):
        pass


async def claim(url: str) -> None:
    """The first thousand messages of a million that wait."""
    handed = Handed(time.perf_counter)
    async with town(url, handed) as on:
        [lane] = await lanes(on, 1, 10_000, _MANY // 10_000)
        hold = (await on.memory.outbox.take([lane], on.clock.at))[lane]
        taken: list[float] = []
        for _ in range(30):
            begun = time.perf_counter()
            [ready] = await on.memory.outbox.ready([hold], on.clock.at, 1_000)
            taken.append(1_000 * (time.perf_counter() - begun))
            assert len(ready.parcels) == 1_000
    most = 100 if _kind(url) == "SQLite" else 50
    say(
        f"{_kind(url)}: 1,000 of 1,000,000: p50 {share(taken, 0.5):.0f} ms, p99 {share(taken, 0.99):.0f} ms "
        f"(at most {most})"
    )


async def planning(url: str) -> None:
    """Touchpoints planned, in portions of a thousand."""
    handed = Handed(time.perf_counter)
    async with town(url, handed) as on:
        await like_ada(on, 1_000)
        begun = time.perf_counter()
        for day in range(30):
            planned = [_reminder(number, NINE + timedelta(days=day + 1)) for number in range(1_000)]
            async with on.memory.store.turn() as turn:
                await turn.schedule(planned)
        rate = 30_000 / (time.perf_counter() - begun)
    say(f"{_kind(url)}: planned {rate:,.0f} touchpoints/s (at least 30,000)")


def _reminder(number: int, at: datetime) -> Touchpoint:
    slot = f"{at:%Y-%m-%d}"
    return Touchpoint(PersonId(f"like-{number}"), "reminder", slot, at, at + timedelta(hours=8), slot)


FIGURES: dict[str, Callable[[str], Awaitable[None]]] = {
    "planning": planning,
    "pipeline": pipeline,
    "punctuality": punctuality,
    "peak": peak,
    "claim": claim,
}


if __name__ == "__main__":
    main()
