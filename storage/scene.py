"""Who acts, where, and whose journey it is about: one query."""

from typing import Any, TypeVar

from sqlalchemy import Row, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.attempt import Attempt
from bot.domain.feedback import Feedback
from bot.domain.ids import ConversationId, PersonId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.people import Cohort, Conversation, Person
from bot.domain.plan import Plan
from bot.domain.reflection import Reflection
from bot.runtime.ports import About, Scene
from storage import tables as t
from storage.asking import Asked, named
from storage.database import Around
from storage.mapping import load

Found = Row[Any]
Value = TypeVar("Value")

ACTOR = aliased(t.Person)
SUBJECT = aliased(t.Person)
COACH = aliased(t.Person)
HOME = aliased(t.Conversation)

_JOURNEY = (
    named(SUBJECT.body, "subject"),
    named(HOME.id, "home"),
    named(t.Learner.body, "learner"),
    named(t.Cohort.body, "cohort"),
    named(COACH.body, "coach"),
    named(t.Attempt.body, "attempt"),
    named(t.Reflection.body, "reflection"),
    named(t.Plan.body, "plan"),
    named(t.Feedback.body, "feedback"),
)


async def scene(
    connection: AsyncConnection, around: Around, who: PersonId, where: ConversationId | None, about: About | None
) -> Scene | None:
    """See ``Turn.scene``. On PostgreSQL the learner's row stays locked until the turn ends."""
    about = about or About(who)
    asked = _with_journey(who, where, about)
    if connection.dialect.name != "sqlite":
        asked = asked.with_for_update(of=[SUBJECT, t.Learner])
    found = (await connection.execute(asked)).first()
    if found is not None:
        return _scene(found, around, with_journey=True)
    alone = (await connection.execute(_alone(who, where))).first()
    return None if alone is None else _scene(alone, around, with_journey=False)


def _with_journey(who: PersonId, where: ConversationId | None, about: About) -> Asked:
    attempt_id = t.Learner.attempt if about.attempt is None else about.attempt
    return (
        select(*_PLACE, *_JOURNEY)
        .select_from(ACTOR)
        .join(t.Conversation, _place(where))
        .join(
            t.Workspace,
            and_(col(t.Workspace.id) == t.Conversation.workspace, col(t.Workspace.organization) == ACTOR.organization),
        )
        .join(
            SUBJECT,
            and_(
                col(SUBJECT.id) == about.learner, col(SUBJECT.active), col(SUBJECT.organization) == ACTOR.organization
            ),
        )
        .join(t.Learner, col(t.Learner.id) == SUBJECT.id)
        .join(t.Cohort, col(t.Cohort.id) == t.Learner.cohort)
        .join(HOME, and_(col(HOME.owner) == SUBJECT.id, col(HOME.kind) == "direct"))
        .outerjoin(COACH, col(COACH.id) == t.Learner.coach)
        .outerjoin(t.Attempt, and_(col(t.Attempt.id) == attempt_id, col(t.Attempt.learner) == SUBJECT.id))
        .outerjoin(t.Reflection, col(t.Reflection.attempt) == t.Attempt.id)
        .outerjoin(t.Plan, and_(col(t.Plan.learner) == SUBJECT.id, col(t.Plan.is_open).is_(true())))
        .outerjoin(t.Feedback, and_(col(t.Feedback.id) == about.feedback, col(t.Feedback.learner) == SUBJECT.id))
        .where(col(ACTOR.id) == who, col(ACTOR.active).is_(true()))
        .limit(1)
    )


def _alone(who: PersonId, where: ConversationId | None) -> Asked:
    """Somebody who acts without a learner in view."""
    return (
        select(*_PLACE)
        .select_from(ACTOR)
        .join(t.Conversation, _place(where))
        .join(
            t.Workspace,
            and_(col(t.Workspace.id) == t.Conversation.workspace, col(t.Workspace.organization) == ACTOR.organization),
        )
        .where(col(ACTOR.id) == who, col(ACTOR.active).is_(true()))
        .limit(1)
    )


def _place(where: ConversationId | None) -> Any:  # noqa: ANN401 - SQLAlchemy's conditions have no common type
    """People speak at home and in channels."""
    own = and_(col(t.Conversation.owner) == ACTOR.id, col(t.Conversation.kind) == "direct")
    if where is None:
        return own
    return and_(col(t.Conversation.id) == where, or_(own, col(t.Conversation.kind) == "channel"))


_PLACE = (
    named(ACTOR.body, "actor"),
    named(t.Conversation.id, "place"),
    named(t.Conversation.kind, "place_kind"),
    named(t.Conversation.name, "place_name"),
    named(t.Conversation.owner, "place_owner"),
)


def _scene(found: Found, around: Around, *, with_journey: bool) -> Scene:
    where = Conversation(ConversationId(found.place), found.place_kind, found.place_name, PersonId(found.place_owner))
    return Scene(load(Person, found.actor), where, journey_of(found, around) if with_journey else None)


def journey_of(found: Found, around: Around) -> Journey:
    """A row of ``_JOURNEY`` as what may be looked at about the learner."""
    person = load(Person, found.subject)
    return Journey(
        person=person,
        home=ConversationId(found.home),
        learner=load(Learner, found.learner),
        cohort=load(Cohort, found.cohort),
        coach=maybe(Person, found.coach),
        days_off=around.days_off(person.country),
        attempt=maybe(Attempt, found.attempt),
        reflection=maybe(Reflection, found.reflection),
        plan=maybe(Plan, found.plan),
        feedback=maybe(Feedback, found.feedback),
    )


def maybe(kind: type[Value], text: str | None) -> Value | None:
    """A value that an outer join may have left out."""
    return None if text is None else load(kind, text)
