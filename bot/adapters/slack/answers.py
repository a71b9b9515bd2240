"""What is answered at once: a form that opens, a page of one's own, or one kind sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.adapters.slack.blocks import parts_of
from bot.adapters.slack.gateway import Gateway, RefusedError
from bot.adapters.slack.home import Home
from bot.adapters.slack.inbound import Knock
from bot.adapters.slack.text import Block, escape
from bot.adapters.slack.views import refusal, view_of
from bot.domain.errors import UnreachableError, UnreadableInputError
from bot.engine import forms
from bot.engine.effects import Data, Form, Say
from bot.rendering import message as show
from bot.rendering.text import escape_markdown
from bot.runtime.conductor import Outcome

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Words:
    """What the adapter must put into words itself."""

    sentence: Callable[[str, Data, str], str]
    form: Callable[[Form, str, str, datetime], show.Form]
    page: Callable[[Sequence[Say], str, str, datetime], Sequence[show.Message]]


@dataclass(frozen=True, slots=True)
class Answers:
    """The body of the acknowledgement, where it has one; what else is said goes its own way."""

    gateway: Gateway
    home: Home
    words: Words

    async def give(self, knock: Knock, outcome: Outcome, at: datetime) -> Block | None:
        if outcome.form is None:
            return self._elsewhere(knock, outcome)
        form = self.words.form(outcome.form, outcome.locale, outcome.zone, at)
        if knock.kind == "form":
            return {"response_action": "update", "view": view_of(form)}
        if not (knock.trigger and await self._opened(knock, form)):
            await self._say(
                knock,
                show.Message(form.title, choices=[show.Choice(form.title, forms.opened_by(form.name, form.about))]),
            )
        return None

    def _elsewhere(self, knock: Knock, outcome: Outcome) -> Block | None:
        """Whoever typed a command among others is told where the answer is: it is for them alone."""
        if knock.kind != "command" or knock.place:
            return None
        if outcome.where == "channel":
            return _ephemeral(self.words.sentence("manners/answered_here", {}, outcome.locale))
        return _ephemeral(self.words.sentence("manners/answered_in_private", {}, outcome.locale))

    async def show_home(self, knock: Knock, page: Sequence[show.Message]) -> None:
        """Slack's own page of the person; a failure is seen when they open it again."""
        known = knock.view.get("hash")
        try:
            await self.home.publish(knock.team, knock.user, page, known if isinstance(known, str) else None)
        except (RefusedError, UnreachableError) as error:
            log.warning("slack_home_not_shown", reason=str(error))

    async def refuse(self, knock: Knock, error: UnreadableInputError, locale: str) -> Block | None:
        """One sentence: at the field of a form, for nobody else in a channel, and else as a message."""
        sentence = self.words.sentence(error.prompt, error.data, locale)
        match knock.kind:
            case "form":
                return refusal(knock.view, error.field, sentence)
            case "command":
                return _ephemeral(sentence)
            case "press":
                if not await self.gateway.respond(knock.answer_to, _ephemeral(sentence)):
                    await self._say(knock, show.Message(escape_markdown(sentence)))
            case "words":
                await self._say(knock, show.Message(escape_markdown(sentence)))
            case "home":
                await self.show_home(knock, [show.Message(escape_markdown(sentence))])
        return None

    async def _opened(self, knock: Knock, form: show.Form) -> bool:
        try:
            await self.gateway.call(knock.team, "views.open", trigger_id=knock.trigger, view=view_of(form))
        except (RefusedError, UnreachableError) as error:
            log.warning("slack_form_not_opened", form=form.name, reason=str(error))
            return False
        return True

    async def _say(self, knock: Knock, message: show.Message) -> None:
        """Straight into their own conversation: nothing of it is kept, so nothing waits for it."""
        try:
            for part in parts_of(message):
                fields = {"text": part.text, "blocks": [*part.blocks], "unfurl_links": False}
                await self.gateway.call(knock.team, "chat.postMessage", channel=knock.place or knock.user, **fields)
        except (RefusedError, UnreachableError) as error:
            log.warning("slack_sentence_not_said", reason=str(error))


def _ephemeral(sentence: str) -> Block:
    return {"response_type": "ephemeral", "replace_original": False, "text": escape(sentence)}
