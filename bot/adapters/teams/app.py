"""A line to Teams: what the settings say becomes the parts that speak and listen there."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout
from itsdangerous import URLSafeTimedSerializer

from bot.adapters import proxies
from bot.adapters.teams.acquaintance import Acquaintance
from bot.adapters.teams.connector import Connector
from bot.adapters.teams.credentials import LOGIN, App, Credentials
from bot.adapters.teams.edge import Edge
from bot.adapters.teams.guard import Guard
from bot.adapters.teams.hosts import Hosts, is_here
from bot.adapters.teams.keys import METADATA, Keys
from bot.adapters.teams.linked import Shelf
from bot.adapters.teams.listening import Phrases, Teams
from bot.adapters.teams.messenger import TeamsMessenger
from bot.runtime.conductor import Conductor
from bot.runtime.directory import Directory
from bot.runtime.ports import Clock
from bot.runtime.transcript import Transcript

_PATIENCE = ClientTimeout(total=10, sock_connect=3)


@dataclass(frozen=True, slots=True, repr=False)
class About:
    """What Teams knows us by. Without ``is_checked`` nobody is asked who they are: for a client on this machine."""

    app: App
    base_url: str | None
    metadata_url: str | None
    login_url: str | None
    is_checked: bool
    keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Around:
    """What the program has for it. ``wall`` is the real time, by which Teams' tokens end, whatever ``clock`` says."""

    directory: Directory
    transcript: Transcript
    clock: Clock
    wall: Callable[[], datetime]
    fresh: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Line:
    """Speaks at once; listens once somebody is there to hear."""

    messenger: TeamsMessenger
    listen: Callable[[Conductor, Phrases], Teams]


@asynccontextmanager
async def open_line(about: About, around: Around) -> AsyncGenerator[Line]:
    """Nothing is sent before somebody asks for it."""
    async with ClientSession(timeout=_PATIENCE, trust_env=proxies.are_set()) as session:
        metadata = about.metadata_url or METADATA
        hosts = Hosts(is_local=not about.is_checked or is_here(urlsplit(metadata).hostname or ""))
        keys = Keys(metadata, session, around.clock) if about.is_checked else None
        login = Credentials(about.app, about.login_url or LOGIN, session, around.clock)
        connector = Connector(session, hosts, login if about.is_checked else None)
        shelf = Shelf(around.transcript, about.base_url, URLSafeTimedSerializer([*reversed(about.keys)], salt="teams"))
        tenant = about.app.tenant if about.app.kind != "MultiTenant" else None

        def listen(conductor: Conductor, phrases: Phrases) -> Teams:
            return Teams(
                conductor=conductor,
                directory=around.directory,
                acquaintance=Acquaintance(around.directory, connector),
                connector=connector,
                guard=Guard(about.app.app_id, tenant, hosts, keys, around.wall),
                phrases=phrases,
                clock=around.clock,
                fresh=around.fresh,
                edge=Edge(),
                more=shelf.routes(),
            )

        yield Line(TeamsMessenger(connector, shelf, about.app.app_id), listen)
