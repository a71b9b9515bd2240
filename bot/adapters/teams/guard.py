"""What stands before everything else: is it Teams that speaks, to this bot, from where it says that it lives?"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

import jwt
from starlette.requests import ClientDisconnect, Request

from bot.adapters.teams.hosts import Hosts
from bot.adapters.teams.keys import Keys

LONGEST_BODY: Final = 1024 * 1024
CHANNEL: Final = "msteams"
_SKEW = timedelta(minutes=5)

Activity = Mapping[str, Any]


class RefusedRequestError(Exception):
    """Nobody who speaks for Teams sends this; ``status`` is what they are told."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Guard:
    """401 for whoever is not Teams, 400 for junk, 413 for too much; without ``keys`` nobody is asked who they are.

    ``tenant`` is the only one that is heard, where one is set. ``wall`` is the real time, by which tokens end.
    """

    app_id: str
    tenant: str | None
    hosts: Hosts
    keys: Keys | None
    wall: Callable[[], datetime]

    async def read(self, request: Request) -> Activity:
        """Raises RefusedRequestError; UnreachableError where the keys can't be fetched."""
        authorization, keys = request.headers.get("authorization", ""), self.keys
        if keys is not None and not authorization.lower().startswith("bearer "):
            raise RefusedRequestError(401)
        activity = _activity(await _body_of(request))
        if keys is not None:
            await self._must_be_teams(authorization[7:].strip(), activity, keys)
        if not self.hosts.allows(str(activity.get("serviceUrl", ""))):
            raise RefusedRequestError(400)
        tenant = tenant_of(activity)
        if not tenant or (self.tenant is not None and tenant != self.tenant):
            raise RefusedRequestError(403)
        return activity

    async def _must_be_teams(self, token: str, activity: Activity, keys: Keys) -> None:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except (jwt.PyJWTError, UnicodeError):
            raise RefusedRequestError(401) from None
        key = await keys.find(kid) if isinstance(kid, str) else None
        if key is None:
            raise RefusedRequestError(401)
        claims = self._claims(token, key.key, keys.issuer)
        if CHANNEL not in key.endorsed or activity.get("channelId") != CHANNEL:
            raise RefusedRequestError(401)
        # A token is for one address: another one in the activity would be sent tokens of ours.
        if not claims.get("serviceurl") or claims["serviceurl"] != activity.get("serviceUrl"):
            raise RefusedRequestError(401)

    def _claims(self, token: str, key: jwt.PyJWK, issuer: str) -> Mapping[str, Any]:
        """Its times are judged by ``wall``, and not by whatever the library thinks that it is."""
        required = ["exp", "iss", "aud"]
        checked: Any = {"require": required, "verify_exp": False, "verify_nbf": False, "verify_iat": False}
        try:
            claims = jwt.decode(token, key, algorithms=["RS256"], audience=self.app_id, issuer=issuer, options=checked)
            now = self.wall().timestamp()
            ends, begins = float(claims["exp"]), float(claims.get("nbf", 0))
        except (jwt.PyJWTError, TypeError, ValueError):
            raise RefusedRequestError(401) from None
        if now > ends + _SKEW.total_seconds() or now < begins - _SKEW.total_seconds():
            raise RefusedRequestError(401)
        return claims


def tenant_of(activity: Activity) -> str:
    """The tenant that it comes from; nothing where it doesn't say."""
    for holder, path in (("conversation", ("tenantId",)), ("channelData", ("tenant", "id"))):
        found: object = activity.get(holder)
        for step in path:
            found = cast("Mapping[str, object]", found).get(step) if isinstance(found, dict) else None
        if isinstance(found, str) and found:
            return found
    return ""


async def _body_of(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                raise RefusedRequestError(413)
    except ClientDisconnect:
        raise RefusedRequestError(400) from None
    return bytes(body)


def _activity(body: bytes) -> Activity:
    try:
        found: object = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RefusedRequestError(400) from None
    if not isinstance(found, dict) or not isinstance(cast("Activity", found).get("type"), str):
        raise RefusedRequestError(400)
    return cast("Activity", found)
