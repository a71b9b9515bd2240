"""Who will do what, when (if-then), measured how, and when we speak of it again."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.ids import AttemptId, PersonId, PlanId


@dataclass(frozen=True, slots=True)
class Plan:
    id: PlanId
    learner: PersonId
    attempt: AttemptId | None
    made_at: datetime
    who: str
    what: str
    measure: str
    next_on: date
    closed_at: datetime | None = None
