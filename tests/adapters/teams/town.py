"""The program behind a real socket, Teams' activities as it documents them, and a stand-in for the rest of Teams."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import uvicorn
from pydantic import SecretStr

from bot import app
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.adapters.teams.oracle import nodes, words_of
from tests.adapters.teams.standin import APP, PASSWORD, TENANT, StandIn, stand_in
from tests.stage import sample

KEY = "8f1d0c5be7a94e22b6f3097d1c4a5e68"
MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
ADA, INES, JONAS, EVE = "aad-ada", "aad-ines", "aad-jonas", "aad-eve"
Fields = Mapping[str, Any]


def member(who: str, email: str | None, **more: Any) -> Fields:
    """Somebody as a roster shows them."""
    found = {"id": f"29:{who}", "aadObjectId": who, "objectId": who, "name": who.title(), "tenantId": TENANT}
    return {**found, **({} if email is None else {"email": email, "userPrincipalName": email}), **more}


@dataclass
class Town:
    """One tenant of Teams in front of the program."""

    program: app.Program
    teams: StandIn
    http: httpx.AsyncClient
    _number: Any = field(default_factory=count)

    def activity(self, who: str, type_: str, channel: str = "", **more: Any) -> dict[str, Any]:
        conversation = {"id": channel or f"a:{who}", "tenantId": TENANT, "conversationType": "personal"}
        data: dict[str, Any] = {"tenant": {"id": TENANT}}
        if channel:
            conversation |= {"conversationType": "channel", "isGroup": True, "id": f"{channel};messageid=17"}
            data |= {"team": {"id": "19:team", "name": "Leads"}, "channel": {"id": channel, "name": "Digest"}}
        made = {
            "type": type_,
            "id": f"f:{next(self._number)}",
            "timestamp": "2026-03-02T07:00:00.000Z",
            "serviceUrl": self.teams.service,
            "channelId": "msteams",
            "from": {"id": f"29:{who}", "name": who.title(), "aadObjectId": who},
            "conversation": conversation,
            "recipient": {"id": f"28:{APP}", "name": "Microcoach"},
            "entities": [{"type": "clientInfo", "locale": "en-US", "platform": "Web", "timezone": "Europe/Berlin"}],
            "channelData": data,
            "locale": "en-US",
        }
        return made | more

    def sign(self, **claims: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.teams.token(SystemClock().now(), **claims)}"}

    async def post(self, activity: Fields | bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        signed = {"Content-Type": "application/json"} | (self.sign() if headers is None else dict(headers))
        return await self.http.post("/api/messages", content=body, headers=signed)

    async def settled(self, answer: httpx.Response) -> httpx.Response:
        await self.program.drain.run()
        return answer

    async def say(self, who: str, text: str, channel: str = "", **more: Any) -> httpx.Response:
        return await self.settled(await self.post(self.activity(who, "message", channel, text=text, **more)))

    async def press(self, who: str, data: Fields, channel: str = "", **more: Any) -> httpx.Response:
        """An executed action, as a new client sends it."""
        value = {"action": {"type": "Action.Execute", "verb": "choice", "data": data}, "trigger": "manual"}
        invoke = self.activity(who, "invoke", channel, name="adaptiveCard/action", value=value, **more)
        return await self.settled(await self.post(invoke))

    async def fetch(self, who: str, data: Fields) -> Fields:
        """The dialog that a button opens."""
        value = {"data": data, "context": {"theme": "default"}}
        answer = await self.settled(await self.post(self.activity(who, "invoke", name="task/fetch", value=value)))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def submit(self, who: str, data: Fields, **more: Any) -> httpx.Response:
        value = {"data": data, "context": {"theme": "default"}}
        return await self.settled(
            await self.post(self.activity(who, "invoke", name="task/submit", value=value, **more))
        )

    async def at(self, moment: datetime) -> None:
        self.program.clock.advance_to(moment)
        await self.program.drain.run()

    def said_to(self, who: str) -> list[str]:
        return [words_of(one) for one in self.teams.activities if who in one["place"]]

    def button(self, who: str, tag: str) -> Fields:
        """The data of the newest button of that tag in their conversation."""
        found = [
            node["data"]
            for one in self.teams.activities
            if who in one["place"]
            for node in nodes(one)
            if str(node.get("type")).startswith("Action.")
            and str(node.get("data", {}).get("means", "")).startswith(f"1:{tag}")
        ]
        return found[-1]


def typed(task: Fields, values: Fields) -> dict[str, Any]:
    """A dialog's answers: what stood in it, and what somebody changed."""
    card = task["task"]["value"]["card"]["content"]
    inputs = [node for node in nodes(card) if str(node.get("type")).startswith("Input.")]
    begun = {node["id"]: node.get("value", "") for node in inputs}
    return begun | card["actions"][0]["data"] | dict(values)


def inputs_of(task: Fields, kind: str = "Input.") -> list[Fields]:
    return [node for node in nodes(task) if str(node.get("type")).startswith(kind)]


@asynccontextmanager
async def town(url: str, reading: Mapping[str, str] | None = None, **settings: Any) -> AsyncGenerator[Town]:
    """Monday morning: the sample organization is there, and nobody has been met in Teams."""
    async with stand_in() as teams:
        for who in ("ada", "ines", "jonas"):
            teams.roster[f"29:aad-{who}"] = member(f"aad-{who}", f"{who}@example.org")
        teams.roster[f"29:{EVE}"] = member(EVE, "eve@elsewhere.example")
        given: dict[str, Any] = {
            "teams_app_id": APP,
            "teams_app_password": SecretStr(PASSWORD),
            "teams_tenant_id": TENANT,
            "teams_openid_metadata_url": f"{teams.url}/metadata",
            "teams_login_url": teams.url,
            "base_url": "https://coach.example.org",
            "secret_key": SecretStr(KEY),
        } | settings
        made = Settings(**given, database_url=url)
        async with app.assemble(made, SystemClock(lambda: MONDAY)) as program:

            async def pause(seconds: float) -> None:
                program.clock.advance_to(program.clock.now() + timedelta(seconds=seconds))

            program.dispatcher.pause = pause
            await program.memory.roster.found(sample(MONDAY.date(), reading), MONDAY, at_once=True)
            await program.memory.directory.connected("playground", is_on=False)
            async with served(program) as address, httpx.AsyncClient(base_url=address, timeout=30) as http:
                yield Town(program, teams, http)


@asynccontextmanager
async def served(program: app.Program) -> AsyncGenerator[str]:
    """Over a socket, without a heart that beats: the tests say when."""
    config = uvicorn.Config(app.asgi(program, ticking=False), port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())  # pyright: ignore[reportPrivateUsage] - without its signals
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
