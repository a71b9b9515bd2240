"""Learners come into a cohort, change coach or manager, and leave; their coming and going is kept.

Whoever leaves one team for another has left and joined: a manager's figures are held by the count of both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calendar import WorkingTime, zone_of
from bot.domain.ids import PersonId, derived
from bot.domain.learner import Learner, Rhythm
from bot.domain.people import Cohort, Person
from bot.domain.roster import Newcomer
from bot.domain.touchpoint import Touchpoint
from storage import tables as t
from storage.keeping import learner_row
from storage.mapping import dump, load, millis
from storage.moving import move_prompts
from storage.newcomers import Ids
from storage.scene import lock
from storage.touchpoints import IS_PENDING, schedule
from storage.writing import add, put

_WELCOME_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a learner is enrolled now."""

    manager: str | None
    coach: str | None


async def enroll(
    connection: AsyncConnection,
    cohort: Cohort,
    people: Sequence[Newcomer],
    ids: Ids,
    at: datetime,
    *,
    at_once: bool,
) -> None:
    """Enroll the learners of the list. Who is new gets a welcome; who is known keeps everything but coach and leave."""
    listed = {ids[who.email]: who for who in people}
    learning = {id_: who for id_, who in listed.items() if "learner" in who.roles}
    await lock(connection, listed)
    known = await _learners(connection, learning)
    new = {id_: Learner(id_, cohort.id, _coach(who, ids), leave=who.leave) for id_, who in learning.items()}
    learners = [_changed(known[id_], one) if id_ in known else one for id_, one in new.items()]
    await put(connection, t.learners, [learner_row(one) for one in learners])
    await move_prompts(connection, known, {id_: who.zone for id_, who in learning.items()}, at)
    wanted = {id_: _Place(ids.get(who.manager), new[id_].coach) for id_, who in learning.items()}
    await _move(connection, cohort, wanted, listed, at)
    welcomes = [_welcome(who, id_, at, at_once=at_once) for id_, who in learning.items() if id_ not in known]
    await schedule(connection, welcomes)


async def leave(connection: AsyncConnection, person: PersonId, at: datetime) -> None:
    """A leaver is no longer met: what was planned for them is settled as "left"."""
    body = (await connection.execute(select(t.people.c.body).where(t.people.c.id == person))).scalar_one()
    gone = replace(load(Person, body), active=False)
    await connection.execute(update(t.people).where(t.people.c.id == person).values(active=False, body=dump(gone)))
    await _close(connection, [person], at)
    pending = update(t.touchpoints).where(t.touchpoints.c.person == person, IS_PENDING)
    await connection.execute(pending.values(state="skipped", outcome="left", settled_at=millis(at)))


async def _learners(connection: AsyncConnection, ids: Mapping[PersonId, object]) -> dict[PersonId, Learner]:
    asked = select(t.learners.c.id, t.learners.c.body).where(t.learners.c.id.in_(ids))
    return {PersonId(row.id): load(Learner, row.body) for row in (await connection.execute(asked)).all()}


def _coach(who: Newcomer, ids: Ids) -> PersonId | None:
    """Nobody is coached by their own manager or by themself."""
    return None if who.coach in {who.manager, who.email} else ids.get(who.coach)


def _changed(known: Learner, listed: Learner) -> Learner:
    """The list has the last word on the coach; leave is added to what the learner took."""
    added = tuple(away for away in listed.leave if away not in known.leave)
    return replace(known, coach=listed.coach, leave=known.leave + added)


async def _move(
    connection: AsyncConnection,
    cohort: Cohort,
    wanted: Mapping[PersonId, _Place],
    listed: Mapping[PersonId, object],
    at: datetime,
) -> None:
    """Close the places that nobody has any more, open those that are new, and note a change of coach."""
    now = await _places(connection, listed)
    left = [id_ for id_, place in now.items() if id_ not in wanted or wanted[id_].manager != place.manager]
    await _close(connection, left, at)
    joined = {id_: place for id_, place in wanted.items() if id_ not in now or id_ in left}
    await add(connection, t.enrollments, [_row(cohort, id_, place, at) for id_, place in joined.items()])
    for id_, place in wanted.items():
        if id_ in now and id_ not in left and now[id_].coach != place.coach:
            await connection.execute(_open(t.enrollments.c.learner == id_).values(coach=place.coach))


async def _places(connection: AsyncConnection, ids: Mapping[PersonId, object]) -> dict[PersonId, _Place]:
    place = t.enrollments.c
    asked = select(t.enrollments).where(place.learner.in_(ids), place.left_at.is_(None))
    return {PersonId(row.learner): _Place(row.manager, row.coach) for row in (await connection.execute(asked)).all()}


async def _close(connection: AsyncConnection, ids: Sequence[PersonId], at: datetime) -> None:
    if ids:
        await connection.execute(_open(t.enrollments.c.learner.in_(ids)).values(left_at=millis(at)))


def _open(where: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's conditions and statements
    return update(t.enrollments).where(where, t.enrollments.c.left_at.is_(None))


def _row(cohort: Cohort, learner: PersonId, place: _Place, at: datetime) -> dict[str, Any]:
    return {
        "id": derived("enrollment", cohort.id, learner, place.manager, millis(at)),
        "learner": learner,
        "cohort": cohort.id,
        "manager": place.manager,
        "coach": place.coach,
        "joined_at": millis(at),
        "left_at": None,
    }


def _welcome(who: Newcomer, person: PersonId, at: datetime, *, at_once: bool) -> Touchpoint:
    """In usual working hours, as nobody's own are known yet; the sample organization does not wait for them."""
    usual = Rhythm()
    hours = WorkingTime(zone_of(who.zone), usual.opens, usual.closes, usual.days, who.leave)
    due = at if at_once and not who.leave else hours.next_opening(at) or at
    return Touchpoint(person, "welcome", "1", due, due + _WELCOME_FOR)
