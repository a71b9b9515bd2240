"""What a learner sees of one practice: the real conversation, with an invented person in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from bot.domain.attempt import Attempt
from bot.domain.consent import VERSION
from bot.domain.ids import CohortId, ConversationId, PersonId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.people import Cohort, Conversation, Person, Role
from bot.domain.practice import Library, Practice
from bot.engine import events as ev
from bot.engine.effects import Say
from bot.engine.engine import decide
from bot.engine.situation import Situation


class Scene(NamedTuple):
    """What was done, and one thing that is said to it."""

    after: str
    say: Say


def scenes(library: Library, practice: Practice, at: datetime) -> Iterator[Scene]:
    """The offer, everything that can be asked for, and what comes after it. Also of what is not offered any more."""
    shown = replace(practice, retired=False, review_by=date.max)
    play = _Play(replace(library, practices={**library.practices, shown.id: shown}), at)
    yield from play.hear("offered", ev.PracticeChosen(shown.id))
    yield from play.hear("why", ev.WhyAsked())
    for choice in play.pressable():
        if isinstance(choice, ev.PracticeAccepted):
            yield from play.hear("start", choice)
    for choice in play.pressable():
        if isinstance(choice, ev.AidAsked) and choice.aid != "exemplar":  # that one comes with the start
            yield from play.hear(choice.aid, choice)
    yield from play.hear("done", ev.DoneSaid(None))


class _Play:
    """One learner on the first pathway, who has agreed to everything and done nothing yet."""

    def __init__(self, library: Library, at: datetime) -> None:
        self._library = library
        self._at = at
        id_, email = PersonId("reader"), "reader@example.org"
        roles: frozenset[Role] = frozenset({"learner"})
        self._reader = Person(id_, "Reader", email, roles, "UTC", None, library.locale, None, active=True)
        self._home = Conversation(ConversationId("home"), "direct", "Microcoach", self._reader.id)
        self._cohort = Cohort(CohortId("cohort"), "Cohort", next(iter(library.pathways)), at.date(), date.max)
        self._learner = Learner(self._reader.id, self._cohort.id, None, stage="practising", consent=VERSION)
        self._attempt: Attempt | None = None
        self._said: list[Say] = []
        self._turns = 0

    def hear(self, after: str, event: ev.Understood) -> Iterator[Scene]:
        self._turns += 1
        decision = decide(self._situation(), event)
        for state in decision.state:
            if isinstance(state, Learner):
                self._learner = state
            elif isinstance(state, Attempt):
                self._attempt = state
        said = [effect for effect in decision.effects if isinstance(effect, Say)]
        self._said += said
        yield from (Scene(after, say) for say in said)

    def pressable(self) -> list[ev.Understood]:
        """What has been offered so far, each once."""
        return list(dict.fromkeys(choice.means for say in self._said for choice in say.choices))

    def _situation(self) -> Situation:
        journey = Journey(
            person=self._reader,
            home=self._home.id,
            learner=self._learner,
            cohort=self._cohort,
            coach=None,
            days_off=frozenset[date](),
            attempt=self._attempt,
            reflection=None,
            plan=None,
            feedback=None,
        )
        return Situation(self._at, f"preview:{self._turns}", self._reader, self._home, self._library, journey)
