"""One event's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.ids import ConversationId, DigestId, PersonId
from bot.domain.team import Digest, TeamSummary
from bot.domain.touchpoint import Touchpoint
from bot.engine.decision import State
from bot.engine.situation import Desk, Record
from bot.runtime.ports import About, Outgoing, Scene
from storage import tables as t
from storage.database import Around
from storage.desk import desk
from storage.erasure import erase
from storage.keeping import keep
from storage.mapping import dump_say, load, millis
from storage.record import record
from storage.scene import scene
from storage.summaries import team
from storage.writing import add, insert


class OneTurn:
    """See ``bot.runtime.ports.Turn``."""

    def __init__(self, connection: AsyncConnection, around: Around) -> None:
        self._connection = connection
        self._around = around
        self._at = 0

    async def hear(self, once: str, at: datetime) -> bool:
        self._at = millis(at)
        heard = insert(self._connection, t.table(t.Heard)).values(key=once, at=self._at).on_conflict_do_nothing()
        return (await self._connection.execute(heard)).rowcount == 1

    async def scene(self, who: PersonId, where: ConversationId | None, about: About | None) -> Scene | None:
        return await scene(self._connection, self._around, who, where, about)

    async def desk(self, coach: PersonId) -> Desk:
        return await desk(self._connection, coach)

    async def record(self, learner: PersonId) -> Record:
        return await record(self._connection, learner)

    async def team(self, manager: PersonId, at: datetime) -> TeamSummary | None:
        return await team(self._connection, self._around.competency_of, manager, at)

    async def digest(self, digest: DigestId) -> Digest | None:
        found = select(col(t.Digest.body)).where(col(t.Digest.id) == digest)
        body = (await self._connection.execute(found)).scalar()
        return None if body is None else load(Digest, body)

    async def people_named(self, words: str, near: PersonId) -> Sequence[PersonId]:
        """By id, e-mail address or full name; else by the beginning of the name, whole words."""
        asked = words.strip().casefold()
        here = select(col(t.Person.organization)).where(col(t.Person.id) == near).scalar_subquery()
        exactly = col(t.Person.id).in_([asked, words]) | (t.Person.email == asked) | (t.Person.name_key == asked)
        begins = col(t.Person.name_key).between(f"{asked} ", f"{asked} \U0010ffff")
        found = select(col(t.Person.id), exactly.label("exactly")).where(
            col(t.Person.organization) == here, col(t.Person.active), exactly | begins
        )
        rows = (await self._connection.execute(found)).all()
        exact = [PersonId(row.id) for row in rows if row.exactly]
        return exact or [PersonId(row.id) for row in rows]

    async def keep(self, states: Sequence[State]) -> None:
        await keep(self._connection, states, self._at)

    async def schedule(self, touchpoints: Sequence[Touchpoint]) -> None:
        moving = [(point.person, point.kind, point.subject) for point in touchpoints]
        key = tuple_(col(t.Touchpoint.person), col(t.Touchpoint.kind), col(t.Touchpoint.subject))
        pending = delete(t.Touchpoint).where(key.in_(moving), col(t.Touchpoint.state) == "pending")
        await self._connection.execute(pending)
        await add(self._connection, t.table(t.Touchpoint), [touchpoint_row(point) for point in touchpoints])

    async def unschedule(self, person: PersonId, kind: str) -> None:
        pending = delete(t.Touchpoint).where(
            col(t.Touchpoint.person) == person, col(t.Touchpoint.kind) == kind, col(t.Touchpoint.state) == "pending"
        )
        await self._connection.execute(pending)

    async def settle(self, touchpoint: Touchpoint, outcome: str, at: datetime) -> bool:
        self._at = millis(at)
        settled = (
            update(t.Touchpoint)
            .where(
                col(t.Touchpoint.person) == touchpoint.person,
                col(t.Touchpoint.kind) == touchpoint.kind,
                col(t.Touchpoint.slot) == touchpoint.slot,
                col(t.Touchpoint.state) == "pending",
            )
            .values(state="sent" if outcome == "sent" else "skipped", outcome=outcome, settled_at=self._at)
        )
        return (await self._connection.execute(settled)).rowcount == 1

    async def queue(self, outgoing: Sequence[Outgoing]) -> None:
        await add(self._connection, t.table(t.Outgoing), [self._outgoing(parcel) for parcel in outgoing])

    async def note(self, learner: PersonId, text: str, at: datetime) -> None:
        await add(self._connection, t.table(t.Note), [{"learner": learner, "text": text, "at": millis(at)}])

    async def erase(self, person: PersonId, at: datetime) -> None:
        await erase(self._connection, person, at)

    def _outgoing(self, parcel: Outgoing) -> dict[str, object]:
        """A person is met in their own conversation; which one that is, the database looks up."""
        place = (
            select(col(t.Conversation.id))
            .where(
                (col(t.Conversation.id) == parcel.to)
                | ((col(t.Conversation.owner) == parcel.to) & (t.Conversation.kind == "direct"))
            )
            .limit(1)
            .scalar_subquery()
        )
        expires = None if parcel.expires_at is None else millis(parcel.expires_at)
        return {
            "once": parcel.once,
            "conversation": place,
            "subject": parcel.say.subject,
            "state": "queued",
            "queued_at": millis(parcel.at),
            "next_at": millis(parcel.at),
            "expires_at": expires,
            "planned": parcel.expires_at is not None,
            "held": False,
            "fence": 0,
            "tries": 0,
            "reason": "",
            "body": dump_say(parcel.say, self._around.codec),
        }


def touchpoint_row(point: Touchpoint) -> dict[str, object]:
    return {
        "person": point.person,
        "kind": point.kind,
        "slot": point.slot,
        "subject": point.subject,
        "due_at": millis(point.due_at),
        "expires_at": millis(point.expires_at),
        "state": "pending",
        "outcome": "",
    }
