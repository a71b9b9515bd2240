"""The keys that Teams signs with: fetched when one is not known, not too often, and never waited for without end."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

import structlog
from aiohttp import ClientError, ClientSession
from jwt import PyJWK, PyJWTError

from bot.domain.errors import UnreachableError
from bot.runtime.ports import Clock

log = structlog.get_logger()

METADATA: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
_FRESH_FOR = timedelta(hours=24)
_GAP = timedelta(seconds=10)
"""So long an unknown key is not looked for again: anybody can name one."""


@dataclass(frozen=True, slots=True)
class Key:
    """``endorsed`` are the channels that it speaks for."""

    key: PyJWK
    endorsed: frozenset[str]


class Keys:
    """One fetch at a time; whoever comes meanwhile waits for it."""

    def __init__(self, metadata_url: str, session: ClientSession, clock: Clock) -> None:
        self._url = metadata_url
        self._session = session
        self._clock = clock
        self._keys: Mapping[str, Key] = {}
        self._issuer = ""
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._one = asyncio.Lock()

    async def find(self, kid: str) -> Key | None:
        """Raises UnreachableError where nothing has ever been fetched."""
        if kid not in self._keys or self._is_old():
            async with self._one:
                if kid not in self._keys or self._is_old():
                    await self._fetch()
        return self._keys.get(kid)

    @property
    def issuer(self) -> str:
        return self._issuer

    def _is_old(self) -> bool:
        return self._fetched_at is None or self._clock.now() - self._fetched_at > _FRESH_FOR

    async def _fetch(self) -> None:
        now = self._clock.now()
        if self._tried_at is not None and now - self._tried_at < _GAP and self._keys:
            return
        self._tried_at = now
        try:
            found = await self._json(self._url)
            listed = await self._json(str(found["jwks_uri"]))
            self._keys = dict(_read(cast("list[Mapping[str, Any]]", listed["keys"])))
            self._issuer = str(found["issuer"])
            self._fetched_at = now
        except (ClientError, OSError, KeyError, TypeError, ValueError) as error:
            log.warning("teams_keys_not_fetched", reason=type(error).__name__)
            if not self._keys:
                raise UnreachableError("the keys of Teams can't be fetched") from None

    async def _json(self, url: str) -> Mapping[str, Any]:
        async with self._session.get(url) as answer:
            answer.raise_for_status()
            return await answer.json(content_type=None)


def _read(listed: list[Mapping[str, Any]]) -> list[tuple[str, Key]]:
    """What is no key for signatures of ours is left out."""
    keys: list[tuple[str, Key]] = []
    for one in listed:
        try:
            keys.append((str(one["kid"]), Key(PyJWK(dict(one), "RS256"), frozenset(one.get("endorsements", ())))))
        except (PyJWTError, KeyError, TypeError, ValueError):
            continue
    return keys
