"""One message on its way: checked at the door, written, handed over; what became of it is a value."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import AnswerLostError, ConversationGoneError, RateLimitedError, UnreachableError
from bot.domain.ids import PersonId, PracticeId
from bot.domain.journey import Journey
from bot.domain.people import Platform
from bot.domain.practice import Practice
from bot.engine.door import closed, opens_at
from bot.engine.effects import Export, Invitation, Say
from bot.engine.flows.cards import offer_subject
from bot.rendering.message import Attachment, Message
from bot.runtime.ports import Accepted, Fate, GivenUp, Lost, Messenger, Parcel, PutBack
from bot.runtime.writer import Writer

log = structlog.get_logger()

MOST_TRIES = 8
LOOK_AFTER = timedelta(seconds=5)
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(hours=1)
_LOST = "the answer was lost"

Exporter = Callable[[PersonId], Awaitable[bytes]]


class Delivery:
    """Knows every platform's messenger, and keeps no message's fate to itself."""

    def __init__(
        self,
        messengers: Mapping[Platform, Messenger],
        writer: Writer,
        export: Exporter,
        practices: Mapping[PracticeId, Practice],
    ) -> None:
        self.messengers = messengers
        self._writer = writer
        self._export = export
        self.practices = practices

    def kept(self, parcel: Parcel, at: datetime) -> Fate | None:
        """Why it does not go now, or None. What the bot begins must be wanted, fresh, and in the reader's hours."""
        if not parcel.address.installed or parcel.address.platform not in self.messengers:
            return GivenUp("dropped", "the workspace is not connected")
        if not parcel.say.begun or parcel.journey is None:
            return None
        opening = opens_at(parcel.journey, at)
        reason = _unwanted(parcel, parcel.journey, at, in_hours=opening <= at) or self._retired(parcel, at)
        if reason:
            return GivenUp("dropped", reason)
        return PutBack(opening, "outside working hours", held=True) if opening > at else None

    async def found(self, parcel: Parcel, at: datetime) -> Fate | None:
        """What became of an earlier try whose answer was lost; None if it is to be sent again.

        Where the platform can't be asked, an answer is sent again once: somebody waits for it. What the bot began is
        not: a prompt that comes twice does more harm than one that may be missing.
        """
        if not parcel.lost:
            return None
        if parcel.lost >= MOST_TRIES:
            return GivenUp("unknown", _LOST)
        if parcel.replaces is not None:
            return None  # to put the same words in the same place twice is to do it once
        return await self._looked_for(parcel, at) if self._messenger(parcel).remembers else _unasked(parcel)

    async def _looked_for(self, parcel: Parcel, at: datetime) -> Fate | None:
        try:
            ref = await self._messenger(parcel).find(parcel.address, parcel.id, parcel.sent_at or parcel.queued_at)
        except AnswerLostError:
            return _unasked(parcel)
        except UnreachableError as error:
            return self._again(parcel, f"{_LOST}, and could not be looked for: {error}", at)
        return None if ref is None else Accepted(ref)

    async def sent(self, parcel: Parcel, at: datetime) -> Fate:
        """Hand it over. Whatever goes wrong with it is its fate, and keeps no other one waiting."""
        try:
            return Accepted(await self._hand_over(parcel, at))
        except RateLimitedError as limit:
            return PutBack(at + limit.retry_after, "rate limited", held=True, lane_waits=not limit.here)
        except ConversationGoneError as gone:
            return GivenUp("failed", str(gone) or "the conversation is gone")
        except AnswerLostError as lost:
            log.warning("message_uncertain", message=parcel.id, prompt=parcel.say.prompt, reason=str(lost))
            return Lost(at + min(_LONGEST_WAIT, LOOK_AFTER * 2**parcel.lost), str(lost) or _LOST)
        except UnreachableError as error:
            return self._again(parcel, str(error), at)
        except Exception as error:
            # Our own fault, most likely in one message: it must not stop the others.
            log.exception("message_failed", message=parcel.id, prompt=parcel.say.prompt)
            return GivenUp("failed", f"our fault: {type(error).__name__}")

    def _retired(self, parcel: Parcel, at: datetime) -> str:
        """A practice that was offered when it still could be, and has been taken back since."""
        journey = parcel.journey
        attempt = None if journey is None else journey.attempt
        if journey is None or attempt is None or parcel.say.subject != offer_subject(attempt):
            return ""
        practice = self.practices.get(attempt.practice)
        is_offered = practice is not None and practice.offered_on(journey.today(at))
        return "" if is_offered or attempt.state != "offered" else "practice retired"

    def _messenger(self, parcel: Parcel) -> Messenger:
        return self.messengers[parcel.address.platform]

    async def _hand_over(self, parcel: Parcel, at: datetime) -> str:
        message = await self._written(parcel, at)
        messenger = self._messenger(parcel)
        if parcel.replaces is None:
            return await messenger.send(parcel.address, message, parcel.id, at)
        return await messenger.update(parcel.address, message, parcel.replaces, parcel.id, at)

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

    def _again(self, parcel: Parcel, reason: str, at: datetime) -> Fate:
        if parcel.tries >= MOST_TRIES:
            return GivenUp("failed", reason)
        log.warning("message_delayed", message=parcel.id, prompt=parcel.say.prompt, tries=parcel.tries, reason=reason)
        return PutBack(at + min(_LONGEST_WAIT, _FIRST_WAIT * 2**parcel.tries), reason)


def _unasked(parcel: Parcel) -> Fate | None:
    return GivenUp("unknown", _LOST) if parcel.say.begun or parcel.lost > 1 else None


def _unwanted(parcel: Parcel, journey: Journey, at: datetime, *, in_hours: bool) -> str:
    """What was planned is dropped when its time is over; what another person wrote, only if the reader has left."""
    if not parcel.planned:
        return "" if parcel.reader.active else "left"
    late = not in_hours or (parcel.expires_at is not None and at >= parcel.expires_at)
    return closed(journey, at) or ("too late" if late else "")
