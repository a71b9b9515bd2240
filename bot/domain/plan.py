"""Who will do what, when (if-then), measured how, and when we speak of it again."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.ids import AttemptId, PersonId, PlanId


@dataclass(frozen=True, slots=True)
class Plan:
    """``asked_on`` is the day on which the bot came back to it, which it does once."""

    id: PlanId
    learner: PersonId
    attempt: AttemptId | None
    made_at: datetime
    who: str
    what: str
    measure: str
    next_on: date
    asked_on: date | None = None
    closed_at: datetime | None = None
