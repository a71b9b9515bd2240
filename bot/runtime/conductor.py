"""One event, one transaction: the heard-key, the state, the schedule and what is owed, or none of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot.domain.errors import UnreadableInputError
from bot.domain.practice import Library
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Effect, Erase, Form, Note, Open, Say, Schedule, Unschedule
from bot.engine.engine import decide
from bot.engine.gate import answered_in
from bot.engine.situation import Situation
from bot.runtime.gathering import DEFAULT_LOCALE, gather
from bot.runtime.ports import Clock, Heard, Outgoing, Store, Turn

WORTH_SENDING = timedelta(hours=8)
Kind = TypeVar("Kind", bound=Effect)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the one who acted gets at once: a form to show, or the word that this had been heard before."""

    locale: str = DEFAULT_LOCALE
    zone: str = "UTC"
    form: Form | None = None
    repeated: bool = False


class Conductor:
    """Turns events into rows. It sends nothing: ``wake`` says, after the commit, that something may be owed."""

    def __init__(self, store: Store, libraries: Mapping[str, Library], clock: Clock, wake: Callable[[], None]) -> None:
        self._store = store
        self._libraries = libraries
        self._clock = clock
        self._wake = wake

    async def hear(self, heard: Heard) -> Outcome:
        """Handle one event. Raises UnreadableInputError, with nothing changed, for what the sender must mend."""
        async with self._store.turn() as turn:
            outcome = await self._in_turn(turn, heard)
        self._wake()
        return outcome

    async def _in_turn(self, turn: Turn, heard: Heard) -> Outcome:
        at = self._clock.now()
        touchpoint = heard.event.touchpoint if isinstance(heard.event, ev.TouchpointFellDue) else None
        if touchpoint is None and not await turn.hear(heard.once, at):
            return Outcome(repeated=True)
        gathered = await gather(turn, heard, at, self._libraries)
        if gathered is None:
            if touchpoint is None:
                raise UnreadableInputError("unreadable/stranger")
            await turn.settle(touchpoint, "left", at)
            return Outcome()
        event, now = gathered
        decision = decide(now, event)
        if touchpoint is not None and not await turn.settle(touchpoint, decision.outcome or "sent", at):
            return Outcome(repeated=True)
        await _apply(turn, now, event, decision)
        form = next((effect.form for effect in decision.effects if isinstance(effect, Open)), None)
        return Outcome(now.library.locale, now.person.zone, form)


async def _apply(turn: Turn, now: Situation, event: ev.Understood, decision: Decision) -> None:
    """Write down what was decided, one statement for each kind of thing."""
    effects = decision.effects
    if decision.state:
        await turn.keep(decision.state)
    for erase in _of(effects, Erase):
        await turn.erase(erase.person, now.at)
    for dropped in _of(effects, Unschedule):
        await turn.unschedule(dropped.person, dropped.kind)
    if ahead := [schedule.touchpoint for schedule in _of(effects, Schedule)]:
        await turn.schedule(ahead)
    for note in _of(effects, Note):
        await turn.note(note.learner, note.text, note.at)
    if said := _of(effects, Say):
        await turn.queue([_outgoing(now, event, say, number) for number, say in enumerate(said)])


def _outgoing(now: Situation, event: ev.Understood, say: Say, number: int) -> Outgoing:
    is_planned = isinstance(event, ev.TouchpointFellDue)
    return Outgoing(
        once=f"{now.cause}#{number}",
        to=say.to or answered_in(now, event),
        say=say,
        at=now.at,
        expires_at=now.at + WORTH_SENDING if is_planned and say.begun else None,
    )


def _of(effects: Sequence[Effect], kind: type[Kind]) -> list[Kind]:
    return [effect for effect in effects if isinstance(effect, kind)]
