"""The token that we show to Teams: one for all conversations, renewed before it ends, by one at a time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, cast

from aiohttp import ClientError, ClientSession

from bot.domain.errors import UnreachableError
from bot.runtime.ports import Clock

LOGIN: Final = "https://login.microsoftonline.com"
SCOPE: Final = "https://api.botframework.com/.default"
_RESOURCE = "https://api.botframework.com"
_EVERYBODY = "botframework.com"
_RENEW_BEFORE = timedelta(minutes=5)
Kind = Literal["SingleTenant", "MultiTenant", "UserAssignedMSI"]


@dataclass(frozen=True, slots=True, repr=False)
class App:
    """What Microsoft knows the bot by. It is never shown."""

    app_id: str
    password: str | None
    kind: Kind
    tenant: str | None

    @property
    def home(self) -> str:
        """The tenant that its tokens come from, whichever tenant it speaks in."""
        return self.tenant if self.tenant is not None and self.kind != "MultiTenant" else _EVERYBODY


class NotGrantedError(UnreachableError):
    """Microsoft gives no token; the message is its own word for why."""


class Credentials:
    def __init__(self, app: App, login_url: str, session: ClientSession, clock: Clock) -> None:
        self._app = app
        self._url = f"{login_url.rstrip('/')}/{app.home}/oauth2/v2.0/token"
        self._session = session
        self._clock = clock
        self._token = ""
        self._until: datetime | None = None
        self._one = asyncio.Lock()

    async def token(self) -> str:
        """Raises NotGrantedError, UnreachableError."""
        if self._is_over():
            async with self._one:
                if self._is_over():
                    await self._renew()
        return self._token

    def forget(self, token: str) -> None:
        """It was refused; another one may do."""
        if token == self._token:
            self._until = None

    def _is_over(self) -> bool:
        return self._until is None or self._clock.now() > self._until - _RENEW_BEFORE

    async def _renew(self) -> None:
        given = await (self._managed() if self._app.kind == "UserAssignedMSI" else self._asked())
        token, seconds = given.get("access_token"), given.get("expires_in")
        if not isinstance(token, str) or not token:
            raise NotGrantedError(str(given.get("error_description") or given.get("error") or "no token")[:200])
        self._token = token
        self._until = self._clock.now() + timedelta(seconds=int(seconds or 0))

    async def _asked(self) -> Mapping[str, Any]:
        fields = {
            "grant_type": "client_credentials",
            "client_id": self._app.app_id,
            "client_secret": self._app.password or "",
            "scope": SCOPE,
        }
        try:
            async with self._session.post(self._url, data=fields) as answer:
                given: object = await answer.json(content_type=None)
        except (ClientError, OSError, ValueError) as error:
            raise UnreachableError(f"Microsoft gives no token: {type(error).__name__}") from None
        return cast("Mapping[str, Any]", given) if isinstance(given, dict) else {}

    async def _managed(self) -> Mapping[str, Any]:
        """By the identity of the machine, which msal knows how to ask for, and waits for: so not on the loop."""
        return await asyncio.to_thread(_by_machine, self._app.app_id)


def _by_machine(app_id: str) -> Mapping[str, Any]:
    import msal  # noqa: PLC0415 - slow to import, and for this alone
    from requests import Session  # noqa: PLC0415 - msal's own way out

    identity: Any = msal.UserAssignedManagedIdentity(client_id=app_id)
    with Session() as session:
        return (
            cast("Any", msal)
            .ManagedIdentityClient(identity, http_client=session)
            .acquire_token_for_client(resource=_RESOURCE)
        )
