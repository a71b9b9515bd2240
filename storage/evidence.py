"""What has been rated and practised of one micro-competency, as two columns of a scene: a line for each piece.

There is no row of its own for it, because then a turn would ask the database once more.
"""

from typing import Any

from sqlalchemy import ColumnElement, Row, String, case, cast, func, select

from bot.domain.assessment import Assessment
from bot.domain.evidence import Evidence
from bot.domain.ids import AttemptId
from storage import tables as t
from storage.mapping import load, moment

_LINE = "\n"  # JSON has none of its own


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
            done.learner == learner, done.micro == micro, done.reflected_at.is_not(None)
        ),
    }
    return [case((wanted, part.scalar_subquery())).label(name) for name, part in parts.items()]


def evidence_of(row: Row[Any]) -> Evidence:
    ratings = tuple(load(Assessment, line) for line in _lines(row.rated))
    practices = (line.split(" ", 1) for line in _lines(row.practised))
    return Evidence(ratings, {AttemptId(attempt): moment(int(at)) for at, attempt in practices})


def _lines(text: str | None) -> list[str]:
    return text.split(_LINE) if text else []
