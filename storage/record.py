"""A learner's own history, newest first."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.consent import Opened
from bot.domain.feedback import Feedback
from bot.domain.ids import AttemptId, PersonId
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.reflection import Reflection
from bot.domain.touchpoint import Touchpoint
from bot.engine.situation import Record
from storage import tables as t
from storage.asking import Asked, named
from storage.mapping import load, moment

MOST = 200


async def record(connection: AsyncConnection, learner: PersonId, most: int = MOST) -> Record:
    """Everything that the learner may look back on, at most the latest ``most`` of each."""

    async def rows(asked: Asked) -> list[Any]:
        return list((await connection.execute(asked.limit(most))).all())

    attempts = (
        select(col(t.Attempt.body)).where(col(t.Attempt.learner) == learner).order_by(col(t.Attempt.offered_at).desc())
    )
    reflections = (
        select(col(t.Reflection.body))
        .join(t.Attempt, col(t.Attempt.id) == t.Reflection.attempt)
        .where(col(t.Attempt.learner) == learner)
        .order_by(col(t.Attempt.offered_at).desc())
    )
    plans = select(col(t.Plan.body)).where(col(t.Plan.learner) == learner).order_by(col(t.Plan.made_at).desc())
    feedback = (
        select(col(t.Feedback.body)).where(col(t.Feedback.learner) == learner).order_by(col(t.Feedback.given_at).desc())
    )
    assessments = (
        select(col(t.Assessment.body)).where(col(t.Assessment.learner) == learner).order_by(col(t.Assessment.at).desc())
    )
    notes = (
        select(col(t.Note.at), col(t.Note.text)).where(col(t.Note.learner) == learner).order_by(col(t.Note.id).desc())
    )
    opened = (
        select(t.table(t.Opened), named(t.Person.body, "who"))
        .join(t.Person, col(t.Person.id) == t.Opened.viewer)
        .where(col(t.Opened.learner) == learner)
        .order_by(col(t.Opened.id).desc())
    )
    pending = (
        select(t.table(t.Touchpoint))
        .where(col(t.Touchpoint.person) == learner, col(t.Touchpoint.state) == "pending")
        .order_by(col(t.Touchpoint.due_at))
    )
    seen = await rows(opened)
    kept = [load(Reflection, row.body) for row in await rows(reflections)]
    return Record(
        attempts=tuple(load(Attempt, row.body) for row in await rows(attempts)),
        reflections={reflection.attempt: reflection for reflection in kept},
        plans=tuple(load(Plan, row.body) for row in await rows(plans)),
        feedback=tuple(load(Feedback, row.body) for row in await rows(feedback)),
        assessments=tuple(load(Assessment, row.body) for row in await rows(assessments)),
        opened=tuple(
            Opened(learner, PersonId(row.viewer), row.what, row.attempt and AttemptId(row.attempt), moment(row.at))
            for row in seen
        ),
        notes=tuple((moment(row.at), row.text) for row in await rows(notes)),
        touchpoints=tuple(touchpoint_of(row) for row in await rows(pending)),
        names={PersonId(row.viewer): load(Person, row.who).name for row in seen},
    )


def touchpoint_of(row: Any) -> Touchpoint:  # noqa: ANN401 - a row of the touchpoint table
    return Touchpoint(PersonId(row.person), row.kind, row.slot, moment(row.due_at), moment(row.expires_at), row.subject)
