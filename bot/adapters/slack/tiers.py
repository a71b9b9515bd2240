"""How often Slack lets each method be called: its tiers, by workspace, in this process."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.errors import RateLimitedError
from bot.runtime.limits import Limit

_SAYING = "chat.postMessage"  # its pace is the dispatcher's, across processes; Slack counts it by channel
_TIER_2, _TIER_3, _TIER_4 = (
    Limit(f"{calls} a minute", timedelta(minutes=1) / calls, burst=calls // 2) for calls in (20, 50, 100)
)
_TIERS: Mapping[str, Limit] = {
    "users.list": _TIER_2,
    "conversations.list": _TIER_2,
    "conversations.open": _TIER_3,
    "conversations.history": _TIER_3,
    "conversations.info": _TIER_3,
    "chat.update": _TIER_3,
    "chat.delete": _TIER_3,
    "users.info": _TIER_4,
    "users.lookupByEmail": _TIER_3,
    "views.open": _TIER_4,
    "views.push": _TIER_4,
    "views.update": _TIER_4,
    "views.publish": _TIER_4,
    "chat.postEphemeral": _TIER_4,
    "conversations.members": _TIER_4,
    "files.getUploadURLExternal": _TIER_4,
    "files.completeUploadExternal": _TIER_4,
}
_MOST_KEPT = 10_000

Key = tuple[str, str, str]


class Tiers:
    """What each method has used up of its tier, and what Slack asked for."""

    def __init__(self) -> None:
        self._used_until: dict[Key, datetime] = {}
        self._closed_until: dict[Key, datetime] = {}

    @property
    def kept(self) -> int:
        """How many times it remembers."""
        return len(self._used_until) + len(self._closed_until)

    def take(self, workspace: str, method: str, place: str, at: datetime) -> None:
        """Count one call. Raises RateLimitedError, with nothing counted, where it has to wait."""
        here = _key(workspace, method, place)
        closed = self._closed_until.get(here, at)
        if closed > at:
            raise RateLimitedError(closed - at, here=bool(here[2]))
        limit = _TIERS.get(method)
        if limit is None:
            return
        used = max(self._used_until.get(here, at), at)
        free = limit.free_at(used)
        if free > at:
            raise RateLimitedError(free - at)
        _keep(self._used_until, here, used + limit.every, at)

    def heed(self, workspace: str, method: str, place: str, wait: timedelta, at: datetime) -> RateLimitedError:
        """Slack asked to wait: nothing more of the kind goes there before that."""
        here = _key(workspace, method, place)
        _keep(self._closed_until, here, at + wait, at)
        return RateLimitedError(wait, here=bool(here[2]))


def _key(workspace: str, method: str, place: str) -> Key:
    return workspace, method, place if method == _SAYING else ""


def _keep(times: dict[Key, datetime], key: Key, until: datetime, at: datetime) -> None:
    """What is over need not be remembered."""
    if len(times) >= _MOST_KEPT:
        for old in [old for old, end in times.items() if end <= at]:
            del times[old]
    times[key] = until
