"""Bolt's app: one listener that takes everything, so that each payload is written down before it is acknowledged."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.inbound import JunkError, Payload, heard_in
from bot.adapters.slack.text import Block

log = structlog.get_logger()

Take = Callable[[Payload], Awaitable[Block | None]]


def bolt_of(take: Take, api_url: str) -> AsyncApp:
    """An app that hands every payload to ``take`` and acknowledges with what that answers.

    It acknowledges when ``take`` has returned: after an exception Slack is told 500, and sends it again. What to do
    with a payload is one page of ours (see ``listening``); Bolt's own matchers would look at each payload again, and
    fail at shapes that Slack may send one day.
    """
    app = AsyncApp(
        name="microcoach",
        process_before_response=True,
        authorize=_whoever_it_is,
        client=AsyncWebClient(base_url=api_url),
        request_verification_enabled=False,  # the guard has seen the signature; a socket has none
        ssl_check_enabled=False,  # the guard's too
        ignoring_self_events_enabled=False,  # bots are nobody: see inbound
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    async def hear(body: dict[str, Any]) -> BoltResponse:
        try:
            answer = await take(body)
        except JunkError:
            return BoltResponse(status=400)
        return BoltResponse(status=200, body="" if answer is None else dict(answer))

    app.use(hear)  # pyright: ignore[reportUnknownMemberType]
    app.error(_failed)
    return app


async def dispatched(app: AsyncApp, payload: Payload) -> BoltResponse:
    """What Bolt answers to a payload that has been read already. Raises JunkError, before Bolt would stumble over it.

    The mode is the one in which Bolt takes a payload as it is; in the other it would read the body once more.
    """
    heard_in(payload)
    try:
        request = AsyncBoltRequest(mode="socket_mode", body=dict(payload))
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        raise JunkError from None
    return await app.async_dispatch(request)


async def _whoever_it_is(context: AsyncBoltContext) -> AuthorizeResult:
    """No token is looked up, and nobody is asked for: who it is, is the directory's to say; the gateway speaks."""
    return AuthorizeResult(enterprise_id=context.enterprise_id, team_id=context.team_id, user_id=context.user_id)


async def _failed(error: Exception, body: Mapping[str, Any]) -> BoltResponse:
    log.error("slack_payload_failed", kind=str(body.get("type", "command"))[:40], exc_info=error)
    return BoltResponse(status=500)
