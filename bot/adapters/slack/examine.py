"""What is missing or wrong between the settings and Slack, and the remedy. A token is shown to Slack alone."""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.adapters import proxies
from bot.adapters.slack.manifest import EVENTS, scopes
from bot.runtime.finding import Finding

_PATIENCE = ClientTimeout(total=8, sock_connect=3)
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}\Z")
_PAGE = "https://api.slack.com/apps"


@dataclass(frozen=True, slots=True, repr=False)
class SlackSettings:
    api_url: str
    base_url: str | None
    client_id: str | None
    signing_secret: str | None
    bot_token: str | None
    client_secret: str | None
    is_socket: bool = False


async def examine_slack(given: SlackSettings) -> list[Finding]:
    if given.signing_secret is None and not given.is_socket:
        set_up = "Follow deploy/slack.md, or use the playground."
        return [Finding("slack", "missing", "SLACK_SIGNING_SECRET is not set", set_up)]
    async with _session() as session:
        return [found async for found in _findings(given, session)]


@asynccontextmanager
async def _session() -> AsyncGenerator[ClientSession]:
    async with ClientSession(timeout=_PATIENCE, trust_env=proxies.are_set()) as session:
        yield session


async def _findings(given: SlackSettings, session: ClientSession) -> AsyncIterator[Finding]:
    if given.signing_secret is not None and not _SIGNING_SECRET.match(given.signing_secret):
        what = "SLACK_SIGNING_SECRET does not look like one: 32 digits and letters from a to f"
        yield Finding("slack", "warning", what, f"Copy it from Basic Information at {_PAGE}.")
    if given.bot_token is not None:
        yield await _token(given.bot_token, given.api_url, session)
    elif given.client_id and given.client_secret:
        yield Finding("slack", "ok", "any workspace can install it: open /slack/install")
    else:
        what = "neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID with SLACK_CLIENT_SECRET is set"
        yield Finding("slack", "wrong", what, "Set the bot token of your workspace: deploy/slack.md says where it is.")
    if not given.is_socket:
        yield await _address(given.base_url, session)


async def _token(token: str, api_url: str, session: ClientSession) -> Finding:
    """Whether Slack knows it, and whether it allows all that the bot does."""
    url, headers = f"{api_url.rstrip('/')}/auth.test", {"Authorization": f"Bearer {token}"}
    try:
        async with session.post(url, headers=headers) as answer:
            said = await answer.json(content_type=None)
            granted = {scope.strip() for scope in answer.headers.get("X-OAuth-Scopes", "").split(",")} - {""}
    except (ClientError, OSError, ValueError) as error:
        what = f"Slack can't be reached: {type(error).__name__}"
        return Finding("slack", "wrong", what, f"Let this machine reach {api_url}.")
    if not said.get("ok"):
        what = f"Slack does not take SLACK_BOT_TOKEN: {said.get('error')}"
        return Finding("slack", "wrong", what, f"Install the app again at {_PAGE}, and copy the new token.")
    missing = [scope for scope in scopes() if granted and scope not in granted]
    if missing:
        what = f"the token lacks {', '.join(missing)}"
        return Finding("slack", "wrong", what, "Put the manifest in again (microcoach manifest slack), and reinstall.")
    return Finding("slack", "ok", f"the token is good for {said.get('team')}")


async def _address(base_url: str | None, session: ClientSession) -> Finding:
    """Whether the program answers at the address that Slack calls: 401 is what a stranger should get."""
    if base_url is None:
        remedy = "Set it to the https address that Slack calls, or set SLACK_APP_TOKEN for Socket Mode."
        return Finding("slack", "warning", "MICROCOACH_BASE_URL is not set: it is unknown where Slack calls", remedy)
    try:
        async with session.post(f"{base_url}{EVENTS}", data=b"") as answer:
            status = answer.status
    except (ClientError, OSError) as error:
        what = f"nothing answers at {base_url}{EVENTS}: {type(error).__name__}"
        return Finding("slack", "wrong", what, "Start the program, and let the proxy or tunnel lead to it.")
    if status != 401:
        what = f"{base_url}{EVENTS} answers {status}, and a stranger should get 401"
        return Finding(
            "slack", "wrong", what, "Something else answers there: let the proxy or tunnel lead to this program."
        )
    return Finding("slack", "ok", f"{base_url}{EVENTS} answers, and turns strangers away")
