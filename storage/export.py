"""Everything about one person, as a file for them."""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from bot.domain.ids import PersonId
from storage import tables as t
from storage.asking import named
from storage.database import Connections
from storage.record import record

_MOST = 100_000


class RowExport:
    """Their own words, and other people's as far as they were given to them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def __call__(self, person: PersonId) -> bytes:
        """A JSON document in UTF-8."""
        async with self._connections.reading() as connection:
            known = await record(connection, person, _MOST)
            bodies = select(col(t.Person.body), named(t.Learner.body, "learner")).outerjoin(
                t.Learner, col(t.Learner.id) == t.Person.id
            )
            row = (await connection.execute(bodies.where(col(t.Person.id) == person))).one()
        document: dict[str, Any] = {
            "person": json.loads(row.body),
            "learner": None if row.learner is None else json.loads(row.learner),
            "attempts": [asdict(attempt) for attempt in known.attempts],
            "reflections": [asdict(reflection) for reflection in (known.reflections or {}).values()],
            "plans": [asdict(plan) for plan in known.plans],
            "feedback": [asdict(feedback) for feedback in known.feedback],
            "assessments": [asdict(assessment) for assessment in known.assessments],
            "journal": [{"at": at, "text": text} for at, text in known.notes],
            "opened_by_others": [
                asdict(opened) | {"viewer": (known.names or {})[opened.viewer]} for opened in known.opened
            ],
            "planned": [asdict(touchpoint) for touchpoint in known.touchpoints],
        }
        return json.dumps(document, ensure_ascii=False, indent=2, default=str).encode()
