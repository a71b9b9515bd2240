"""Sealed installations, and the tickets of those who are on their way to one."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from bot.runtime.installs import Installation
from storage import tables as t
from storage.database import Connections
from storage.mapping import millis, moment
from storage.writing import put

_one = t.installations.c
_ticket = t.tickets.c
_SECOND = timedelta(seconds=1)  # Slack counts by it


class RowInstalls:
    """See ``bot.runtime.installs.Installs``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def keep(self, one: Installation) -> None:
        row = {
            "enterprise": one.enterprise,
            "team": one.team,
            "bot_user": one.bot_user,
            "sealed": one.sealed,
            "installed_at": millis(one.installed_at),
            "expires_at": None if one.expires_at is None else millis(one.expires_at),
            "renewing_until": 0,
        }
        async with self._connections.writing() as connection:
            await put(connection, t.installations, [row])

    async def find(self, enterprise: str, team: str) -> Installation | None:
        async with self._connections.reading() as connection:
            own = select(t.installations).where(_one.team == team, _one.team != "")
            if enterprise:
                own = own.where(_one.enterprise == enterprise)
            found = (await connection.execute(own)).first()
            if found is not None and found.sealed:
                return _installation(found)
            above = enterprise or ("" if found is None else found.enterprise)
            of_all = select(t.installations).where(_one.enterprise == above, _one.team == "", _one.enterprise != "")
            row = (await connection.execute(of_all)).first()
        return None if row is None else _installation(row)

    async def claim(self, one: Installation, at: datetime, until: datetime) -> bool:
        is_free = (_one.renewing_until <= millis(at)) & (_one.sealed == one.sealed)
        here = (_one.enterprise == one.enterprise) & (_one.team == one.team)
        async with self._connections.writing() as connection:
            taken = update(t.installations).where(here, is_free).values(renewing_until=millis(until))
            return (await connection.execute(taken)).rowcount == 1

    async def remove(self, enterprise: str, team: str, since: datetime) -> list[str]:
        here = (_one.enterprise == enterprise) if not team else (_one.team == team)
        said = here if team else here & (_one.team == "")
        newer = select(_one.team).where(said, _one.installed_at >= millis(since + _SECOND))
        below = select(_one.team).where(here, _one.team != "", _one.sealed == "")
        async with self._connections.writing() as connection:
            if (await connection.execute(newer)).first() is not None:
                return []
            teams = [team] if team else list((await connection.execute(below)).scalars())
            await connection.execute(delete(t.installations).where(here))
        return teams

    async def issue(self, ticket: str, until: datetime) -> None:
        async with self._connections.writing() as connection:
            await put(connection, t.tickets, [{"id": ticket, "expires_at": millis(until)}])

    async def consume(self, ticket: str, at: datetime) -> bool:
        async with self._connections.writing() as connection:
            await connection.execute(delete(t.tickets).where(_ticket.expires_at <= millis(at)))
            return (await connection.execute(delete(t.tickets).where(_ticket.id == ticket))).rowcount == 1


def _installation(row: Any) -> Installation:  # noqa: ANN401 - a row
    expires_at = None if row.expires_at is None else moment(row.expires_at)
    return Installation(row.enterprise, row.team, row.bot_user, row.sealed, moment(row.installed_at), expires_at)
