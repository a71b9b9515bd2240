"""A coach's desk: who is coached, and what waits for an answer."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.attempt import Attempt
from bot.domain.ids import PersonId
from bot.domain.learner import Learner
from bot.domain.people import Person
from bot.engine.situation import Assigned, Desk, Waiting
from storage import tables as t
from storage.asking import named
from storage.mapping import load
from storage.scene import maybe


async def desk(connection: AsyncConnection, coach: PersonId) -> Desk:
    """Learners by name, and reflections without feedback by due time; two queries."""
    return Desk(await _learners(connection, coach), await _queue(connection, coach))


async def _learners(connection: AsyncConnection, coach: PersonId) -> tuple[Assigned, ...]:
    found = (
        select(named(t.Person.body, "person"), named(t.Learner.body, "learner"), named(t.Attempt.body, "last"))
        .join(t.Learner, col(t.Learner.id) == t.Person.id)
        .outerjoin(t.Attempt, col(t.Attempt.id) == t.Learner.attempt)
        .where(col(t.Learner.coach) == coach, col(t.Person.active))
        .order_by(col(t.Person.name_key))
    )
    rows = (await connection.execute(found)).all()
    return tuple(
        Assigned(load(Person, row.person), load(Learner, row.learner), maybe(Attempt, row.last)) for row in rows
    )


async def _queue(connection: AsyncConnection, coach: PersonId) -> tuple[Waiting, ...]:
    answered = exists().where(col(t.Feedback.attempt) == t.Attempt.id)
    found = (
        select(named(t.Person.body, "person"), named(t.Attempt.body, "attempt"))
        .join(t.Attempt, col(t.Attempt.learner) == t.Person.id)
        .join(t.Learner, col(t.Learner.id) == t.Person.id)
        .where(col(t.Learner.coach) == coach, col(t.Person.active), col(t.Attempt.reflected_at).is_not(None), ~answered)
        .order_by(col(t.Attempt.feedback_due), col(t.Attempt.reflected_at), col(t.Attempt.id))
    )
    rows = (await connection.execute(found)).all()
    return tuple(Waiting(load(Person, row.person), load(Attempt, row.attempt)) for row in rows)
