"""Writing a rating down: one assessment for each, with where it came from and the anchors that it was given on."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.assessment import BASELINE, Assessment
from bot.domain.attempt import Attempt
from bot.domain.ids import MicroId, PersonId, derived
from bot.domain.rubric import Level, Source
from bot.engine.situation import Situation

BASELINE_TIER = 2


def of_attempt(
    now: Situation, attempt: Attempt, level: Level, source: Source, *, before: Level | None = None
) -> Assessment:
    """What the person who acts says of this attempt; ``before`` is what they had said of it, if anything."""
    first = derived("assessment", attempt.id, source, now.person.id)
    return Assessment(
        id=first if before is None else now.id("assessment"),
        learner=attempt.learner,
        micro=attempt.micro,
        source=source,
        level=level,
        tier=attempt.tier,
        at=attempt.reflected_at or now.at,
        context=attempt.practice,
        framework=now.library.framework.version,
        rater=now.person.id,
        attempt=attempt.id,
        anchors=anchors(now, attempt.micro),
        corrects=None if before is None else first,
        told=now.at,
    )


def of_oneself(now: Situation, learner: PersonId, ratings: Mapping[MicroId, Level], at: datetime) -> list[Assessment]:
    """Where the learner sees themself at the beginning."""
    return [
        Assessment(
            id=now.id("assessment", number),
            learner=learner,
            micro=micro,
            source="self",
            level=level,
            tier=BASELINE_TIER,
            at=at,
            context=BASELINE,
            framework=now.library.framework.version,
            rater=learner,
            anchors=anchors(now, micro),
            told=at,
        )
        for number, (micro, level) in enumerate(ratings.items())
    ]


def anchors(now: Situation, micro: MicroId) -> str:
    """The id of the five sentences that are read now."""
    return now.library.framework.micro_competencies[micro].rubric.id
