"""When to come back to a micro-competency: a ladder of days that a rating moves up or down.

Source: Latimier, Peyre & Ramus (2021) find spaced retrieval far better than massed and the exact shape of the
intervals unimportant, so a short ladder that anyone can read is all there is.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.rubric import Level

LADDER_DAYS = (3, 7, 14, 21, 30)
_MOVES = {1: -2, 2: -1, 3: 0, 4: 1, 5: 2}
_SELF_LENIENCY = 0.3  # Heidemeier & Moser (2009): d = .32
_SELF_CEILING = 4


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where one micro-competency stands: its rung, the day it was last practised, the rung before that day."""

    rung: int = 0
    on: date | None = None
    before: int = 0
    early: bool = False

    @property
    def due_on(self) -> date | None:
        return None if self.on is None else self.on + timedelta(days=LADDER_DAYS[self.rung])


def rating_of(coach: Level | None, own: Level | None) -> int | None:
    """The coach's rating where there is one, else the learner's own less their leniency, at most 4."""
    if coach is not None:
        return coach
    return None if own is None else min(_SELF_CEILING, max(1, round(own - _SELF_LENIENCY)))


def practised(ladder: Ladder, rating: int | None, on: date) -> Ladder:
    """The ladder after a practice that really happened on ``on``; without a rating it stays on its rung.

    A second one on the same day replaces the first, so a day counts once; one before its due date never climbs.
    """
    again = ladder.on == on
    before = ladder.before if again else ladder.rung
    early = ladder.early if again else ladder.due_on is not None and on < ladder.due_on
    move = 0 if rating is None else _MOVES[rating]
    rung = before + (min(0, move) if early else move)
    return Ladder(rung=max(0, min(len(LADDER_DAYS) - 1, rung)), on=on, before=before, early=early)


def rated_later(ladder: Ladder, rating: int, on: date) -> Ladder:
    """The ladder once somebody rates the practice of ``on``; a rating of an older practice changes nothing."""
    return practised(ladder, rating, on) if ladder.on == on else replace(ladder)
