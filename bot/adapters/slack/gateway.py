"""The way to Slack's Web API: one session, no silent second tries, and answers in our own words."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters import proxies
from bot.adapters.slack.tiers import Tiers
from bot.domain.errors import AnswerLostError, ConversationGoneError, UnreachableError

_CONNECT_SECONDS, _WHOLE_SECONDS = 3.0, 8.0
_WAIT_UNASKED = timedelta(seconds=30)
_HOOKS = "hooks.slack.com"
_SAYING = frozenset({"chat.postMessage", "chat.postEphemeral", "files.completeUploadExternal"})
_LIMITED = frozenset({"ratelimited", "rate_limited"})
_FAILED_THERE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_RENEWED_SOON = frozenset({"token_expired"})
_GONE = frozenset(
    {
        "access_denied", "account_inactive", "app_missing_action_url", "as_user_not_supported", "cannot_dm_bot",
        "channel_not_found", "ekm_access_denied", "enterprise_is_restricted", "invalid_auth", "is_archived",
        "messages_tab_disabled", "missing_scope", "no_permission", "not_allowed_token_type", "not_authed",
        "not_in_channel", "org_login_required", "restricted_action", "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel", "restricted_action_thread_locked", "team_access_not_granted",
        "team_not_found", "token_revoked", "two_factor_setup_required", "user_disabled", "user_not_found",
        "user_not_visible", "users_not_found",
    }
)  # fmt: skip

Field = str | int | bool | Mapping[str, object] | list[Any] | None
Answer = Mapping[str, Any]
TokenOf = Callable[[str], Awaitable[str | None]]
Now = Callable[[], datetime]


class _Answered(Protocol):
    @property
    def data(self) -> Answer: ...


class _Caller(Protocol):
    """The one thing that is asked of the library, with its types written out."""

    async def api_call(self, api_method: str, *, data: dict[str, str], headers: dict[str, str]) -> _Answered: ...


class RefusedError(Exception):
    """Slack takes exception to what we asked for: our own fault. ``error`` is its word for it."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(f"{method}: {error}")
        self.error = error


class Gateway:
    """Calls Slack with the token of a workspace, within the tiers of each method."""

    def __init__(self, api_url: str, session: ClientSession, token_of: TokenOf, now: Now) -> None:
        client = AsyncWebClient(base_url=api_url, session=session, retry_handlers=[])
        client.proxy = None  # the session knows the machine's proxy, and for whom there is none
        self._client = cast("_Caller", client)
        self._session = session
        self._token_of = token_of
        self._now = now
        self._tiers = Tiers()
        self._hooks = frozenset({_HOOKS, urlsplit(api_url).hostname})

    async def call(self, workspace: str, method: str, **fields: Field) -> Answer:
        """Slack's answer. A workspace is known by Slack's id of it.

        Raises UnreachableError where it certainly was not done, AnswerLostError where something may have been said
        that nobody confirmed, RateLimitedError, ConversationGoneError; RefusedError where the mistake is ours.
        """
        token = await self._token_of(workspace)
        if token is None:
            raise ConversationGoneError("Slack knows the bot no more in this workspace; it has to be installed again")
        place = str(fields.get("channel") or "")
        self._tiers.take(workspace, method, place, self._now())
        try:
            answer = await self._client.api_call(
                method, data=_form(fields), headers={"Authorization": f"Bearer {token}"}
            )
        except SlackApiError as error:
            raise self._meaning(workspace, method, place, _No.of(error.response)) from error
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise UnreachableError("no connection to Slack") from error
        except (ClientError, OSError, ValueError, AttributeError) as error:
            # The last two: the library expects an object, and a proxy on the way may answer anything at all.
            raise _lost(method, f"no answer from Slack: {type(error).__name__}") from error
        return answer.data

    async def upload(self, url: str, content: bytes) -> None:
        """Put a file where Slack said. Nobody sees it before ``files.completeUploadExternal``."""
        try:
            async with self._session.post(url, data=content) as answer:
                status = answer.status
        except (ClientError, OSError) as error:
            raise UnreachableError(f"no upload to Slack: {type(error).__name__}") from error
        if status != 200:
            raise UnreachableError(f"no upload to Slack: {status}")

    async def respond(self, response_url: str, body: Mapping[str, object]) -> bool:
        """Answer a command or a press where it was made; False where that is no longer possible: write to them."""
        if urlsplit(response_url).hostname not in self._hooks:
            return False
        try:
            async with self._session.post(response_url, json=body) as answer:
                return answer.status == 200
        except (ClientError, OSError):
            return False

    def _meaning(self, workspace: str, method: str, place: str, no: "_No") -> Exception:
        """What an answer means that is no yes."""
        if no.status == 429 or no.word in _LIMITED:
            return self._tiers.heed(workspace, method, place, no.wait, self._now())
        if no.status >= 500 or no.word in _FAILED_THERE:
            return _lost(method, f"Slack failed: {no.word or no.status}")
        if no.word in _GONE:
            return ConversationGoneError(f"{method}: {no.word}")
        if no.word in _RENEWED_SOON:
            return UnreachableError(f"{method}: {no.word}")
        return RefusedError(method, no.word or str(no.status))


@dataclass(frozen=True, slots=True)
class _No:
    """An answer that is no yes; what was not even JSON is as good as a failure there."""

    status: int = 500
    word: str = ""
    wait: timedelta = _WAIT_UNASKED

    @classmethod
    def of(cls, answer: Any) -> "_No":  # noqa: ANN401 - the library leaves its parts open
        if not _is_read(answer):
            return cls()
        data: object = answer.data
        word = str(cast("dict[str, object]", data).get("error", "")) if isinstance(data, dict) else ""
        asked = next((value for name, value in answer.headers.items() if name.lower() == "retry-after"), "")
        return cls(answer.status_code, word, timedelta(seconds=int(asked)) if asked.isdigit() else _WAIT_UNASKED)


@asynccontextmanager
async def open_gateway(
    api_url: str, token_of: TokenOf, now: Now, *, seconds: float = _WHOLE_SECONDS
) -> AsyncGenerator[Gateway]:
    """With a session of its own, whose time is out after so many seconds."""
    timeout = ClientTimeout(total=seconds, sock_connect=min(_CONNECT_SECONDS, seconds))
    async with ClientSession(timeout=timeout, trust_env=proxies.are_set()) as session:
        yield Gateway(api_url, session, token_of, now)


def _form(fields: Mapping[str, Field]) -> dict[str, str]:
    """Every method takes a form; not every one takes JSON."""
    return {name: _spelled(value) for name, value in fields.items() if value is not None}


def _spelled(value: Field) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_read(answer: object) -> bool:
    return isinstance(answer, AsyncSlackResponse)


def _lost(method: str, reason: str) -> UnreachableError:
    """Only what says something is worth a look before it is tried again."""
    return AnswerLostError(reason) if method in _SAYING else UnreachableError(reason)
