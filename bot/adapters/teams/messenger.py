"""Teams' way out: cards into a conversation that is known, or that is opened for it.

A long message is several of Teams', one after the other. Its reference is the conversation with the ids of all parts,
parted by spaces. Teams can't be asked what has arrived.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.adapters.teams.cards import Part, activity_of, parts_of
from bot.adapters.teams.connector import Answer, Connector
from bot.adapters.teams.linked import Shelf
from bot.adapters.teams.places import reference_of
from bot.domain.errors import AnswerLostError, ConversationGoneError, RateLimitedError, UnreachableError
from bot.rendering.message import Message
from bot.runtime.ports import Address


class TeamsMessenger:
    """``app_id`` is the bot's own: in Teams it is called 28: and that."""

    remembers = False

    def __init__(self, connector: Connector, shelf: Shelf, app_id: str) -> None:
        self._connector = connector
        self._shelf = shelf
        self._bot = f"28:{app_id}"

    async def send(self, to: Address, message: Message, key: str, at: datetime) -> str:
        del key, at
        first, *rest = parts_of(message, await self._shelf.put(to.conversation, message))
        if to.kind == "channel":
            place, id_ = await self._post(to, first)
        else:
            place = to.place or await self._direct(to)
            id_ = _id(await self._connector.say(reference_of(to).service, place, activity_of(first)))
        return " ".join((place, id_, *await self._say(to, place, rest)))

    async def update(self, to: Address, message: Message, ref: str, key: str, at: datetime) -> str:
        """One that is gone, or has other parts now, is said again."""
        place, *ids = ref.split(" ")
        parts = parts_of(message, await self._shelf.put(to.conversation, message))
        if len(parts) != len(ids):
            return await self.send(to, message, key, at)
        try:
            for part, id_ in zip(parts, ids, strict=True):
                await self._connector.change(reference_of(to).service, place, id_, activity_of(part))
        except ConversationGoneError:
            return await self.send(to, message, key, at)
        except AnswerLostError as error:  # changing it once more is changing it once
            raise UnreachableError(str(error)) from error
        return ref

    async def find(self, to: Address, key: str, since: datetime) -> str | None:
        del to, key, since
        raise AnswerLostError("Teams can't be asked what has arrived")

    async def _say(self, to: Address, place: str, parts: Sequence[Part]) -> list[str]:
        """What follows the first part: a failure here leaves it half said."""
        ids: list[str] = []
        for part in parts:
            try:
                ids.append(_id(await self._connector.say(reference_of(to).service, place, activity_of(part))))
            except (RateLimitedError, UnreachableError) as error:
                raise AnswerLostError(f"a part of it has arrived: {error}") from error
        return ids

    async def _post(self, to: Address, part: Part) -> tuple[str, str]:
        """A post of its own in a channel, and not an answer to another one."""
        fields: dict[str, Any] = {
            "isGroup": True,
            "channelData": {"channel": {"id": to.place}, "tenant": {"id": to.tenant}},
            "activity": activity_of(part),
        }
        made = await self._connector.open(reference_of(to).service, fields)
        return str(made.get("id") or to.place), str(made.get("activityId") or _id(made))

    async def _direct(self, to: Address) -> str:
        """Their own conversation; opening it again is asking for it."""
        if not to.person:
            raise ConversationGoneError("nobody in Teams is known for this conversation")
        fields: dict[str, Any] = {
            "bot": {"id": self._bot},
            "isGroup": False,
            "members": [{"id": to.person}],
            "tenantId": to.tenant,
            "channelData": {"tenant": {"id": to.tenant}},
        }
        try:
            made = await self._connector.open(reference_of(to).service, fields)
        except AnswerLostError as error:
            raise UnreachableError(str(error)) from error
        return _id(made)


def _id(answer: Answer) -> str:
    id_ = answer.get("id")
    if not isinstance(id_, str) or not id_:
        raise AnswerLostError("Teams answered without an id")
    return id_
