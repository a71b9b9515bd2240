"""What the runtime asks of the world: a clock, a memory, a way to hand a message over."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from bot.domain.annotation import Annotation
from bot.domain.baseline import Colleague, Request, Wanted
from bot.domain.evidence import Evidence
from bot.domain.ids import (
    AttemptId,
    ConversationId,
    DigestId,
    FeedbackId,
    MicroId,
    PathwayId,
    PersonId,
    ProposalId,
    WorkspaceId,
)
from bot.domain.journey import Journey
from bot.domain.names import Names
from bot.domain.needs import Needs
from bot.domain.people import Conversation, Person, Platform, Stranger
from bot.domain.practice import Library
from bot.domain.proposal import Proposal, Tray
from bot.domain.shelf import Shelf
from bot.domain.team import Digest, TeamSummary
from bot.domain.team_gaps import TeamGaps
from bot.domain.touchpoint import Touchpoint
from bot.engine.decision import State
from bot.engine.effects import Say
from bot.engine.events import Event, Understood
from bot.engine.search.found import Found
from bot.engine.situation import Desk, Record
from bot.rendering.message import Message

# How far limits are used up: for a workspace or conversation and a limit's name, when it will be as good as new.
Used = Mapping[tuple[str, str], datetime]


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
    """Whose journey a turn is about, and which of their things the event names.

    With ``evidence`` it is also about what is known of the named micro-competency, else of the attempt's.
    """

    learner: PersonId
    attempt: AttemptId | None = None
    feedback: FeedbackId | None = None
    evidence: bool = False
    micro: MicroId | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, where, and the journey of the learner whom it is about, as one query found them.

    ``evidence`` is there where it was asked for.
    """

    person: Person
    where: Conversation
    journey: Journey | None
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is owed: unique by ``once``, on its way to one conversation.

    One that was planned expires: what could not be handed over by then is old news. ``about`` is the learner whom it
    is about; nobody had asked for one that the bot ``begun``, so answers go first.
    """

    once: str
    to: ConversationId | PersonId
    say: Say
    at: datetime
    expires_at: datetime | None = None
    about: PersonId | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes, in the platform's own words.

    ``tenant`` is the platform's id of the workspace, ``place`` of the conversation (empty while none has been opened),
    ``person`` of its owner; ``reference`` is whatever else the adapter needs to know, as JSON. Nothing may be sent to a
    workspace where the bot is not ``installed``.
    """

    platform: Platform
    workspace: WorkspaceId
    tenant: str
    conversation: ConversationId
    kind: Literal["direct", "channel"]
    place: str = ""
    person: str = ""
    reference: str = ""
    installed: bool = True


# queued > sending > accepted > acted_on, or failed, or dropped at the door. An answer that was lost makes it uncertain,
# until it is found, sent again, or given up as unknown.
Delivery = Literal["queued", "sending", "uncertain", "accepted", "acted_on", "failed", "dropped", "unknown"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outgoing message whose time has come. ``fence`` rises with every try, and tells the tries apart.

    ``replaces`` is the platform's reference of the message that it takes the place of. ``reader`` is who reads it (a
    channel's owner for a channel). ``journey`` is the reader's own, for a message that the bot began; ``planned`` says
    that a touchpoint made it, which expires. ``lost`` counts the tries whose answer was lost, the latest of which began
    at ``sent_at``.
    """

    id: str
    say: Say
    conversation: Conversation
    address: Address
    reader: Person
    tries: int
    lost: int
    fence: int
    queued_at: datetime
    sent_at: datetime | None
    planned: bool
    expires_at: datetime | None
    replaces: str | None
    journey: Journey | None


@dataclass(frozen=True, slots=True)
class Accepted:
    ref: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """To be tried again at ``at``. One that is ``held`` lets later ones pass; one that failed does not.

    With ``lane_waits`` the platform asks for silence in the whole lane until then.
    """

    at: datetime
    reason: str
    held: bool = False
    lane_waits: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """It may have arrived: look at ``at``, or send it again where nobody can look."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    outcome: Literal["failed", "dropped", "unknown"]
    reason: str


Fate = Accepted | PutBack | Lost | GivenUp


@dataclass(frozen=True, slots=True)
class Hold:
    """The right to send in one lane, until ``until``; ``fence`` tells it from every other.

    ``abandoned`` counts what the last holder had begun to send and left.
    """

    lane: WorkspaceId
    platform: Platform
    fence: int
    until: datetime
    abandoned: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """What may be sent in a lane, answers first, and how far its limits are used up."""

    parcels: Sequence[Parcel]
    used: Used


@dataclass(frozen=True, slots=True)
class Fallen:
    """A touchpoint that has fallen due, with the scene of its turn: None for somebody who is no longer here."""

    touchpoint: Touchpoint
    scene: Scene | None


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

    async def fallen_due(self, lane: WorkspaceId, at: datetime, limit: int) -> Sequence[Fallen]:
        """Pending touchpoints of a lane that have fallen due, one of each person, none that another turn is about."""
        ...

    async def desk(self, coach: PersonId) -> Desk: ...

    async def record(self, learner: PersonId) -> Record:
        """A learner's own history, at most the latest 200 of each."""
        ...

    async def evidence(self, learner: PersonId) -> Mapping[MicroId, Evidence]:
        """All that has been rated and practised, however long ago; the scene has it of one micro-competency."""
        ...

    async def team(self, manager: PersonId, at: datetime) -> TeamSummary | None:
        """What may be said of the manager's team over the seven local days before ``at``; None without a channel."""
        ...

    async def gaps(self, viewer: Person, needs: Mapping[PathwayId, Needs], at: datetime) -> TeamGaps:
        """What may be said of a manager's team, or of the programme that a sponsor or an admin sees."""
        ...

    async def annotations(self, near: PersonId) -> Sequence[Annotation]:
        """How gaps have been described in the same organization."""
        ...

    async def digest(self, digest: DigestId) -> Digest | None: ...

    async def stranger(self, code: str, near: PersonId, at: datetime) -> Stranger | None:
        """The account of a workspace of the same organization that was given this code, which is still good."""
        ...

    async def own_proposal(self, author: PersonId, proposal: ProposalId) -> Proposal | None:
        """One of the author's own; another turn that answers it waits until this one ends."""
        ...

    async def review(self, reviewer: Person, named: ProposalId | None, after: ProposalId | None) -> Tray:
        """What waits for this reviewer, and of it the one that is ``named``, or the oldest, or the one ``after``.

        Reviewers are an author's own manager and whoever is an admin, and never the author. One that is ``named`` may
        have been answered; what its author has not sent or has taken back is nobody else's to see.
        """
        ...

    async def reviewers(self, author: PersonId) -> Sequence[PersonId]:
        """The author's manager; where there is none, the admins."""
        ...

    async def names(self, near: PersonId) -> Names:
        """Those of everybody who is or was in the same organization, except the erased."""
        ...

    async def shelf(self, person: PersonId) -> Shelf: ...

    async def find(self, words: str, locales: Sequence[str], on: date) -> Found:
        """Practices that fit what was typed and may be offered on that day, in the first language that knows a word.

        Both databases find the same in the same order. Nothing is found before an ``Index`` was prepared.
        """
        ...

    async def people_named(self, words: str, near: PersonId) -> Sequence[PersonId]:
        """Active people of the same organization whose id, e-mail or name is ``words``, in any case."""
        ...

    async def colleagues(self, words: Sequence[str], near: PersonId) -> Sequence[Sequence[Colleague]]:
        """For each of the words, whoever of the same organization is called so."""
        ...

    async def circle(self, learner: PersonId) -> tuple[Request, ...]:
        """Everybody who was asked about the learner in their latest round."""
        ...

    async def wanted(self, rater: PersonId) -> tuple[Wanted, ...]:
        """What is asked of this person and has not been answered, oldest first."""
        ...

    async def keep(self, states: Sequence[State], at: datetime) -> None: ...

    async def schedule(self, touchpoints: Sequence[Touchpoint]) -> None:
        """Plan them; a pending one of the same person, kind and subject moves; a slot that had its turn stays so."""
        ...

    async def unschedule(self, dropped: Sequence[tuple[PersonId, str]]) -> None:
        """Forget what is pending for each person and kind."""
        ...

    async def settle(self, outcomes: Mapping[Touchpoint, str], at: datetime) -> int:
        """Mark each as done ("sent") or as not sent, with the reason; how many were pending still."""
        ...

    async def queue(self, outgoing: Sequence[Outgoing]) -> Collection[WorkspaceId]:
        """Owe them, each once; the lanes by which they go."""
        ...

    async def note(self, learner: PersonId, text: str, at: datetime) -> None: ...

    async def erase(self, person: PersonId, at: datetime) -> None:
        """Delete everything personal; feedback they wrote stays under "former coach"."""
        ...


@dataclass(frozen=True, slots=True)
class LaneHealth:
    """Of one platform's lanes: how many messages wait in the fullest, and how many lanes must be silent for now."""

    backlog: int
    paused: int


@dataclass(frozen=True, slots=True)
class Health:
    """How far behind this is: the age of the oldest touchpoint and message that should have gone; counts by state.

    What a platform or a reader's hours keep waiting is not late. ``given_up`` counts the messages that were given up,
    by reason.
    """

    due_lag: timedelta
    outbox_age: timedelta
    messages: Mapping[str, int]
    touchpoints: Mapping[str, int]
    given_up: Mapping[str, int]
    lanes: Mapping[Platform, LaneHealth]


class Store(Protocol):
    def turn(self) -> AbstractAsyncContextManager[Turn]:
        """Begin; commit at the end; roll back on an exception."""
        ...

    async def waiting(self, at: datetime) -> Sequence[WorkspaceId]:
        """The lanes in which something is due by ``at`` that nobody is doing and nothing holds up."""
        ...

    async def due(self, lane: WorkspaceId, at: datetime, limit: int) -> Sequence[Touchpoint]:
        """Pending touchpoints of a lane that have fallen due by ``at``, earliest first."""
        ...

    async def postpone(self, touchpoint: Touchpoint, until: datetime) -> None:
        """Its turn failed: try it again then."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next pending touchpoint or waiting message falls due."""
        ...

    async def health(self, at: datetime) -> Health: ...

    async def touch(self, at: datetime) -> None:
        """Write something that nobody misses: it fails where nothing can be written."""
        ...


class Index(Protocol):
    """By which a turn finds practices."""

    async def prepare(self, libraries: Mapping[str, Library]) -> None:
        """Make it of this content, unless it is there: once, however many processes begin at the same time.

        That of the content before stays, for processes that still have it.
        """
        ...


class Outbox(Protocol):
    """Messages that are owed, lane by lane; whoever holds a lane sends in it. Each method serves many lanes at once."""

    async def take(self, asked: Sequence[WorkspaceId], at: datetime) -> Mapping[WorkspaceId, Hold]:
        """The right to send in those that are free. What an earlier holder left half done there is uncertain now."""
        ...

    async def ready(self, holds: Sequence[Hold], at: datetime, limit: int) -> Sequence[Ready]:
        """For each: up to ``limit`` messages whose time has come, of each conversation only the first."""
        ...

    async def begin(self, tries: Sequence[tuple[Hold, Sequence[Parcel], Used]], at: datetime) -> Sequence[Parcel]:
        """Write down that they are being sent; those that may be, with a new fence. None of a lane that was lost."""
        ...

    async def record(self, fates: Sequence[tuple[Parcel, Fate]]) -> None:
        """What became of them; ignored where somebody else has tried the message since."""
        ...

    async def release(self, holds: Sequence[tuple[Hold, datetime | None]]) -> None:
        """Give the lanes back; nothing is sent there until the time given, if any."""
        ...


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

        Only asked where ``remembers``. Raises UnreachableError where the platform does not answer, and AnswerLostError
        where it can't be asked about this conversation.
        """
        ...


class Codec(Protocol):
    """What a button carries: versioned text for an event, and back."""

    def write(self, event: Understood) -> str: ...

    def read(self, token: str) -> Understood:
        """Raises UnreadableInputError for what was never written."""
        ...
