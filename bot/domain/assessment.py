"""One score from 1 to 5 on a rubric, with where it came from; never changed once written."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AttemptId, MicroId, PersonId
from bot.domain.practice import Tier
from bot.domain.rubric import Level, Source


@dataclass(frozen=True, slots=True)
class Assessment:
    id: str
    learner: PersonId
    micro: MicroId
    source: Source
    level: Level
    tier: Tier
    at: datetime
    context: str
    framework: str
    rater: PersonId | None = None
    attempt: AttemptId | None = None
