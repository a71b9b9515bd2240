"""People of a list as rows: new ones are added, known ones are changed to what the list says."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PersonId, derived
from bot.domain.people import Person
from bot.domain.roster import Newcomer
from storage import tables as t
from storage.mapping import dump, millis, name_key
from storage.writing import Row, add, put

Ids = Mapping[str, PersonId]


async def bring(connection: AsyncConnection, organization: str, people: Sequence[Newcomer], at: datetime) -> Ids:
    """Add or change them; the ids of everybody in the organization, by e-mail address."""
    known, joined = await _known(connection, organization)
    ids = {**known, **_new_ids(organization, people, known, at)}
    joined |= {ids[who.email]: len(joined) + n for n, who in enumerate(people) if who.email not in known}
    persons = [_person(who, ids) for who in people]
    rows = [_row(person, organization, joined[person.id]) for person in persons]
    # Managers refer to one another, so everybody is there before anybody is anybody's manager.
    await add(connection, t.people, [{**row, "manager": None} for row in rows])
    await put(connection, t.people, rows)
    await add(connection, t.conversations, [_home(person, organization) for person in persons])
    await add(connection, t.identities, [_identity(person, organization) for person in persons])
    return ids


def workspace_of(organization: str) -> str:
    """The playground of that organization."""
    return derived("workspace", organization, "playground")


async def _known(connection: AsyncConnection, organization: str) -> tuple[dict[str, PersonId], dict[str, int]]:
    """Ids by e-mail address, and everybody's place in the order of joining, by id; the erased keep theirs."""
    person = t.people.c
    asked = select(person.email, person.id, person.joined, person.erased_at).where(person.organization == organization)
    rows = (await connection.execute(asked)).all()
    ids = {row.email: PersonId(row.id) for row in rows if row.erased_at is None}
    return ids, {row.id: row.joined for row in rows}


def _new_ids(organization: str, people: Sequence[Newcomer], known: Ids, at: datetime) -> dict[str, PersonId]:
    """Ids that say nothing of the person, so that they may stay where the person is erased."""
    return {
        who.email: PersonId(derived("person", organization, who.email, millis(at)))
        for who in people
        if who.email not in known
    }


def _person(who: Newcomer, ids: Ids) -> Person:
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


def _row(person: Person, organization: str, joined: int) -> Row:
    return {
        "id": person.id,
        "organization": organization,
        "email": person.email,
        "name_key": name_key(person.name),
        "manager": person.manager,
        "active": person.active,
        "joined": joined,
        "body": dump(person),
    }


def _home(person: Person, organization: str) -> Row:
    return {
        "id": derived("home", person.id),
        "workspace": workspace_of(organization),
        "kind": "direct",
        "name": "Microcoach",
        "owner": person.id,
        "lines": 0,
    }


def _identity(person: Person, organization: str) -> Row:
    workspace = workspace_of(organization)
    return {
        "id": derived("identity", workspace, person.id),
        "person": person.id,
        "workspace": workspace,
        "external_id": person.id,
    }
