"""From the outbox to the platforms, one lane at a time: after the commit, at the pace that each platform allows."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.ids import WorkspaceId
from bot.domain.people import Platform
from bot.runtime.delivery import Delivery
from bot.runtime.limits import LIMITS, Limits, Paced, paced
from bot.runtime.meter import Meter, NoMeter, Result
from bot.runtime.ports import Accepted, Clock, Fate, GivenUp, Hold, Lost, Outbox, Parcel, PutBack, Ready
from bot.runtime.together import Together

log = structlog.get_logger()

WIDTH = 16
_HOLD_FOR = timedelta(seconds=10)
_LAST_MOMENT = timedelta(seconds=1)
_SHORTEST_REST = timedelta(milliseconds=50)
_MARGIN = timedelta(seconds=12)  # the longest that handing one message over may take

Pause = Callable[[float], Awaitable[None]]


class Dispatcher:
    """Sends what is owed in the lanes that it is asked to drain; one process at a time holds a lane."""

    def __init__(
        self,
        outbox: Outbox,
        delivery: Delivery,
        clock: Clock,
        *,
        limits: Mapping[Platform, Limits] = LIMITS,
        width: int = WIDTH,
        pause: Pause = asyncio.sleep,
        meter: Meter | None = None,
    ) -> None:
        self.outbox = outbox
        self.delivery = delivery
        self.clock = clock
        self.limits = limits
        self.width = width
        self.pause = pause
        self.meter: Meter = meter or NoMeter()
        self.stops_at: datetime | None = None
        self._one_at_a_time: defaultdict[WorkspaceId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._take = Together(self._take_all)
        self.ready = Together(self._ready_all)
        self.begin = Together(self._begin_all)
        self.record = Together(self._record_all)
        self._release = Together(self._release_all)

    async def drain(self, lane: WorkspaceId) -> int:
        """Send everything in the lane whose time has come; how many messages were taken up."""
        async with self._one_at_a_time[lane]:
            hold = await self._take(lane)
            if hold is None:
                return 0
            run = _Run(self, hold)
            try:
                await run.to_the_end()
            finally:
                try:
                    await run.finish()
                finally:
                    await self._release((hold, run.paused_until))
            return run.handled

    def stop(self) -> None:
        """Send what is at hand, for a moment only; then every lane is given back."""
        self.stops_at = self.clock.now() + _LAST_MOMENT

    async def _take_all(self, lanes: Sequence[WorkspaceId]) -> Sequence[Hold | None]:
        held = await self.outbox.take(lanes, self.clock.now())
        return [held.get(lane) for lane in lanes]

    async def _ready_all(self, asked: Sequence[tuple[Hold, int]]) -> Sequence[Ready]:
        at, limit = self.clock.now(), max(number for _, number in asked)
        found = await self.outbox.ready([hold for hold, _ in asked], at, limit)
        return [Ready(ready.parcels[:number], ready.used) for ready, (_, number) in zip(found, asked, strict=True)]

    async def _begin_all(self, tries: Sequence[tuple[Hold, Paced[Parcel]]]) -> Sequence[Sequence[Parcel]]:
        asked = [(hold, paced.going, paced.used) for hold, paced in tries]
        begun = {parcel.id: parcel for parcel in await self.outbox.begin(asked, self.clock.now())}
        return [[begun[parcel.id] for parcel in parcels if parcel.id in begun] for _, parcels, _ in asked]

    async def _record_all(self, fates: Sequence[tuple[Parcel, Fate]]) -> Sequence[None]:
        await self.outbox.record(fates)
        return [None] * len(fates)

    async def _release_all(self, holds: Sequence[tuple[Hold, datetime | None]]) -> Sequence[None]:
        await self.outbox.release(holds)
        return [None] * len(holds)


class _Run:
    """One hold of a lane: it sends side by side, and gives the lane back before the hold runs out."""

    def __init__(self, dispatcher: Dispatcher, hold: Hold) -> None:
        self._by = dispatcher
        self._hold = hold
        self._limits = dispatcher.limits[hold.platform]
        self._until = dispatcher.clock.now() + _HOLD_FOR
        self._under_way: set[asyncio.Task[None]] = set()
        self.handled = hold.abandoned
        self.paused_until: datetime | None = None

    async def to_the_end(self) -> None:
        while self.paused_until is None and self._by.clock.now() < min(self._until, self._by.stops_at or self._until):
            self._reap()
            free = self._by.width - len(self._under_way)
            ready = await self._by.ready((self._hold, self._limits.worth_reading(free))) if free else None
            if ready is not None and ready.parcels:
                await self._send(ready)
            elif self._under_way:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            else:
                return

    async def finish(self) -> None:
        """Wait for what has been begun."""
        if self._under_way:
            await asyncio.wait(self._under_way)
        self._reap()

    def _reap(self) -> None:
        """Raises what stopped a fate from being written down."""
        done = {task for task in self._under_way if task.done()}
        self._under_way -= done
        for task in done:
            task.result()

    async def _send(self, ready: Ready) -> None:
        at = self._by.clock.now()
        checked = [(parcel, await self._settled(parcel, at)) for parcel in ready.parcels]
        settled = [(parcel, fate) for parcel, fate in checked if fate is not None]
        if settled:
            await asyncio.gather(*(self._record(parcel, fate) for parcel, fate in settled))
        going = [parcel for parcel, fate in checked if fate is None]
        if not going:
            return
        pace = paced(going, lambda parcel: parcel.address, self._limits, ready.used, at)
        if pace.going:
            await self._begin(pace)
        elif pace.more_at is not None:
            await self._rest(pace.more_at - at)

    async def _settled(self, parcel: Parcel, at: datetime) -> Fate | None:
        return self._by.delivery.kept(parcel, at) or await self._by.delivery.found(parcel, at)

    async def _begin(self, pace: Paced[Parcel]) -> None:
        begun = await self._by.begin((self._hold, pace))
        for parcel in begun:
            self._under_way.add(asyncio.create_task(self._deliver(parcel)))
        if len(begun) < len(pace.going):
            self._until = self._by.clock.now()  # somebody else holds the lane, or has changed what is in it

    async def _deliver(self, parcel: Parcel) -> None:
        """Not begun any more where this process has slept so long that another may have taken the lane over."""
        at = self._by.clock.now()
        if at + _MARGIN > self._hold.until:
            await self._record(parcel, PutBack(at, "the hold on the lane ran out"))
            return
        fate = await self._by.delivery.sent(parcel, at)
        self._by.meter.handed_over(self._hold.platform, (self._by.clock.now() - at).total_seconds())
        await self._record(parcel, fate)

    async def _record(self, parcel: Parcel, fate: Fate) -> None:
        self.handled += 1
        if isinstance(fate, PutBack) and fate.lane_waits:
            self.paused_until = max(fate.at, self.paused_until or fate.at)
        if isinstance(fate, GivenUp):
            _tell(parcel, fate)
        self._by.meter.sent(self._hold.platform, _result(fate))
        await self._by.record((parcel, fate))

    async def _rest(self, needed: timedelta) -> None:
        """Until the limits have room again, or what is under way has come to its end."""
        seconds = max(needed, _SHORTEST_REST).total_seconds()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        else:
            await self._by.pause(seconds)


def _tell(parcel: Parcel, fate: GivenUp) -> None:
    """An admin reads why; the words themselves are nobody else's."""
    event = {"failed": "message_given_up", "dropped": "message_dropped", "unknown": "message_unknown"}[fate.outcome]
    say = log.info if fate.outcome == "dropped" else log.error
    say(event, message=parcel.id, prompt=parcel.say.prompt, reason=fate.reason)


def _result(fate: Fate) -> Result:
    match fate:
        case Accepted():
            return "accepted"
        case Lost():
            return "uncertain"
        case PutBack(held=held):
            return "held" if held else "delayed"
        case GivenUp(outcome):
            return outcome
