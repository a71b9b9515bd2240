"""A coach's desk: who is coached, and what waits for an answer."""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.attempt import Attempt
from bot.domain.ids import PersonId
from bot.domain.learner import Learner
from bot.domain.people import Person
from bot.engine.situation import Assigned, Desk, Waiting
from storage import tables as t
from storage.mapping import load, maybe


async def desk(connection: AsyncConnection, coach: PersonId) -> Desk:
    """Learners by name, and reflections that nobody has answered by due time; two queries."""
    learners = (await connection.execute(_LEARNERS, {"coach": coach})).all()
    queue = (await connection.execute(_QUEUE, {"coach": coach})).all()
    return Desk(
        tuple(
            Assigned(load(Person, one.person), load(Learner, one.learner), maybe(Attempt, one.last)) for one in learners
        ),
        tuple(Waiting(load(Person, one.person), load(Attempt, one.attempt)) for one in queue),
    )


def _learners() -> t.Query:
    return (
        select(t.people.c.body.label("person"), t.learners.c.body.label("learner"), t.attempts.c.body.label("last"))
        .join(t.learners, t.learners.c.id == t.people.c.id)
        .outerjoin(t.attempts, t.attempts.c.id == t.learners.c.attempt)
        .where(t.learners.c.coach == bindparam("coach"), t.people.c.active)
        .order_by(t.people.c.name_key, t.people.c.id)
    )


def _queue() -> t.Query:
    answered = exists().where(t.feedback.c.attempt == t.attempts.c.id)
    return (
        select(t.people.c.body.label("person"), t.attempts.c.body.label("attempt"))
        .join(t.learners, t.learners.c.id == t.people.c.id)
        .join(t.attempts, t.attempts.c.learner == t.people.c.id)
        .where(
            t.learners.c.coach == bindparam("coach"),
            t.people.c.active,
            t.attempts.c.reflected_at.is_not(None),
            t.attempts.c.feedback_due.is_not(None),
            ~answered,
        )
        .order_by(t.attempts.c.feedback_due, t.attempts.c.reflected_at, t.attempts.c.id)
    )


_LEARNERS = _learners()
_QUEUE = _queue()
