"""From the outbox to the messenger: after the commit, checked again at the door, retried, given up loudly."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import ConversationGoneError, RateLimitedError, UnreachableError
from bot.domain.ids import PersonId
from bot.domain.journey import Journey
from bot.engine.door import closed, opens_at
from bot.engine.effects import Export, Invitation, Say
from bot.rendering.message import Attachment, Message
from bot.runtime.ports import Clock, Messenger, Outbox, Parcel
from bot.runtime.writer import Writer

log = structlog.get_logger()

BATCH = 50
MOST_TRIES = 8
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(hours=1)


Exporter = Callable[[PersonId], Awaitable[bytes]]


class Dispatcher:
    """Hands over what is owed, one drain at a time in this process."""

    def __init__(self, outbox: Outbox, messenger: Messenger, writer: Writer, export: Exporter, clock: Clock) -> None:
        self._outbox = outbox
        self._messenger = messenger
        self._writer = writer
        self._export = export
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def drain(self) -> int:
        """Send everything whose time has come; how many parcels were taken up."""
        handled = 0
        async with self._one_at_a_time:
            while parcels := await self._outbox.claim(self._clock.now(), BATCH):
                for parcel in parcels:
                    await self._deliver(parcel)
                handled += len(parcels)
        return handled

    async def _deliver(self, parcel: Parcel) -> None:
        """Send one parcel; whatever goes wrong with it keeps no other one waiting."""
        at = self._clock.now()
        if await self._kept_at_the_door(parcel, at):
            return
        try:
            ref = await self._hand_over(parcel, at)
        except RateLimitedError as limit:
            await self._outbox.hold(parcel, at + limit.retry_after, "rate limited")
        except ConversationGoneError:
            await self._give_up(parcel, "the conversation is gone")
        except UnreachableError as error:
            await self._try_again(parcel, str(error), at)
        except Exception as error:
            # Our own fault, most likely in one message: it must not stop the others.
            log.exception("message_failed", message=parcel.id, prompt=parcel.say.prompt)
            await self._give_up(parcel, f"our fault: {type(error).__name__}")
        else:
            await self._outbox.accepted(parcel, ref)

    async def _kept_at_the_door(self, parcel: Parcel, at: datetime) -> bool:
        """What the bot begins is checked again: still wanted, still fresh, and in the reader's hours."""
        if not parcel.say.begun or parcel.journey is None:
            return False
        opening = opens_at(parcel.journey, at)
        reason = _unwanted(parcel, parcel.journey, at, in_hours=opening <= at)
        if reason:
            await self._outbox.give_up(parcel, "dropped", reason)
            log.info("message_dropped", message=parcel.id, prompt=parcel.say.prompt, reason=reason)
        elif opening > at:
            await self._outbox.hold(parcel, opening, "outside working hours")
        return bool(reason) or opening > at

    async def _hand_over(self, parcel: Parcel, at: datetime) -> str:
        message = await self._written(parcel, at)
        if parcel.replaces is None:
            return await self._messenger.send(parcel.address, message, parcel.id, at)
        return await self._messenger.update(parcel.address, message, parcel.replaces, parcel.id, at)

    async def _written(self, parcel: Parcel, at: datetime) -> Message:
        """Drawing takes a while, so it leaves the event loop free."""
        picture = parcel.say.picture
        png = None
        if picture is not None:
            png = await asyncio.to_thread(self._writer.draw, picture, parcel.reader.locale)
        return self._writer.message(parcel, at, png, await self._files(parcel.say))

    async def _files(self, say: Say) -> Sequence[Attachment]:
        match say.attach:
            case None:
                return ()
            case Invitation() as invitation:
                return (self._writer.invitation(invitation),)
            case Export(person):
                return (Attachment("microcoach-export.json", "application/json", await self._export(person)),)

    async def _try_again(self, parcel: Parcel, reason: str, at: datetime) -> None:
        if parcel.tries >= MOST_TRIES:
            await self._give_up(parcel, reason)
            return
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2**parcel.tries)
        await self._outbox.retry(parcel, at + wait, reason)
        log.warning("message_delayed", message=parcel.id, prompt=parcel.say.prompt, tries=parcel.tries, reason=reason)

    async def _give_up(self, parcel: Parcel, reason: str) -> None:
        await self._outbox.give_up(parcel, "failed", reason)
        log.error("message_given_up", message=parcel.id, prompt=parcel.say.prompt, reason=reason)


def _unwanted(parcel: Parcel, journey: Journey, at: datetime, *, in_hours: bool) -> str:
    """What was planned is dropped when its time is over; what another person wrote, only if the reader has left."""
    if not parcel.planned:
        return "" if parcel.reader.active else "left"
    late = not in_hours or (parcel.expires_at is not None and at >= parcel.expires_at)
    return closed(journey, at) or ("too late" if late else "")
