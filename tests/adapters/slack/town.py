"""The program behind a real socket, Slack's payloads as it records them, and a stand-in for its Web API."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

import httpx
import uvicorn
from pydantic import SecretStr

from bot import app
from bot.adapters.slack.guard import signature
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.adapters.slack.standin import StandIn, stand_in
from tests.stage import sample

SECRET = "a-signing-secret-of-slack"
TOKEN = "xoxb-one"
KEY = "8f1d0c5be7a94e22b6f3097d1c4a5e68"
MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
ADA, INES, EVE = "U0ADA", "U0INES", "U0EVE"
Fields = Mapping[str, Any]


def user(id_: str, email: str, team: str = "T1", **more: Any) -> Fields:
    """Somebody as users.info shows them."""
    profile = {"email": email, "real_name": email.partition("@")[0].title()}
    return {
        "id": id_,
        "team_id": team,
        "tz": "Europe/Berlin",
        "deleted": False,
        "is_bot": False,
        "profile": profile,
    } | more


@dataclass
class Town:
    """One workspace of Slack in front of the program; ``wall`` is Slack's own clock."""

    program: app.Program
    slack: StandIn
    http: httpx.AsyncClient
    team: str = "T1"
    secret: str = SECRET
    wall: Callable[[], datetime] = field(default_factory=lambda: SystemClock().now)
    _number: Any = field(default_factory=count)

    def sign(self, body: bytes, stamp: str | None = None, secret: str = "") -> dict[str, str]:
        stamp = stamp or str(int(self.wall().timestamp()))
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(secret or self.secret, stamp, body)}

    async def post(self, body: bytes, kind: str = "application/json", **headers: str) -> httpx.Response:
        signed = {"Content-Type": kind} | self.sign(body) | headers
        return await self.http.post("/slack/events", content=body, headers=signed)

    async def event(self, event: Fields, event_id: str = "", **more: Any) -> httpx.Response:
        id_ = event_id or f"Ev{next(self._number)}"
        listed = [{"team_id": self.team, "user_id": "UBOT", "is_bot": True, "is_enterprise_install": False}]
        envelope = {"type": "event_callback", "team_id": self.team, "api_app_id": "A1", "event_id": id_}
        sent = envelope | {"event": event, "event_time": int(self.wall().timestamp()), "authorizations": listed} | more
        return await self.post(json.dumps(sent).encode())

    async def say(self, who: str, text: str, event_id: str = "") -> httpx.Response:
        said = {"type": "message", "channel_type": "im", "channel": f"D0{who}", "user": who, "text": text, "ts": "1.1"}
        return await self.settled(await self.event(said, event_id))

    async def command(
        self, who: str, command: str, text: str = "", channel: str = "", trigger: str = ""
    ) -> httpx.Response:
        fields = {
            "token": "old", "team_id": self.team, "team_domain": "acme", "channel_id": channel or f"D0{who}",
            "channel_name": "directmessage", "user_id": who, "user_name": who.lower(), "command": command, "text": text,
            "api_app_id": "A1", "is_enterprise_install": "false",
            "trigger_id": trigger or f"13.{next(self._number)}.abc",
            "response_url": self.slack.api_url.replace("/api/", "/commands/1"),
        }  # fmt: skip
        return await self.settled(await self.post(urlencode(fields).encode(), "application/x-www-form-urlencoded"))

    async def interact(self, payload: Fields) -> httpx.Response:
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self.settled(await self.post(body, "application/x-www-form-urlencoded"))

    async def press(self, who: str, value: str, action_ts: str = "", **more: Any) -> httpx.Response:
        action = {"type": "button", "action_id": "choice:0", "block_id": "1", "value": value}
        return await self.interact(
            {
                "type": "block_actions",
                "user": {"id": who, "team_id": self.team},
                "team": {"id": self.team, "domain": "acme"},
                "channel": {"id": f"D0{who}", "name": "directmessage"},
                "trigger_id": f"13.{next(self._number)}.abc",
                "response_url": self.slack.api_url.replace("/api/", "/commands/1"),
                "actions": [action | {"action_ts": action_ts or f"17.{next(self._number)}"}],
            }
            | more
        )

    async def submit(self, who: str, view: Fields, values: Fields, hash_: str = "h") -> httpx.Response:
        given = {**_values(view), **values}
        state = {block: {block: element} for block, element in given.items()}
        sent = {**view, "id": f"V{next(self._number)}", "hash": hash_, "state": {"values": state}}
        return await self.interact(
            {
                "type": "view_submission",
                "user": {"id": who, "team_id": self.team},
                "team": {"id": self.team},
                "view": sent,
            }
        )

    async def settled(self, answer: httpx.Response) -> httpx.Response:
        """What was owed because of it has been sent."""
        await self.program.drain.run()
        return answer

    async def at(self, moment: datetime) -> None:
        self.program.clock.advance_to(moment)
        await self.program.drain.run()

    def said_to(self, who: str) -> list[str]:
        return [message["text"] for message in self.slack.messages if who in message["channel"]]

    def button(self, who: str, tag: str) -> str:
        """The newest button of that tag in their conversation."""
        rows = [block for m in self.slack.messages if who in m["channel"] for block in m["blocks"]]
        pressed = [e["value"] for block in rows if block["type"] == "actions" for e in block["elements"]]
        return [value for value in pressed if value.startswith(f"1:{tag}")][-1]

    def modal(self) -> Fields:
        """The view that was opened last."""
        return self.slack.asked("views.open")[-1]["view"]


def typed(text: str) -> Fields:
    return {"type": "plain_text_input", "value": text}


def picked(value: str) -> Fields:
    return {"type": "radio_buttons", "selected_option": {"value": value}}


def _values(view: Fields) -> dict[str, Fields]:
    """The inputs as they stand when the modal opens."""
    names = {"initial_value": "value", "initial_date": "selected_date", "initial_time": "selected_time"}
    names |= {"initial_option": "selected_option", "initial_options": "selected_options"}
    found: dict[str, Fields] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            begun = {names[name]: value for name, value in element.items() if name in names}
            found[block["block_id"]] = {"type": element["type"], "value": None} | begun
    return found


@asynccontextmanager
async def town(url: str, reading: Mapping[str, str] | None = None, **settings: Any) -> AsyncGenerator[Town]:
    """Monday morning: the sample organization is there, and nobody has been met in Slack."""
    async with stand_in() as slack:
        for who, email in ((ADA, "ada@example.org"), (INES, "ines@example.org")):
            slack.people[TOKEN, who] = user(who, email)
        slack.people[TOKEN, EVE] = user(EVE, "eve@elsewhere.example")
        given: dict[str, Any] = {
            "slack_bot_token": SecretStr(TOKEN),
            "slack_signing_secret": SecretStr(SECRET),
        } | settings
        made = Settings(
            database_url=url,
            slack_api_url=slack.api_url,
            secret_key=SecretStr(KEY),
            **given,
        )
        async with app.assemble(made, SystemClock(lambda: MONDAY)) as program:

            async def pause(seconds: float) -> None:
                program.clock.advance_to(program.clock.now() + timedelta(seconds=seconds))

            program.dispatcher.pause = pause
            await program.memory.roster.found(sample(MONDAY.date(), reading), MONDAY, at_once=True)
            async with served(program) as address, httpx.AsyncClient(base_url=address, timeout=30) as http:
                yield Town(program, slack, http)


@asynccontextmanager
async def served(program: app.Program) -> AsyncGenerator[str]:
    """Over a socket, without a heart that beats: the tests say when."""
    assert program.slack is not None
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
