"""Everything about one person, as a file for them."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.annotation import Annotation
from bot.domain.assessment import Assessment, in_force, of_colleagues
from bot.domain.baseline import FEWEST, Request
from bot.domain.feedback import Feedback
from bot.domain.ids import MicroId, PersonId
from bot.domain.people import Cohort
from bot.domain.proposal import Proposal
from bot.domain.team import Celebration
from bot.engine.situation import Record
from storage import tables as t
from storage.database import Connections
from storage.erasure import FORMER_COACH_NAME
from storage.errors import StorageError
from storage.mapping import load, moment
from storage.record import record

_EVERYTHING = 1_000_000
Document = dict[str, Any]


class RowExport:
    """Their own words, and other people's as far as they were given to them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def __call__(self, person: PersonId) -> bytes:
        """A JSON document in UTF-8. Raises StorageError for a person who is unknown or erased."""
        return json.dumps(await self.everything(person), ensure_ascii=False, indent=2, default=str).encode()

    async def everything(self, person: PersonId) -> Document:
        """The same as plain values; times are aware and in UTC."""
        async with self._connections.reading() as connection:
            themselves = await _themselves(connection, person)
            history = _history(await record(connection, person, _EVERYTHING))
            return themselves | history | await _elsewhere(connection, person)


async def _themselves(connection: AsyncConnection, person: PersonId) -> Document:
    asked = (
        select(t.people.c.body, t.learners.c.body.label("learner"), t.shelves.c.body.label("shelf"))
        .outerjoin(t.learners, t.learners.c.id == t.people.c.id)
        .outerjoin(t.shelves, t.shelves.c.person == t.people.c.id)
        .where(t.people.c.id == person, t.people.c.erased_at.is_(None))
    )
    row = (await connection.execute(asked)).first()
    if row is None:
        raise StorageError("There is nothing to export: that person is not known here.")
    return {
        "person": json.loads(row.body),
        "learner": None if row.learner is None else json.loads(row.learner),
        "saved": [] if row.shelf is None else json.loads(row.shelf)["kept"],
    }


def _history(known: Record) -> Document:
    names = known.names or {}
    return {
        "attempts": [asdict(attempt) for attempt in known.attempts],
        "reflections": [asdict(reflection) for reflection in (known.reflections or {}).values()],
        "plans": [asdict(plan) for plan in known.plans],
        "feedback": [
            asdict(given) | {"author": names.get(given.author, FORMER_COACH_NAME)} for given in known.feedback
        ],
        "assessments": [
            asdict(one) | {"anchor": _anchor(known, one)} for one in known.assessments if not of_colleagues(one)
        ],
        "colleagues_said": _together(known),
        "journal": [{"at": at, "text": text} for at, text in known.notes],
        "opened_by_others": [
            asdict(opened) | {"viewer": names.get(opened.viewer, FORMER_COACH_NAME)} for opened in known.opened
        ],
        "planned": [asdict(touchpoint) for touchpoint in known.touchpoints],
    }


def _together(known: Record) -> list[Document]:
    """What colleagues said of each skill, as the learner was told it: together, and never one by one."""
    said: dict[tuple[MicroId, datetime], list[Assessment]] = {}
    for one in in_force(known.assessments):
        if of_colleagues(one):
            said.setdefault((one.micro, one.at), []).append(one)
    return [
        {"micro": micro, "at": at, "answers": len(ratings), "level": _mean(ratings)}
        for (micro, at), ratings in said.items()
        if len(ratings) >= FEWEST
    ]


def _mean(ratings: list[Assessment]) -> float:
    return round(sum(one.level for one in ratings) / len(ratings), 1)


def _anchor(known: Record, assessment: Assessment) -> str:
    """The sentence that was chosen, as it stood then."""
    rubric = (known.rubrics or {}).get(assessment.anchors)
    return "" if rubric is None else rubric.anchor(assessment.level)


async def _elsewhere(connection: AsyncConnection, person: PersonId) -> Document:
    """What does not belong to a learner's own history: where they are met, what was said, what they gave others."""
    place, line, point = t.enrollments.c, t.lines.c, t.touchpoints.c
    said = (
        select(line.at, line.author, line.body)
        .join(t.conversations, t.conversations.c.id == line.conversation)
        .where(t.conversations.c.owner == person, t.conversations.c.kind == "direct")
        .order_by(line.conversation, line.seq)
    )
    joined = (
        select(t.cohorts.c.body, place.joined_at, place.left_at)
        .join(t.cohorts, t.cohorts.c.id == place.cohort)
        .where(place.learner == person)
        .order_by(place.joined_at)
    )
    contacts = select(point.kind, point.due_at, point.state, point.outcome).where(point.person == person)
    given = select(t.feedback.c.body).where(t.feedback.c.author == person).order_by(t.feedback.c.given_at)
    asked = select(t.requests.c.body).where((t.requests.c.learner == person) | (t.requests.c.rater == person))
    proposed = select(t.proposals.c.body).where(t.proposals.c.author == person).order_by(t.proposals.c.since)
    described = select(t.annotations.c.body).where(t.annotations.c.author == person).order_by(t.annotations.c.at)
    shared = select(t.celebrations.c.body, t.celebrations.c.at).where(t.celebrations.c.learner == person)
    met = (
        select(t.workspaces.c.platform, t.identities.c.external_id)
        .join(t.workspaces, t.workspaces.c.id == t.identities.c.workspace)
        .where(t.identities.c.person == person)
    )

    async def rows(asked: t.Query) -> list[Any]:
        return list((await connection.execute(asked)).all())

    requests = [load(Request, row.body) for row in await rows(asked.order_by(t.requests.c.asked_at, t.requests.c.id))]
    return {
        "colleagues_asked": [{"who": one.rater, "at": one.asked} for one in requests if one.learner == person],
        "asked_by": [
            {
                "who": one.learner,
                "at": one.asked,
                "state": one.state,
                "answers": {micro: answer.level for micro, answer in one.answers.items()},
            }
            for one in requests
            if one.rater == person
        ],
        "identities": [{"platform": row.platform, "id": row.external_id} for row in await rows(met)],
        "enrollments": [
            {
                "cohort": load(Cohort, row.body).name,
                "joined_at": moment(row.joined_at),
                "left_at": None if row.left_at is None else moment(row.left_at),
            }
            for row in await rows(joined)
        ],
        "contacts": [
            {"kind": row.kind, "due_at": moment(row.due_at), "state": row.state, "outcome": row.outcome}
            for row in await rows(contacts.order_by(point.due_at, point.id))
        ],
        "milestones_shared": [
            {"milestone": load(Celebration, row.body).milestone, "at": moment(row.at)} for row in await rows(shared)
        ],
        "suggestions": [asdict(load(Proposal, row.body)) for row in await rows(proposed)],
        "gaps_described": [asdict(load(Annotation, row.body)) for row in await rows(described)],
        "feedback_given": [asdict(load(Feedback, row.body)) for row in await rows(given)],
        "conversation": [
            {"at": moment(row.at), "author": row.author, "text": json.loads(row.body).get("text", "")}
            for row in await rows(said)
        ],
    }
