"""Doing what has fallen due: touchpoints become turns, and turns become messages."""

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.domain.touchpoint import Touchpoint
from bot.engine.events import TouchpointFellDue
from bot.runtime.conductor import Conductor
from bot.runtime.dispatcher import Dispatcher
from bot.runtime.ports import Clock, Heard, Store

log = structlog.get_logger()

BATCH = 100
_RETRY_AFTER = timedelta(minutes=1)


class Drain:
    """What is due now, each touchpoint in a turn of its own; one drain at a time in this process."""

    def __init__(self, store: Store, conductor: Conductor, dispatcher: Dispatcher, clock: Clock) -> None:
        self._store = store
        self._conductor = conductor
        self._dispatcher = dispatcher
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._failed: dict[Touchpoint, datetime] = {}

    async def run(self) -> int:
        """Handle everything due; how many touchpoints and messages there were."""
        async with self._one_at_a_time:
            handled = 0
            while due := await self._due():
                for touchpoint in due:
                    await self._fall_due(touchpoint)
                handled += len(due)
            return handled + await self._dispatcher.drain()

    async def _due(self) -> list[Touchpoint]:
        at = self._clock.now()
        due = await self._store.due(at, BATCH + len(self._failed))
        return [touchpoint for touchpoint in due if self._failed.get(touchpoint, at) <= at]

    async def _fall_due(self, touchpoint: Touchpoint) -> None:
        """One that fails waits a minute, and holds up no other."""
        try:
            await self._conductor.hear(heard(touchpoint))
        except Exception:
            log.exception("touchpoint_failed", person=touchpoint.person, kind=touchpoint.kind, slot=touchpoint.slot)
            self._failed[touchpoint] = self._clock.now() + _RETRY_AFTER
        else:
            self._failed.pop(touchpoint, None)


def heard(touchpoint: Touchpoint) -> Heard:
    """The touchpoint's turn, under a key of its own."""
    once = f"touchpoint:{touchpoint.person}:{touchpoint.kind}:{touchpoint.slot}"
    return Heard(touchpoint.person, None, TouchpointFellDue(touchpoint), once)
