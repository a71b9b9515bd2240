"""Bringing people in, and letting them go. Doing it twice changes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import CoachError
from bot.domain.ids import CohortId, ConversationId, PersonId, derived
from bot.domain.people import Cohort, Person
from bot.domain.roster import Founding, Newcomer
from bot.domain.team import DigestPlace, Rhythm
from bot.engine.flows.digest import next_week
from storage import tables as t
from storage.database import Connections
from storage.enrolling import enroll, leave
from storage.mapping import dump, load, name_key
from storage.newcomers import Ids, bring, workspace_of
from storage.touchpoints import schedule
from storage.writing import add

_CHANNEL = "team"


class NobodyHereError(CoachError):
    """There is no organization or person of that name."""


class RowRoster:
    """Who belongs to the organization."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def is_inhabited(self) -> bool:
        """Whether people have been brought in; an organization may be no more than the name of a workspace yet."""
        async with self._connections.reading() as connection:
            return (await connection.execute(select(t.cohorts.c.id).limit(1))).first() is not None

    async def emails(self) -> frozenset[str]:
        """The e-mail addresses of everybody who is here."""
        async with self._connections.reading() as connection:
            here = select(t.people.c.email).where(t.people.c.active)
            return frozenset((await connection.execute(here)).scalars())

    async def with_emails(self, emails: Collection[str]) -> Sequence[Person]:
        """The active people who have one of these addresses, in small letters."""
        person = t.people.c
        async with self._connections.reading() as connection:
            here = select(person.body).where(person.active, person.email.in_(emails)).order_by(person.id)
            return [load(Person, body) for body in (await connection.execute(here)).scalars()]

    async def found(self, founding: Founding, at: datetime, *, at_once: bool) -> None:
        """Make the organization, its cohort, everybody and their conversations.

        Learners are welcomed ``at_once``, or in usual working hours; a manager's channel gets its first digest on the
        next Monday.
        """
        async with self._connections.writing() as connection:
            organization = await organization_of(connection, founding.organization)
            cohort = _cohort(organization, founding)
            await add(connection, t.workspaces, [_playground(organization)])
            await add(connection, t.cohorts, [{"id": cohort.id, "organization": organization, "body": dump(cohort)}])
            ids = await bring(connection, organization, founding.people, at)
            await enroll(connection, cohort, founding.people, ids, at, at_once=at_once)
            await _open_channels(connection, organization, founding.people, ids, at, name=founding.channel)

    async def bring(self, people: Sequence[Newcomer], at: datetime) -> None:
        """Add people to the organization that is here, or change what is known of them; learners join its cohort.

        Managers and coaches stand in the list or are here already. Raises NobodyHereError without an organization.
        """
        async with self._connections.writing() as connection:
            organization, cohort = await _latest_cohort(connection)
            ids = await bring(connection, organization, people, at)
            await enroll(connection, cohort, people, ids, at, at_once=False)
            await _open_channels(connection, organization, people, ids, at, name=_CHANNEL)

    async def leave(self, person: PersonId, at: datetime) -> None:
        """No longer met and no longer counted; what is theirs stays until it is erased."""
        async with self._connections.writing() as connection:
            await leave(connection, person, at)

    async def person(self, words: str) -> PersonId:
        """The person with this id, e-mail address or full name. Raises NobodyHereError."""
        asked, person = words.strip(), t.people.c
        named = (person.id == asked) | (person.email == asked.lower()) | (person.name_key == name_key(asked))
        async with self._connections.reading() as connection:
            here = select(person.id).where(named, person.erased_at.is_(None))
            found = (await connection.execute(here)).scalars().all()
        if len(found) != 1:
            raise NobodyHereError(f"{len(found)} people here are called “{words}”. Give an e-mail address or an id.")
        return PersonId(found[0])


async def organization_of(connection: AsyncConnection, name: str) -> str:
    """The id of the only organization there is; where there is none, or several, of the one of that name."""
    found = (await connection.execute(select(t.organizations.c.id).limit(2))).scalars().all()
    if len(found) == 1:
        return found[0]
    made = derived("organization", name)
    await add(connection, t.organizations, [{"id": made, "name": name}])
    return made


def _cohort(organization: str, founding: Founding) -> Cohort:
    return Cohort(
        CohortId(derived("cohort", organization, founding.cohort)),
        founding.cohort,
        founding.pathway,
        founding.starts_on,
        founding.ends_on,
    )


async def _latest_cohort(connection: AsyncConnection) -> tuple[str, Cohort]:
    rows = (await connection.execute(select(t.cohorts.c.organization, t.cohorts.c.body))).all()
    if not rows:
        raise NobodyHereError("There is no organization yet. Run: microcoach run")
    found = [(str(row.organization), load(Cohort, row.body)) for row in rows]
    return max(found, key=lambda one: (one[1].starts_on, one[1].id))


def _playground(organization: str) -> Mapping[str, str]:
    return {
        "id": workspace_of(organization),
        "organization": organization,
        "platform": "playground",
        "external_id": organization,
        "name": "Playground",
    }


async def _open_channels(
    connection: AsyncConnection, organization: str, people: Iterable[Newcomer], ids: Ids, at: datetime, *, name: str
) -> None:
    """A channel for each manager, and its first digest on the next Monday; those that are there already stay."""
    zones = {ids[who.email]: who.zone for who in people if "manager" in who.roles}
    channels = {manager: ConversationId(derived("channel", manager)) for manager in zones}
    place = {"workspace": workspace_of(organization), "kind": "channel", "name": name, "lines": 0}
    await add(connection, t.conversations, [place | {"id": id_, "owner": who} for who, id_ in channels.items()])
    digests = [next_week(DigestPlace(who, channels[who], Rhythm()), zone, at).touchpoint for who, zone in zones.items()]
    await schedule(connection, digests)
