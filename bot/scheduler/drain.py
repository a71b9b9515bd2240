"""Doing what has fallen due in a lane: touchpoints become turns, and turns become messages."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.domain.ids import WorkspaceId
from bot.runtime.conductor import Conductor
from bot.runtime.dispatcher import Dispatcher
from bot.runtime.ports import Clock, Store

log = structlog.get_logger()

BATCH = 50
_RETRY_AFTER = timedelta(minutes=1)


class Drain:
    """Idempotent: to drain a lane twice, or in two places, changes nothing."""

    def __init__(self, store: Store, conductor: Conductor, dispatcher: Dispatcher, clock: Clock) -> None:
        self._store = store
        self._conductor = conductor
        self._dispatcher = dispatcher
        self._clock = clock

    async def waiting(self) -> Sequence[WorkspaceId]:
        """The lanes in which something is due now."""
        return await self._store.waiting(self._clock.now())

    async def lane(self, lane: WorkspaceId) -> int:
        """Everything due in the lane; how many touchpoints and messages there were.

        Where a platform wants it slow, turns wait for the messages of those before them: what is decided is then
        decided shortly before it is sent.
        """
        handled = 0
        while True:
            fallen = await self._fall_due(lane)
            handled += fallen + await self._dispatcher.drain(lane)
            if not fallen or self._dispatcher.stops_at is not None:
                return handled

    async def run(self) -> int:
        """Everything due in all lanes, to its end."""
        handled = 0
        while lanes := await self.waiting():
            done = sum(await asyncio.gather(*map(self.lane, lanes)))
            if not done:
                break
            handled += done
        return handled

    async def _fall_due(self, lane: WorkspaceId) -> int:
        """A look costs less than a turn in which there is nothing to do."""
        if not await self._store.due(lane, self._clock.now(), 1):
            return 0
        try:
            return await self._conductor.fall_due(lane, BATCH)
        except Exception:
            log.exception("touchpoints_failed", lane=lane)
        return await self._one_by_one(lane)

    async def _one_by_one(self, lane: WorkspaceId) -> int:
        """One of them fails: it waits a minute, and holds up no other."""
        for _ in range(BATCH):
            try:
                if not await self._conductor.fall_due(lane, 1):
                    return 0
            except Exception:
                log.exception("touchpoint_failed", lane=lane)
                await self._postpone_first(lane)
        return BATCH

    async def _postpone_first(self, lane: WorkspaceId) -> None:
        at = self._clock.now()
        for touchpoint in await self._store.due(lane, at, 1):
            log.warning("touchpoint_postponed", person=touchpoint.person, kind=touchpoint.kind, slot=touchpoint.slot)
            await self._store.postpone(touchpoint, at + _RETRY_AFTER)
