"""What stands before everything else: is it Slack that speaks, now, in a body of bearable size?"""

import hashlib
import hmac
from datetime import datetime

from starlette.requests import ClientDisconnect, Request

LONGEST_BODY = 1024 * 1024
_FRESH_SECONDS = 300
_VERSION = "v0"


class RefusedRequestError(Exception):
    """Nobody who speaks for Slack sends this; ``status`` is what they are told."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


async def body_of(request: Request) -> bytes:
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


def must_be_slack(secret: str, body: bytes, request: Request, now: datetime) -> None:
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
