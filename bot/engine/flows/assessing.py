"""Writing a rating down: one assessment for each, with where it came from."""

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.rubric import Level, Source
from bot.engine.situation import Situation


def of_attempt(now: Situation, attempt: Attempt, level: Level, source: Source) -> Assessment:
    """What the person who acts says of this attempt."""
    return Assessment(
        id=now.id("assessment"),
        learner=attempt.learner,
        micro=attempt.micro,
        source=source,
        level=level,
        tier=attempt.tier,
        at=now.at,
        context=attempt.practice,
        framework=now.library.framework.version,
        rater=now.person.id,
        attempt=attempt.id,
    )
