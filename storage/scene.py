"""Who acts, where, and whose journey it is about: one query."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Join,
    Row,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.attempt import Attempt
from bot.domain.feedback import Feedback
from bot.domain.ids import ConversationId, PersonId, WorkspaceId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.people import Cohort, Conversation, Person
from bot.domain.plan import Plan
from bot.domain.reflection import Reflection
from bot.domain.touchpoint import OF_AN_ATTEMPT, Touchpoint
from bot.runtime.ports import About, Fallen, Scene
from storage import tables as t
from storage.database import Around
from storage.evidence import evidence_columns, evidence_of
from storage.home import home_of
from storage.mapping import load, maybe, millis, moment
from storage.touchpoints import IS_PENDING, has_fallen_due

Id = ColumnElement[Any]
_POINT = ("person", "kind", "slot", "due_at", "expires_at", "subject")

_actor = t.people.alias("actor")
_place = t.conversations.alias("place")
_where = t.workspaces.alias("at")
_subject = t.people.alias("subject")
_home = t.conversations.alias("home")
_coach = t.people.alias("coach")


async def scene(
    connection: AsyncConnection, around: Around, who: PersonId, where: ConversationId | None, about: About | None
) -> Scene | None:
    """See ``Turn.scene``; whoever needs it locked locks it first."""
    named = about or About(who)
    asked = {
        "who": who,
        "place": where,
        "learner": named.learner,
        "attempt": named.attempt,
        "feedback": named.feedback,
        "evidence": named.evidence,
        "micro": named.micro,
    }
    row = (await connection.execute(_SCENE, asked)).first()
    return None if row is None else replace(_scene_of(row, around), evidence=evidence_of(row))


async def fallen_due(
    connection: AsyncConnection, around: Around, lane: WorkspaceId, at: datetime, limit: int
) -> Sequence[Fallen]:
    """See ``Turn.fallen_due``: two queries, however many there are."""
    rows = (await connection.execute(_FALLEN, {"lane": lane, "now": millis(at), "limit": limit})).all()
    first = {row.person: row.id for row in reversed(rows)}
    if not first:
        return ()
    # Asked after the lock, and so of what has been committed by whoever had it before.
    found = await connection.execute(_FALLEN_SCENES, {"points": list(first.values())})
    return [Fallen(_point_of(row), None if row.at is None else _scene_of(row, around)) for row in found]


def _point_of(row: Row[Any]) -> Touchpoint:
    return Touchpoint(
        PersonId(row.point_person),
        row.point_kind,
        row.point_slot,
        moment(row.point_due_at),
        moment(row.point_expires_at),
        row.point_subject,
    )


def _scene_of(row: Row[Any], around: Around) -> Scene:
    place = Conversation(ConversationId(row.place), row.place_kind, row.place_name, PersonId(row.place_owner))
    return Scene(load(Person, row.actor), place, journey_of(row, around))


async def lock(connection: AsyncConnection, people: Iterable[PersonId]) -> None:
    """Keep other turns about these people waiting until this one ends; on SQLite turns wait for each other anyway.

    It is a statement of its own because a query that waits for a lock still sees other tables as they were before.
    """
    if connection.dialect.name != "sqlite":
        await connection.execute(_LOCK, {"people": sorted(people)})


def journey_columns() -> list[Any]:
    """What ``journey_of`` reads."""
    return [
        _subject.c.body.label("person"),
        _home.c.id.label("home"),
        t.learners.c.body.label("learner"),
        t.cohorts.c.body.label("cohort"),
        _coach.c.body.label("coach"),
        t.attempts.c.body.label("attempt"),
        t.reflections.c.body.label("reflection"),
        t.plans.c.body.label("plan"),
        t.feedback.c.body.label("feedback"),
    ]


def with_journey(left: Join, subject: Callable[[Any], ColumnElement[bool]], attempt: Id, feedback: Id) -> Join:
    """``left`` and the journey of the person for whom ``subject`` holds, if they are a learner.

    ``attempt`` and ``feedback`` name theirs; without an attempt it is the current one.
    """
    open_plan = t.plans.alias("open_plan")
    latest = (
        select(open_plan.c.id)
        .where(open_plan.c.learner == t.learners.c.id, open_plan.c.closed_at.is_(None))
        .order_by(open_plan.c.made_at.desc(), open_plan.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    attempt_id = func.coalesce(attempt, t.learners.c.attempt)
    attempt_is = (t.attempts.c.id == attempt_id) & (t.attempts.c.learner == t.learners.c.id)
    feedback_is = (t.feedback.c.id == feedback) & (t.feedback.c.learner == t.learners.c.id)
    return (
        left.outerjoin(_subject, subject(_subject.c) & _subject.c.erased_at.is_(None))
        .outerjoin(t.learners, t.learners.c.id == _subject.c.id)
        .outerjoin(t.cohorts, t.cohorts.c.id == t.learners.c.cohort)
        .outerjoin(_home, _home.c.id == home_of(t.learners.c.id))
        .outerjoin(_coach, (_coach.c.id == t.learners.c.coach) & _coach.c.active)
        .outerjoin(t.attempts, attempt_is)
        .outerjoin(t.reflections, t.reflections.c.attempt == t.attempts.c.id)
        .outerjoin(t.plans, t.plans.c.id == latest)
        .outerjoin(t.feedback, feedback_is)
    )


def journey_of(row: Row[Any], around: Around) -> Journey | None:
    """What may be looked at about the learner; None where the row has no learner who can be met."""
    if row.learner is None or row.home is None:
        return None
    person = load(Person, row.person)
    return Journey(
        person=person,
        home=ConversationId(row.home),
        learner=load(Learner, row.learner),
        cohort=load(Cohort, row.cohort),
        coach=maybe(Person, row.coach),
        days_off=around.days_off(person.country),
        attempt=maybe(Attempt, row.attempt),
        reflection=maybe(Reflection, row.reflection),
        plan=maybe(Plan, row.plan),
        feedback=maybe(Feedback, row.feedback),
    )


def _scene(asked: FromClause, named: Mapping[str, Id], *more: ColumnElement[Any], whole: bool = True) -> t.Query:
    """For each row of ``asked``, which gives the rest. People speak at home and in their organization's channels.

    Where there is no scene there is no row, or one without ``at`` unless it must be ``whole``.
    """
    theirs = or_(_place.c.kind == "channel", _place.c.owner == _actor.c.id)
    here = (
        asked.join(_actor, (_actor.c.id == named["who"]) & _actor.c.active, isouter=not whole)
        .join(_place, (_place.c.id == func.coalesce(named["place"], home_of(_actor.c.id))) & theirs, isouter=not whole)
        .join(
            _where,
            (_where.c.id == _place.c.workspace) & (_where.c.organization == _actor.c.organization),
            isouter=not whole,
        )
    )
    everything = with_journey(
        here,
        lambda subject: (subject.id == named["learner"]) & (subject.organization == _actor.c.organization),
        named["attempt"],
        named["feedback"],
    )
    return select(
        _where.c.id.label("at"),
        _actor.c.body.label("actor"),
        _place.c.id.label("place"),
        _place.c.kind.label("place_kind"),
        _place.c.name.label("place_name"),
        _place.c.owner.label("place_owner"),
        *journey_columns(),
        *more,
    ).select_from(everything)


def _given_scene() -> t.Query:
    names = ("who", "place", "learner", "attempt", "feedback")
    micro = func.coalesce(bindparam("micro", type_=String), t.attempts.c.micro)
    evidence = evidence_columns(t.learners.c.id, micro, bindparam("evidence", type_=Boolean))
    return _scene(
        select(literal(1)).subquery("one"), {name: bindparam(name, type_=String) for name in names}, *evidence
    )


def _fallen_scenes() -> t.Query:
    """The scenes of touchpoints; some are about one attempt."""
    point = t.touchpoints.c
    attempt = case((point.kind.in_(OF_AN_ATTEMPT), point.subject))
    nothing = cast(null(), String)
    named = {"who": point.person, "learner": point.person, "attempt": attempt, "place": nothing, "feedback": nothing}
    own = [point[name].label(f"point_{name}") for name in _POINT]
    scenes = _scene(t.touchpoints, named, *own, whole=False)
    chosen = point.id.in_(bindparam("points", expanding=True))
    return scenes.where(chosen, IS_PENDING).order_by(point.next_at, point.lot, point.id)


_SCENE = _given_scene()
_FALLEN_SCENES = _fallen_scenes()
_LOCK = (
    select(literal(1))
    .select_from(t.people)
    .where(t.people.c.id.in_(bindparam("people", expanding=True)))
    .order_by(t.people.c.id)
    .with_for_update(key_share=True)
)
# Whoever is in the middle of a turn is passed over; SQLite knows no such lock, and needs none.
_FALLEN = (
    select(t.touchpoints.c.id, t.touchpoints.c.person)
    .join(t.people, t.people.c.id == t.touchpoints.c.person)
    .where(has_fallen_due())
    .order_by(t.touchpoints.c.next_at, t.touchpoints.c.lot, t.touchpoints.c.id)
    .limit(bindparam("limit"))
    .with_for_update(key_share=True, skip_locked=True, of=t.people)
)
