"""Installing the bot into a workspace: Bolt's way there and back, with our store, our tickets and our words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientError, ClientSession
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.adapters.slack.installs import App, Grant, SealedTokens
from bot.adapters.slack.manifest import REDIRECT, scopes
from bot.runtime.directory import Directory
from bot.runtime.installs import Installs
from bot.runtime.ports import Clock

log = structlog.get_logger()

INSTALL: Final = "/slack/install"
COOKIE: Final = "microcoach-slack-install"
_PATIENCE = timedelta(minutes=10)
_SAID = {
    "access_denied": "Microcoach was not installed. Nothing has changed.",
    "invalid_browser": "This link is for the browser in which it was asked for. Please start again.",
    "invalid_state": "This link has been used, or is too old. Please start again.",
}
_REFUSED = "Slack did not let Microcoach in. Please start again."


@dataclass(frozen=True, slots=True)
class Site:
    """Where Slack is, where we are, and how we get from here to there."""

    api_url: str
    base_url: str | None
    session: ClientSession


@dataclass(frozen=True, slots=True)
class Tickets(AsyncOAuthStateStore):
    """Whoever leaves for Slack takes one along, and comes back with it, once."""

    installs: Installs
    clock: Clock
    fresh: Callable[[], str]

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        del args, kwargs
        ticket = self.fresh()
        await self.installs.issue(ticket, self.clock.now() + _PATIENCE)
        return ticket

    async def async_consume(self, state: str) -> bool:
        return await self.installs.consume(state, self.clock.now())


@dataclass(frozen=True, slots=True)
class Kept(AsyncInstallationStore):
    """Sealed, one for each workspace; Bolt itself never reads them: see ``bolt``."""

    tokens: SealedTokens
    directory: Directory
    clock: Clock
    wall: Callable[[], datetime]

    async def async_save(self, installation: Installation) -> None:
        grant = _grant(installation, self.wall(), self.clock.now())
        await self.tokens.keep(grant, self.wall())
        if grant.team:
            await self.directory.install("slack", grant.team, grant.name, self.clock.now())
        log.info("slack_installed", team=grant.team, enterprise=grant.enterprise)


@dataclass(frozen=True, slots=True)
class OAuth:
    """The two pages that an admin of a workspace comes by."""

    flow: AsyncOAuthFlow

    def routes(self) -> list[Route]:
        return [Route(INSTALL, self.leave, methods=["GET"]), Route(REDIRECT, self.come_back, methods=["GET"])]

    async def leave(self, request: Request) -> Response:
        """Off to Slack, with a ticket to come back."""
        return to_starlette_response(await self.flow.handle_installation(to_async_bolt_request(request, b"")))

    async def come_back(self, request: Request) -> Response:
        try:
            answer = await self.flow.handle_callback(to_async_bolt_request(request, b""))
        except (ClientError, OSError) as error:
            log.warning("slack_not_installed", reason=type(error).__name__)
            answer = _page("Slack does not answer. Please try again in a minute.", 503)
        return to_starlette_response(answer)


def oauth(app: App, site: Site, kept: Kept, tickets: Tickets) -> OAuth:
    api = urlsplit(site.api_url)
    settings = AsyncOAuthSettings(
        client_id=app.client_id,
        client_secret=app.client_secret,
        scopes=scopes(),
        redirect_uri=None if site.base_url is None else f"{site.base_url}{REDIRECT}",
        install_path=INSTALL,
        install_page_rendering_enabled=False,
        redirect_uri_path=REDIRECT,
        authorization_url=f"{api.scheme}://{api.netloc}/oauth/v2/authorize",
        callback_options=AsyncCallbackOptions(success=_welcomed, failure=_refused),
        installation_store=kept,
        state_store=tickets,
        state_cookie_name=COOKIE,
        state_expiration_seconds=int(_PATIENCE.total_seconds()),
    )
    client = AsyncWebClient(base_url=site.api_url, session=site.session, retry_handlers=[])
    return OAuth(AsyncOAuthFlow(client=client, settings=settings))


async def _welcomed(args: AsyncSuccessArgs) -> BoltResponse:
    return _page(f"Microcoach is in {_name(args.installation)} now. Open it in Slack and say hello.", 200)


async def _refused(args: AsyncFailureArgs) -> BoltResponse:
    if args.reason == "invalid_browser" and "state" not in args.request.query:
        # Slack's own admin pages bring no ticket; with one of ours it is the same browser that says yes.
        return BoltResponse(status=302, headers={"location": INSTALL})
    log.warning("slack_not_installed", reason=args.reason[:40])
    return _page(_SAID.get(args.reason, _REFUSED), args.suggested_status_code)


def _grant(given: Installation, wall: datetime, now: datetime) -> Grant:
    """Bolt counts the days of a token by the real time; here they are counted by ours."""
    ends = given.bot_token_expires_at
    return Grant(
        enterprise=given.enterprise_id or "",
        team="" if given.is_enterprise_install else given.team_id or "",
        name=_name(given),
        bot_user=given.bot_user_id or "",
        token=given.bot_token or "",
        refresh=given.bot_refresh_token or "",
        expires_at=None if ends is None else now + timedelta(seconds=ends - int(wall.timestamp())),
    )


def _name(given: Installation) -> str:
    return (given.enterprise_name if given.is_enterprise_install else given.team_name) or "Slack"


def _page(sentence: str, status: int) -> BoltResponse:
    body = f"<!doctype html><html lang=en><title>Microcoach</title><h1>{escape(sentence)}</h1>"
    return BoltResponse(
        status=status, body=body, headers={"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    )
