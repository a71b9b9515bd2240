"""What somebody else observed: situation, behaviour, impact, next step; perhaps a rating on the anchors."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AttemptId, FeedbackId, MicroId, PersonId
from bot.domain.rubric import Level


@dataclass(frozen=True, slots=True)
class Feedback:
    id: FeedbackId
    learner: PersonId
    author: PersonId
    attempt: AttemptId | None
    micro: MicroId | None
    given_at: datetime
    situation: str
    behaviour: str
    impact: str
    next_step: str
    rating: Level | None = None
    acknowledged_at: datetime | None = None
