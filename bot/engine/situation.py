"""What may be looked at while deciding. It is gathered before; deciding asks for nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.annotation import Annotation
from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.baseline import Colleague, Request, Wanted
from bot.domain.consent import Opened
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence
from bot.domain.feedback import Feedback
from bot.domain.ids import AttemptId, MicroId, PersonId, derived
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.names import Names
from bot.domain.people import Conversation, Person, Stranger
from bot.domain.plan import Plan
from bot.domain.practice import Library
from bot.domain.proposal import Tray
from bot.domain.reflection import Reflection
from bot.domain.rubric import Rubric
from bot.domain.shelf import Shelf
from bot.domain.team import Digest, TeamSummary
from bot.domain.team_gaps import TeamGaps
from bot.domain.touchpoint import Touchpoint
from bot.engine.search.found import Found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reflection that waits for this coach."""

    learner: Person
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Assigned:
    """A learner of this coach, with the last attempt."""

    person: Person
    learner: Learner
    last: Attempt | None


@dataclass(frozen=True, slots=True)
class Desk:
    """A coach's learners, and what waits for an answer, by due time."""

    learners: tuple[Assigned, ...] = ()
    queue: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A learner's own history, newest first and limited.

    ``rubrics`` are the anchors that the assessments were given on; ``names`` are of the people who occur in it.
    """

    attempts: tuple[Attempt, ...] = ()
    reflections: Mapping[AttemptId, Reflection] | None = None
    plans: tuple[Plan, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    opened: tuple[Opened, ...] = ()
    notes: tuple[tuple[datetime, str], ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    rubrics: Mapping[str, Rubric] | None = None
    names: Mapping[PersonId, str] | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """``person`` acts, or is whom a touchpoint is for. ``journey`` is that of the learner whom the event is about.

    ``cause`` is the event's unique key; ids of what the turn makes are derived from it. ``circle`` are the colleagues
    who are asked about the learner, ``wanted`` is what is asked of the one who acts. ``evidence`` is there for what
    the event may move.
    """

    at: datetime
    cause: str
    person: Person
    where: Conversation
    library: Library
    journey: Journey | None = None
    desk: Desk = Desk()
    record: Record = Record()
    team: TeamSummary | None = None
    digest: Digest | None = None
    stranger: Stranger | None = None
    circle: tuple[Request, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    evidence: Mapping[MicroId, Evidence] = field(default_factory=dict[MicroId, Evidence])
    gaps: TeamGaps | None = None
    tray: Tray = field(default_factory=Tray)
    annotations: tuple[Annotation, ...] = ()
    names: Names = field(default_factory=Names)
    found: Found | None = None
    shelf: Shelf | None = None

    @property
    def mine(self) -> Journey:
        """The journey of the person who acts."""
        return self._journey(own=True)

    @property
    def theirs(self) -> Journey:
        """The journey of the learner whom the event names."""
        return self._journey(own=False)

    def _journey(self, *, own: bool) -> Journey:
        if self.journey is None or (own and self.journey.person.id != self.person.id):
            raise UnreadableInputError("unreadable/not_a_learner")
        return self.journey

    @property
    def practises(self) -> bool:
        return self.journey is not None and self.journey.learner.stage == "practising"

    @property
    def summary(self) -> TeamSummary:
        if self.team is None:
            raise UnreadableInputError("unreadable/no_team")
        return self.team

    @property
    def group(self) -> TeamGaps:
        if self.gaps is None:
            raise UnreadableInputError("unreadable/no_team")
        return self.gaps

    def id(self, kind: str, number: int = 0) -> str:
        return derived(self.cause, kind, number)
