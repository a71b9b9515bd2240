"""One score from 1 to 5 on a rubric, with where it came from; never changed once written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AttemptId, MicroId, PersonId
from bot.domain.practice import Tier
from bot.domain.rubric import Level, Source

BASELINE = "baseline"  # the context of what is rated before the first practice


@dataclass(frozen=True, slots=True)
class Assessment:
    """``at`` is when it was seen, which may be before it was ``told``; ``told`` is None in the oldest rows.

    ``framework`` and ``anchors`` name the version and the five sentences that it was given on; ``evidence`` is a link.
    ``value`` is the figure that a metric's level was made of.

    One that ``corrects`` takes the place of the row of that id, and of whatever corrected it before.
    """

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
    anchors: str = ""
    evidence: str = ""
    corrects: str | None = None
    told: datetime | None = None
    value: float | None = None


def of_colleagues(one: Assessment) -> bool:
    """Whether it was given by colleagues for the baseline, who are only ever told of together."""
    return one.source == "peer" and one.context == BASELINE


def in_force(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """Of a score and its corrections the one that was told last; by the time it was seen, oldest first."""
    latest: dict[str, Assessment] = {}
    for one in sorted(assessments, key=lambda one: (one.told or one.at, one.id)):
        latest[one.corrects or one.id] = one
    return tuple(sorted(latest.values(), key=lambda one: (one.at, one.id)))
