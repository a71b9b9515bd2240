"""Installing the bot into a workspace: there and back again, by the same browser, once."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.adapters.slack.installs import App, Grant, Granting, NotGrantedError, SealedTokens
from bot.adapters.slack.manifest import REDIRECT, scopes
from bot.domain.errors import UnreachableError
from bot.runtime.directory import Directory
from bot.runtime.installs import Installs
from bot.runtime.ports import Clock

log = structlog.get_logger()

INSTALL: Final = "/slack/install"
_COOKIE = "microcoach-slack-install"
_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OAuth:
    """The two pages that an admin of a workspace comes by."""

    app: App
    api_url: str
    base_url: str | None
    tokens: SealedTokens
    granting: Granting
    installs: Installs
    directory: Directory
    clock: Clock
    fresh: Callable[[], str]

    def routes(self) -> list[Route]:
        return [Route(INSTALL, self.leave, methods=["GET"]), Route(REDIRECT, self.come_back, methods=["GET"])]

    async def leave(self, request: Request) -> Response:
        """Off to Slack, with a ticket to come back."""
        ticket = self.fresh()
        await self.installs.issue(ticket, self.clock.now() + _PATIENCE)
        asked = {"client_id": self.app.client_id, "scope": ",".join(scopes()), "state": ticket}
        if self._redirect is not None:
            asked["redirect_uri"] = self._redirect
        site = urlsplit(self.api_url)
        answer = RedirectResponse(f"{site.scheme}://{site.netloc}/oauth/v2/authorize?{urlencode(asked)}", 302)
        secure = request.url.scheme == "https" or (self.base_url or "").startswith("https:")
        answer.set_cookie(
            _COOKIE, ticket, max_age=int(_PATIENCE.total_seconds()), path="/slack", secure=secure, httponly=True
        )
        return answer

    async def come_back(self, request: Request) -> Response:
        if "error" in request.query_params:
            return _page("Microcoach was not installed. Nothing has changed.", 200)
        code, ticket = request.query_params.get("code", ""), request.query_params.get("state", "")
        if code and not ticket:
            # Slack's own admin pages bring no ticket; with one of ours it is the same browser that says yes.
            return RedirectResponse(INSTALL, 302)
        kept = request.cookies.get(_COOKIE, "")
        if not code or not hmac.compare_digest(ticket.encode(), kept.encode()):
            return _page("This link is for the browser in which it was asked for. Please start again.", 400)
        if not await self.installs.consume(ticket, self.clock.now()):
            return _page("This link has been used, or is too old. Please start again.", 401)
        return await self._installed(code)

    async def _installed(self, code: str) -> Response:
        now = self.clock.now()
        try:
            grant = await self.granting.exchange(code, self._redirect, now)
        except NotGrantedError as error:
            log.warning("slack_not_installed", reason=str(error))
            return _page("Slack did not let Microcoach in. Please start again.", 401)
        except UnreachableError as error:
            log.warning("slack_not_installed", reason=str(error))
            return _page("Slack does not answer. Please try again in a minute.", 503)
        await self.tokens.keep(grant)
        if grant.team:
            await self.directory.install("slack", grant.team, grant.name, now)
        log.info("slack_installed", team=grant.team, enterprise=grant.enterprise)
        return _page(_welcome(grant), 200)

    @property
    def _redirect(self) -> str | None:
        return None if self.base_url is None else f"{self.base_url}{REDIRECT}"


def _welcome(grant: Grant) -> str:
    return f"Microcoach is in {grant.name} now. Open it in Slack and say hello."


def _page(sentence: str, status: int) -> Response:
    body = f"<!doctype html><html lang=en><title>Microcoach</title><h1>{escape(sentence)}</h1>"
    return HTMLResponse(body, status, headers={"Cache-Control": "no-store"})
