"""Everything that can be heard in Teams, and who hears it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.adapters.teams.acquaintance import Acquaintance
from bot.adapters.teams.cards import activity_of, parts_of
from bot.adapters.teams.connector import Connector
from bot.adapters.teams.dialogs import Refused, Words, dialog_of, sentence_of, values_of
from bot.adapters.teams.edge import Ears, Edge
from bot.adapters.teams.guard import Activity, Guard, RefusedRequestError
from bot.adapters.teams.inbound import Arrived, Gone, JunkError, Knock, heard_in
from bot.adapters.teams.manifest import MESSAGES
from bot.adapters.teams.richtext import Element
from bot.domain.errors import UnreachableError, UnreadableInputError
from bot.domain.ids import ConversationId
from bot.domain.language import DEFAULT_LOCALE
from bot.engine import forms
from bot.engine.commands import asks_for_digest_here
from bot.engine.effects import Data, Form
from bot.engine.events import Event
from bot.rendering import message as show
from bot.rendering.text import escape_markdown
from bot.runtime.conductor import Conductor, Outcome
from bot.runtime.directory import Arrival, Directory, Met
from bot.runtime.introducing import introduction
from bot.runtime.ports import Clock, Heard

log = structlog.get_logger()

_LISTENING = timedelta(seconds=60)
_CARD = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What the adapter must put into words itself."""

    sentence: Callable[[str, Data, str], str]
    form: Callable[[Form, str, str, datetime], show.Form]


@dataclass(frozen=True, slots=True)
class Teams:
    """One address for everything; nothing is decided here."""

    conductor: Conductor
    directory: Directory
    acquaintance: Acquaintance
    connector: Connector
    guard: Guard
    phrases: Phrases
    clock: Clock
    fresh: Callable[[], str]
    edge: Edge
    more: Sequence[Route] = ()

    def routes(self) -> list[Route]:
        return [Route(MESSAGES, self.hear, methods=["POST"]), *self.more]

    async def hear(self, request: Request) -> Response:
        """200 once it has been written down, with the answer to an invoke; 503 asks Teams to come again."""
        try:
            activity = await self.guard.read(request)
            answer = await self.edge.turn(activity, Ears(self.take))
        except RefusedRequestError as refused:
            return PlainTextResponse("", refused.status)
        except JunkError:
            return PlainTextResponse("", 400)
        except UnreachableError as error:
            log.warning("teams_not_heard", reason=str(error))
            return PlainTextResponse("", 503)
        return PlainTextResponse("") if answer is None else JSONResponse(answer)

    async def take(self, activity: Activity) -> Element | None:
        """Handle one activity; the answer to an invoke. Raises JunkError."""
        at = self.clock.now()
        match heard_in(activity):
            case Knock() as knock:
                return await self._open(knock, at)
            case Arrived() as arrival:
                await self.acquaintance.arrive(arrival, at)
            case Gone(where, people):
                for person in people:
                    await self.directory.part("teams", where.tenant, person)
            case None:
                pass
        return None

    async def _open(self, knock: Knock, at: datetime) -> Element | None:
        met = await self.acquaintance.meet(knock, at)
        if met is None:
            locale = knock.locale or DEFAULT_LOCALE
            return await self._refuse(knock, await self._introduced(knock, at), locale, None)
        try:
            event = knock.read()
            heard = Heard(met.person, await self._where(knock, event, met), event, knock.once)
            outcome = await self.conductor.hear(heard)
        except UnreadableInputError as error:
            return await self._refuse(knock, error, met.locale, met)
        return await self._answer(knock, outcome, at)

    async def _introduced(self, knock: Knock, at: datetime) -> UnreadableInputError:
        """Where others read along, a code of theirs would be everybody's."""
        if not knock.where.is_own:
            return UnreadableInputError("unreadable/stranger")
        who = Arrival("teams", knock.where.tenant, knock.person, name=knock.name)
        return await introduction(self.directory, who, self.fresh, at)

    async def _where(self, knock: Knock, event: Event, met: Met) -> ConversationId:
        """Everything is said in somebody's own conversation, but that a digest should come into this channel."""
        where = knock.where
        if where.is_own or not asks_for_digest_here(event):
            return met.conversation
        name, reference = where.channel_name or "Teams", where.reference.written()
        channel = await self.directory.channel(
            "teams", where.tenant, where.channel, name=name, owner=met.person, reference=reference
        )
        return channel or met.conversation

    async def _answer(self, knock: Knock, outcome: Outcome, at: datetime) -> Element | None:
        if outcome.form is not None:
            form = self.phrases.form(outcome.form, outcome.locale, outcome.zone, at)
            if knock.kind in {"dialog", "form"} and knock.where.is_own:
                return dialog_of(form, self._words(outcome.locale))
            await self._say(
                knock,
                show.Message(form.title, choices=[show.Choice(form.title, forms.opened_by(form.name, form.about))]),
            )
        elif not knock.where.is_own and outcome.where == "direct":
            return await self._told(knock, "manners/answered_in_private", outcome.locale)
        return _done(knock)

    async def _told(self, knock: Knock, prompt: str, locale: str) -> Element | None:
        sentence = self.phrases.sentence(prompt, {}, locale)
        if knock.kind == "execute":
            return {"statusCode": 200, "type": _CARD, "value": sentence}
        await self._say(knock, show.Message(escape_markdown(sentence)))
        return _done(knock)

    async def _refuse(self, knock: Knock, error: UnreadableInputError, locale: str, met: Met | None) -> Element | None:
        """One sentence: at the field of a form, in a dialog, or as a message; a form keeps what was typed."""
        sentence = self.phrases.sentence(error.prompt, error.data, locale)
        match knock.kind:
            case "form":
                again = None if met is None else await self._again(knock, met, Refused(sentence, error.field, {}))
                return again or sentence_of(sentence)
            case "dialog":
                return sentence_of(sentence)
            case "execute":
                return {"statusCode": 200, "type": _CARD, "value": sentence}
            case _:
                await self._say(knock, show.Message(escape_markdown(sentence)))
                return None

    async def _again(self, knock: Knock, met: Met, refused: Refused) -> Element | None:
        """The form once more, if it can still be opened, with what was typed and why it came back."""
        try:
            token, values = values_of(knock.data)
            asked = Heard(met.person, met.conversation, forms.opened_by(token.name, token.about), f"{knock.once}:again")
            outcome = await self.conductor.hear(asked)
        except UnreadableInputError:
            return None
        if outcome.form is None:
            return None
        form = self.phrases.form(outcome.form, outcome.locale, outcome.zone, self.clock.now())
        return dialog_of(form, self._words(outcome.locale), Refused(refused.sentence, refused.field, values))

    def _words(self, locale: str) -> Words:
        return Words(locale, self.phrases.sentence("unreadable/empty", {}, locale))

    async def _say(self, knock: Knock, message: show.Message) -> None:
        """Straight into the conversation: nothing of it is kept, so nothing waits for it."""
        where = knock.where
        try:
            for part in parts_of(message):
                await self.connector.say(where.reference.service, where.conversation, activity_of(part))
        except UnreachableError as error:
            log.warning("teams_sentence_not_said", reason=str(error))


def _done(knock: Knock) -> Element | None:
    """A dialog closes, an executed action is over; the rest is said in the conversation."""
    match knock.kind:
        case "execute":
            return {"statusCode": 200, "type": _CARD, "value": ""}
        case "dialog":
            return {"task": None}
        case _:
            return None
