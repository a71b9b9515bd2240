"""What stands before Bolt: is it Slack that speaks, now, in a body of bearable size that can be read?"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from slack_bolt.async_app import AsyncApp
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.adapters.slack.bolt import dispatched
from bot.adapters.slack.inbound import JunkError, payload_of

log = structlog.get_logger()

LONGEST_BODY = 1024 * 1024
_FRESH_SECONDS = 300
_VERSION = "v0"


class RefusedRequestError(Exception):
    """Nobody who speaks for Slack sends this; ``status`` is what they are told."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Guard:
    """401 for whoever is not Slack, 400 for junk, 413 for too much, where Bolt would say 500; the rest is Bolt's.

    ``wall`` is the real time, by which signatures grow old.
    """

    app: AsyncApp
    secret: str
    wall: Callable[[], datetime]

    async def hear(self, request: Request) -> Response:
        try:
            body = await _body_of(request)
            if body.startswith(b"ssl_check=1"):
                return PlainTextResponse("")
            _must_be_slack(self.secret, body, request, self.wall())
            payload = payload_of(body, request.headers.get("content-type", ""))
            if payload.get("type") == "app_rate_limited":
                log.warning("slack_holds_events_back", team=str(payload.get("team_id"))[:40])
                return PlainTextResponse("")
            answer = await dispatched(self.app, payload)
        except RefusedRequestError as refused:
            return PlainTextResponse("", refused.status)
        except JunkError:
            return PlainTextResponse("", 400)
        return Response(answer.body, answer.status, {name: values[0] for name, values in answer.headers.items()})


async def _body_of(request: Request) -> bytes:
    """What was sent, as far as it may be read. Raises RefusedRequestError."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                raise RefusedRequestError(413)
    except ClientDisconnect:
        raise RefusedRequestError(400) from None
    return bytes(body)


def _must_be_slack(secret: str, body: bytes, request: Request, now: datetime) -> None:
    """Slack's signature (v0), of the last five minutes. Raises RefusedRequestError.

    Compared as bytes: a signature may be any text at all, and the body any bytes.
    """
    stamp = request.headers.get("x-slack-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 16):
        raise RefusedRequestError(401)
    if abs(now.timestamp() - int(stamp)) > _FRESH_SECONDS:
        raise RefusedRequestError(401)
    given = request.headers.get("x-slack-signature", "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(signature(secret, stamp, body).encode(), given):
        raise RefusedRequestError(401)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """As Slack signs, see https://docs.slack.dev/authentication/verifying-requests-from-slack ."""
    signed = f"{_VERSION}:{stamp}:".encode() + body
    return f"{_VERSION}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
