"""What a message from Teams costs up to its reply: ``python -m tests.bench.teams [cost stall digests]``.

``cost``: processor time of each, beside bare aiohttp and the Bot Framework's stock adapter (which says hello, without a
token, an engine or a database; it is installed from the package registry into a folder of its own).
``stall``: the longest time that the loop stands still with fifty turns at once and a token endpoint of 150 ms.
``digests``: how fast five hundred of one tenant leave.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from pydantic import SecretStr

from bot import app
from bot.engine.effects import Say
from bot.runtime.directory import Arrival
from bot.runtime.ports import Outgoing
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.adapters.teams.standin import APP, PASSWORD, TENANT, StandIn, stand_in
from tests.adapters.teams.town import town as quiet_town
from tests.bench.delivery import say
from tests.bench.slack import processor
from tests.e2e.program import free_port
from tests.stage import sample

MORNING = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
STOCK = "botbuilder-integration-aiohttp==4.17.1"
_MESSAGES, _WARM, _RATE, _PEOPLE = 600, 50, 35, 200
_MOST, _TIMES_LESS = 2_600, 5
_AT_ONCE, _TOKEN_SECONDS = 50, 0.15
_DIGESTS, _A_SECOND = 500, 50
Fields = dict[str, Any]


def activity(service: str, number: int) -> Fields:
    """One of Teams' messages, from one of many people."""
    who = f"p{number % _PEOPLE}"
    return {
        "type": "message", "id": f"{time.time_ns()}", "timestamp": "2026-03-02T08:30:00.000Z", "serviceUrl": service,
        "channelId": "msteams", "from": {"id": f"29:{who}", "name": who, "aadObjectId": who},
        "conversation": {"id": f"a:{who}", "tenantId": TENANT, "conversationType": "personal"},
        "recipient": {"id": f"28:{APP}", "name": "Microcoach"}, "text": "help", "locale": "en-US",
        "entities": [{"type": "clientInfo", "locale": "en-US", "platform": "Web", "timezone": "Europe/Berlin"}],
        "channelData": {"tenant": {"id": TENANT}},
    }  # fmt: skip


def bare(port: int) -> None:
    """What the least costs: read the message, post a reply on one session."""
    sessions: list[ClientSession] = []

    async def hear(request: web.Request) -> web.Response:
        heard = await request.json()
        place = heard["conversation"]["id"]
        url = f"{heard['serviceUrl']}v3/conversations/{place}/activities"
        async with sessions[0].post(url, json={"type": "message", "text": "hello"}) as answer:
            await answer.read()
        return web.Response()

    async def one_session(_app: web.Application) -> AsyncGenerator[None]:
        async with ClientSession() as session:
            sessions.append(session)
            yield

    served = web.Application()
    served.cleanup_ctx.append(one_session)
    served.router.add_post("/api/messages", hear)
    web.run_app(served, host="127.0.0.1", port=port, print=None, access_log=None)


def settings_for(url: str, teams_url: str, **more: Any) -> Settings:
    given: Fields = {
        "teams_app_id": APP,
        "teams_app_password": SecretStr(PASSWORD),
        "teams_tenant_id": TENANT,
        "teams_openid_metadata_url": f"{teams_url}/metadata",
        "teams_login_url": teams_url,
        "base_url": "https://coach.example.org",
        "secret_key": SecretStr("8f1d0c5be7a94e22b6f3097d1c4a5e68"),
    }
    return Settings(**(given | more), database_url=url)


async def ours(port: int, teams_url: str) -> None:
    """The real program on SQLite, with everything checked, in a tenant with so many people."""

    @asynccontextmanager
    async def crowded(settings: Settings) -> AsyncGenerator[app.Program]:
        began = time.perf_counter()
        clock = SystemClock(lambda: MORNING + timedelta(seconds=time.perf_counter() - began))
        async with app.assemble(settings, clock) as program:
            founding = sample(MORNING.date())
            [ines] = [one for one in founding.people if one.name.startswith("Ines")]  # a coach gets nothing but answers
            more = tuple(replace(ines, name=f"L{n} Okafor", email=f"l{n}@example.org") for n in range(_PEOPLE))
            await program.memory.roster.found(replace(founding, people=founding.people + more), MORNING, at_once=False)
            await program.memory.directory.install("teams", TENANT, "Acme", MORNING)
            for number in range(_PEOPLE):
                who = Arrival("teams", TENANT, f"p{number}", place=f"a:p{number}", email=f"l{number}@example.org")
                await program.memory.directory.meet(who, MORNING)
            yield program

    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(f"sqlite+aiosqlite:///{folder}/bench.db", teams_url, port=port)
        await app.serve(settings, ticking=True, greet=lambda _program, _founded: None, assembly=crowded)


@contextmanager
def served(*command: str) -> Generator[tuple[str, int]]:
    """Its address and its process; the port comes after the command."""
    port = str(free_port())
    process = subprocess.Popen([word.replace("PORT", port) for word in command])  # noqa: S603 - ours
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


async def each(teams: StandIn, url: str, pid: int, *, signed: bool = True) -> float:
    """Microseconds of processor time from a message to its reply, at so many a second."""
    shown = {"Authorization": f"Bearer {teams.token(SystemClock().now())}"} if signed else {}

    async def post(http: ClientSession, number: int) -> None:
        async with http.post(f"{url}/api/messages", json=activity(teams.service, number), headers=shown) as answer:
            assert answer.status in {200, 201}, answer.status

    async def all_of(http: ClientSession, count: int) -> None:
        begun, since = len(teams.activities), time.perf_counter()
        posts: list[asyncio.Task[None]] = []
        for number in range(count):
            await asyncio.sleep(since + number / _RATE - time.perf_counter())
            posts.append(asyncio.create_task(post(http, number)))
        await asyncio.gather(*posts)
        while len(teams.activities) < begun + count:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)

    async with ClientSession() as http:
        await _until(http, url)
        await all_of(http, _WARM)
        before = processor(pid)
        await all_of(http, _MESSAGES)
        return 1_000_000 * (processor(pid) - before) / _MESSAGES


async def _until(http: ClientSession, url: str) -> None:
    while True:
        try:
            async with http.get(f"{url}/api/messages"):
                return
        except OSError:
            await asyncio.sleep(0.1)


def stock_python(folder: str) -> str:
    """A Python that has the stock adapter."""
    uv, made = str(Path(sys.executable).with_name("uv")), f"{folder}/bin/python"
    for words in (["venv", "--quiet", "--python", sys.executable, folder], ["pip", "install", "--quiet", "--python"]):
        subprocess.run([uv, *words, *([made, STOCK] if words[0] == "pip" else [])], check=True)  # noqa: S603 - ours
    return made


async def cost() -> None:
    this = (sys.executable, "-m", "tests.bench.teams")
    async with stand_in() as teams:
        with served(*this, "bare", "PORT") as (url, pid):
            least = await each(teams, url, pid)
        say(f"bare aiohttp: {least:,.0f} us of processor time each")
        echo = str(Path(__file__).with_name("stock_teams.py"))
        with tempfile.TemporaryDirectory() as folder, served(stock_python(folder), echo, "PORT") as (url, pid):
            stock = await each(teams, url, pid, signed=False)
        say(f"the stock adapter, which checks and fetches no token: {stock:,.0f} us")
        with served(*this, "ours", "PORT", teams.url) as (url, pid):
            mine = await each(teams, url, pid)
    say(
        f"ours, with token, engine and database: {mine:,.0f} us ({_MOST:,}), {stock / mine:.1f} x less than stock "
        f"({_TIMES_LESS}), {mine / least:.1f} x bare aiohttp"
    )


async def stall() -> None:
    """Everything runs in this one loop, Teams' stand-in and whoever writes as well: what is measured is the most."""
    with tempfile.TemporaryDirectory() as folder:
        async with quiet_town(f"sqlite+aiosqlite:///{folder}/bench.db") as on:
            for number in range(_AT_ONCE):
                on.teams.roster[f"29:p{number}"] = {"id": f"29:p{number}", "aadObjectId": f"p{number}"}
            on.teams.token_seconds = _TOKEN_SECONDS
            gaps: list[float] = []
            watching = asyncio.create_task(_watch(gaps))
            posts = [on.post(activity(on.teams.service, number), on.sign()) for number in range(_AT_ONCE)]
            await asyncio.gather(*posts)
            watching.cancel()
            say(
                f"{_AT_ONCE} turns at once, tokens after {1_000 * _TOKEN_SECONDS:.0f} ms ({on.teams.tokens} fetched): "
                f"the loop stood still for at most {1_000 * max(gaps):.0f} ms (50)"
            )


async def _watch(gaps: list[float]) -> None:
    while True:
        since = time.perf_counter()
        await asyncio.sleep(0.001)
        gaps.append(time.perf_counter() - since)


async def digests() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        async with stand_in() as teams, app.assemble(settings_for(url, teams.url), SystemClock()) as program:
            now = program.clock.now()
            founding = sample(now.date())
            [jonas] = [one for one in founding.people if one.name.startswith("Jonas")]
            more = tuple(replace(jonas, name=f"M{n} Weber", email=f"m{n}@example.org") for n in range(_DIGESTS))
            memory = program.memory
            await memory.roster.found(replace(founding, people=founding.people + more), now, at_once=False)
            await memory.directory.install("teams", TENANT, "Acme", now)
            digest = Say("digest/none_yet", {"following": now, "week": None})
            places: list[Outgoing] = []
            reference = f'{{"service": "{teams.service}", "tenant": "{TENANT}"}}'
            for number in range(_DIGESTS):
                owner = await memory.roster.person(f"m{number}@example.org")
                place = await memory.directory.channel(
                    "teams", TENANT, f"19:c{number}@thread.tacv2", name="Leads", owner=owner, reference=reference
                )
                assert place is not None
                places.append(Outgoing(f"bench {number}", place, digest, now))
            async with memory.store.turn() as turn:
                [lane] = await turn.queue(places)
            arrived: list[float] = []
            watching = asyncio.create_task(_arrivals(teams, arrived))
            since = time.perf_counter()
            while len(teams.activities) < _DIGESTS:
                await program.drain.lane(lane)
            took = time.perf_counter() - since
            await asyncio.sleep(0.05)
            watching.cancel()
    busiest = max(sum(at <= one < at + 1 for one in arrived) for at in arrived)
    say(f"{_DIGESTS} digests of one tenant in {took:.1f} s: at most {busiest} in any second ({_A_SECOND})")


async def _arrivals(teams: StandIn, arrived: list[float]) -> None:
    while True:
        arrived += [time.perf_counter()] * (len(teams.activities) - len(arrived))
        await asyncio.sleep(0.005)


def main() -> None:
    match sys.argv[1:]:
        case ["bare", port]:
            bare(int(port))
        case ["ours", port, teams_url]:
            asyncio.run(ours(int(port), teams_url))
        case asked:
            for name, work in {"cost": cost, "stall": stall, "digests": digests}.items():
                if not asked or name in asked:
                    asyncio.run(work())


if __name__ == "__main__":
    main()
