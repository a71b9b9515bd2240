"""Workspaces, and who is who in them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calendar import is_zone
from bot.domain.ids import ConversationId, PersonId, WorkspaceId, derived
from bot.domain.learner import Learner
from bot.domain.people import Person, Platform
from bot.runtime.directory import Arrival, Met, NoSuchWorkspaceError
from storage import tables as t
from storage.database import Connections
from storage.home import home_of
from storage.linking import identify, offer
from storage.mapping import dump, load, millis
from storage.moving import move_prompts
from storage.roster import organization_of
from storage.touchpoints import IS_PENDING
from storage.writing import add

_LOOKED_UP = 1
"""When somebody spoke who has not spoken yet, but has been found: after never, before everybody else."""

_place, _identity, _workspace = t.conversations.c, t.identities.c, t.workspaces.c


class RowDirectory:
    """See ``bot.runtime.directory.Directory``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def install(self, platform: Platform, tenant: str, name: str, at: datetime) -> WorkspaceId:
        del at
        async with self._connections.writing() as connection:
            organization = await organization_of(connection, name)
            made = {
                "id": derived("workspace", platform, tenant),
                "organization": organization,
                "platform": platform,
                "external_id": tenant,
                "name": name,
                "installed": True,
            }
            await add(connection, t.workspaces, [made])
            here = _is(platform, tenant)
            await connection.execute(update(t.workspaces).where(here).values(installed=True, name=name))
            return WorkspaceId((await connection.execute(select(_workspace.id).where(here))).scalar_one())

    async def uninstall(self, platform: Platform, tenant: str, at: datetime) -> None:
        del at
        async with self._connections.writing() as connection:
            await connection.execute(update(t.workspaces).where(_is(platform, tenant)).values(installed=False))

    async def connected(self, platform: Platform, *, is_on: bool) -> None:
        """Whether this program speaks to the platform at all; what is planned there waits while it doesn't."""
        async with self._connections.writing() as connection:
            there = update(t.workspaces).where(_workspace.platform == platform, _workspace.installed != is_on)
            await connection.execute(there.values(installed=is_on))

    async def meet(self, newcomer: Arrival, at: datetime) -> Met | None:
        asked = {"platform": newcomer.platform, "tenant": newcomer.tenant, "who": newcomer.person}
        async with self._connections.reading() as connection:
            known = (await connection.execute(_KNOWN, asked)).first()
        if known is not None and _is_as_before(known, newcomer):
            locale = load(Person, known.body).locale
            return Met(PersonId(known.person), ConversationId(known.conversation), locale)
        async with self._connections.writing() as connection:
            return await _welcome(connection, newcomer, at)

    async def named(self, platform: Platform, tenant: str, person: str) -> PersonId | None:
        asked = {"platform": platform, "tenant": tenant, "who": person}
        async with self._connections.reading() as connection:
            known = (await connection.execute(_KNOWN, asked)).first()
        return None if known is None else PersonId(known.person)

    async def offer(self, newcomer: Arrival, code: str, at: datetime, until: datetime) -> str | None:
        async with self._connections.writing() as connection:
            return await offer(connection, newcomer, code, at, until)

    async def link(self, platform: Platform, tenant: str, account: str, person: PersonId) -> bool:
        async with self._connections.writing() as connection:
            is_theirs = (t.people.c.id == person) & (t.people.c.organization == _workspace.organization)
            found = select(_workspace.id).join(t.people, is_theirs).where(_is(platform, tenant))
            workspace = (await connection.execute(found)).scalar()
            if workspace is None:
                raise NoSuchWorkspaceError(f"The bot has not been in the workspace “{tenant}” of {platform} yet.")
            return await identify(connection, person, workspace, account)

    async def part(self, platform: Platform, tenant: str, person: str) -> None:
        here = select(_workspace.id).where(_is(platform, tenant)).scalar_subquery()
        mine = update(t.identities).where(_identity.workspace == here, _identity.external_id == person)
        async with self._connections.writing() as connection:
            await connection.execute(mine.values(active=False))

    async def channel(
        self, platform: Platform, tenant: str, place: str, *, name: str, owner: PersonId, reference: str = ""
    ) -> ConversationId | None:
        is_theirs = (t.people.c.id == owner) & (t.people.c.organization == _workspace.organization)
        found = select(_workspace.id, t.people.c.body).join(t.people, is_theirs).where(_is(platform, tenant))
        async with self._connections.writing() as connection:
            row = (await connection.execute(found)).first()
            if row is None or "manager" not in load(Person, row.body).roles:
                return None
            at_place = {"workspace": row.id, "external_id": place}
            now = {"name": name, "reference": reference}
            made = {"id": derived("channel", row.id, place), "kind": "channel", "lines": 0, "owner": owner}
            await add(connection, t.conversations, [made | at_place | now])
            there = (_place.workspace == row.id) & (_place.external_id == place) & (_place.kind == "channel")
            left = _place.owner.in_(select(t.people.c.id).where(t.people.c.active.is_(False)))
            await connection.execute(update(t.conversations).where(there, left).values(owner=owner))
            mine = there & (_place.owner == owner)
            await connection.execute(update(t.conversations).where(mine).values(**now))
            found_there = (await connection.execute(select(_place.id).where(there))).scalar()
        return None if found_there is None else ConversationId(found_there)

    async def tenants(self, platform: Platform) -> Sequence[str]:
        there = select(_workspace.external_id).where(_workspace.platform == platform, _workspace.installed)
        async with self._connections.reading() as connection:
            return (await connection.execute(there.order_by(_workspace.id))).scalars().all()

    async def awaited(self, platform: Platform, tenant: str) -> Sequence[str]:
        met = select(_identity.person).where(_identity.workspace == _workspace.id)
        person = t.people.c
        asked = (
            select(person.email)
            .join(t.workspaces, _workspace.organization == person.organization)
            .where(_is(platform, tenant), _workspace.installed, person.active, person.id.not_in(met))
            .order_by(person.joined)
        )
        async with self._connections.reading() as connection:
            return (await connection.execute(asked)).scalars().all()


def _is_as_before(known: Any, newcomer: Arrival) -> bool:  # noqa: ANN401 - a row
    """Nothing to write down: most who speak do it where they did before."""
    is_here = known.active and known.conversation is not None and known.is_active
    is_home = known.home == known.conversation or not newcomer.spoken
    same_place = newcomer.place in {"", known.external_id} and newcomer.reference in {"", known.reference}
    return is_here and is_home and same_place and _changed(load(Person, known.body), newcomer) is None


def _changed(person: Person, newcomer: Arrival) -> Person | None:
    """The person with a new zone or language; None where there is nothing new."""
    zone = newcomer.zone if is_zone(newcomer.zone) else person.zone
    now = replace(person, zone=zone, locale=newcomer.locale or person.locale)
    return None if now == person else now


async def _welcome(connection: AsyncConnection, newcomer: Arrival, at: datetime) -> Met | None:
    asked = {"platform": newcomer.platform, "tenant": newcomer.tenant, "who": newcomer.person}
    found = (await connection.execute(_KNOWN, asked)).first()
    found = found or (await connection.execute(_LISTED, {**asked, "email": newcomer.email.strip().lower()})).first()
    if found is None or not found.is_active:
        return None
    who, workspace = PersonId(found.person), str(found.workspace)
    if not await identify(connection, who, workspace, newcomer.person):
        return None
    conversation = await _settle(connection, who, workspace, newcomer)
    person = load(Person, found.body)
    met = Met(who, conversation, newcomer.locale or person.locale)
    await _make_home(connection, met, workspace, newcomer, at)
    await _move(connection, person, newcomer, at)
    return met


async def _settle(connection: AsyncConnection, who: PersonId, workspace: str, newcomer: Arrival) -> ConversationId:
    """Their own conversation there; a place that another one of it had has changed hands."""
    mine = (_place.workspace == workspace) & (_place.owner == who) & (_place.kind == "direct")
    given = {"external_id": newcomer.place, "reference": newcomer.reference}
    now = {name: value for name, value in given.items() if value}
    if newcomer.place:
        taken = (_place.workspace == workspace) & (_place.external_id == newcomer.place) & ~mine
        await connection.execute(update(t.conversations).where(taken).values(external_id="", reference=""))
    id_ = derived("home", workspace, who)
    made = {"id": id_, "workspace": workspace, "kind": "direct", "name": "Microcoach", "owner": who, "lines": 0}
    known = (await connection.execute(select(_place.id).where(mine))).scalar()
    if known is None:
        await add(connection, t.conversations, [{**made, **given}])
    elif now:
        await connection.execute(update(t.conversations).where(_place.id == known).values(**now))
    return ConversationId(known or id_)


async def _make_home(connection: AsyncConnection, met: Met, workspace: str, newcomer: Arrival, at: datetime) -> None:
    """Written only when they come from another conversation; what is planned comes along."""
    home, spoken_at = await _home(connection, met.person)
    if (home == met.conversation or not newcomer.spoken) and spoken_at > 0:
        return
    # Somebody who has just spoken elsewhere, by a clock that was ahead, has moved all the same.
    now = max(millis(at), spoken_at + 1) if newcomer.spoken else _LOOKED_UP
    here = update(t.conversations).where(_place.id == met.conversation)
    await connection.execute(here.values(spoken_at=now))
    point = t.touchpoints.c
    planned = update(t.touchpoints).where(point.person == met.person, point.kind != "digest", IS_PENDING)
    await connection.execute(planned.values(lane=workspace))


async def _home(connection: AsyncConnection, who: PersonId) -> tuple[str, int]:
    asked = select(_place.id, _place.spoken_at).where(_place.id == home_of(who))
    row = (await connection.execute(asked)).one()
    return row.id, row.spoken_at


async def _move(connection: AsyncConnection, person: Person, newcomer: Arrival, at: datetime) -> None:
    now = _changed(person, newcomer)
    if now is None:
        return
    await connection.execute(update(t.people).where(t.people.c.id == now.id).values(body=dump(now)))
    body = (await connection.execute(select(t.learners.c.body).where(t.learners.c.id == now.id))).scalar()
    if body is not None and now.zone != person.zone:
        moved: Mapping[PersonId, str] = {now.id: now.zone}
        await move_prompts(connection, {now.id: load(Learner, body)}, moved, at)


def _is(platform: str, tenant: str) -> ColumnElement[bool]:
    return (_workspace.platform == platform) & (_workspace.external_id == tenant)


def _known() -> t.Query:
    """Who has this identity, their conversation there, and where they are met now."""
    here = (_workspace.platform == bindparam("platform")) & (_workspace.external_id == bindparam("tenant"))
    own = (_place.workspace == _workspace.id) & (_place.owner == _identity.person) & (_place.kind == "direct")
    return (
        select(
            _identity.person,
            _identity.active,
            _workspace.id.label("workspace"),
            _place.id.label("conversation"),
            _place.external_id,
            _place.reference,
            home_of(_identity.person).label("home"),
            t.people.c.body,
            t.people.c.active.label("is_active"),
        )
        .select_from(t.identities)
        .join(t.workspaces, _workspace.id == _identity.workspace)
        .join(t.people, t.people.c.id == _identity.person)
        .outerjoin(t.conversations, own)
        .where(here, _workspace.installed, _identity.external_id == bindparam("who"))
    )


def _listed() -> t.Query:
    """Who is listed with this address in the organization that the workspace belongs to."""
    here = (_workspace.platform == bindparam("platform")) & (_workspace.external_id == bindparam("tenant"))
    person = t.people.c
    return (
        select(
            person.id.label("person"), _workspace.id.label("workspace"), person.body, person.active.label("is_active")
        )
        .join(t.workspaces, _workspace.organization == person.organization)
        .where(here, _workspace.installed, person.email == bindparam("email"), person.active)
    )


_KNOWN = _known()
_LISTED = _listed()
