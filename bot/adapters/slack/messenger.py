"""Slack's way out: messages with a key in their metadata, so that they can be found again.

A long message is several of Slack's, one after the other; each says which part of how many it is, and the message has
arrived when its last part has. Its reference is Slack's channel with the time stamps of all parts: ``D1:17.1,17.2``.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.adapters.slack.blocks import Part, parts_of
from bot.adapters.slack.files import NOT_READY, Files
from bot.adapters.slack.gateway import Answer, Gateway, RefusedError
from bot.adapters.slack.recent import Recent
from bot.domain.errors import AnswerLostError, ConversationGoneError, UnreachableError
from bot.rendering.message import Attachment, Message
from bot.runtime.ports import Address

EVENT_TYPE = "microcoach_message"

_LONGEST_SECONDS = 11
_CLOCKS_APART = timedelta(minutes=5)
_A_DAY = timedelta(days=1)
_PAGE, _MOST_PAGES = 100, 10
_REMEMBERED = 2_000
_NOT_THERE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class SlackMessenger:
    """Hands messages over to Slack. What it remembers spares calls and repetitions; nothing depends on it."""

    remembers = True

    def __init__(self, gateway: Gateway, files: Files, *, seconds: float = _LONGEST_SECONDS) -> None:
        self._gateway = gateway
        self._files = files
        self._seconds = seconds
        self._direct = Recent[tuple[str, str], str](_REMEMBERED)
        self._arrived = Recent[str, list[str]](_REMEMBERED)

    async def send(self, to: Address, message: Message, key: str, at: datetime) -> str:
        """A file may come twice where its answer was lost; a message does not."""
        del at
        async with _in_time(self._seconds):
            place = await self._place(to)
            parts = parts_of(message, await self._files.picture(to.tenant, message.picture))
            await self._share(to, message.attachments, key)
            stamps = await self._say(to, place, parts, key, self._arrived.get(key, []))
        return _reference(place, stamps)

    async def update(self, to: Address, message: Message, ref: str, key: str, at: datetime) -> str:
        """One that somebody has deleted is said again."""
        place, _, known = ref.partition(":")
        stamps = known.split(",")
        async with _in_time(self._seconds):
            parts = parts_of(message, await self._files.picture(to.tenant, message.picture))
            await self._share(to, message.attachments, key)
            try:
                for part, stamp in zip(_numbered(parts, key), stamps, strict=False):
                    await self._asked(to, "chat.update", channel=place, ts=stamp, **part)
            except RefusedError as error:
                if error.error not in _NOT_THERE:
                    raise
                return await self._said_again(to, message, key, at)
            for stamp in stamps[len(parts) :]:
                await self._remove(to, place, stamp)
            said = self._arrived.get(key) or stamps[: len(parts)]
            return _reference(place, await self._say(to, place, parts, key, said))

    async def _said_again(self, to: Address, message: Message, key: str, at: datetime) -> str:
        """Once, also where an update is made twice."""
        there = await self.find(to, key, at - _A_DAY) if to.kind == "direct" else None
        return there or await self.send(to, message, key, at)

    async def find(self, to: Address, key: str, since: datetime) -> str | None:
        """All its parts, or it has not arrived; of one that has in part, the rest is sent the next time."""
        if to.kind == "channel":
            raise AnswerLostError("Slack lets the bot read its direct conversations only")
        place = await self._place(to)
        stamps: dict[int, str] = {}
        parts = 1
        async for message in self._history(to, place, since):
            payload = message.get("metadata", {}).get("event_payload", {})
            if payload.get("key") == key:
                parts = payload.get("parts", 1)
                stamps[payload.get("part", 1)] = message["ts"]
        arrived = [stamps[number] for number in range(1, parts + 1) if stamps.keys() >= set(range(1, number + 1))]
        if arrived and len(arrived) == parts:
            return _reference(place, arrived)
        self._arrived[key] = arrived
        return None

    async def _say(
        self, to: Address, place: str, parts: Sequence[Part], key: str, before: Sequence[str]
    ) -> Sequence[str]:
        """The parts that have not been said ``before``."""
        stamps = [*before]
        for number, part in enumerate(_numbered(parts, key), start=1):
            if number > len(before):
                stamps.append(await self._post(to, place, part, f"{key}/{number}", begun=number > 1))
                self._arrived[key] = [*stamps]
        self._arrived.pop(key, None)
        return stamps

    async def _post(self, to: Address, place: str, part: Mapping[str, Any], name: str, *, begun: bool) -> str:
        """Slack's time stamp of it. Where a part has gone before it, a failure is a reason to look what has arrived."""
        quiet = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        id_ = str(uuid5(NAMESPACE_URL, name))
        try:
            answer = await self._asked(to, "chat.postMessage", channel=place, client_msg_id=id_, **quiet, **part)
        except (AnswerLostError, ConversationGoneError):
            raise
        except UnreachableError as error:
            if begun:
                raise AnswerLostError(f"a part of it has arrived: {error}") from error
            raise
        if "ts" not in answer:
            raise AnswerLostError("Slack answered without saying when")
        return answer["ts"]

    async def _asked(self, to: Address, method: str, **fields: Any) -> Answer:  # noqa: ANN401 - what Slack takes
        """While Slack is at work on a picture, it finds the blocks wrong; a moment later it doesn't."""
        try:
            return await self._gateway.call(to.tenant, method, **fields)
        except RefusedError as error:
            if error.error in NOT_READY and any(block["type"] == "image" for block in fields["blocks"]):
                raise UnreachableError("Slack is not ready with the picture") from error
            raise

    async def _remove(self, to: Address, place: str, stamp: str) -> None:
        try:
            await self._gateway.call(to.tenant, "chat.delete", channel=place, ts=stamp)
        except RefusedError as error:
            if error.error not in _NOT_THERE:
                raise

    async def _place(self, to: Address) -> str:
        return to.place or await self._direct_place(to)

    async def _direct_place(self, to: Address) -> str:
        """Slack's id of the conversation with a person; opening it again is asking for it."""
        if not to.person:
            raise ConversationGoneError("nobody in Slack is known for this conversation")
        who = (to.tenant, to.person)
        if who not in self._direct:
            answer = await self._gateway.call(to.tenant, "conversations.open", users=to.person)
            self._direct[who] = answer["channel"]["id"]
        return self._direct[who]

    async def _share(self, to: Address, attachments: Sequence[Attachment], key: str) -> None:
        """Files are personal: they go to the reader's own conversation, wherever the message goes."""
        for one in attachments:
            place = await self._place(to) if to.kind == "direct" else await self._direct_place(to)
            await self._files.share(to.tenant, place, one, key)

    async def _history(self, to: Address, place: str, since: datetime) -> AsyncIterator[Mapping[str, Any]]:
        """Raises UnreachableError where there is more of it than can be looked through."""
        oldest, cursor = f"{(since - _CLOCKS_APART).timestamp():.6f}", None
        for _ in range(_MOST_PAGES):
            answer = await self._gateway.call(
                to.tenant,
                "conversations.history",
                channel=place,
                oldest=oldest,
                limit=_PAGE,
                cursor=cursor,
                include_all_metadata=True,
            )
            for message in answer["messages"]:
                yield message
            cursor = answer.get("response_metadata", {}).get("next_cursor")
            if not cursor:
                return
        raise UnreachableError("too much has been said in Slack since then")


@asynccontextmanager
async def _in_time(seconds: float) -> AsyncGenerator[None]:
    """Give up before another process may think that this one has: what is under way then may have arrived."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise AnswerLostError("Slack took too long") from error


def _numbered(parts: Sequence[Part], key: str) -> Sequence[Mapping[str, Any]]:
    """What Slack is given of each part."""
    return [
        {
            "text": part.text,
            "blocks": [*part.blocks],
            "metadata": {"event_type": EVENT_TYPE, "event_payload": _payload(key, number, len(parts))},
        }
        for number, part in enumerate(parts, start=1)
    ]


def _payload(key: str, number: int, parts: int) -> Mapping[str, object]:
    return {"key": key} if parts == 1 else {"key": key, "part": number, "parts": parts}


def _reference(place: str, stamps: Sequence[str]) -> str:
    return f"{place}:{','.join(stamps)}"
