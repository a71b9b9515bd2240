"""Socket Mode: the same payloads, over a connection that Bolt opens. For development, and behind a firewall."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError

log = structlog.get_logger()


@asynccontextmanager
async def socket(app: AsyncApp, app_token: str) -> AsyncGenerator[None]:
    """What is not acknowledged is sent again, as over HTTP; a connection that breaks is opened anew."""
    handler = AsyncSocketModeHandler(app, app_token)
    try:
        await handler.connect_async()
    except (SlackClientError, OSError) as error:
        log.warning("slack_socket_not_open", reason=type(error).__name__)
    try:
        yield
    finally:
        await handler.close_async()
