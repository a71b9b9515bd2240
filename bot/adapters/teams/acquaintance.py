"""Getting to know somebody in Teams: by their id in the tenant, or, the first time, by the address in the roster."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import structlog

from bot.adapters.teams.connector import Connector
from bot.adapters.teams.inbound import Arrived, Knock, Where
from bot.domain.errors import UnreachableError
from bot.runtime.directory import Arrival, Directory, Met

log = structlog.get_logger()

_REMEMBERED, _FOR = 2_000, timedelta(seconds=60)
_MOST_PAGES = 100


class Acquaintance:
    """A stranger is looked up once a minute, and kept nowhere but in this memory."""

    def __init__(self, directory: Directory, connector: Connector) -> None:
        self._directory = directory
        self._connector = connector
        self._strangers: dict[tuple[str, str], datetime] = {}

    async def meet(self, knock: Knock, at: datetime) -> Met | None:
        """Whoever acts; None for a stranger."""
        here = _here(knock)
        met = await self._directory.meet(here, at)
        return met or await self._introduced(knock, here, at)

    async def arrive(self, arrival: Arrived, at: datetime) -> None:
        """The tenant has the bot now; in a team, everybody who is listed is found, so that they can be welcomed."""
        where = arrival.where
        await self._directory.install("teams", where.tenant, arrival.name or "Microsoft Teams", at)
        log.info("teams_installed", tenant=where.tenant, personal=where.is_own)
        try:
            await self._look_through(where, at)
        except UnreachableError as error:
            log.warning("teams_roster_not_read", reason=str(error))

    async def _look_through(self, where: Where, at: datetime) -> None:
        after = ""
        for _ in range(_MOST_PAGES):
            page = await self._connector.members(where.reference.service, where.conversation, after)
            for member in cast("list[Mapping[str, Any]]", page.get("members") or []):
                await self._directory.meet(_listed(member, where), at)
            after = str(page.get("continuationToken") or "")
            if not after:
                return

    async def _introduced(self, knock: Knock, here: Arrival, at: datetime) -> Met | None:
        who = (here.tenant, here.person)
        if self._strangers.get(who, at) > at:
            return None
        where = knock.where
        await self._directory.install("teams", where.tenant, "Microsoft Teams", at)
        try:
            member = await self._connector.member(where.reference.service, where.conversation, knock.user)
        except UnreachableError as error:
            log.info("teams_member_not_found", reason=str(error))
            member = dict[str, Any]()
        met = await self._by_address(member, here, at)
        if met is None:
            if len(self._strangers) >= _REMEMBERED:
                self._strangers.clear()
            self._strangers[who] = at + _FOR
        return met

    async def _by_address(self, member: Mapping[str, Any], here: Arrival, at: datetime) -> Met | None:
        """By e-mail, else by the name they sign in with, which often is one; a roster may have neither."""
        for address in dict.fromkeys((member.get("email"), member.get("userPrincipalName"))):
            if isinstance(address, str) and address:
                met = await self._directory.meet(_with(here, address), at)
                if met is not None:
                    return met
        return None


def _here(knock: Knock) -> Arrival:
    where = knock.where
    own = {"place": where.conversation, "reference": where.reference.written()} if where.is_own else {}
    return Arrival("teams", where.tenant, knock.person, name=knock.name, zone=knock.zone, spoken=where.is_own, **own)


def _with(here: Arrival, address: str) -> Arrival:
    return replace(here, email=address)


def _listed(member: Mapping[str, Any], where: Where) -> Arrival:
    """Somebody of a roster, who has not spoken; their own conversation is opened when there is something to say."""
    return Arrival(
        "teams",
        where.tenant,
        str(member.get("aadObjectId") or member.get("objectId") or member.get("id") or ""),
        place=where.conversation if where.is_own else "",
        email=str(member.get("email") or member.get("userPrincipalName") or ""),
        reference=where.reference.written(),
        spoken=False,
    )
