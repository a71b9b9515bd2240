"""A learner's place in the programme: what they agreed to, their rhythm, where each micro-competency stands."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Literal

from bot.domain.calendar import Leave, WorkingTime, zone_of
from bot.domain.ids import AttemptId, CohortId, MicroId, PathwayId, PersonId, PracticeId, ProjectId
from bot.domain.mastery import Estimate
from bot.domain.spacing import LADDER_DAYS, Ladder
from bot.domain.standstill import Standstill
from bot.domain.undertaking import Undertaking

Stage = Literal["invited", "asked", "settling", "rating", "practising", "declined"]
Pace = Literal["daily", "alternate", "weekly"]

UNANSWERED_LIMIT = 3
EARLY_WINS = 2
_GAP_DAYS: Mapping[Pace, int] = {"daily": 1, "alternate": 2, "weekly": 7}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the learner wants to hear from the bot; ``days`` are ISO weekdays, Monday 1."""

    prompt_at: time = time(9, 0)
    opens: time = time(9, 0)
    closes: time = time(17, 30)
    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    pace: Pace = "daily"


@dataclass(frozen=True, slots=True)
class Asking:
    """The question that is open in the conversation: the next plain words from the learner answer it."""

    flow: Literal["recall", "reflection"]
    attempt: AttemptId
    question: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One micro-competency of one learner; ``line`` is the last "next time I will", ``attempt`` where it was said.

    It does not come back before ``not_before``: it was offered, and not wanted then. ``standstill`` is what the learner
    was told last of practising on while nothing moves.
    """

    estimate: Estimate
    ladder: Ladder = field(default_factory=Ladder)
    line: str = ""
    attempt: AttemptId | None = None
    not_before: date | None = None
    standstill: Standstill | None = None

    @property
    def due_on(self) -> date | None:
        return max((day for day in (self.ladder.due_on, self.not_before) if day is not None), default=None)

    def left_for_now(self, today: date) -> "Standing":
        """Not taken up: it comes back after the ladder's shortest wait."""
        return replace(self, not_before=today + timedelta(days=LADDER_DAYS[0]))


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often a practice was started and turned down, and when last."""

    times: int = 0
    declined: int = 0
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Learner:
    """``prompted_on`` is the last local date that a scheduled prompt was for; it makes a second one impossible.

    ``quiet`` says that the bot has asked whether to pause, and waits for the answer. ``lean`` is what the learner asked
    for with "easier" (-1) or "harder" (+1), for the next choice. ``attempt`` is the latest offer; ``started`` is what
    is under way, at most one. ``programmes`` are those besides the cohort's own. ``undertaking`` is the latest
    project, ``projects_over`` are those that were finished, stopped or not wanted.
    """

    id: PersonId
    cohort: CohortId
    coach: PersonId | None
    stage: Stage = "invited"
    consent: int = 0
    aspiration: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)
    leave: tuple[Leave, ...] = ()
    paused_until: date | None = None
    quiet: bool = False
    unanswered: int = 0
    prompts: int = 0
    prompted_on: date | None = None
    lean: int = 0
    attempt: AttemptId | None = None
    started: AttemptId | None = None
    asking: Asking | None = None
    standings: Mapping[MicroId, Standing] = field(default_factory=dict[MicroId, Standing])
    exposures: Mapping[PracticeId, Exposure] = field(default_factory=dict[PracticeId, Exposure])
    reflections: int = 0
    programmes: tuple[PathwayId, ...] = ()
    undertaking: Undertaking | None = None
    project_offered: ProjectId | None = None
    projects_over: tuple[ProjectId, ...] = ()

    def working_time(self, zone: str, days_off: Container[date]) -> WorkingTime:
        rhythm = self.rhythm
        return WorkingTime(
            zone_of(zone),
            rhythm.opens,
            rhythm.closes,
            rhythm.days,
            self.leave,
            days_off,
        )

    @property
    def earliest_next(self) -> date | None:
        """The first local date that may have the next scheduled prompt, from pace and pause; None when any may."""
        return max(
            (day for day in (self._next_by_pace, self.paused_until) if day is not None),
            default=None,
        )

    @property
    def _next_by_pace(self) -> date | None:
        last = self.prompted_on
        return None if last is None else date.fromordinal(last.toordinal() + _GAP_DAYS[self.rhythm.pace])

    def with_standing(self, micro: MicroId, standing: Standing) -> "Learner":
        return replace(self, standings={**self.standings, micro: standing})

    def left_for_now(self, micro: MicroId, today: date) -> "Learner":
        """What was offered and not taken up gives way to others for a while."""
        standing = self.standings.get(micro)
        return self if standing is None else self.with_standing(micro, standing.left_for_now(today))

    def with_exposure(self, practice: PracticeId, exposure: Exposure) -> "Learner":
        return replace(self, exposures={**self.exposures, practice: exposure})

    def exposure(self, practice: PracticeId) -> Exposure:
        return self.exposures.get(practice, Exposure())

    def answered(self) -> "Learner":
        """The learner has shown up: the count of unanswered prompts begins anew."""
        return replace(self, unanswered=0, quiet=False)
