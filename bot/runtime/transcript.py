"""A chat log of our own, for the product that has none: who is here, what was said, the files beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.ids import ConversationId
from bot.domain.people import Conversation, Person

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation; ``author`` is "bot" or a person's id, ``body`` as it was handed over."""

    seq: int
    at: datetime
    author: str
    body: Mapping[str, Json]
    updated: bool


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    content: bytes


class Transcript(Protocol):
    async def people(self) -> Sequence[tuple[Person, Sequence[Conversation]]]:
        """Everybody who is active, with the conversations that they can see, in the order they joined."""
        ...

    async def lines(self, conversation: ConversationId, after: int) -> Sequence[Line]: ...

    async def append(
        self, conversation: ConversationId, key: str, at: datetime, author: str, body: Mapping[str, Json]
    ) -> int:
        """Add a line; the same key again adds nothing and gives the same number."""
        ...

    async def find(self, conversation: ConversationId, key: str) -> int | None:
        """The number of the line that was added under ``key``."""
        ...

    async def replace(self, conversation: ConversationId, seq: int, body: Mapping[str, Json]) -> None: ...

    async def put_file(self, conversation: ConversationId, file: File) -> str:
        """Keep it; the id is that of its content in this conversation."""
        ...

    async def file(self, id_: str) -> File | None: ...

    async def clock_offset(self) -> timedelta: ...

    async def move_clock(self, offset: timedelta) -> None: ...
