"""One learner's life in the programme: what is kept of them, what is planned, and what they are going to do."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from statistics import fmean

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence
from bot.domain.feedback import Feedback
from bot.domain.ids import AttemptId, ConversationId, FeedbackId, MicroId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.people import Cohort, Conversation, Person
from bot.domain.plan import Plan
from bot.domain.practice import Library
from bot.domain.reflection import Reflection
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision, State
from bot.engine.effects import Say, Schedule, Unschedule
from bot.engine.engine import decide
from bot.engine.estimating import evidence_of
from bot.engine.selection import standing_of
from bot.engine.situation import Situation
from bot.simulation.character import Character


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody is going to do, and when."""

    at: datetime
    who: Person
    event: ev.Understood


@dataclass(frozen=True, slots=True)
class Asked:
    """A reflection that waits for a coach."""

    at: datetime
    due: datetime


Seen = tuple[float, float, float]
"""The mean level over a learner's skills as the programme sees it, its standard deviation, and as it truly is."""

Speak = Callable[[Say, Person, datetime], str]
"""A message in its reader's words."""


@dataclass(slots=True)
class Tally:
    """What is counted of one life.

    ``days`` are the messages by local date and ``prompts`` those of them that were the day's prompt; ``due`` the times
    they fell due; ``feedback`` the times it was given; ``baseline`` the levels that the programme began with,
    ``weeks`` what was seen at the end of each, None before the baseline.
    """

    turns: int = 0
    messages: int = 0
    begun: int = 0
    words: int = 0
    days: Counter[date] = field(default_factory=Counter[date])
    prompts: Counter[date] = field(default_factory=Counter[date])
    due: list[datetime] = field(default_factory=list[datetime])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    asked: dict[AttemptId, Asked] = field(default_factory=dict[AttemptId, Asked])
    feedback: list[datetime] = field(default_factory=list[datetime])
    baseline: list[float] = field(default_factory=list[float])
    weeks: list[Seen | None] = field(default_factory=list["Seen | None"])


Reaction = Callable[["Life", Say, datetime], Iterable[Act]]


class Life:
    """Everything that is known of one learner. ``decide`` is the real one; only rows and chat products are missing."""

    def __init__(
        self,
        *,
        person: Person,
        coach: Person,
        cohort: Cohort,
        library: Library,
        character: Character,
        days_off: Container[date],
        speak: Speak,
    ) -> None:
        self.person = person
        self.coach = coach
        self.character = character
        self.library = library
        self.learner = Learner(person.id, cohort.id, coach.id)
        self.attempts: dict[AttemptId, Attempt] = {}
        self.tally = Tally()
        self.joined_at: datetime | None = None
        self.home = Conversation(ConversationId(f"home-{person.id}"), "direct", "Microcoach", person.id)
        self._cohort = cohort
        self._days_off = days_off
        self._speak = speak
        self._reflections: dict[AttemptId, Reflection] = {}
        self._plan: Plan | None = None
        self._evidence: dict[MicroId, Evidence] = {}
        self._feedback: dict[FeedbackId, Feedback] = {}
        self._pending: dict[tuple[str, str], Touchpoint] = {}
        self._settled: set[tuple[str, str]] = set()
        self._subjects: set[str] = set()
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._number = count()

    def live(self, first: Touchpoint, until: datetime, react: Reaction) -> None:
        """Go through the time by way of everything that falls due and everything that is done, in its order."""
        self.joined_at = first.due_at
        self._pending[first.kind, first.subject] = first
        while (following := self._next()) is not None and following[0] < until:
            at, next_up = following
            self._look_back(at)
            said = self._fall_due(next_up, at) if isinstance(next_up, Touchpoint) else self._do(next_up, at)
            for say in said:
                for act in react(self, say, at):
                    heappush(self._agenda, (max(act.at, at), next(self._number), act))
        self._look_back(until)

    def journey(self, attempt: AttemptId | None = None, feedback: FeedbackId | None = None) -> Journey:
        """As a turn finds it; the attempt is the named one, else the current one."""
        named = self.attempts.get(attempt) if attempt else None
        current = self.attempts.get(self.learner.attempt) if self.learner.attempt else None
        meant = named or current
        return Journey(
            person=self.person,
            home=self.home.id,
            learner=self.learner,
            cohort=self._cohort,
            coach=self.coach,
            days_off=self._days_off,
            attempt=meant,
            reflection=self._reflections.get(meant.id) if meant else None,
            plan=self._plan,
            feedback=self._feedback.get(feedback) if feedback else None,
        )

    def _look_back(self, at: datetime) -> None:
        """What is seen at the end of each week that is over by now."""
        while (over := self._end_of(len(self.tally.weeks) + 1)) <= min(at, self._end_of(self._weeks)):
            self.tally.weeks.append(self._seen(over))

    def _end_of(self, week: int) -> datetime:
        return datetime.combine(self._cohort.starts_on + timedelta(weeks=week), time(), UTC)

    @property
    def _weeks(self) -> int:
        return -(-(self._cohort.ends_on - self._cohort.starts_on).days // 7)

    def _seen(self, at: datetime) -> Seen | None:
        micros = list(self.learner.standings)
        if not micros:
            return None
        found = [standing_of(self.journey(), micro, at).estimate for micro in micros]
        true = fmean(self.character.level(micro, at) for micro in micros)
        return fmean(one.m for one in found), fmean(one.spread for one in found), true

    def _next(self) -> tuple[datetime, Touchpoint | Act] | None:
        """What comes first; at the same time a touchpoint before what people do."""
        point = min(self._pending.values(), key=lambda point: (point.due_at, point.kind), default=None)
        if self._agenda and (point is None or self._agenda[0][0] < point.due_at):
            at, _, act = self._agenda[0]
            return at, act
        return None if point is None else (point.due_at, point)

    def _fall_due(self, point: Touchpoint, at: datetime) -> Sequence[Say]:
        del self._pending[point.kind, point.subject]
        self._settled.add((point.kind, point.slot))
        decision = self._decide(ev.TouchpointFellDue(point), self.person, at)
        self.tally.outcomes[f"{point.kind}: {decision.outcome or 'sent'}"] += 1
        if point.kind == "prompt" and not decision.outcome:
            self.tally.prompts[self.journey().today(at)] += 1
            self.tally.due.append(at)
        return self._apply(decision, at)

    def _do(self, act: Act, at: datetime) -> Sequence[Say]:
        """What is refused changes nothing: somebody pressed a button whose time was over."""
        heappop(self._agenda)
        if isinstance(act.event, ev.FeedbackGiven):
            self.tally.feedback.append(at)
        try:
            said = self._apply(self._decide(act.event, act.who, at), at)
        except UnreadableInputError:
            self.tally.outcomes["refused"] += 1
            return ()
        if isinstance(act.event, ev.BaselineGiven):
            self.tally.baseline = [standing.estimate.m for standing in self.learner.standings.values()]
        return said

    def _decide(self, event: ev.Understood, who: Person, at: datetime) -> Decision:
        self.tally.turns += 1
        feedback = event.feedback if isinstance(event, ev.FeedbackAcknowledged) else None
        now = Situation(
            at=at,
            cause=f"{self.person.id}:{self.tally.turns}",
            person=who,
            where=self.home,
            library=self.library,
            journey=self.journey(_attempt_of(event), feedback),
            evidence=self._evidence,
        )
        return decide(now, event)

    def _apply(self, decision: Decision, at: datetime) -> Sequence[Say]:
        """Keep what was decided; what was said to the learner or the coach."""
        for state in decision.state:
            self._keep(state)
        said: list[Say] = []
        for effect in decision.effects:
            match effect:
                case Schedule(point):
                    if (point.kind, point.slot) not in self._settled:
                        self._pending[point.kind, point.subject] = point
                case Unschedule(_, kind):
                    self._pending = {key: point for key, point in self._pending.items() if key[0] != kind}
                case Say():
                    said.append(effect)
                    self._count(effect, at)
                case _:
                    pass
        return said

    def _keep(self, state: State) -> None:
        match state:
            case Learner():
                self.learner = state
            case Attempt():
                self.attempts[state.id] = state
                self._learn(state.micro, evidence_of(state))
                if state.reflected_at and state.feedback_due and state.id not in self.tally.asked:
                    self.tally.asked[state.id] = Asked(state.reflected_at, state.feedback_due)
            case Assessment():
                self._learn(state.micro, Evidence((state,)))
            case Reflection():
                self._reflections[state.attempt] = state
            case Plan():
                self._plan = state if state.closed_at is None else None
            case Feedback():
                self._feedback[state.id] = state
            case _:
                pass

    def _learn(self, micro: MicroId, fresh: Evidence) -> None:
        self._evidence[micro] = self._evidence.get(micro, Evidence()) + fresh

    def _count(self, say: Say, at: datetime) -> None:
        """One message more for the learner; what replaces an earlier one in place is none. All are put into words."""
        reader = self.coach if say.to == self.coach.id else self.person
        words = len(self._speak(say, reader, at).split())
        if say.to == self.coach.id or say.subject in self._subjects:
            return
        self._subjects |= {say.subject} - {""}
        self.tally.messages += 1
        self.tally.words += words
        self.tally.days[self.journey().today(at)] += 1
        self.tally.begun += say.begun


def _attempt_of(event: ev.Understood) -> AttemptId | None:
    if isinstance(event, ev.TouchpointFellDue):
        return AttemptId(event.touchpoint.subject) if event.touchpoint.kind in {"reminder", "reflection"} else None
    attempt: AttemptId | None = getattr(event, "attempt", None)
    return attempt
