"""What a manager may learn of a team: counted in SQL, and only crowds and bands leave this file.

No query here reads a reflection, feedback or a note.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.ids import CompetencyId, ConversationId, MicroId, PersonId
from bot.domain.learner import Learner
from bot.domain.mastery import faded
from bot.domain.team import SMALLEST_CROWD, Band, Celebration, Digest, TeamSummary, band, crowd
from storage import tables as t
from storage.asking import Asked, named
from storage.mapping import load, millis
from storage.scene import maybe

_WEEK = timedelta(days=7)


async def team(
    connection: AsyncConnection, competency_of: Mapping[MicroId, CompetencyId], manager: PersonId, at: datetime
) -> TeamSummary | None:
    """The manager's team over the seven days before ``at``; None for a manager without a channel."""
    channel = (await connection.execute(_channel(manager))).scalar()
    if channel is None:
        return None
    learners = [load(Learner, row.body) for row in (await connection.execute(_learners(manager))).all()]
    practised = (await connection.execute(_practised(manager, at))).all()
    last = (await connection.execute(_last_digest(manager))).scalar()
    shared = (await connection.execute(_celebrations(manager, at))).all()
    changes = (await connection.execute(_roster_changes(manager))).one()
    return TeamSummary(
        manager=manager,
        channel=ConversationId(channel),
        size=crowd(len(learners)),
        took_part=crowd(len({row.learner for row in practised})),
        practised=_common(practised),
        fresh=_bands(learners, competency_of, at),
        roster_changes=changes.joined + changes.left,
        celebrations=tuple(load(Celebration, row.body) for row in shared),
        previous=maybe(Digest, last),
    )


def _channel(manager: PersonId) -> Asked:
    return (
        select(col(t.Conversation.id))
        .where(col(t.Conversation.owner) == manager, col(t.Conversation.kind) == "channel")
        .limit(1)
    )


def _learners(manager: PersonId) -> Asked:
    """Those who are here now."""
    return (
        select(col(t.Learner.body))
        .join(t.Person, col(t.Person.id) == t.Learner.id)
        .join(t.Enrollment, col(t.Enrollment.learner) == t.Learner.id)
        .where(col(t.Person.manager) == manager, col(t.Person.active), col(t.Enrollment.left_at).is_(None))
    )


def _practised(manager: PersonId, at: datetime) -> Asked:
    """Who practised which micro-competency, each pair once."""
    return (
        select(named(t.Attempt.learner, "learner"), named(t.Attempt.micro, "micro"))
        .distinct()
        .join(t.Person, col(t.Person.id) == t.Attempt.learner)
        .where(
            col(t.Person.manager) == manager,
            col(t.Person.active),
            col(t.Attempt.reflected_at) >= millis(at - _WEEK),
            col(t.Attempt.reflected_at) < millis(at),
        )
    )


def _common(practised: Sequence[Any]) -> tuple[MicroId, ...]:
    """What five or more different people practised."""
    people: dict[str, set[str]] = defaultdict(set)
    for row in practised:
        people[row.micro].add(row.learner)
    return tuple(MicroId(micro) for micro, who in sorted(people.items()) if len(who) >= SMALLEST_CROWD)


def _bands(
    learners: Sequence[Learner], competency_of: Mapping[MicroId, CompetencyId], at: datetime
) -> tuple[tuple[CompetencyId, Band], ...]:
    """One level a person and competency, from what others observed; then the band of those."""
    levels: dict[CompetencyId, list[float]] = defaultdict(list)
    for learner in learners:
        for competency, own in _levels(learner, competency_of, at).items():
            levels[competency].append(sum(own) / len(own))
    found: list[tuple[CompetencyId, Band]] = []
    for competency, of_all in sorted(levels.items()):
        fresh = band(of_all)
        if fresh is not None:
            found.append((competency, fresh))
    return tuple(found)


def _levels(
    learner: Learner, competency_of: Mapping[MicroId, CompetencyId], at: datetime
) -> Mapping[CompetencyId, list[float]]:
    own: dict[CompetencyId, list[float]] = defaultdict(list)
    for micro, standing in learner.standings.items():
        estimate = faded(standing.estimate, at)
        if estimate.known and micro in competency_of:
            own[competency_of[micro]].append(estimate.m)
    return own


def _last_digest(manager: PersonId) -> Asked:
    return (
        select(col(t.Digest.body))
        .where(col(t.Digest.manager) == manager)
        .order_by(col(t.Digest.published_on).desc())
        .limit(1)
    )


def _celebrations(manager: PersonId, at: datetime) -> Asked:
    return (
        select(col(t.Celebration.body))
        .join(t.Person, col(t.Person.id) == t.Celebration.learner)
        .where(
            col(t.Person.manager) == manager,
            col(t.Person.active),
            col(t.Celebration.at) >= millis(at - _WEEK),
            col(t.Celebration.at) < millis(at),
        )
        .order_by(col(t.Celebration.at))
    )


def _roster_changes(manager: PersonId) -> Asked:
    return (
        select(
            func.count(col(t.Enrollment.joined_at)).label("joined"), func.count(col(t.Enrollment.left_at)).label("left")
        )
        .join(t.Person, col(t.Person.id) == t.Enrollment.learner)
        .where(col(t.Person.manager) == manager)
    )
