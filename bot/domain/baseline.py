"""A baseline from colleagues: who is asked about whom, and what may be told of their answers.

Nothing is told before the round is over, and then only what three or more have answered: so no answer can be taken
from the difference between two looks. When it is over, the answers go on without the names of those who gave them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Literal

from bot.domain.calendar import WorkingTime
from bot.domain.ids import MicroId, PersonId
from bot.domain.mastery import VARIANCE
from bot.domain.people import Person
from bot.domain.rubric import Level, Source

FEWEST = 3
MOST = 8
FOCUS = 4
OPEN_FOR = timedelta(days=14)
APART = timedelta(days=90)
REMINDED_AFTER = timedelta(days=5)
AT_ONCE = 5

State = Literal["waiting", "answered", "declined", "over"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A level, and the five sentences that it was chosen from."""

    level: Level
    anchors: str


@dataclass(frozen=True, slots=True)
class Request:
    """A colleague is asked where they see a learner; ``told`` is when they read of it first.

    What they answer stays here until the round is ``over``, and nowhere afterwards.
    """

    id: str
    round: str
    learner: PersonId
    rater: PersonId
    micros: tuple[MicroId, ...]
    asked: datetime
    until: datetime
    state: State = "waiting"
    told: datetime | None = None
    reminded: bool = False
    answers: Mapping[MicroId, Answer] = field(default_factory=dict[MicroId, Answer])

    def is_open(self, at: datetime) -> bool:
        return self.state in {"waiting", "answered"} and at < self.until

    def is_new(self) -> bool:
        return self.state == "waiting" and self.told is None

    def remind_at(self) -> datetime | None:
        """When they are reminded, which happens once."""
        is_due = self.state == "waiting" and self.told is not None and not self.reminded
        return self.told + REMINDED_AFTER if is_due and self.told is not None else None

    def spoken_of(self, at: datetime) -> "Request":
        """They have read of it, for the first or for the second time."""
        return replace(self, told=at) if self.told is None else replace(self, reminded=True)

    def answered(self, answers: Mapping[MicroId, Answer]) -> "Request":
        return replace(self, state="answered", answers=answers)

    def declined(self) -> "Request":
        return replace(self, state="declined", answers={})

    def closed(self) -> "Request":
        """Over, with nothing left of what was said, nor of whether anything was."""
        return replace(self, state="over", answers={})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request as the rater sees it."""

    request: Request
    learner: Person


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be asked, if they have been met in chat; ``hours`` are when they may be written to."""

    person: Person
    hours: WorkingTime
    is_met: bool


def is_open(circle: Iterable[Request]) -> bool:
    """Whether the round is still going on."""
    return any(request.state != "over" for request in circle)


def is_settled(circle: Iterable[Request]) -> bool:
    """Whether everybody has answered or declined."""
    return all(request.state != "waiting" for request in circle)


def again_on(circle: Iterable[Request]) -> date | None:
    """From which day on a learner may ask anew: rounds that lie close together would tell who answered what."""
    return max(((request.asked + APART).date() for request in circle), default=None)


def told_together(circle: Sequence[Request]) -> Mapping[MicroId, tuple[Answer, ...]]:
    """What may be told of each micro-competency: three answers or more, by level, so that their order says nothing."""
    micros = dict.fromkeys(micro for request in circle for micro in request.micros)
    found = {
        micro: tuple(
            sorted(
                (request.answers[micro] for request in circle if micro in request.answers),
                key=lambda answer: (answer.level, answer.anchors),
            )
        )
        for micro in micros
    }
    return {micro: answers for micro, answers in found.items() if len(answers) >= FEWEST}


def uncertainty(sources: Iterable[Source]) -> float:
    """One standard deviation, in levels, of what ratings from these sources say together: 1/sqrt(sum(1/V))."""
    return 1 / sqrt(sum(1 / VARIANCE[source] for source in sources))
