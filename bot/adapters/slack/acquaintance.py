"""Getting to know somebody in Slack: by their id, or, the first time, by the e-mail address that Slack has of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from bot.adapters.slack.gateway import Gateway, RefusedError
from bot.adapters.slack.inbound import Changed
from bot.adapters.slack.installs import Tokens
from bot.adapters.slack.recent import Recent
from bot.domain.errors import ConversationGoneError
from bot.domain.ids import PersonId
from bot.runtime.directory import Arrival, Directory, Met

_REMEMBERED, _FOR = 2_000, timedelta(seconds=60)
_NOBODY = frozenset({"users_not_found", "user_not_found"})


class Acquaintance:
    """A stranger is asked for once a minute, and kept nowhere but in this memory."""

    def __init__(self, directory: Directory, gateway: Gateway, tokens: Tokens) -> None:
        self._directory = directory
        self._gateway = gateway
        self._tokens = tokens
        self._strangers = Recent[tuple[str, str], datetime](_REMEMBERED)
        self._bots = Recent[tuple[str, str], bool](_REMEMBERED)
        self._names = Recent[tuple[str, str], str](_REMEMBERED)

    async def meet(self, enterprise: str, team: str, user: str, place: str, at: datetime) -> Met | None:
        """Whoever acts; None for a stranger."""
        here = Arrival("slack", team, user, place=place)
        met = await self._directory.meet(here, at)
        return met or await self._introduced(enterprise, here, at)

    def is_bot(self, team: str, user: str) -> bool:
        """Whether that stranger has turned out to be one: to answer it, or itself, might never end."""
        return self._bots.get((team, user), False)

    def name_of(self, team: str, user: str) -> str:
        """What that stranger is called in Slack, where it has been asked; else nothing."""
        return self._names.get((team, user), "")

    async def named(self, enterprise: str, team: str, user: str, at: datetime) -> PersonId | None:
        """Whoever is meant, who need not have been here yet."""
        known = await self._directory.named("slack", team, user)
        if known is not None:
            return known
        met = await self._introduced(enterprise, Arrival("slack", team, user, spoken=False), at)
        return None if met is None else met.person

    async def change(self, news: Changed, at: datetime) -> None:
        if news.gone:
            await self._directory.part("slack", news.team, news.user)
            return
        arrival = Arrival("slack", news.team, news.user, email=news.email, zone=news.zone, spoken=False)
        await self._directory.meet(arrival, at)

    async def look_for(self, team: str, at: datetime) -> None:
        """Find those in Slack who are listed and have not been here yet, so that they can be welcomed.

        Raises RateLimitedError, UnreachableError: the rest can be looked for later.
        """
        for email in await self._directory.awaited("slack", team):
            if self._strangers.get((team, email), at) > at:
                continue
            try:
                answer = await self._gateway.call(team, "users.lookupByEmail", email=email)
            except ConversationGoneError as error:
                if not any(word in str(error) for word in _NOBODY):
                    raise
                self._strangers[team, email] = at + timedelta(hours=1)
                continue
            found = _arrival(team, answer["user"], Arrival("slack", team, "", spoken=False))
            if found is None or await self._directory.meet(found, at) is None:
                self._strangers[team, email] = at + timedelta(hours=1)

    async def _introduced(self, enterprise: str, here: Arrival, at: datetime) -> Met | None:
        who = (here.tenant, here.person)
        if self._strangers.get(who, at) > at:
            return None
        if not await self._tokens.admits(enterprise, here.tenant):
            return None
        if enterprise:
            await self._directory.install("slack", here.tenant, here.tenant, at)
        found = await self._looked_up(here)
        met = None if found is None else await self._directory.meet(found, at)
        if met is None:
            self._strangers[who] = at + _FOR
        return met

    async def _looked_up(self, here: Arrival) -> Arrival | None:
        try:
            answer = await self._gateway.call(here.tenant, "users.info", user=here.person)
        except (ConversationGoneError, RefusedError):
            return None
        user: Mapping[str, Any] = answer.get("user") or {}
        if user.get("is_bot"):
            self._bots[here.tenant, here.person] = True
        profile: Mapping[str, Any] = user.get("profile") or {}
        self._names[here.tenant, here.person] = str(profile.get("real_name") or "")
        return _arrival(here.tenant, user, here)


def _arrival(team: str, raw: object, here: Arrival) -> Arrival | None:
    """A person of this workspace; None for a bot, a deactivated account, and whoever comes from elsewhere."""
    user: Mapping[str, Any] = cast("Mapping[str, Any]", raw) if isinstance(raw, dict) else {}
    is_foreign = user.get("is_stranger") is True or user.get("team_id", team) not in {team, *_teams(user)}
    if not user or user.get("deleted") or user.get("is_bot") or is_foreign:
        return None
    profile: Mapping[str, Any] = user.get("profile") or {}
    return Arrival(
        "slack",
        team,
        here.person or str(user.get("id", "")),
        place=here.place,
        name=str(profile.get("real_name") or ""),
        email=str(profile.get("email") or ""),
        zone=str(user.get("tz") or ""),
        spoken=here.spoken,
    )


def _teams(user: Mapping[str, Any]) -> list[str]:
    """Of an organization's user: all the workspaces that they are in."""
    listed: Mapping[str, Any] = user.get("enterprise_user") or {}
    teams: Sequence[object] = listed.get("teams") or ()
    return [str(team) for team in teams]
