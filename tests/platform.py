"""A chat product that a test can make fail; it remembers what arrived, whatever it answered."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.errors import AnswerLostError
from bot.domain.ids import ConversationId
from bot.rendering.message import Message
from bot.runtime.ports import Address


@dataclass(frozen=True)
class Arrival:
    key: str
    to: Address
    text: str
    at: datetime


@dataclass
class Platform:
    """``faults`` are used up one by one: what is raised, and whether the message arrives all the same."""

    remembers: bool = True
    arrived: list[Arrival] = field(default_factory=list[Arrival])
    faults: list[tuple[Exception, bool]] = field(default_factory=list[tuple[Exception, bool]])
    asked: int = 0
    unreadable: set[ConversationId] = field(default_factory=set[ConversationId])

    async def send(self, to: Address, message: Message, key: str, at: datetime) -> str:
        error, arrives = self.faults.pop(0) if self.faults else (None, True)
        if arrives:
            self.arrived.append(Arrival(key, to, message.text, at))
        if error is not None:
            raise error
        return f"ref:{key}"

    async def update(self, to: Address, message: Message, ref: str, key: str, at: datetime) -> str:
        await self.send(to, message, key, at)
        return ref

    async def find(self, to: Address, key: str, since: datetime) -> str | None:
        self.asked += 1
        if to.conversation in self.unreadable:
            raise AnswerLostError("this conversation can't be read")
        return next(
            (f"ref:{one.key}" for one in self.arrived if (one.key, one.to) == (key, to) and one.at >= since), None
        )

    def fails(self, error: Exception, *, times: int = 1, arrives: bool = False) -> None:
        self.faults += [(error, arrives)] * times

    def loses_the_answer(self, *, arrives: bool, times: int = 1) -> None:
        self.fails(AnswerLostError("nobody answered"), times=times, arrives=arrives)

    def texts(self) -> list[str]:
        return [one.text for one in self.arrived]
