"""The tokens that Slack gave, sealed where they lie, renewed before they are over, and never in a log."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

import structlog
from aiohttp import ClientError, ClientSession
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.adapters.slack.recent import Recent
from bot.domain.errors import UnreachableError
from bot.runtime.installs import Installation, Installs
from bot.runtime.ports import Clock

log = structlog.get_logger()

Said = Mapping[str, Any]

_REMEMBERED, _FOR = 1_000, timedelta(seconds=60)
_RENEW_BEFORE = timedelta(hours=2)
_RENEWING = timedelta(seconds=30)


class NotGrantedError(Exception):
    """Slack gave no token; the message is Slack's word for why."""


@dataclass(frozen=True, slots=True)
class App:
    """What Slack knows the app by. It is never shown."""

    client_id: str
    client_secret: str


class Seal:
    """The first key seals; every one opens, so that keys can be changed one after the other."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = MultiFernet([Fernet(_fernet_key(key)) for key in keys])

    def close(self, secrets: Mapping[str, str]) -> str:
        return self._keys.encrypt(json.dumps(secrets).encode()).decode()

    def open(self, sealed: str) -> Mapping[str, str] | None:
        """None where no key fits."""
        try:
            return json.loads(self._keys.decrypt(sealed.encode()))
        except InvalidToken:
            return None


class Tokens(Protocol):
    """Whose word counts with Slack in which workspace."""

    async def token_of(self, team: str) -> str | None: ...

    async def admits(self, enterprise: str, team: str) -> bool:
        """Whether the bot may be there, by the leave of the team or of its whole organization."""
        ...

    async def remove(self, enterprise: str, team: str, since: datetime) -> Sequence[str]:
        """The tokens of before then are worth nothing any more; the teams that have none now.

        Slack's word may come late, when the bot has been installed anew.
        """
        ...


class OneToken:
    """One workspace: the one whose token the settings have."""

    def __init__(self, token: str) -> None:
        self._token = token
        self.team = ""

    async def token_of(self, team: str) -> str | None:
        """Nobody else's workspace is spoken to with it. Which one it is, is asked with it.

        Raises UnreachableError before that has been answered.
        """
        if team and not self.team:
            raise UnreachableError("Slack has not said yet whose token it is")
        return self._token if team in {"", self.team} else None

    async def admits(self, enterprise: str, team: str) -> bool:
        del enterprise
        return team == self.team

    async def remove(self, enterprise: str, team: str, since: datetime) -> Sequence[str]:
        """Whether it is good again is asked with it, from then on."""
        del enterprise, since
        if not team or team != self.team:
            return []
        self.team = ""
        return [team]


class SealedTokens:
    """Many workspaces, each with a token of its own; remembered for a minute."""

    def __init__(self, installs: Installs, seal: Seal, granting: "Granting", clock: Clock) -> None:
        self._installs = installs
        self._seal = seal
        self._granting = granting
        self._clock = clock
        self._recent = Recent[str, tuple[str, datetime]](_REMEMBERED)

    async def token_of(self, team: str) -> str | None:
        now = self._clock.now()
        known = self._recent.get(team)
        if known is not None and known[1] > now:
            return known[0]
        one = await self._installs.find("", team)
        secrets = None if one is None else self._seal.open(one.sealed)
        if one is None or secrets is None:
            return None
        token = await self._fresh(one, secrets, now)
        self._recent[team] = (token, now + _FOR)
        return token

    async def admits(self, enterprise: str, team: str) -> bool:
        one = await self._installs.find(enterprise, team) if team else None
        if one is None:
            return False
        if one.team != team:
            await self._installs.keep(Installation(one.enterprise, team, one.bot_user, "", one.installed_at))
        return True

    async def keep(self, grant: "Grant", installed_at: datetime) -> None:
        """``installed_at`` is by the real time, as Slack's own word of the end is."""
        await self._installs.keep(self._sealed(grant, installed_at))
        self._recent.clear()

    async def remove(self, enterprise: str, team: str, since: datetime) -> Sequence[str]:
        teams = await self._installs.remove(enterprise, team, since) if team or enterprise else []
        self._recent.clear()
        return teams

    async def _fresh(self, one: Installation, secrets: Mapping[str, str], now: datetime) -> str:
        """A refresh token is good once, so one process renews; the others use what is good for a while yet."""
        if one.expires_at is None or one.expires_at - now > _RENEW_BEFORE or not secrets.get("refresh"):
            return secrets["token"]
        if not await self._installs.claim(one, now, now + _RENEWING):
            return secrets["token"]
        try:
            grant = await self._granting.renew(secrets["refresh"], now)
        except (NotGrantedError, UnreachableError) as error:
            log.warning("slack_token_not_renewed", team=one.team, reason=str(error))
            return secrets["token"]
        await self._installs.keep(self._sealed(grant, one.installed_at))
        return grant.token

    def _sealed(self, grant: "Grant", installed_at: datetime) -> Installation:
        sealed = self._seal.close({"token": grant.token, "refresh": grant.refresh})
        return Installation(grant.enterprise, grant.team, grant.bot_user, sealed, installed_at, grant.expires_at)


@dataclass(frozen=True, slots=True)
class Grant:
    """Slack's yes. It shows no token where it is printed."""

    enterprise: str
    team: str
    name: str
    bot_user: str
    token: str
    refresh: str
    expires_at: datetime | None

    def __repr__(self) -> str:
        return f"Grant({self.enterprise!r}, {self.team!r})"


class Granting:
    """Asks Slack for a new token before the old one is over."""

    def __init__(self, api_url: str, app: App, session: ClientSession) -> None:
        self._url = f"{api_url.rstrip('/')}/oauth.v2.access"
        self._app = app
        self._session = session

    async def renew(self, refresh: str, now: datetime) -> Grant:
        """Raises NotGrantedError, UnreachableError."""
        return await self._ask({"grant_type": "refresh_token", "refresh_token": refresh}, now)

    async def _ask(self, fields: Mapping[str, str], now: datetime) -> Grant:
        who = {"client_id": self._app.client_id, "client_secret": self._app.client_secret}
        try:
            async with self._session.post(self._url, data={**fields, **who}) as answer:
                given: object = await answer.json(content_type=None)
        except (ClientError, OSError, ValueError) as error:
            raise UnreachableError(f"Slack does not answer: {type(error).__name__}") from None
        said: Said = cast("Said", given) if isinstance(given, dict) else {}
        if not said.get("ok"):
            raise NotGrantedError(str(said.get("error", "refused")))
        return _grant(said, now)


def _grant(given: Said, now: datetime) -> Grant:
    """Raises NotGrantedError for a yes without what is needed."""
    enterprise: Said = given.get("enterprise") or {}
    team: Said = given.get("team") or {}
    expires_in = given.get("expires_in")
    is_for_all = given.get("is_enterprise_install") is True
    try:
        return Grant(
            enterprise=str(enterprise.get("id", "")),
            team="" if is_for_all else str(team["id"]),
            name=str((enterprise if is_for_all else team).get("name") or "Slack"),
            bot_user=str(given.get("bot_user_id", "")),
            token=str(given["access_token"]),
            refresh=str(given.get("refresh_token") or ""),
            expires_at=None if not expires_in else now + timedelta(seconds=int(expires_in)),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotGrantedError("an answer without a workspace or a token") from None


def _fernet_key(key: str) -> bytes:
    made = HKDF(SHA256(), length=32, salt=None, info=b"microcoach slack tokens").derive(key.encode())
    return base64.urlsafe_b64encode(made)
