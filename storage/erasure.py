"""Forgetting a person: everything personal goes; what they wrote to others stays, without their name."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Delete, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.feedback import Feedback
from bot.domain.ids import PersonId
from bot.domain.people import Person
from storage import tables as t
from storage.mapping import dump, load, millis

FORMER_COACH = PersonId("former-coach")


async def erase(connection: AsyncConnection, person: PersonId, at: datetime) -> None:
    """Delete rows, and leave an empty shell where counts and references need one."""
    await _disown(connection, person)
    await _forget_elsewhere(connection, person)
    for statement in _deletions(person):
        await connection.execute(statement)
    left = update(t.Enrollment).where(col(t.Enrollment.learner) == person, col(t.Enrollment.left_at).is_(None))
    await connection.execute(left.values(left_at=millis(at)))
    await connection.execute(update(t.Learner).where(col(t.Learner.coach) == person).values(coach=None))
    await connection.execute(update(t.Person).where(col(t.Person.manager) == person).values(manager=None))
    shell = Person(person, "Former member", "", frozenset(), "UTC", None, "en", None, active=False)
    blank = {
        "email": f"erased-{person}-{millis(at)}",
        "name_key": "",
        "manager": None,
        "active": False,
        "body": dump(shell),
    }
    await connection.execute(update(t.Person).where(col(t.Person.id) == person).values(**blank))


async def _disown(connection: AsyncConnection, person: PersonId) -> None:
    """Feedback that they wrote belongs to its learner, who keeps it as from a former coach."""
    written = select(t.table(t.Feedback)).where(col(t.Feedback.author) == person)
    for row in (await connection.execute(written)).all():
        kept = replace(load(Feedback, row.body), author=FORMER_COACH)
        changed = update(t.Feedback).where(col(t.Feedback.id) == row.id)
        await connection.execute(changed.values(author=FORMER_COACH, body=dump(kept)))


async def _forget_elsewhere(connection: AsyncConnection, person: PersonId) -> None:
    """What the playground's other conversations show of them, which a chat product would keep on its own side."""
    found = (await connection.execute(select(col(t.Person.body)).where(col(t.Person.id) == person))).scalar_one()
    name = load(Person, found).name
    mentions = col(t.Line.body).contains(name, autoescape=True)
    await connection.execute(delete(t.Line).where(mentions))
    await connection.execute(delete(t.Outgoing).where(col(t.Outgoing.body).contains(name, autoescape=True)))


def _deletions(person: PersonId) -> list[Delete]:
    """Children before parents."""
    attempts = select(col(t.Attempt.id)).where(col(t.Attempt.learner) == person).scalar_subquery()
    places = select(col(t.Conversation.id)).where(col(t.Conversation.owner) == person).scalar_subquery()
    return [
        delete(t.Reflection).where(col(t.Reflection.attempt).in_(attempts)),
        delete(t.Attempt).where(col(t.Attempt.learner) == person),
        delete(t.Plan).where(col(t.Plan.learner) == person),
        delete(t.Feedback).where(col(t.Feedback.learner) == person),
        delete(t.Assessment).where(col(t.Assessment.learner) == person),
        delete(t.Note).where(col(t.Note.learner) == person),
        delete(t.Opened).where(col(t.Opened.learner) == person),
        delete(t.Celebration).where(col(t.Celebration.learner) == person),
        delete(t.Touchpoint).where(col(t.Touchpoint.person) == person),
        delete(t.Learner).where(col(t.Learner.id) == person),
        delete(t.Identity).where(col(t.Identity.person) == person),
        delete(t.Outgoing).where(col(t.Outgoing.conversation).in_(places)),
        delete(t.Line).where(col(t.Line.conversation).in_(places)),
        delete(t.File).where(col(t.File.conversation).in_(places)),
    ]
