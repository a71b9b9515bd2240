"""What the runtime asks of the world: a clock, a memory, a way to hand a message over."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.domain.ids import AttemptId, ConversationId, DigestId, FeedbackId, PersonId, WorkspaceId
from bot.domain.journey import Journey
from bot.domain.people import Conversation, Person, Platform
from bot.domain.team import Digest, TeamSummary
from bot.domain.touchpoint import Touchpoint
from bot.engine.decision import State
from bot.engine.effects import Say
from bot.engine.events import Event, Understood
from bot.engine.situation import Desk, Record
from bot.rendering.message import Message


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, aware and in UTC; never earlier than the last answer."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as it came in. ``once`` is its unique key: the same key is heard once."""

    who: PersonId
    where: ConversationId | None
    event: Event
    once: str


@dataclass(frozen=True, slots=True)
class About:
    """Whose journey a turn is about, and which of their things the event names."""

    learner: PersonId
    attempt: AttemptId | None = None
    feedback: FeedbackId | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, where, and the journey of the learner whom it is about, as one query found them."""

    person: Person
    where: Conversation
    journey: Journey | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is owed: unique by ``once``, on its way to one conversation.

    One that was planned expires: what could not be handed over by then is old news.
    """

    once: str
    to: ConversationId | PersonId
    say: Say
    at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes, in the platform's own words.

    ``tenant`` is the platform's id of the workspace, ``place`` of the conversation (empty while none has been opened),
    ``person`` of its owner; ``reference`` is whatever else the adapter needs to know, as JSON.
    """

    platform: Platform
    workspace: WorkspaceId
    tenant: str
    conversation: ConversationId
    kind: Literal["direct", "channel"]
    place: str = ""
    person: str = ""
    reference: str = ""


Delivery = Literal["queued", "sending", "accepted", "acted_on", "failed", "dropped"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outgoing message that this dispatcher has claimed. ``fence`` rises with every claim.

    ``replaces`` is the platform's reference of the message that it takes the place of. ``reader`` is who reads it (a
    channel's owner for a channel). ``journey`` is the reader's own, for a message that the bot began; ``planned`` says
    that a touchpoint made it, which expires.
    """

    id: str
    say: Say
    conversation: Conversation
    address: Address
    reader: Person
    tries: int
    fence: int
    queued_at: datetime
    planned: bool
    expires_at: datetime | None
    replaces: str | None
    journey: Journey | None


class Turn(Protocol):
    """One event's transaction: all of it happens, or nothing."""

    async def hear(self, once: str, at: datetime) -> bool:
        """Write the event's key down; False if it had been heard before."""
        ...

    async def scene(self, who: PersonId, where: ConversationId | None, about: About | None) -> Scene | None:
        """Who acts, and the journey it is about; None for a person who is unknown or no longer here.

        ``where`` None means the person's own conversation; None also for a conversation that isn't theirs to speak in.
        Without ``about`` the journey is the person's own. On PostgreSQL the people's rows are locked for the turn.
        """
        ...

    async def desk(self, coach: PersonId) -> Desk: ...

    async def record(self, learner: PersonId) -> Record:
        """A learner's own history, at most the latest 200 of each."""
        ...

    async def team(self, manager: PersonId, at: datetime) -> TeamSummary | None:
        """What may be said of the manager's team over the seven local days before ``at``; None without a channel."""
        ...

    async def digest(self, digest: DigestId) -> Digest | None: ...

    async def people_named(self, words: str, near: PersonId) -> Sequence[PersonId]:
        """Active people of the same organization whose id, e-mail or name is ``words``, in any case."""
        ...

    async def keep(self, states: Sequence[State]) -> None: ...

    async def schedule(self, touchpoints: Sequence[Touchpoint]) -> None:
        """Plan them; a pending one of the same person, kind and subject moves; a slot that had its turn stays so."""
        ...

    async def unschedule(self, person: PersonId, kind: str) -> None: ...

    async def settle(self, touchpoint: Touchpoint, outcome: str, at: datetime) -> bool:
        """Mark it as done ("sent") or as not sent, with the reason; False if it is no longer pending."""
        ...

    async def queue(self, outgoing: Sequence[Outgoing]) -> None: ...

    async def note(self, learner: PersonId, text: str, at: datetime) -> None: ...

    async def erase(self, person: PersonId, at: datetime) -> None:
        """Delete everything personal; feedback they wrote stays under "former coach"."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """How far behind this is: the age of the oldest touchpoint and message that should have gone; counts by state.

    ``given_up`` counts the messages that were given up, by reason.
    """

    due_lag: timedelta
    outbox_age: timedelta
    messages: Mapping[str, int]
    touchpoints: Mapping[str, int]
    given_up: Mapping[str, int]


class Store(Protocol):
    def turn(self) -> AbstractAsyncContextManager[Turn]:
        """Begin; commit at the end; roll back on an exception."""
        ...

    async def due(self, at: datetime, limit: int) -> Sequence[Touchpoint]:
        """Pending touchpoints that have fallen due by ``at``, earliest first."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next pending touchpoint or waiting message falls due."""
        ...

    async def health(self, at: datetime) -> Health: ...

    async def touch(self, at: datetime) -> None:
        """Write something that nobody misses: it fails where nothing can be written."""
        ...


class Outbox(Protocol):
    async def claim(self, at: datetime, limit: int) -> Sequence[Parcel]:
        """Take up to ``limit`` messages whose time has come, in the order they were queued, under a lease."""
        ...

    async def accepted(self, parcel: Parcel, ref: str) -> None: ...

    async def retry(self, parcel: Parcel, at: datetime, reason: str) -> None:
        """It failed: put it back until ``at``; later messages of the conversation wait behind it."""
        ...

    async def hold(self, parcel: Parcel, at: datetime, reason: str) -> None:
        """It is not its time yet: put it back until ``at``, uncounted; later messages may pass."""
        ...

    async def give_up(self, parcel: Parcel, outcome: Literal["failed", "dropped"], reason: str) -> None: ...


class Messenger(Protocol):
    """One chat product's way out. ``key`` names the message: the platform should keep it, so that it can be found.

    Raises UnreachableError where it certainly did not arrive, AnswerLostError where nobody can tell, RateLimitedError
    where the platform asks to wait, ConversationGoneError where it must not be tried again.
    """

    @property
    def remembers(self) -> bool:
        """Whether the platform can be asked what arrived."""
        ...

    async def send(self, to: Address, message: Message, key: str, at: datetime) -> str:
        """Hand it over; the platform's reference."""
        ...

    async def update(self, to: Address, message: Message, ref: str, key: str, at: datetime) -> str:
        """Put it in the place of ``ref``; the reference that it has now. Doing so twice is doing so once."""
        ...

    async def find(self, to: Address, key: str, since: datetime) -> str | None:
        """The reference of the message that arrived under ``key`` after ``since``; None if none did.

        Only asked where ``remembers``. Raises UnreachableError where the platform does not answer.
        """
        ...


class Codec(Protocol):
    """What a button carries: versioned text for an event, and back."""

    def write(self, event: Understood) -> str: ...

    def read(self, token: str) -> Understood:
        """Raises UnreadableInputError for what was never written."""
        ...
