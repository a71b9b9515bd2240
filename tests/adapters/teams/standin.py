"""A stand-in for what Teams is to a bot: signing keys, the token endpoint and the connector, over a real socket.

Shapes as Microsoft documents them. It can be told to fail in every way that Teams has failed.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Fields = Mapping[str, Any]
ISSUER = "https://api.botframework.com"
APP, PASSWORD, TENANT = (
    "0f7c2a4e-9d3b-4a61-8f52-1c9e7d5b3a60",
    "a-secret-of-teams",
    "5d1f0c9e-1111-4222-8333-a4b5c6d7e8f9",
)
_HOUR = 3600


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


_KEY = new_key()


@dataclass
class StandIn:
    """``faults`` are what befalls the next calls of the connector, one each; after them it does as it is asked."""

    url: str = ""
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=lambda: {"k1": _KEY})
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])
    faults: list[str] = field(default_factory=list[str])
    token_faults: list[str] = field(default_factory=list[str])
    activities: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    opened: list[Fields] = field(default_factory=list[Fields])
    authorizations: list[str] = field(default_factory=list[str])
    roster: dict[str, Fields] = field(default_factory=dict[str, Fields])
    tokens: int = 0
    key_fetches: int = 0
    token_seconds: float = 0
    down: bool = False

    @property
    def service(self) -> str:
        return f"{self.url}/emea/"

    def token(self, now: datetime, kid: str = "k1", **claims: Any) -> str:
        """What Teams shows with an activity; ``claims`` are what is different about it."""
        at = int(now.timestamp())
        said = {"iss": ISSUER, "aud": APP, "nbf": at - 10, "exp": at + _HOUR, "serviceurl": self.service} | claims
        said = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(said, self.keys.get(kid, _KEY), algorithm="RS256", headers={"kid": kid})

    async def metadata(self, _request: web.Request) -> web.Response:
        self.key_fetches += 1
        if self.down:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def jwks(self, _request: web.Request) -> web.Response:
        listed = [
            json.loads(RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "endorsements": self.endorsements}
            for kid, key in self.keys.items()
        ]
        return web.json_response({"keys": listed})

    async def give_token(self, request: web.Request) -> web.Response:
        fields = await request.post()
        self.tokens += 1
        await asyncio.sleep(self.token_seconds)
        fault = self.token_faults.pop(0) if self.token_faults else ""
        if fault or fields["client_secret"] != PASSWORD:
            return web.json_response({"error": fault or "invalid_client"}, status=401)
        return web.json_response({"token_type": "Bearer", "expires_in": _HOUR, "access_token": f"t{self.tokens}"})

    async def open(self, request: web.Request) -> web.StreamResponse:
        async def do() -> Fields:
            fields = await request.json()
            self.opened.append(fields)
            if "activity" not in fields:
                return {"id": f"a:{fields['members'][0]['id']}"}
            place = f"{fields['channelData']['channel']['id']};messageid={len(self.activities)}"
            made = self._keep(place, fields["activity"])
            return {"id": place, "activityId": made}

        return await self._answer(request, do)

    async def say(self, request: web.Request) -> web.StreamResponse:
        async def do() -> Fields:
            return {"id": self._keep(unquote(request.match_info["place"]), await request.json())}

        return await self._answer(request, do)

    async def change(self, request: web.Request) -> web.StreamResponse:
        async def do() -> Fields:
            found = [one for one in self.activities if one["id"] == request.match_info["id"]]
            if not found:
                return {"status": 404, "error": {"code": "ActivityNotFoundInConversation", "message": "gone"}}
            found[0].update(await request.json(), updated=True)
            return {"id": request.match_info["id"]}

        return await self._answer(request, do)

    async def member(self, request: web.Request) -> web.StreamResponse:
        async def do() -> Fields:
            found = self.roster.get(unquote(request.match_info["user"]))
            return found or {"status": 404, "error": {"code": "MemberNotFoundInConversation", "message": "who?"}}

        return await self._answer(request, do)

    async def members(self, request: web.Request) -> web.StreamResponse:
        async def do() -> Fields:
            first = int(request.query.get("continuationToken", 0))
            listed = [*self.roster.values()][first : first + 2]
            more = {"continuationToken": str(first + 2)} if first + 2 < len(self.roster) else {}
            return {"members": listed, **more}

        return await self._answer(request, do)

    async def _answer(self, request: web.Request, do: Any) -> web.StreamResponse:
        self.authorizations.append(request.headers.get("Authorization", ""))
        fault = self.faults.pop(0) if self.faults else ""
        if fault in {"", "drop after", "502 after", "500 after"}:
            done = await do()
            if not fault:
                return web.json_response({**done}, status=done.get("status", 200))
        match fault.split():
            case ["drop", *_]:
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            case ["429", seconds]:
                return web.json_response({"error": {}}, status=429, headers={"Retry-After": seconds})
            case ["403", code]:
                return web.json_response({"error": {"code": code, "message": "no"}}, status=403)
            case [status, *_]:
                return web.Response(status=int(status), text="<html>Oops</html>", content_type="text/html")
            case _:
                raise AssertionError(fault)

    def _keep(self, place: str, activity: Fields) -> str:
        id_ = f"1:{len(self.activities)}"
        self.activities.append({**activity, "place": place, "id": id_})
        return id_


@asynccontextmanager
async def stand_in() -> AsyncGenerator[StandIn]:
    teams = StandIn()
    app = web.Application()
    app.router.add_get("/metadata", teams.metadata)
    app.router.add_get("/keys", teams.jwks)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", teams.give_token)
    app.router.add_post("/emea/v3/conversations", teams.open)
    app.router.add_post("/emea/v3/conversations/{place}/activities", teams.say)
    app.router.add_post("/emea/v3/conversations/{place}/activities/{id}", teams.say)
    app.router.add_put("/emea/v3/conversations/{place}/activities/{id}", teams.change)
    app.router.add_get("/emea/v3/conversations/{place}/members/{user}", teams.member)
    app.router.add_get("/emea/v3/conversations/{place}/pagedmembers", teams.members)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        teams.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield teams
    finally:
        await runner.cleanup()
