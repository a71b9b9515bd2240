"""Who is asked about whom, and who may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.baseline import Colleague, Request, Wanted
from bot.domain.calendar import WorkingTime, zone_of
from bot.domain.ids import PersonId
from bot.domain.learner import Learner, Rhythm
from bot.domain.people import Person
from storage import tables as t
from storage.database import Around
from storage.mapping import dump, load, maybe, millis, name_key

_request = t.requests.c
_person = t.people.c


async def circle(connection: AsyncConnection, learner: PersonId) -> tuple[Request, ...]:
    """See ``Turn.circle``."""
    rows = await connection.execute(_CIRCLE, {"learner": learner})
    return tuple(load(Request, body) for body in rows.scalars())


async def wanted(connection: AsyncConnection, rater: PersonId) -> tuple[Wanted, ...]:
    """See ``Turn.wanted``."""
    rows = await connection.execute(_WANTED, {"rater": rater})
    return tuple(Wanted(load(Request, row.request), load(Person, row.learner)) for row in rows)


async def colleagues(
    connection: AsyncConnection, around: Around, words: Sequence[str], near: PersonId
) -> Sequence[Sequence[Colleague]]:
    """See ``Turn.colleagues``: one query, however many are named."""
    keys = {said: name_key(said) for said in words}
    here = select(_person.organization).where(_person.id == near).scalar_subquery()
    begins = (_person.name_key.startswith(f"{key} ", autoescape=True) for key in keys.values() if key)
    asked = (
        select(_person.id, _person.email, _person.name_key, _person.body, t.learners.c.body.label("learner"), _IS_MET)
        .outerjoin(t.learners, t.learners.c.id == _person.id)
        .where(
            _person.organization == here,
            _person.active,
            or_(
                _person.id.in_(list(keys)),
                _person.email.in_([said.lower() for said in keys]),
                _person.name_key.in_(list(keys.values())),
                *begins,
            ),
        )
        .order_by(_person.id)
    )
    rows = (await connection.execute(asked)).all()
    return [[_colleague(row, around) for row in _named(rows, said, keys[said])] for said in words]


async def disown(connection: AsyncConnection, person: PersonId, nobody: PersonId) -> None:
    """What they have answered stays until it is told together, without their name; what they have not is over."""
    theirs = select(t.requests).where(_request.rater == person, _request.state == "answered")
    for row in (await connection.execute(theirs)).all():
        kept = replace(load(Request, row.body), rater=nobody)
        await connection.execute(update(t.requests).where(_request.id == row.id).values(rater=nobody, body=dump(kept)))
    await connection.execute(delete(t.requests).where(_request.rater == person))


def request_row(request: Request, _at: int = 0) -> Mapping[str, Any]:
    return {
        "id": request.id,
        "round": request.round,
        "learner": request.learner,
        "rater": request.rater,
        "state": request.state,
        "asked_at": millis(request.asked),
        "until": millis(request.until),
        "body": dump(request),
    }


def _named(rows: Iterable[Any], said: str, key: str) -> list[Any]:
    """By id, e-mail address or full name; else by the beginning of the name, whole words."""
    found = list(rows)
    exact = [row for row in found if row.id == said or row.email == said.lower() or row.name_key == key]
    return exact or [row for row in found if key and row.name_key.startswith(f"{key} ")]


def _colleague(row: Any, around: Around) -> Colleague:  # noqa: ANN401 - a row
    """A learner's own hours, else usual ones."""
    person, learner = load(Person, row.body), maybe(Learner, row.learner)
    days_off, usual = around.days_off(person.country), Rhythm()
    hours = (
        WorkingTime(zone_of(person.zone), usual.opens, usual.closes, usual.days, (), days_off)
        if learner is None
        else learner.working_time(person.zone, days_off)
    )
    return Colleague(person, hours, bool(row.is_met))


def _is_met() -> ColumnElement[bool]:
    """Known under some account of a workspace where the bot is."""
    account, place = t.identities.c, t.workspaces.c
    return (
        exists()
        .where(account.person == _person.id, account.active, account.workspace == place.id, place.installed)
        .label("is_met")
    )


def _circle() -> t.Query:
    """Of the learner's latest round, answered or not."""
    latest = (
        select(_request.round)
        .where(_request.learner == bindparam("learner"))
        .order_by(_request.asked_at.desc(), _request.round)
        .limit(1)
    )
    return (
        select(_request.body)
        .where(_request.learner == bindparam("learner"), _request.round == latest.scalar_subquery())
        .order_by(_request.id)
    )


_IS_MET = _is_met()
_CIRCLE = _circle()
_WANTED = (
    select(_request.body.label("request"), _person.body.label("learner"))
    .join(t.people, _person.id == _request.learner)
    .where(_request.rater == bindparam("rater"), _request.state == "waiting", _person.active)
    .order_by(_request.asked_at, _request.id)
)
