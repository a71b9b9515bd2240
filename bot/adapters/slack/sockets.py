"""Socket Mode: the same payloads, over a connection that we open. For development, and behind a firewall."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import cast

import structlog
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.inbound import JunkError, Payload
from bot.adapters.slack.text import Block

log = structlog.get_logger()

Take = Callable[[Payload], Awaitable[Block | None]]


@asynccontextmanager
async def socket(app_token: str, api_url: str, take: Take) -> AsyncGenerator[None]:
    """Acknowledged once it has been written down; what fails is not, and Slack sends it again."""

    async def hear(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        try:
            answer = await take(cast("Payload", request.payload))  # pyright: ignore[reportUnknownMemberType]
        except JunkError:
            answer = None
        except Exception:
            log.exception("slack_socket_failed")
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))

    client = SocketModeClient(app_token, web_client=AsyncWebClient(base_url=api_url))
    client.socket_mode_request_listeners.append(hear)
    try:
        await client.connect()
    except (SlackClientError, OSError) as error:
        log.warning("slack_socket_not_open", reason=type(error).__name__)
    try:
        yield
    finally:
        await client.close()
