"""The playground's way out: a message becomes one JSON line of its transcript."""

from collections.abc import Mapping
from datetime import datetime

from bot.adapters import tokens
from bot.domain.ids import ConversationId
from bot.rendering.message import Choice, Form, Message
from bot.rendering.text import html_of, plain_of
from bot.runtime.ports import Address
from bot.runtime.transcript import File, Json, Transcript


class PlaygroundMessenger:
    """Sending the same key twice adds one line, so a crash between sending and marking repeats nothing."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript

    remembers = True

    async def send(self, to: Address, message: Message, key: str, at: datetime) -> str:
        body = await self._body(to.conversation, message)
        return str(await self._transcript.append(to.conversation, key, at, "bot", body))

    async def update(self, to: Address, message: Message, ref: str, key: str, at: datetime) -> str:
        del key, at  # an update is the same however often it is made, and keeps the time of the message it changes
        await self._transcript.replace(to.conversation, int(ref), await self._body(to.conversation, message))
        return ref

    async def find(self, to: Address, key: str, since: datetime) -> str | None:
        del since
        seq = await self._transcript.find(to.conversation, key)
        return None if seq is None else str(seq)

    async def _body(self, conversation: ConversationId, message: Message) -> Mapping[str, Json]:
        return {
            "text": plain_of(message.text),
            "html": html_of(message.text),
            "sees": message.sees or None,
            "choices": [_choice(choice) for choice in message.choices],
            "form": None if message.form is None else form_json(message.form),
            "picture": await self._picture(conversation, message),
            "attachments": await self._attachments(conversation, message),
        }

    async def _picture(self, conversation: ConversationId, message: Message) -> Json:
        if message.picture is None:
            return None
        file = File("picture.png", "image/png", message.picture.png)
        return {"url": await self._url(conversation, file), "alt": message.picture.alt}

    async def _attachments(self, conversation: ConversationId, message: Message) -> list[Json]:
        attached: list[Json] = []
        for one in message.attachments:
            url = await self._url(conversation, File(one.name, one.media_type, one.content))
            attached.append({"name": one.name, "url": url})
        return attached

    async def _url(self, conversation: ConversationId, file: File) -> str:
        return f"/playground/files/{await self._transcript.put_file(conversation, file)}"


def form_json(form: Form) -> dict[str, Json]:
    """A form as the contract spells it; its id is the token that comes back with the answers."""
    return {
        "id": tokens.write_form(tokens.FormToken(form.name, form.about, form.nonce)),
        "title": form.title,
        "submit": form.submit,
        "sees": form.sees or None,
        "fields": [
            {
                "name": field.name,
                "label": field.label,
                "kind": field.kind,
                "required": field.required,
                "hint": field.hint,
                "value": list(field.value) if isinstance(field.value, tuple) else field.value,
                "options": [{"value": option.value, "label": option.label} for option in field.options],
            }
            for field in form.fields
        ],
    }


def _choice(choice: Choice) -> Json:
    return {"token": tokens.write(choice.means), "label": choice.label}
