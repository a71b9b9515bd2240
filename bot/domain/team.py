"""What a manager or sponsor may learn about a group: crowds and bands, never a count below five, never a mean.

A band alone would still betray a person who leaves, by the difference between two weeks; so a figure, once published,
is held until five people have come or gone, or the quarter ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from bot.domain.ids import CompetencyId, ConversationId, DigestId, MicroId, PersonId

SMALLEST_CROWD = 5
Crowd = Literal["five or more", "fewer than five"]
Band = Literal["low", "middle", "high"]
Answer = Literal["open", "done", "not_for_us"]
Milestone = Literal["first_reflection", "fifth_reflection", "tenth_reflection"]

MILESTONES: Mapping[int, Milestone] = {1: "first_reflection", 5: "fifth_reflection", 10: "tenth_reflection"}
_MIDDLE_FROM = 2.5
_MIDDLE_TO = 3.5


def crowd(people: int) -> Crowd:
    """All that may be said of a number of distinct people."""
    return "five or more" if people >= SMALLEST_CROWD else "fewer than five"


def band(levels: Sequence[float]) -> Band | None:
    """The band of a group's mean level, one level a person; None for fewer than five people."""
    if len(levels) < SMALLEST_CROWD:
        return None
    mean = sum(levels) / len(levels)
    return "low" if mean < _MIDDLE_FROM else "middle" if mean <= _MIDDLE_TO else "high"


def quarter_after(on: date) -> date:
    """The first day of the next quarter."""
    month = (on.month - 1) // 3 * 3 + 4
    return date(on.year + month // 13, (month - 1) % 12 + 1, 1)


def is_held(published_on: date, changes_then: int, changes: int, on: date) -> bool:
    """Whether what was published stays as it is: in the same quarter, while fewer than five have come or gone."""
    return on < quarter_after(published_on) and changes - changes_then < SMALLEST_CROWD


@dataclass(frozen=True, slots=True)
class Figure:
    """A published band, the one published before it, when, and after how many roster changes."""

    competency: CompetencyId
    band: Band
    before: Band | None
    published_on: date
    roster_changes: int

    @property
    def held_until(self) -> date:
        return quarter_after(self.published_on)


def publish(
    competency: CompetencyId,
    held: Figure | None,
    fresh: Band | None,
    changes: int,
    on: date,
) -> Figure | None:
    """The figure to show on that day: the held one while the hold lasts, then the fresh band, or nothing."""
    if held is not None and is_held(held.published_on, held.roster_changes, changes, on):
        return held
    return None if fresh is None else Figure(competency, fresh, held.band if held else None, on, changes)


@dataclass(frozen=True, slots=True)
class Celebration:
    """A milestone that its learner chose to share."""

    learner: PersonId
    name: str
    milestone: Milestone


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested action of a digest and what became of it; ``id`` names its text in the content or prompts."""

    id: str
    competency: CompetencyId | None
    text: str
    answer: Answer = "open"


@dataclass(frozen=True, slots=True)
class Digest:
    """One week's digest for one manager's channel, as it was published."""

    id: DigestId
    manager: PersonId
    channel: ConversationId
    week: str
    on: date
    suggestions: tuple[Suggestion, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a digest comes each week, in the manager's own zone; ``weekday`` is ISO's, 1 for Monday."""

    weekday: int = 1
    at: time = time(9, 0)


@dataclass(frozen=True, slots=True)
class DigestPlace:
    """Where a manager's digest comes, and when."""

    manager: PersonId
    channel: ConversationId
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class TeamSummary:
    """All that a digest is made of. There is nowhere to put an answer, a note, a count or an unshared name.

    ``practised`` are micro-competencies that five or more different people practised in the week;
    ``fresh`` are the bands of today, for competencies in which five or more people have enough evidence.
    """

    manager: PersonId
    channel: ConversationId
    size: Crowd
    took_part: Crowd
    practised: tuple[MicroId, ...]
    fresh: tuple[tuple[CompetencyId, Band], ...]
    roster_changes: int
    celebrations: tuple[Celebration, ...]
    previous: Digest | None
    rhythm: Rhythm = Rhythm()
