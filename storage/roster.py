"""Bringing people in, and letting them go. Doing it twice changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.calendar import WorkingTime
from bot.domain.errors import CoachError
from bot.domain.ids import CohortId, ConversationId, PersonId, derived
from bot.domain.learner import Learner, Rhythm
from bot.domain.people import Cohort, Person
from bot.domain.roster import Founding, Newcomer
from bot.domain.touchpoint import Touchpoint
from bot.engine.flows.digest import next_week
from storage import tables as t
from storage.database import Connections
from storage.keeping import keep
from storage.mapping import dump, load, millis
from storage.turn import touchpoint_row
from storage.writing import Row, add, put

_WELCOME_FOR = timedelta(days=14)
_CHANNEL = "team"


class NobodyHereError(CoachError):
    """There is no organization or person of that name."""


class RowRoster:
    """Who belongs to the organization."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def is_inhabited(self) -> bool:
        async with self._connections.reading() as connection:
            return (await connection.execute(select(col(t.Organization.id)).limit(1))).first() is not None

    async def found(self, founding: Founding, at: datetime, *, at_once: bool) -> None:
        """Make the organization, its cohort, everybody and their conversations.

        Learners are welcomed ``at_once``, or in usual working hours; a manager's channel gets its first digest on the
        next Monday.
        """
        organization = derived("organization", founding.organization)
        cohort = Cohort(
            CohortId(derived("cohort", organization, founding.cohort)),
            founding.cohort,
            founding.pathway,
            founding.starts_on,
            founding.ends_on,
        )
        home = {"id": cohort.id, "organization": organization, "body": dump(cohort)}
        async with self._connections.writing() as connection:
            await add(connection, t.table(t.Organization), [{"id": organization, "name": founding.organization}])
            await add(connection, t.table(t.Workspace), [_playground(organization)])
            await add(connection, t.table(t.Cohort), [home])
            persons = await _bring(connection, organization, cohort, founding.people, at, at_once=at_once)
            await _open_channels(connection, organization, persons, founding.channel, at)

    async def bring(self, people: Sequence[Newcomer], at: datetime) -> None:
        """Add people to the organization that is here, or change what is known of them; learners join its cohort."""
        async with self._connections.writing() as connection:
            found = (await connection.execute(select(t.table(t.Cohort)).limit(1))).one()
            cohort = load(Cohort, found.body)
            persons = await _bring(connection, found.organization, cohort, people, at, at_once=False)
            await _open_channels(connection, found.organization, persons, _CHANNEL, at)

    async def emails(self) -> frozenset[str]:
        """The e-mail addresses of everybody who is here."""
        async with self._connections.reading() as connection:
            rows = (await connection.execute(select(col(t.Person.email)).where(col(t.Person.active)))).all()
        return frozenset(row.email for row in rows)

    async def person(self, words: str) -> PersonId:
        """The person with this id, e-mail address or full name. Raises NobodyHereError."""
        asked = words.strip().casefold()
        named = (col(t.Person.id) == words) | (t.Person.email == asked) | (t.Person.name_key == asked)
        async with self._connections.reading() as connection:
            found = (await connection.execute(select(col(t.Person.id)).where(named, col(t.Person.active)))).all()
        if len(found) != 1:
            raise NobodyHereError(f"{len(found)} people here are called “{words}”. Give an e-mail address or an id.")
        return PersonId(found[0].id)


def _playground(organization: str) -> Row:
    return {
        "id": _workspace(organization),
        "organization": organization,
        "platform": "playground",
        "external_id": organization,
        "name": "Playground",
    }


def _workspace(organization: str) -> str:
    return derived("workspace", organization, "playground")


async def _bring(
    connection: AsyncConnection,
    organization: str,
    cohort: Cohort,
    people: Sequence[Newcomer],
    at: datetime,
    *,
    at_once: bool,
) -> Sequence[Person]:
    """Add or change them."""
    known = await _known(connection, organization)
    ids = known | _new_ids(organization, people, known, at)
    persons = [_person(who, ids) for who in people]
    # Managers refer to one another, so everybody is there before anybody is anybody's manager.
    rows = [_person_row(person, organization) for person in persons]
    await put(connection, t.table(t.Person), [row | {"manager": None} for row in rows])
    await put(connection, t.table(t.Person), rows)
    await add(connection, t.table(t.Conversation), [_home(person, organization) for person in persons])
    await add(connection, t.table(t.Identity), [_identity(person, organization) for person in persons])
    learners = [who for who in people if "learner" in who.roles]
    if learners:
        await _enroll(connection, cohort, learners, ids, at, at_once=at_once)
        await _assign(connection, learners, ids)
    return persons


async def _assign(connection: AsyncConnection, learners: Sequence[Newcomer], ids: Mapping[str, PersonId]) -> None:
    """Whoever was here already gets the coach of the list."""
    coaches = {ids[who.email]: ids.get(who.coach) for who in learners}
    asked = select(col(t.Learner.body)).where(col(t.Learner.id).in_(coaches))
    known = [load(Learner, row.body) for row in (await connection.execute(asked)).all()]
    changed = [replace(one, coach=coaches[one.id]) for one in known if one.coach != coaches[one.id]]
    if changed:
        await keep(connection, changed, 0)


async def _known(connection: AsyncConnection, organization: str) -> dict[str, PersonId]:
    asked = select(col(t.Person.email), col(t.Person.id)).where(col(t.Person.organization) == organization)
    return {row.email: PersonId(row.id) for row in (await connection.execute(asked)).all()}


def _new_ids(
    organization: str, people: Sequence[Newcomer], known: Mapping[str, PersonId], at: datetime
) -> dict[str, PersonId]:
    """Ids that say nothing of the person, so that they may stay where the person is erased."""
    return {
        who.email: PersonId(derived("person", organization, who.email, millis(at)))
        for who in people
        if who.email not in known
    }


def _person(who: Newcomer, ids: Mapping[str, PersonId]) -> Person:
    return Person(
        id=ids[who.email],
        name=who.name,
        email=who.email,
        roles=who.roles,
        zone=who.zone,
        country=who.country,
        locale=who.locale,
        manager=ids.get(who.manager),
        active=True,
    )


def _person_row(person: Person, organization: str) -> dict[str, Any]:
    return {
        "id": person.id,
        "organization": organization,
        "email": person.email,
        "name_key": person.name.casefold(),
        "manager": person.manager,
        "active": person.active,
        "body": dump(person),
    }


def _home(person: Person, organization: str) -> Row:
    return {
        "id": derived("home", person.id),
        "workspace": _workspace(organization),
        "kind": "direct",
        "name": "Microcoach",
        "owner": person.id,
    }


def _identity(person: Person, organization: str) -> Row:
    workspace = _workspace(organization)
    return {
        "id": derived("identity", workspace, person.id),
        "person": person.id,
        "workspace": workspace,
        "external_id": person.id,
    }


async def _enroll(
    connection: AsyncConnection,
    cohort: Cohort,
    joining: Sequence[Newcomer],
    ids: Mapping[str, PersonId],
    at: datetime,
    *,
    at_once: bool,
) -> None:
    learners = [Learner(ids[who.email], cohort.id, ids.get(who.coach), leave=who.leave) for who in joining]
    rows = [
        {"id": one.id, "cohort": cohort.id, "coach": one.coach, "attempt": None, "body": dump(one)} for one in learners
    ]
    await add(connection, t.table(t.Learner), rows)
    places = [
        {
            "id": derived("enrollment", cohort.id, one.id),
            "learner": one.id,
            "cohort": cohort.id,
            "joined_at": millis(at),
        }
        for one in learners
    ]
    await add(connection, t.table(t.Enrollment), places)
    welcomes = [_welcome(who, ids[who.email], at, at_once=at_once) for who in joining]
    await add(connection, t.table(t.Touchpoint), [touchpoint_row(welcome) for welcome in welcomes])


def _welcome(who: Newcomer, person: PersonId, at: datetime, *, at_once: bool) -> Touchpoint:
    """In usual working hours, as nobody's own are known yet; the sample organization does not wait for them."""
    usual = Rhythm()
    hours = WorkingTime(ZoneInfo(who.zone), usual.opens, usual.closes, usual.days, who.leave)
    due = at if at_once and not who.leave else hours.next_opening(at) or at
    return Touchpoint(person, "welcome", "1", due, due + _WELCOME_FOR)


async def _open_channels(
    connection: AsyncConnection, organization: str, persons: Sequence[Person], name: str, at: datetime
) -> None:
    """A channel for each manager, and its first digest on the next Monday; those that are there already stay."""
    managers = [person for person in persons if "manager" in person.roles]
    if not managers:
        return
    channels = {person.id: ConversationId(derived("channel", person.id)) for person in managers}
    workspace = _workspace(organization)
    rows = [
        {"id": channels[person.id], "workspace": workspace, "kind": "channel", "name": name, "owner": person.id}
        for person in managers
    ]
    await add(connection, t.table(t.Conversation), rows)
    digests = [next_week(person.id, channels[person.id], person.zone, at).touchpoint for person in managers]
    await add(connection, t.table(t.Touchpoint), [touchpoint_row(digest) for digest in digests])
