"""What has been rated and practised: of everything, or of one micro-competency as two columns of a scene.

In these there is a line for each piece, and no row of its own, because then a turn would ask the database once more.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, String, bindparam, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.assessment import Assessment
from bot.domain.evidence import Evidence
from bot.domain.ids import AttemptId, MicroId, PersonId
from storage import tables as t
from storage.mapping import load, moment

_LINE = "\n"  # JSON has none of its own


async def evidence(connection: AsyncConnection, learner: PersonId) -> Mapping[MicroId, Evidence]:
    """Of every micro-competency that has any; two queries."""
    found: dict[MicroId, Evidence] = defaultdict(Evidence)
    for body in (await connection.execute(_RATED, {"learner": learner})).scalars():
        rating = load(Assessment, body)
        found[rating.micro] += Evidence((rating,))
    for row in await connection.execute(_PRACTISED, {"learner": learner}):
        found[MicroId(row.micro)] += Evidence((), {AttemptId(row.id): moment(row.reflected_at)})
    return dict(found)


def evidence_columns(
    learner: ColumnElement[str], micro: ColumnElement[Any], wanted: ColumnElement[bool]
) -> list[ColumnElement[Any]]:
    """What ``evidence_of`` reads; empty if it is not wanted."""
    done, rated = t.attempts.alias("done").c, t.assessments.c
    practices = cast(done.reflected_at, String).concat(" ").concat(done.id)
    parts = {
        "rated": select(func.aggregate_strings(rated.body, _LINE)).where(
            rated.learner == learner, rated.micro == micro
        ),
        "practised": select(func.aggregate_strings(practices, _LINE)).where(
            done.learner == learner, done.micro == micro, done.reflected_at.is_not(None), ~done.elective
        ),
    }
    return [case((wanted, part.scalar_subquery())).label(name) for name, part in parts.items()]


def evidence_of(row: Row[Any]) -> Evidence:
    ratings = tuple(load(Assessment, line) for line in _lines(row.rated))
    practices = (line.split(" ", 1) for line in _lines(row.practised))
    return Evidence(ratings, {AttemptId(attempt): moment(int(at)) for at, attempt in practices})


def _practised() -> t.Query:
    done = t.attempts.c
    own = select(done.micro, done.id, done.reflected_at).where(done.learner == bindparam("learner"))
    return own.where(done.reflected_at.is_not(None), ~done.elective)


def _lines(text: str | None) -> list[str]:
    return text.split(_LINE) if text else []


_RATED = select(t.assessments.c.body).where(t.assessments.c.learner == bindparam("learner"))
_PRACTISED = _practised()
