"""What a signed slash command costs up to its acknowledgement: ``python -m tests.bench.slack [cost ack]``.

``cost``: processor time of each, beside bare Starlette, Bolt as it comes, and Bolt with one insert into SQLite.
``ack``: how long Slack waits at 100 commands a second for a minute, while 500 prompts go out.
"""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from aiohttp import ClientSession, TCPConnector
from pydantic import SecretStr
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import app
from bot.adapters.slack.guard import signature
from bot.runtime.directory import Arrival
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.adapters.slack.standin import stand_in
from tests.bench.delivery import say
from tests.bench.town import share
from tests.e2e.program import free_port
from tests.stage import sample

MORNING = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
SECRET = "a-signing-secret-of-the-bench"
_COMMANDS = 2_000
_WARM = 200
_RATE, _SECONDS = 100, 60
_PEOPLE = 500
_TICKS = os.sysconf("SC_CLK_TCK")


def starlette() -> Starlette:
    async def take(request: Request) -> Response:
        await request.body()
        return PlainTextResponse("")

    return Starlette(routes=[Route("/slack/events", take, methods=["POST"])])


def bolt(keep: Callable[[str], None] = lambda _: None) -> AsyncSlackRequestHandler:
    """As it comes, with the flag that acknowledges afterwards, and a look-up of tokens that finds one at once."""

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=context.team_id, bot_token="xoxb-1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    async def take(ack: AsyncAck, body: dict[str, str]) -> None:
        keep(body["trigger_id"])
        await ack()

    app.command("/practice")(take)  # pyright: ignore[reportUnknownMemberType]
    return AsyncSlackRequestHandler(app, "/slack/events")


def bolt_with_insert() -> AsyncSlackRequestHandler:
    """The least that a durable inbox costs: one row, committed as we commit."""
    database = sqlite3.connect(Path(tempfile.mkdtemp()) / "inbox.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE inbox (id TEXT PRIMARY KEY, at INTEGER)")

    def keep(id_: str) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO inbox VALUES (?, ?)", (id_, time.time_ns()))
        database.execute("COMMIT")

    return bolt(keep)


_BARE = {"starlette": starlette, "bolt": bolt, "insert": bolt_with_insert}


def serve(name: str, port: str) -> None:
    """One of the bare ones, as a process of its own."""
    uvicorn.run(_BARE[name](), port=int(port), log_level="error")


@contextmanager
def served(name: str, *more: str) -> Generator[tuple[str, int]]:
    """Its address and its process."""
    port = str(free_port())
    what = [name, port, *more] if more else ["serve", name, port]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.slack", *what])  # noqa: S603 - ours
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def command(number: int, who: str = "U0", text: str = "help") -> tuple[bytes, dict[str, str]]:
    """What Slack sends, signed."""
    fields = {
        "token": "old", "team_id": "T1", "team_domain": "acme", "channel_id": f"D0{who}",
        "channel_name": "directmessage", "user_id": who, "user_name": who.lower(), "command": "/practice",
        "text": text, "api_app_id": "A1", "is_enterprise_install": "false",
        "trigger_id": f"{time.time_ns()}.{number}", "response_url": "",
    }  # fmt: skip
    body, stamp = urlencode(fields).encode(), str(time.time_ns() // 1_000_000_000)
    kind = "application/x-www-form-urlencoded"
    signed = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(SECRET, stamp, body)}
    return body, {"Content-Type": kind, **signed}


async def post(http: ClientSession, url: str, number: int, who: str = "U0") -> float:
    """How many seconds until it was acknowledged."""
    body, headers = command(number, who)
    since = time.perf_counter()
    async with http.post(f"{url}/slack/events", data=body, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        await answer.read()
    return time.perf_counter() - since


def processor(pid: int) -> float:
    """Seconds that a process has had of any processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def each(url: str, pid: int, who: str = "U0") -> float:
    """Microseconds of processor time for each command, one after the other on one connection."""
    async with ClientSession(connector=TCPConnector(limit=1)) as http:
        await _until(http, url)
        for number in range(_WARM):
            await post(http, url, number, who)
        before = processor(pid)
        for number in range(_COMMANDS):
            await post(http, url, number, who)
        return 1_000_000 * (processor(pid) - before) / _COMMANDS


async def _until(http: ClientSession, url: str) -> None:
    while True:
        try:
            await post(http, url, 0)
        except (OSError, AssertionError):
            await asyncio.sleep(0.1)
        else:
            return


async def town(port: int, api_url: str, *, ticking: bool) -> None:
    """The real program on a Monday morning in a workspace with so many people.

    When it is ``ticking`` they are welcomed, and answered; otherwise it only hears.
    """
    began = time.perf_counter()

    def wall() -> datetime:
        return MORNING + timedelta(seconds=time.perf_counter() - began)

    @asynccontextmanager
    async def crowded(settings: Settings) -> AsyncGenerator[app.Program]:
        async with app.assemble(settings, SystemClock(wall)) as program:
            founding = sample(MORNING.date())
            [ada] = [one for one in founding.people if one.name.startswith("Ada")]
            more = tuple(replace(ada, name=f"L{n} Okafor", email=f"l{n}@example.org") for n in range(_PEOPLE))
            await program.memory.roster.found(replace(founding, people=founding.people + more), wall(), at_once=True)
            await program.memory.directory.install("slack", "T1", "Acme", wall())
            for number in range(_PEOPLE):
                arrival = Arrival("slack", "T1", f"U{number}", place=f"D0U{number}", email=f"l{number}@example.org")
                await program.memory.directory.meet(arrival, wall())
            yield program

    with tempfile.TemporaryDirectory() as folder:
        given: dict[str, Any] = {"secret_key": SecretStr("8f1d0c5be7a94e22b6f3097d1c4a5e68"), "port": port}
        settings = Settings(
            **given,
            database_url=f"sqlite+aiosqlite:///{folder}/bench.db",
            slack_signing_secret=SecretStr(SECRET),
            slack_bot_token=SecretStr("xoxb-one"),
            slack_api_url=api_url,
        )
        await app.serve(settings, ticking=ticking, greet=_silently, assembly=crowded)


def _silently(_program: app.Program, _founded: bool) -> None:  # noqa: FBT001 - as the program calls it
    """Nobody reads it."""


async def cost() -> None:
    bare: dict[str, float] = {}
    for name in _BARE:
        with served(name) as (url, pid):
            bare[name] = await each(url, pid)
            say(f"{name}: {bare[name]:,.0f} us of processor time each")
    async with stand_in() as slack:
        with served("ears", slack.api_url) as (url, pid):
            mine = await each(url, pid)
    most = 3 * bare["bolt"] + bare["insert"] - bare["bolt"]
    say(f"ours: {mine:,.0f} us each, of at most {most:,.0f} (3 x bare Bolt and one insert)")


async def ack() -> None:
    late: list[float] = []
    async with stand_in() as slack, ClientSession() as http:
        with served("town", slack.api_url) as (url, pid):
            await _until(http, url)
            before, sent, since = processor(pid), len(slack.messages), time.perf_counter()
            posts: list[asyncio.Task[float]] = []
            for number in range(_RATE * _SECONDS):
                await asyncio.sleep(since + number / _RATE - time.perf_counter())
                posts.append(asyncio.create_task(post(http, url, number, f"U{number % _PEOPLE}")))
            late = [1_000 * seconds for seconds in await asyncio.gather(*posts)]
            busy = (processor(pid) - before) / (time.perf_counter() - since)
            went = len(slack.messages) - sent
    say(
        f"{_RATE} commands a second for {_SECONDS} s, while {went} messages went out: acknowledged after p50 "
        f"{share(late, 0.5):.0f} ms, p99 {share(late, 0.99):.0f} ms (100), latest {max(late):.0f} ms; "
        f"{busy:.0%} of one processor"
    )


def main() -> None:
    if sys.argv[1:2] in (["town"], ["ears"]):
        asyncio.run(town(int(sys.argv[2]), sys.argv[3], ticking=sys.argv[1] == "town"))
        return
    if sys.argv[1:2] == ["serve"]:
        serve(*sys.argv[2:4])
        return
    asked = sys.argv[1:] or ["cost", "ack"]
    if "cost" in asked:
        asyncio.run(cost())
    if "ack" in asked:
        asyncio.run(ack())


if __name__ == "__main__":
    main()
