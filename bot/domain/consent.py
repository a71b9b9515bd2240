"""Who may see what, and what people have agreed to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.ids import AttemptId, PersonId

VERSION = 1  # raise it with every change of the consent card's meaning; people are asked again

Sight = Literal["reflection", "progress", "export"]


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened something that belongs to a learner; the learner can list these."""

    learner: PersonId
    viewer: PersonId
    what: Sight
    attempt: AttemptId | None
    at: datetime


def may_coach(
    viewer: PersonId,
    coach: PersonId | None,
    learner: PersonId,
    manager: PersonId | None,
) -> bool:
    """Only the assigned coach, never oneself, and never the learner's own manager."""
    return viewer == coach and viewer not in {learner, manager}
