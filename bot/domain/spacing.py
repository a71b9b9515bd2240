"""When to come back to a micro-competency: a ladder of days that a rating moves up or down.

Source: Latimier, Peyre & Ramus (2021) find spaced retrieval far better than massed and the exact shape of the
intervals unimportant, so a short ladder that anyone can read is all there is. What is to be known by heart may follow
a model of memory instead, within the same bounds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.rubric import Level

LADDER_DAYS = (3, 7, 14, 21, 30)
KEEPING_DAYS = (30, 60)  # once it is mastered
_DAYS = LADDER_DAYS + KEEPING_DAYS
_TOP = len(LADDER_DAYS) - 1
_MOVES = {1: -2, 2: -1, 3: 0, 4: 1, 5: 2}
_SELF_LENIENCY = 0.3  # Heidemeier & Moser (2009): d = .32
_SELF_CEILING = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """How well a fact sits, after the practice of ``on``: it is due ``days`` later.

    ``stability`` is the number of days after which it is recalled with 90 %; ``difficulty`` goes from 1 to 10.
    """

    on: date
    stability: float
    difficulty: float
    days: int


Recall = Callable[[Memory | None, int, date], Memory]
"""What is remembered after a practice with that rating, from what was remembered before."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where one micro-competency stands: its rung, the day it was last practised, the rung before that day.

    The rungs above the ladder's own are for what is mastered. Where there is a ``memory``, it says how long to wait
    until then; ``memory_before`` is from before that day.
    """

    rung: int = 0
    on: date | None = None
    before: int = 0
    early: bool = False
    memory: Memory | None = None
    memory_before: Memory | None = None

    @property
    def days(self) -> int:
        """How long to wait, 3 to 60."""
        return _DAYS[self.rung] if self.memory is None or self.rung > _TOP else self.memory.days

    @property
    def due_on(self) -> date | None:
        return None if self.on is None else self.on + timedelta(days=self.days)


def rating_of(coach: Level | None, own: Level | None) -> int | None:
    """The coach's rating where there is one, else the learner's own less their leniency, at most 4."""
    if coach is not None:
        return coach
    return None if own is None else min(_SELF_CEILING, max(1, round(own - _SELF_LENIENCY)))


def practised(
    ladder: Ladder, rating: int | None, on: date, *, mastered: bool = False, recall: Recall | None = None
) -> Ladder:
    """The ladder after a practice that really happened on ``on``; without a rating it stays on its rung.

    A second one on the same day replaces the first, so a day counts once; one before its due date never climbs. What is
    ``mastered`` comes back after 30 days, then every 60. With ``recall`` a model of memory says when.
    """
    again = ladder.on == on
    before, known = (ladder.before, ladder.memory_before) if again else (ladder.rung, ladder.memory)
    early = ladder.early if again else ladder.due_on is not None and on < ladder.due_on
    return Ladder(
        rung=_rung(before, rating, early=early, mastered=mastered),
        on=on,
        before=before,
        early=early,
        memory=known if recall is None or rating is None else _remembered(recall, known, rating, on, early=early),
        memory_before=known,
    )


def rated_later(
    ladder: Ladder, rating: int, on: date, *, mastered: bool = False, recall: Recall | None = None
) -> Ladder:
    """The ladder once somebody rates the practice of ``on``; a rating of an older practice changes nothing."""
    return practised(ladder, rating, on, mastered=mastered, recall=recall) if ladder.on == on else ladder


def _rung(before: int, rating: int | None, *, early: bool, mastered: bool) -> int:
    move = 0 if rating is None else _MOVES[rating]
    if early:
        move = min(0, move)
    if mastered and move >= 0:
        return before if early else min(len(_DAYS) - 1, max(_TOP, before) + 1)
    return max(0, min(_TOP, min(_TOP, before) + move))


def _remembered(recall: Recall, known: Memory | None, rating: int, on: date, *, early: bool) -> Memory:
    now = recall(known, rating, on)
    return replace(now, days=min(now.days, known.days)) if early and known is not None else now
