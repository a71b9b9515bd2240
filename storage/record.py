"""A learner's own history, newest first: one query for all of it."""

from collections import defaultdict
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    String,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.consent import Opened
from bot.domain.feedback import Feedback
from bot.domain.ids import AttemptId, PersonId
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.reflection import Reflection
from bot.domain.rubric import Rubric
from bot.domain.touchpoint import Touchpoint
from bot.engine.situation import Record
from storage import tables as t
from storage.mapping import load, moment
from storage.touchpoints import IS_PENDING

MOST = 200


async def record(connection: AsyncConnection, learner: PersonId, most: int = MOST) -> Record:
    """Everything that the learner may look back on, at most the latest ``most`` of each, and what is planned."""
    found: dict[str, list[Any]] = defaultdict(list)
    rows = (await connection.execute(_RECORD, {"learner": learner, "most": most})).all()
    for row in sorted(rows, key=lambda row: (row.at, row.number), reverse=True):
        found[row.what].append(row)
    return Record(
        attempts=tuple(load(Attempt, row.body) for row in found["attempt"]),
        reflections={AttemptId(row.about): load(Reflection, row.body) for row in found["reflection"]},
        plans=tuple(load(Plan, row.body) for row in found["plan"]),
        feedback=tuple(load(Feedback, row.body) for row in found["feedback"]),
        assessments=tuple(load(Assessment, row.body) for row in found["assessment"]),
        opened=tuple(_opened(learner, row) for row in found["opened"]),
        notes=tuple((moment(row.at), row.body) for row in found["note"]),
        touchpoints=tuple(_planned(learner, row) for row in reversed(found["touchpoint"])),
        rubrics={row.about: load(Rubric, row.body) for row in found["rubric"]},
        names={PersonId(row.who): load(Person, row.body).name for row in found["person"]},
    )


def _opened(learner: PersonId, row: Any) -> Opened:  # noqa: ANN401 - a row of _RECORD
    return Opened(learner, PersonId(row.who), row.body, row.about and AttemptId(row.about), moment(row.at))


def _planned(learner: PersonId, row: Any) -> Touchpoint:  # noqa: ANN401 - a row of _RECORD
    return Touchpoint(learner, row.who, row.body, moment(row.at), moment(row.number), row.about)


def _record() -> t.Query:
    """``at`` and ``number`` order the rows of a kind; ``who`` and ``about`` are whatever else it has."""
    learner: BindParameter[str] = bindparam("learner")
    attempt, reflection, plan, feedback = t.attempts.c, t.reflections.c, t.plans.c, t.feedback.c
    assessment, opened, note, point, person = t.assessments.c, t.opened.c, t.notes.c, t.touchpoints.c, t.people.c
    reflected = (reflection.attempt == attempt.id) & (attempt.learner == learner)
    pending = (point.person == learner) & IS_PENDING
    viewers = select(opened.viewer).where(opened.learner == learner)
    authors = select(feedback.author).where(feedback.learner == learner)
    read = select(assessment.anchors).where(assessment.learner == learner)
    parts = (
        _latest("attempt", attempt.offered_at, attempt.body, attempt.learner == learner),
        _latest("reflection", attempt.offered_at, reflection.body, reflected, about=attempt.id),
        _latest("plan", plan.made_at, plan.body, plan.learner == learner),
        _latest("feedback", feedback.given_at, feedback.body, feedback.learner == learner),
        _latest("assessment", assessment.at, assessment.body, assessment.learner == learner),
        _latest("note", note.at, note.text, note.learner == learner, number=note.id),
        _latest(
            "opened",
            opened.at,
            opened.what,
            opened.learner == learner,
            number=opened.id,
            who=opened.viewer,
            about=opened.attempt,
        ),
        _latest(
            "touchpoint",
            point.due_at,
            point.slot,
            pending,
            number=point.expires_at,
            who=point.kind,
            about=point.subject,
        ),
        _latest("rubric", _NO_NUMBER, t.anchors.c.body, t.anchors.c.id.in_(read), about=t.anchors.c.id),
        _latest("person", _NO_NUMBER, person.body, person.id.in_(viewers) | person.id.in_(authors), who=person.id),
    )
    return select(union_all(*parts).subquery())


_NO_NUMBER = cast(0, BigInteger)
_NO_TEXT = cast(null(), String)


def _latest(
    what: str,
    at: ColumnElement[int],
    body: ColumnElement[str],
    where: ColumnElement[bool],
    *,
    number: ColumnElement[int] = _NO_NUMBER,
    who: ColumnElement[Any] = _NO_TEXT,
    about: ColumnElement[Any] = _NO_TEXT,
) -> t.Query:
    columns = {"at": at, "number": number, "who": who, "about": about, "body": body}
    part = (
        select(literal_column(f"'{what}'", String).label("what"), *(c.label(name) for name, c in columns.items()))
        .where(where)
        .order_by(at.desc(), number.desc())
        .limit(bindparam("most"))
    )
    return select(part.subquery())


_RECORD = _record()
