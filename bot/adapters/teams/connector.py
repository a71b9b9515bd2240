"""Teams' own API: one shared session, and for each way to fail whether it may have happened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from urllib.parse import quote

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession

from bot.adapters.teams.credentials import Credentials
from bot.adapters.teams.hosts import Hosts
from bot.adapters.teams.richtext import Element
from bot.domain.errors import AnswerLostError, ConversationGoneError, RateLimitedError, UnreachableError

Answer = Mapping[str, Any]

_A_MOMENT = timedelta(seconds=2)
_LONGEST = timedelta(minutes=30)
_NOT_ACCEPTED = frozenset({412, 503})
"""Answers by which nothing has happened yet."""
_LOST = frozenset({500, 502, 504})


@dataclass(frozen=True, slots=True)
class Connector:
    """Without ``credentials`` no token is sent: for a client on this machine alone."""

    session: ClientSession
    hosts: Hosts
    credentials: Credentials | None

    async def open(self, service: str, fields: Element) -> Answer:
        """A conversation with a person, or a new post in a channel."""
        return await self._ask("POST", service, "v3/conversations", fields)

    async def say(self, service: str, conversation: str, activity: Element) -> Answer:
        return await self._ask("POST", service, f"v3/conversations/{quote(conversation, safe='')}/activities", activity)

    async def change(self, service: str, conversation: str, id_: str, activity: Element) -> Answer:
        path = f"v3/conversations/{quote(conversation, safe='')}/activities/{quote(id_, safe='')}"
        return await self._ask("PUT", service, path, activity)

    async def member(self, service: str, conversation: str, user: str) -> Answer:
        path = f"v3/conversations/{quote(conversation, safe='')}/members/{quote(user, safe='')}"
        return await self._ask("GET", service, path, None)

    async def members(self, service: str, conversation: str, after: str = "") -> Answer:
        """A page of the roster, and where the next one begins."""
        more = f"?continuationToken={quote(after, safe='')}" if after else ""
        path = f"v3/conversations/{quote(conversation, safe='')}/pagedmembers{more}"
        return await self._ask("GET", service, path, None)

    async def _ask(self, method: str, service: str, path: str, fields: Element | None) -> Answer:
        """Raises RateLimitedError, ConversationGoneError, AnswerLostError, and UnreachableError for anything else."""
        if not self.hosts.allows(service):
            raise ConversationGoneError("that address is none of Teams'")
        token = "" if self.credentials is None else await self.credentials.token()
        answer = await self._once(method, f"{service.rstrip('/')}/{path}", fields, token)
        if answer is None and self.credentials is not None:
            self.credentials.forget(token)
            answer = await self._once(method, f"{service.rstrip('/')}/{path}", fields, await self.credentials.token())
        if answer is None:
            raise UnreachableError("Teams does not take our token")
        return answer

    async def _once(self, method: str, url: str, fields: Element | None, token: str) -> Answer | None:
        """None where the token was refused."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self.session.request(method, url, json=fields, headers=headers) as answer:
                return await _read(answer)
        except ClientConnectorError as error:
            raise UnreachableError(f"Teams can't be reached: {type(error).__name__}") from None
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            raise AnswerLostError(f"no answer from Teams: {type(error).__name__}") from None


async def _read(answer: ClientResponse) -> Answer | None:
    if answer.status == 401:
        return None
    if answer.status == 429:
        raise RateLimitedError(_retry_after(answer.headers.get("Retry-After", "")), here=True)
    if answer.status in _NOT_ACCEPTED:
        raise UnreachableError(f"Teams said {answer.status}")
    if answer.status in _LOST:
        raise AnswerLostError(f"Teams said {answer.status}")
    said = _object(await answer.read())
    if answer.status in {403, 404}:
        raise ConversationGoneError(_code(said) or f"Teams said {answer.status}")
    if answer.status >= 300:
        raise UnreachableError(_code(said) or f"Teams said {answer.status}")
    return said


def _object(raw: bytes) -> Answer:
    """What it says; a page of some proxy says nothing."""
    try:
        given: object = json.loads(raw) if raw.strip() else {}
    except ValueError:
        given = {}
    return cast("Answer", given) if isinstance(given, dict) else {}


def _code(said: Answer) -> str:
    """Teams' own word for it, such as ConversationBlockedByUser; what it says in sentences is not kept."""
    error: object = said.get("error")
    code: object = cast("Answer", error).get("code") if isinstance(error, dict) else None
    return code[:80] if isinstance(code, str) and code.isalnum() else ""


def _retry_after(said: str) -> timedelta:
    return min(timedelta(seconds=int(said)), _LONGEST) if said.isascii() and said.isdigit() else _A_MOMENT
