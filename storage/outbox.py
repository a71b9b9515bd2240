"""Messages that are owed: claimed under a lease, in each conversation's order, marked by whoever holds the fence."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Update, and_, exists, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.ids import ConversationId, PersonId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.people import Cohort, Conversation, Person
from bot.runtime.ports import Parcel
from storage import tables as t
from storage.asking import Asked, named
from storage.database import Around, Connections
from storage.mapping import load, load_say, millis, moment
from storage.scene import COACH, maybe

LEASE = timedelta(seconds=60)
EARLIER = aliased(t.Outgoing)
REPLACED = aliased(t.Outgoing)


class RowOutbox:
    """See ``bot.runtime.ports.Outbox``."""

    def __init__(self, connections: Connections, around: Around) -> None:
        self._connections = connections
        self._around = around

    async def claim(self, at: datetime, limit: int) -> Sequence[Parcel]:
        now = millis(at)
        async with self._connections.writing() as connection:
            ready = (
                select(col(t.Outgoing.id))
                .where(_is_ready(now), ~_waits_behind(now))
                .order_by(col(t.Outgoing.id))
                .limit(limit)
            )
            if not self._connections.is_sqlite:
                ready = ready.with_for_update(skip_locked=True)
            taken = (
                update(t.Outgoing)
                .where(col(t.Outgoing.id).in_(ready.scalar_subquery()))
                .values(
                    state="sending", lease_until=now + int(LEASE.total_seconds() * 1000), fence=t.Outgoing.fence + 1
                )
                .returning(col(t.Outgoing.id))
            )
            ids = [row.id for row in (await connection.execute(taken)).all()]
            rows: Sequence[Any] = (await connection.execute(_parcels(ids))).all() if ids else []
        return [self._parcel(row) for row in rows]

    async def accepted(self, parcel: Parcel, ref: str) -> None:
        """Its words are not kept once they are delivered; an update tells that the earlier message had its effect."""
        async with self._connections.writing() as connection:
            await connection.execute(_mine(parcel).values(state="accepted", ref=ref, lease_until=None, body=""))
            if parcel.replaces is not None:
                earlier = (
                    update(t.Outgoing)
                    .where(
                        col(t.Outgoing.conversation) == parcel.conversation.id,
                        col(t.Outgoing.ref) == parcel.replaces,
                        col(t.Outgoing.state) == "accepted",
                        col(t.Outgoing.id) < int(parcel.id),
                    )
                    .values(state="acted_on")
                )
                await connection.execute(earlier)

    async def retry(self, parcel: Parcel, at: datetime, reason: str) -> None:
        again = {"state": "queued", "next_at": millis(at), "reason": reason, "lease_until": None}
        await self._mark(_mine(parcel).values(**again, tries=parcel.tries + 1, held=False))

    async def hold(self, parcel: Parcel, at: datetime, reason: str) -> None:
        held = {"state": "queued", "next_at": millis(at), "reason": reason, "lease_until": None}
        await self._mark(_mine(parcel).values(**held, held=True))

    async def give_up(self, parcel: Parcel, outcome: Literal["failed", "dropped"], reason: str) -> None:
        await self._mark(_mine(parcel).values(state=outcome, reason=reason, lease_until=None))

    async def _mark(self, statement: Update) -> None:
        async with self._connections.writing() as connection:
            await connection.execute(statement)

    def _parcel(self, row: Any) -> Parcel:  # noqa: ANN401 - a row of _parcels
        say = load_say(row.body, self._around.codec)
        return Parcel(
            id=str(row.id),
            say=say,
            conversation=Conversation(ConversationId(row.place), row.kind, row.name, PersonId(row.owner)),
            reader=load(Person, row.reader),
            tries=row.tries,
            fence=row.fence,
            queued_at=moment(row.queued_at),
            planned=row.planned,
            expires_at=None if row.expires_at is None else moment(row.expires_at),
            replaces=row.replaces,
            journey=self._journey(row) if say.begun and row.learner is not None else None,
        )

    def _journey(self, row: Any) -> Journey:  # noqa: ANN401 - a row of _parcels
        person = load(Person, row.reader)
        return Journey(
            person=person,
            home=ConversationId(row.place),
            learner=load(Learner, row.learner),
            cohort=load(Cohort, row.cohort),
            coach=maybe(Person, row.coach),
            days_off=self._around.days_off(person.country),
            attempt=None,
            reflection=None,
            plan=None,
            feedback=None,
        )


def _is_ready(now: int) -> Any:  # noqa: ANN401 - SQLAlchemy's conditions have no common type
    queued = and_(col(t.Outgoing.state) == "queued", col(t.Outgoing.next_at) <= now)
    abandoned = and_(col(t.Outgoing.state) == "sending", col(t.Outgoing.lease_until) <= now)
    return or_(queued, abandoned)


def _waits_behind(now: int) -> Any:  # noqa: ANN401 - SQLAlchemy's conditions have no common type
    """An earlier message of the conversation is under way elsewhere, or waits to be tried again."""
    under_way = and_(col(EARLIER.state) == "sending", col(EARLIER.lease_until) > now)
    failed = and_(col(EARLIER.state) == "queued", col(EARLIER.next_at) > now, ~col(EARLIER.held))
    return exists().where(
        col(EARLIER.conversation) == t.Outgoing.conversation,
        col(EARLIER.id) < col(t.Outgoing.id),
        or_(under_way, failed),
    )


def _parcels(ids: Sequence[int]) -> Asked:
    replaces = (
        select(col(REPLACED.ref))
        .where(
            col(REPLACED.conversation) == t.Outgoing.conversation,
            col(REPLACED.subject) == t.Outgoing.subject,
            col(REPLACED.subject) != "",
            col(REPLACED.id) < col(t.Outgoing.id),
            col(REPLACED.ref).is_not(None),
        )
        .order_by(col(REPLACED.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            t.table(t.Outgoing),
            named(t.Conversation.id, "place"),
            col(t.Conversation.kind),
            col(t.Conversation.name),
            col(t.Conversation.owner),
            named(t.Person.body, "reader"),
            named(t.Learner.body, "learner"),
            named(t.Cohort.body, "cohort"),
            named(COACH.body, "coach"),
            replaces.label("replaces"),
        )
        .join(t.Conversation, col(t.Conversation.id) == t.Outgoing.conversation)
        .join(t.Person, col(t.Person.id) == t.Conversation.owner)
        .outerjoin(t.Learner, and_(col(t.Learner.id) == t.Person.id, col(t.Conversation.kind) == "direct"))
        .outerjoin(t.Cohort, col(t.Cohort.id) == t.Learner.cohort)
        .outerjoin(COACH, col(COACH.id) == t.Learner.coach)
        .where(col(t.Outgoing.id).in_(ids))
        .order_by(col(t.Outgoing.id))
    )


def _mine(parcel: Parcel) -> Update:
    """Only whoever claimed it last may mark it."""
    return update(t.Outgoing).where(col(t.Outgoing.id) == int(parcel.id), col(t.Outgoing.fence) == parcel.fence)
