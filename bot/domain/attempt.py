"""One learner's go at a practice: offered, started, reflected, closed; or declined, or expired."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.ids import AttemptId, MicroId, PersonId, PracticeId
from bot.domain.practice import Tier
from bot.domain.rubric import Level

State = Literal["offered", "started", "reflected", "closed", "declined", "expired"]
WAITING: frozenset[State] = frozenset({"offered", "started"})


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of why this practice was chosen: its name, and the numbers or words in it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """``exposure`` counts from 1; ``line`` is the learner's own "next time" that brought it back, or empty.

    ``follows`` is the attempt that it returns to. ``feedback_due`` is the coach's time, once there is something. An
    ``elective`` one says nothing about a level: it is beside the programme.
    """

    id: AttemptId
    learner: PersonId
    practice: PracticeId
    revision: int
    micro: MicroId
    tier: Tier
    minutes: int
    exposure: int
    offered_at: datetime
    scheduled: bool
    reasons: tuple[Reason, ...] = ()
    state: State = "offered"
    line: str = ""
    follows: AttemptId | None = None
    started_at: datetime | None = None
    reflected_at: datetime | None = None
    closed_at: datetime | None = None
    feedback_due: datetime | None = None
    recalled: bool = False
    put_off_to: datetime | None = None
    self_rating: Level | None = None
    coach_rating: Level | None = None
    elective: bool = False

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def waits(self) -> bool:
        """Whether it is the learner's turn: to answer the offer, or to come back with a reflection."""
        return self.state in WAITING

    def start(self, at: datetime) -> "Attempt":
        return replace(self, state="started", started_at=at, put_off_to=None)

    def reflect(self, at: datetime, rating: Level | None, feedback_due: datetime | None) -> "Attempt":
        due = self.feedback_due or feedback_due
        return replace(
            self,
            state="reflected",
            reflected_at=self.reflected_at or at,
            self_rating=rating,
            feedback_due=due,
        )

    def end(self, how: Literal["closed", "declined", "expired"], at: datetime) -> "Attempt":
        return replace(self, state=how, closed_at=at)
