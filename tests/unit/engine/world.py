"""A small world around the pure engine: it remembers what was decided, and time passes in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.attempt import Attempt
from bot.domain.feedback import Feedback
from bot.domain.ids import AttemptId, FeedbackId, PersonId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.reflection import Reflection
from bot.domain.touchpoint import Touchpoint
from bot.engine import commands, forms
from bot.engine import events as ev
from bot.engine.decision import Decision, State
from bot.engine.effects import Effect, Form, Open, Say, Schedule, Unschedule
from bot.engine.engine import decide
from bot.engine.situation import Situation
from tests.make import HOME, LEA, MONDAY, a_coach, a_cohort, a_conversation, a_learner, a_library, a_person

Key = tuple[str, str]
_LIBRARY = a_library()


@dataclass(frozen=True)
class Stamp:
    """When a scheduled prompt was sent: the learner's local day, and whether that was in their hours."""

    day: date
    is_open: bool


class World:
    """Lea, her coach, and what is kept of them. Touchpoints fall due when time passes."""

    def __init__(self, learner: Learner | None = None) -> None:
        self.at = MONDAY
        self.lea = a_person()
        self.coach = a_coach()
        self.learner = learner or a_learner()
        self.attempts: dict[AttemptId, Attempt] = {}
        self.reflections: dict[AttemptId, Reflection] = {}
        self.plans: dict[str, Plan] = {}
        self.feedback: dict[FeedbackId, Feedback] = {}
        self.pending: dict[Key, Touchpoint] = {}
        self.settled: dict[Key, str] = {}
        self.heard: list[Say] = []
        self.forms: list[Form] = []
        self.prompts: list[Stamp] = []
        self.kept: list[State] = []
        self.done: list[Effect] = []
        self.turns = 0

    # What Lea can do.

    def do(self, event: ev.Understood, *, who: Person | None = None) -> Decision:
        """One event of one person. Raises UnreadableInputError; then nothing has changed."""
        return self._apply(decide(self._situation(event, who or self.lea), event))

    def type(self, text: str) -> Decision:
        return self.do(commands.understand(ev.Said(text), self.learner.asking))

    def submit(self, form: Form, values: Mapping[str, ev.Value]) -> Decision:
        return self.do(forms.read(ev.Submitted(form.prompt, form.about, values)))

    @property
    def buttons(self) -> list[ev.Understood]:
        """Everything that was ever offered to be pressed, the newest last."""
        return [choice.means for say in self.heard for choice in say.choices]

    # Time.

    def wait(self, span: timedelta) -> None:
        """Time passes; everything falls due when it should."""
        until = self.at + span
        while (following := self._next_due()) is not None and following.due_at <= until:
            self.at = max(self.at, following.due_at)
            self._fall_due(following)
        self.at = until

    def sleep(self, span: timedelta) -> None:
        """The bot is down meanwhile; all that has fallen due comes late, in its order."""
        self.at += span
        while (following := self._next_due()) is not None and following.due_at <= self.at:
            self._fall_due(following)

    def silence(self) -> None:
        """Lea has been here, so that no silence of hers is counted."""
        self.learner = self.learner.answered()

    # What may be looked at.

    @property
    def journey(self) -> Journey:
        return self._journey(None, None)

    @property
    def today(self) -> date:
        return self.journey.today(self.at)

    @property
    def current(self) -> Attempt | None:
        return self.attempts.get(self.learner.attempt) if self.learner.attempt else None

    @property
    def prompts_pending(self) -> list[Touchpoint]:
        return [point for (kind, _), point in self.pending.items() if kind == "prompt"]

    def said(self, *, last: int = 3) -> list[str]:
        """The prompts of the latest messages."""
        return [say.prompt for say in self.heard[-last:]]

    def _situation(self, event: ev.Understood, who: Person) -> Situation:
        self.turns += 1
        attempt = getattr(event, "attempt", None)
        feedback = event.feedback if isinstance(event, ev.FeedbackAcknowledged) else None
        if isinstance(event, ev.TouchpointFellDue) and event.touchpoint.kind in {"reminder", "reflection"}:
            attempt = AttemptId(event.touchpoint.subject)
        return Situation(
            at=self.at,
            cause=f"turn:{self.turns}",
            person=who,
            where=a_conversation(),
            library=_LIBRARY,
            journey=self._journey(attempt, feedback),
        )

    def _journey(self, attempt: AttemptId | None, feedback: FeedbackId | None) -> Journey:
        named = self.attempts.get(attempt) if attempt else None
        meant = named or self.current
        return Journey(
            person=self.lea,
            home=HOME,
            learner=self.learner,
            cohort=a_cohort(),
            coach=self.coach if self.learner.coach else None,
            days_off=frozenset[date](),
            attempt=meant,
            reflection=self.reflections.get(meant.id) if meant else None,
            plan=next((plan for plan in self.plans.values() if plan.closed_at is None), None),
            feedback=self.feedback.get(feedback) if feedback else None,
        )

    def _apply(self, decision: Decision) -> Decision:
        for state in decision.state:
            self._keep(state)
        for effect in decision.effects:
            self._follow(effect)
        return decision

    def _keep(self, state: State) -> None:
        match state:
            case Learner():
                self.learner = state
            case Attempt():
                self.attempts[state.id] = state
            case Reflection():
                self.reflections[state.attempt] = state
            case Plan():
                self.plans[state.id] = state
            case Feedback():
                self.feedback[state.id] = state
            case _:
                self.kept.append(state)

    def _follow(self, effect: Effect) -> None:
        match effect:
            case Unschedule(person, kind):
                self._unschedule(person, kind)
            case Schedule(touchpoint):
                self._schedule(touchpoint)
            case Say(to=to) if to in {None, HOME, LEA}:
                self.heard.append(effect)
                self.forms += [effect.form] if effect.form else []
            case Open(form):
                self.forms.append(form)
            case _:
                self.done.append(effect)

    def _unschedule(self, person: PersonId, kind: str) -> None:
        assert person == LEA
        self.pending = {key: point for key, point in self.pending.items() if key[0] != kind}

    def _schedule(self, point: Touchpoint) -> None:
        """One pending of a kind and subject; a slot that had its turn stays so."""
        if (point.kind, point.slot) not in self.settled:
            self.pending[point.kind, point.subject] = point

    def _next_due(self) -> Touchpoint | None:
        return min(self.pending.values(), key=lambda point: (point.due_at, point.kind), default=None)

    def _fall_due(self, point: Touchpoint) -> None:
        event = ev.TouchpointFellDue(point)
        decision = decide(self._situation(event, self.lea), event)
        del self.pending[point.kind, point.subject]
        self.settled[point.kind, point.slot] = decision.outcome or "sent"
        if point.kind == "prompt" and not decision.outcome:
            self.prompts.append(Stamp(self.today, self.journey.hours.is_open(self.at)))
        self._apply(decision)
