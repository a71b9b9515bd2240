"""How fast each platform lets the bot speak: the generic cell rate algorithm (ITU-T I.371), pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.domain.people import Platform
from bot.runtime.ports import Address, Used

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Limit:
    """One more every ``every``, and up to ``burst`` at once after a rest: at most burst + time / every in any time."""

    name: str
    every: timedelta
    burst: int

    def free_at(self, used_until: datetime) -> datetime:
        """When the next may go, where the limit will be as good as new at ``used_until``."""
        return used_until - self.every * (self.burst - 1)


@dataclass(frozen=True, slots=True)
class Limits:
    workspace: tuple[Limit, ...] = ()
    conversation: tuple[Limit, ...] = ()

    def worth_reading(self, width: int) -> int:
        """How many messages to look at, where ``width`` may be sent at once: some may have to let others pass."""
        return min([width, *(2 * limit.burst for limit in self.workspace)])


# Slack: about 1/s a channel, "several hundred a minute" a workspace.
# Teams: 7 in a second, 8 in two, 60 in 30 and 1,800 an hour in a conversation; 50/s a tenant.
LIMITS: Mapping[Platform, Limits] = {
    "playground": Limits(),
    "slack": Limits(
        workspace=(Limit("minute", timedelta(milliseconds=200), 5),),
        conversation=(Limit("second", timedelta(seconds=1), 3),),
    ),
    "teams": Limits(
        workspace=(Limit("second", timedelta(milliseconds=25), 10),),
        conversation=(
            Limit("second", timedelta(milliseconds=400), 3),
            Limit("hour", timedelta(milliseconds=2_050), 30),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Paced(Generic[Item]):
    """What may go now, how far that uses the limits up, and when to look again (None: no limit is in the way).

    Where a whole workspace must wait it is looked at again when half of the burst is there: by twos and threes the
    same number goes out with less work.
    """

    going: Sequence[Item]
    used: Used
    more_at: datetime | None


def paced(
    items: Iterable[Item], address: Callable[[Item], Address], limits: Limits, used: Used, at: datetime
) -> Paced[Item]:
    """Those of ``items``, in their order, for which there is room at ``at``; one that must wait lets others pass."""
    now = dict(used)
    going: list[Item] = []
    waits: list[datetime] = []
    changed: dict[tuple[str, str], datetime] = {}
    for item in items:
        to = address(item)
        shared = [((to.workspace, limit.name), limit) for limit in limits.workspace]
        own = [((to.conversation, limit.name), limit) for limit in limits.conversation]
        waits_for = [limit.free_at(now[key]) for key, limit in own if key in now]
        waits_for += [
            limit.free_at(now[key]) + limit.every * (limit.burst // 2)
            for key, limit in shared
            if key in now and limit.free_at(now[key]) > at
        ]
        if max(waits_for, default=at) > at:
            waits.append(max(waits_for))
            continue
        going.append(item)
        for key, limit in (*shared, *own):
            changed[key] = now[key] = max(now.get(key, at), at) + limit.every
    return Paced(going, changed, min(waits, default=None))
