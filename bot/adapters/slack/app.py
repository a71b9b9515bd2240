"""A line to Slack: what the settings say becomes the parts that speak and listen there."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import ClientSession, ClientTimeout
from starlette.routing import Route

from bot.adapters import proxies
from bot.adapters.slack.acquaintance import Acquaintance
from bot.adapters.slack.answers import Answers, Words
from bot.adapters.slack.files import Files
from bot.adapters.slack.gateway import open_gateway
from bot.adapters.slack.home import Home
from bot.adapters.slack.installs import App, Granting, OneToken, Seal, SealedTokens, Tokens
from bot.adapters.slack.listening import Slack
from bot.adapters.slack.messenger import SlackMessenger
from bot.adapters.slack.oauth import Kept, Site, Tickets, oauth
from bot.runtime.conductor import Conductor
from bot.runtime.directory import Directory
from bot.runtime.installs import Installs
from bot.runtime.ports import Clock

_PATIENCE = ClientTimeout(total=8, sock_connect=3)


@dataclass(frozen=True, slots=True, repr=False)
class About:
    """What Slack knows us by: one token for one workspace, or an app that any workspace can install."""

    api_url: str
    base_url: str | None
    signing_secret: str | None
    bot_token: str | None
    client_id: str | None
    client_secret: str | None
    app_token: str | None
    keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Around:
    """What the program has for it. ``wall`` is the real time, by which signatures grow old, whatever ``clock`` says."""

    directory: Directory
    installs: Installs
    clock: Clock
    wall: Callable[[], datetime]
    fresh: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Line:
    """Speaks at once; listens once somebody is there to hear."""

    messenger: SlackMessenger
    listen: Callable[[Conductor, Words], Slack]


@asynccontextmanager
async def open_line(about: About, around: Around) -> AsyncGenerator[Line]:
    """Nothing is sent before somebody asks for it."""
    directory, clock = around.directory, around.clock
    async with ClientSession(timeout=_PATIENCE, trust_env=proxies.are_set()) as session:
        tokens, pages = _tokens(about, session, around)
        async with open_gateway(about.api_url, tokens.token_of, clock.now) as gateway:
            files = Files(gateway)

            def listen(conductor: Conductor, words: Words) -> Slack:
                return Slack(
                    conductor=conductor,
                    directory=directory,
                    acquaintance=Acquaintance(directory, gateway, tokens),
                    answers=Answers(gateway, Home(gateway, files), words),
                    tokens=tokens,
                    gateway=gateway,
                    clock=clock,
                    fresh=around.fresh,
                    signing_secret=about.signing_secret,
                    wall=around.wall,
                    app_token=about.app_token,
                    api_url=about.api_url,
                    more=pages,
                )

            yield Line(SlackMessenger(gateway, files), listen)


def _tokens(about: About, session: ClientSession, around: Around) -> tuple[Tokens, Sequence[Route]]:
    if about.bot_token is not None:
        return OneToken(about.bot_token), ()
    app = App(about.client_id or "", about.client_secret or "")
    granting = Granting(about.api_url, app, session)
    sealed = SealedTokens(around.installs, Seal(about.keys), granting, around.clock)
    if not about.client_id:
        return sealed, ()
    kept = Kept(sealed, around.directory, around.clock, around.wall)
    tickets = Tickets(around.installs, around.clock, around.fresh)
    return sealed, oauth(app, Site(about.api_url, about.base_url, session), kept, tickets).routes()
