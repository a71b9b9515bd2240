"""Accounts that nobody is known by, and whose they turn out to be."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PersonId, derived
from bot.domain.people import Linked, Stranger
from bot.runtime.directory import Arrival
from storage import tables as t
from storage.mapping import millis
from storage.writing import add

_waiting, _identity, _workspace = t.strangers.c, t.identities.c, t.workspaces.c


async def offer(connection: AsyncConnection, who: Arrival, code: str, at: datetime, until: datetime) -> str | None:
    """See ``bot.runtime.directory.Directory``: one code for each account, good until its time is over."""
    here = (_workspace.platform == who.platform) & (_workspace.external_id == who.tenant)
    workspace = (await connection.execute(select(_workspace.id).where(here, _workspace.installed))).scalar()
    if workspace is None or not who.person:
        return None
    mine = (_waiting.workspace == workspace) & (_waiting.external_id == who.person)
    await connection.execute(delete(t.strangers).where(mine, _waiting.expires_at <= millis(at)))
    account = {"workspace": workspace, "external_id": who.person, "name": who.name or who.person}
    await add(connection, t.strangers, [{"code": code, "expires_at": millis(until), **account}])
    return (await connection.execute(select(_waiting.code).where(mine))).scalar()


async def stranger(connection: AsyncConnection, code: str, near: PersonId, at: datetime) -> Stranger | None:
    asked = (
        select(_waiting.code, _waiting.name, _workspace.platform, _workspace.name.label("workspace"))
        .join(t.workspaces, _workspace.id == _waiting.workspace)
        .join(t.people, t.people.c.organization == _workspace.organization)
        .where(_waiting.code == _typed(code), _waiting.expires_at > millis(at), t.people.c.id == near)
    )
    row = (await connection.execute(asked)).first()
    return None if row is None else Stranger(row.code, row.platform, row.workspace, row.name)


async def link(connection: AsyncConnection, linked: Linked) -> None:
    """Raises UnreadableInputError where somebody else was quicker."""
    taken = delete(t.strangers).where(_waiting.code == linked.code).returning(_waiting.workspace, _waiting.external_id)
    row = (await connection.execute(taken)).first()
    if row is None or not await identify(connection, linked.person, row.workspace, row.external_id):
        raise UnreadableInputError("unreadable/link_code")


async def identify(connection: AsyncConnection, who: PersonId, workspace: str, account: str) -> bool:
    """One identity in each workspace: an account that was made anew takes the place of the old one.

    False for an account that is somebody else's.
    """
    theirs = select(_identity.person).where(_identity.workspace == workspace, _identity.external_id == account)
    if (await connection.execute(theirs)).scalar() not in {None, who}:
        return False
    made = {"id": derived("identity", workspace, who), "person": who, "workspace": workspace, "active": True}
    await add(connection, t.identities, [{**made, "external_id": account}])
    mine = (_identity.workspace == workspace) & (_identity.person == who)
    await connection.execute(update(t.identities).where(mine).values(external_id=account, active=True))
    return True


def _typed(code: str) -> str:
    """With or without the hyphen, in any case."""
    return "".join(sign for sign in code.upper() if sign.isalnum())[:40]
