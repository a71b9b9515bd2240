"""Everything that can be heard in Slack, and who hears it: the same over HTTP and over a socket."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from starlette.routing import Route

from bot.adapters.slack.acquaintance import Acquaintance
from bot.adapters.slack.answers import Answers
from bot.adapters.slack.bolt import bolt_of
from bot.adapters.slack.gateway import Gateway
from bot.adapters.slack.guard import Guard
from bot.adapters.slack.inbound import Changed, Knock, Payload, Removed, heard_in, mentioned, plain_of
from bot.adapters.slack.installs import OneToken, Tokens
from bot.adapters.slack.manifest import EVENTS
from bot.adapters.slack.sockets import socket
from bot.adapters.slack.text import Block
from bot.domain.errors import CoachError, UnreachableError, UnreadableInputError
from bot.domain.ids import ConversationId
from bot.domain.language import DEFAULT_LOCALE
from bot.engine.commands import asks_for_digest_here
from bot.engine.events import Event, Said
from bot.runtime.conductor import Conductor, Outcome
from bot.runtime.directory import Arrival, Directory, Met
from bot.runtime.introducing import introduction
from bot.runtime.ports import Clock, Heard

log = structlog.get_logger()

_LOOK_EVERY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Slack:
    """Everything that can be heard in Slack, and who hears it."""

    conductor: Conductor
    directory: Directory
    acquaintance: Acquaintance
    answers: Answers
    tokens: Tokens
    gateway: Gateway
    clock: Clock
    fresh: Callable[[], str]
    signing_secret: str | None
    wall: Callable[[], datetime]
    app_token: str | None
    api_url: str
    more: Sequence[Route] = ()
    _afterwards: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def routes(self) -> list[Route]:
        """Without a signing secret nothing that comes over HTTP can be trusted."""
        if self.signing_secret is None:
            return [*self.more]
        guard = Guard(bolt_of(self.take, self.api_url), self.signing_secret, self.wall)
        return [Route(EVENTS, guard.hear, methods=["POST"]), *self.more]

    async def take(self, payload: Payload) -> Block | None:
        """Handle one payload; the body of the acknowledgement. Raises JunkError."""
        at = self.clock.now()
        match heard_in(payload):
            case Knock() as knock:
                return await self._open(knock, at)
            case Changed() as news:
                await self.acquaintance.change(news, at)
            case Removed(enterprise, team, since):
                for gone in await self.tokens.remove(enterprise, team, since):
                    await self.directory.uninstall("slack", gone, at)
                    log.info("slack_uninstalled", team=gone, enterprise=enterprise)
            case None:
                pass
        return None

    async def _open(self, knock: Knock, at: datetime) -> Block | None:
        met = await self.acquaintance.meet(knock.enterprise, knock.team, knock.user, knock.place, at)
        if met is None and knock.kind == "words" and self.acquaintance.is_bot(knock.team, knock.user):
            return None
        if met is None:
            who = Arrival("slack", knock.team, knock.user, name=self.acquaintance.name_of(knock.team, knock.user))
            told = await introduction(self.directory, who, self.fresh, at)
            return await self.answers.refuse(knock, told, DEFAULT_LOCALE)
        try:
            event = await self._meant(knock, at)
            where = await self._where(knock, event, met)
            outcome = await self.conductor.hear(Heard(met.person, where, event, knock.once))
        except UnreadableInputError as error:
            return await self.answers.refuse(knock, error, met.locale)
        if outcome.page:
            self._later(self._page(knock, outcome, at))
        return await self.answers.give(knock, outcome, at)

    async def _meant(self, knock: Knock, at: datetime) -> Event:
        """In a command, whoever is mentioned is named by their own id: names in Slack are nobody's for sure."""
        if knock.kind not in {"command", "words"}:
            return knock.read()
        text = knock.text
        for user, mark in mentioned(text).items():
            person = await self.acquaintance.named(knock.enterprise, knock.team, user, at)
            if person is not None and _is_command(text):
                text = text.replace(mark, f"@{person}")
        return Said(plain_of(text))

    async def _where(self, knock: Knock, event: Event, met: Met) -> ConversationId:
        """Everything is said in somebody's own conversation, but that a digest should come into this channel."""
        if not knock.channel or not asks_for_digest_here(event):
            return met.conversation
        channel = await self.directory.channel(
            "slack", knock.team, knock.channel, name=knock.channel_name, owner=met.person
        )
        return channel or met.conversation

    async def _page(self, knock: Knock, outcome: Outcome, at: datetime) -> None:
        page = await asyncio.to_thread(self.answers.words.page, outcome.page, outcome.locale, outcome.zone, at)
        await self.answers.show_home(knock, page)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        """After the acknowledgement; what it is about is seen again when somebody looks."""
        task = asyncio.create_task(work)
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)

    async def finished(self) -> None:
        """What was begun after an acknowledgement is done."""
        await asyncio.gather(*self._afterwards)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Say where the one token is good, and look for those who are listed, while the program runs."""
        looking = asyncio.create_task(self._look())
        door = nullcontext() if self.app_token is None else self._socket(self.app_token)
        try:
            async with door:
                yield
        finally:
            for task in (looking, *self._afterwards):
                task.cancel()
            await asyncio.gather(looking, *self._afterwards, return_exceptions=True)

    def _socket(self, app_token: str) -> AbstractAsyncContextManager[None]:
        return socket(bolt_of(self.take, self.api_url), app_token)

    async def _look(self) -> None:
        while True:
            try:
                await self.connect()
            except CoachError as error:
                log.warning("slack_not_looked_through", reason=str(error))
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def connect(self) -> None:
        """Install the one workspace, where there is one; find everybody who is listed. Raises UnreachableError."""
        if isinstance(self.tokens, OneToken) and not self.tokens.team:
            known = await self.gateway.call("", "auth.test")
            await self.directory.install("slack", known["team_id"], known.get("team") or "Slack", self.clock.now())
            self.tokens.team = known["team_id"]
        for team in await self.directory.tenants("slack"):
            try:
                await self.acquaintance.look_for(team, self.clock.now())
            except UnreachableError as error:
                log.info("slack_people_not_found_yet", team=team, reason=str(error))


def _is_command(text: str) -> bool:
    """A reflection may name people too; there a name stays a name."""
    return text.lstrip().lower().startswith(("/", "feedback ", "coach "))
