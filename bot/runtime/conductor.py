"""One event, one transaction: the heard-key, the state, the schedule and what is owed, or none of it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import WorkspaceId
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.practice import Library
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Effect, Erase, Form, Note, Open, Say, Schedule, Show, Unschedule
from bot.engine.engine import decide
from bot.engine.gate import answered_in
from bot.engine.situation import Situation
from bot.runtime.gathering import gather, gather_due
from bot.runtime.ports import Clock, Heard, Outgoing, Store, Turn

WORTH_SENDING = timedelta(hours=8)
Kind = TypeVar("Kind", bound=Effect)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the one who acted gets at once: a form, their own page, or the word that this had been heard before.

    ``where`` is the kind of place in which it was heard.
    """

    locale: str = DEFAULT_LOCALE
    zone: str = "UTC"
    form: Form | None = None
    repeated: bool = False
    page: tuple[Say, ...] = ()
    where: Literal["direct", "channel"] = "direct"


class Conductor:
    """Turns events into rows. It sends nothing: ``wake`` says, after the commit, where something may be owed."""

    def __init__(
        self,
        store: Store,
        libraries: Mapping[str, Library],
        clock: Clock,
        wake: Callable[[Collection[WorkspaceId]], None],
    ) -> None:
        self._store = store
        self._libraries = libraries
        self._clock = clock
        self._wake = wake

    async def hear(self, heard: Heard) -> Outcome:
        """Handle one event. Raises UnreadableInputError, with nothing changed, for what the sender must mend."""
        at = self._clock.now()
        async with self._store.turn() as turn:
            if not await turn.hear(heard.once, at):
                return Outcome(repeated=True)
            gathered = await gather(turn, heard, at, self._libraries)
            if gathered is None:
                raise UnreadableInputError("unreadable/stranger")
            event, now = gathered
            decision = decide(now, event)
            lanes = await _apply(turn, [(event, now, decision)], at)
        self._wake(lanes)
        form = next((effect.form for effect in decision.effects if isinstance(effect, Open)), None)
        page = next((effect.sections for effect in decision.effects if isinstance(effect, Show)), ())
        return Outcome(now.library.locale, now.person.zone, form, page=page, where=now.where.kind)

    async def fall_due(self, lane: WorkspaceId, limit: int) -> int:
        """The turns of up to ``limit`` touchpoints of a lane in one transaction; how many there were.

        Raises what one of them raises: then none of them has happened.
        """
        at = self._clock.now()
        async with self._store.turn() as turn:
            fallen = await turn.fallen_due(lane, at, limit)
            decided: list[_Decided] = []
            outcomes: dict[Touchpoint, str] = {}
            for touchpoint, scene in ((one.touchpoint, one.scene) for one in fallen):
                outcomes[touchpoint] = "left"
                if scene is not None:
                    event, now = await gather_due(turn, touchpoint, scene, at, self._libraries)
                    decision = decide(now, event)
                    decided.append((event, now, decision))
                    outcomes[touchpoint] = decision.outcome or "sent"
            await turn.settle(outcomes, at)
            lanes = await _apply(turn, decided, at)
        self._wake(lanes)
        return len(fallen)


_Decided = tuple[ev.Understood, Situation, Decision]


async def _apply(turn: Turn, decided: Sequence[_Decided], at: datetime) -> Collection[WorkspaceId]:
    """Write down what was decided, one statement for each kind of thing; the lanes in which something is owed."""
    effects = [effect for _, _, decision in decided for effect in decision.effects]
    if states := [state for _, _, decision in decided for state in decision.state]:
        await turn.keep(states, at)
    for erase in _of(effects, Erase):
        await turn.erase(erase.person, at)
    if dropped := [(effect.person, effect.kind) for effect in _of(effects, Unschedule)]:
        await turn.unschedule(dropped)
    if ahead := [schedule.touchpoint for schedule in _of(effects, Schedule)]:
        await turn.schedule(ahead)
    for note in _of(effects, Note):
        await turn.note(note.learner, note.text, note.at)
    owed = [message for event, now, decision in decided for message in _owed(event, now, decision)]
    return await turn.queue(owed) if owed else ()


def _owed(event: ev.Understood, now: Situation, decision: Decision) -> Iterator[Outgoing]:
    is_planned = isinstance(event, ev.TouchpointFellDue)
    is_erased = any(isinstance(effect, Erase) for effect in decision.effects)
    for number, say in enumerate(_of(decision.effects, Say)):
        yield Outgoing(
            once=f"{now.cause}#{number}",
            to=say.to or answered_in(now, event),
            say=say,
            at=now.at,
            expires_at=now.at + WORTH_SENDING if is_planned and say.begun else None,
            about=None if now.journey is None or is_erased else now.journey.person.id,
            begun=is_planned or say.begun,
        )


def _of(effects: Sequence[Effect], kind: type[Kind]) -> list[Kind]:
    return [effect for effect in effects if isinstance(effect, kind)]
