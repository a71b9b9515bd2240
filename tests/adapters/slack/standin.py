"""A stand-in for Slack's Web API over a real socket, which can be told to fail in every way that Slack has failed."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

Fields = Mapping[str, Any]
_NESTED = ("[", "{")


@dataclass
class StandIn:
    """``faults`` are what befalls the next calls of a method, one each; after them it does as it is asked."""

    api_url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    calls: list[tuple[str, Fields, str]] = field(default_factory=list[tuple[str, Fields, str]])
    faults: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    uploads: list[bytes] = field(default_factory=list[bytes])
    responses: list[Fields] = field(default_factory=list[Fields])
    connections: set[object] = field(default_factory=set[object])
    released: asyncio.Event = field(default_factory=asyncio.Event)
    page: int = 100
    people: dict[tuple[str, str], Fields] = field(default_factory=dict[tuple[str, str], Fields])
    grants: dict[str, Fields] = field(default_factory=dict[str, Fields])
    envelopes: asyncio.Queue[Fields] = field(default_factory=asyncio.Queue[Fields])
    acknowledged: asyncio.Queue[Fields] = field(default_factory=asyncio.Queue[Fields])

    def asked(self, method: str) -> list[Fields]:
        return [fields for called, fields, _ in self.calls if called == method]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        sent = [*request.query.items(), *(await request.post()).items()]
        fields = {name: _read(str(value)) for name, value in sent}
        self.calls.append((method, fields, request.headers.get("Authorization", "")))
        self.connections.add(request.transport)
        fault = self.faults[method].pop(0) if self.faults.get(method) else ""
        if fault in {"", "drop after", "500 after", "broken after"}:
            done = self._do(method, fields)
            if not fault:
                return web.json_response({"ok": True, **done})
        return await self._fail(request, fault)

    async def _fail(self, request: web.Request, fault: str) -> web.StreamResponse:  # noqa: PLR0911 - one per fault
        match fault.split():
            case ["429", seconds]:
                return web.json_response(
                    {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": seconds}
                )
            case ["429"]:
                return web.Response(status=429, text="slow down")
            case ["silent"]:
                return web.json_response({"ok": True})
            case ["hang"]:
                await self.released.wait()
                return web.Response()
            case ["drop", *_]:
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            case ["broken", *_]:
                return web.Response(text="{half", content_type="application/json")
            case ["page"]:
                return web.Response(text="<html>Sign in to the hotel</html>", content_type="text/plain")
            case [status, *_] if status.isdigit():
                return web.Response(status=int(status), text="<html>Oops</html>", content_type="text/html")
            case _:
                return web.json_response({"ok": False, "error": fault})

    def _do(self, method: str, fields: Fields) -> Fields:  # noqa: C901, PLR0911 - one per method
        match method:
            case "chat.postMessage":
                message = {"ts": f"17000000{len(self.messages):02}.000100", **fields}
                self.messages.append(message)
                return {"ts": message["ts"], "channel": fields["channel"]}
            case "chat.update" | "chat.delete":
                [message] = [message for message in self.messages if message["ts"] == str(fields["ts"])]
                if method == "chat.delete":
                    self.messages.remove(message)
                else:
                    message.update({**fields, "ts": message["ts"]})
                return {"ts": message["ts"]}
            case "conversations.history":
                first = int(fields.get("cursor") or 0)
                found = [m for m in reversed(self.messages) if m["channel"] == fields["channel"]]
                more = str(first + self.page) if len(found) > first + self.page else ""
                return {"messages": found[first : first + self.page], "response_metadata": {"next_cursor": more}}
            case "conversations.open":
                return {"channel": {"id": f"D0{fields['users']}"}}
            case "files.getUploadURLExternal":
                return {
                    "upload_url": self.api_url.replace("/api/", "/upload"),
                    "file_id": f"F0FILE{len(self.uploads):04}",
                }
            case "apps.connections.open":
                return {"url": self.api_url.replace("http", "ws").replace("/api/", "/socket")}
            case "auth.test":
                return {"team_id": "T1", "team": "Acme", "user_id": "UBOT"}
            case "users.info" | "users.lookupByEmail":
                return self._person(fields)
            case "oauth.v2.access":
                given = self.grants.pop(fields.get("code") or fields["refresh_token"], None)
                return {"ok": False, "error": "invalid_code"} if given is None else given
            case _:
                return {}

    def _person(self, fields: Fields) -> Fields:
        """Somebody of the workspace whose token was shown."""
        token = self.calls[-1][2].removeprefix("Bearer ")
        here = [user for (known, _), user in self.people.items() if known == token]
        found = [u for u in here if fields.get("user") == u["id"] or fields.get("email") == u["profile"]["email"]]
        return {"user": found[0]} if found else {"ok": False, "error": "users_not_found"}

    async def open_socket(self, request: web.Request) -> web.WebSocketResponse:
        """Slack's end of Socket Mode: it sends what there is, and hears what was taken."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        sending = asyncio.create_task(self._send(socket))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self.acknowledged.put(json.loads(message.data))
        sending.cancel()
        return socket

    async def _send(self, socket: web.WebSocketResponse) -> None:
        while True:
            await socket.send_json(await self.envelopes.get())

    async def take_file(self, request: web.Request) -> web.Response:
        if self.faults.get("upload"):
            return web.Response(status=int(self.faults["upload"].pop(0)))
        self.uploads.append(await request.read())
        return web.Response(text="OK")

    async def take_response(self, request: web.Request) -> web.Response:
        self.responses.append(await request.json())
        return web.Response(status=404 if self.faults.get("response") else 200)


@asynccontextmanager
async def stand_in() -> AsyncGenerator[StandIn]:
    slack = StandIn()
    app = web.Application()
    app.router.add_post("/api/{method}", slack.answer)
    app.router.add_post("/upload", slack.take_file)
    app.router.add_post("/commands/1", slack.take_response)
    app.router.add_get("/socket", slack.open_socket)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.api_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        yield slack
    finally:
        slack.released.set()
        await runner.cleanup()


def _read(value: str) -> Any:
    return json.loads(value) if value.startswith(_NESTED) or value in {"true", "false"} else value
