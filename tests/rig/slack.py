"""A Slack to test against that nobody here wrote: npm's ``emulate``, with a proxy of ours in front of it.

It is installed once, by its lock file, beside the virtual environment's own packages. It knows OAuth, messages, views,
files, people and signed message events. It knows no slash commands, no button presses, no limits and no second
workspace.
"""

import json
import subprocess
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import ClientSession, web

from tests.rig.npm import NODE, installed

BOT_TOKEN = "xoxb-lab"
BOT_USER = "U0COACH01"
TEAM = "T000000001"
CLIENT_ID = "111.222"
CLIENT_SECRET = "a-client-secret"
SIGNING_SECRET = "a-signing-secret-of-the-lab"
BASE_URL = "https://coach.example.org"
"""Where the app says that it lives; its redirect address is the only one that the emulator lets people return to."""

_HOME = Path(__file__).with_name("emulator")
_FORM = "application/x-www-form-urlencoded"


class NoEmulatorError(Exception):
    """The emulator doesn't start; the message says why."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """One running emulator: ``url`` is where Slack would be, ``door`` is where the tests look inside."""

    url: str
    door: str


@dataclass(slots=True)
class EmulatedSlack:
    """The emulator as one test has it: emptied, behind a proxy that writes down what it was asked.

    ``tokens`` are the ones that it knows; by itself the emulator would take any unknown one for an admin's. ``limits``
    holds, for a method, in how many seconds to come again, once for each time that it is to say so.
    """

    emulator: Emulator
    http: ClientSession
    api_url: str = ""
    tokens: set[str] = field(default_factory=lambda: {BOT_TOKEN})
    limits: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list[tuple[str, Mapping[str, Any]]])

    @property
    def authorize_url(self) -> str:
        """Where people say yes to an installation."""
        return f"{self.emulator.url}/oauth/v2/authorize"

    async def messages(self) -> list[dict[str, Any]]:
        return await self.look("messages")

    async def views(self) -> list[dict[str, Any]]:
        return await self.look("views")

    async def files(self) -> list[dict[str, Any]]:
        return await self.look("files")

    async def deliveries(self) -> list[dict[str, Any]]:
        """The events that it sent to whom it may concern, and what they answered."""
        return await self.look("deliveries")

    async def subscribe(self, url: str) -> None:
        """Send events there from now on."""
        await self.look("subscribe", {"url": url})

    async def user(self, name: str) -> str:
        """The id of "ada" or "ines"."""
        return next(user["user_id"] for user in await self.look("users") if user["name"] == name)

    async def channel(self, name: str) -> str:
        """The id of "team"."""
        return next(channel["channel_id"] for channel in await self.look("channels") if channel["name"] == name)

    async def trigger(self, user: str) -> str:
        """What a person's click gives: the right to open one view, soon and once."""
        return (await self.call("views.generateTriggerId", user_id=user))["trigger_id"]

    async def consent(self, user: str, asked: Mapping[str, str]) -> Mapping[str, str]:
        """Somebody says yes on the page that an installation leads to; what the app's own address is then given."""
        yes = {"redirect_uri": BASE_URL, "scope": "", "user_scope": "", "state": "", **asked, "user_id": user}
        address = f"{self.authorize_url}/callback"
        async with self.http.post(address, data=yes, allow_redirects=False) as answer:
            return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    async def token(self, user: str) -> str:
        """What somebody's own client would act with."""
        redirect = f"{BASE_URL}/slack/oauth_redirect"
        scopes = {"client_id": CLIENT_ID, "redirect_uri": redirect, "user_scope": "chat:write"}
        code = await self.consent(user, scopes)
        given = await self.call(
            "oauth.v2.access",
            code=code["code"],
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            redirect_uri=redirect,
        )
        return given["authed_user"]["access_token"]

    async def call(self, method: str, token: str = BOT_TOKEN, **fields: str) -> dict[str, Any]:
        """Ask it something as the app, past the proxy."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self.http.post(f"{self.emulator.url}/api/{method}", data=fields, headers=headers) as answer:
            return await answer.json()

    async def look(self, what: str, body: Mapping[str, Any] | None = None) -> Any:
        """What ``emulator.mjs`` lets be seen and done beside Slack's own methods."""
        async with self.http.post(f"{self.emulator.door}/{what}", data=json.dumps(body or {})) as answer:
            return await answer.json(content_type=None)

    async def answer(self, request: web.Request) -> web.Response:
        """Slack takes its arguments from the address, a form or JSON alike; the emulator only from a POST's body."""
        method, token = request.match_info["method"], request.headers.get("Authorization", "").removeprefix("Bearer ")
        body, kind = await request.read(), request.headers.get("Content-Type", _FORM).partition(";")[0]
        if request.query and kind == _FORM:
            body = urlencode([*request.query.items(), *parse_qsl(body.decode())]).encode()
        self.calls.append((method, json.loads(body or b"{}") if kind == "application/json" else _read(body)))
        if self.limits.get(method):
            wait = str(self.limits[method].pop(0))
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": wait})
        if token and token not in self.tokens and method != "oauth.v2.access":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        authorization = request.headers.get("Authorization", "")
        return await self._passed_on(method, body, {"Authorization": authorization, "Content-Type": kind})

    async def _passed_on(self, method: str, body: bytes, headers: Mapping[str, str]) -> web.Response:
        headers = {name: value for name, value in headers.items() if value not in {"", "Bearer "}}
        async with self.http.post(f"{self.emulator.url}/api/{method}", data=body, headers=headers) as given:
            raw = await given.read()
            if method == "oauth.v2.access" and given.status == 200:
                self.tokens.add(json.loads(raw).get("access_token", ""))
            return web.Response(body=raw, status=given.status, content_type=given.content_type)


def _read(body: bytes) -> Mapping[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


@contextmanager
def emulator() -> Generator[Emulator]:
    """Start one. Raises NoNodePackageError, NoEmulatorError."""
    home = installed(_HOME)
    with subprocess.Popen(  # noqa: S603 - the node that the tests brought along
        [NODE, home / "emulator.mjs", home / "seed.json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests, which then let go of the pipe
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if not first:
            raise NoEmulatorError(f"The Slack emulator doesn't start: {process.communicate()[1][-500:]}")
        yield Emulator(**json.loads(first))
        process.communicate()


@asynccontextmanager
async def emptied(running: Emulator) -> AsyncGenerator[EmulatedSlack]:
    """The emulator as its seed has it, with a proxy of the test's own."""
    async with ClientSession() as http:
        slack = EmulatedSlack(running, http)
        await slack.look("reset")
        app = web.Application(client_max_size=20 * 2**20)
        app.router.add_route("*", "/api/{method}", slack.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            slack.api_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
            yield slack
        finally:
            await runner.cleanup()
