"""Where a learner stands once something new is known: the estimate, made anew from all that there is."""

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.calendar import zone_of
from bot.domain.evidence import UNRATED, Evidence, estimate
from bot.domain.ids import MicroId
from bot.domain.journey import Journey
from bot.domain.mastery import Estimate, begin
from bot.engine.situation import Situation


def estimated(now: Situation, journey: Journey, micro: MicroId, fresh: Evidence) -> Estimate:
    """The learner's estimate with what this turn adds to the evidence."""
    standing = journey.learner.standings.get(micro)
    start = None if standing is None else standing.estimate.start
    evidence = now.evidence.get(micro, Evidence()) + fresh
    return estimate(evidence, zone_of(journey.person.zone), start=start) or begin(UNRATED, now.at)


def evidence_of(attempt: Attempt, *ratings: Assessment) -> Evidence:
    """What an attempt adds: that it was practised, and what is said of it; an elective one adds nothing."""
    if attempt.elective:
        return Evidence()
    done = {} if attempt.reflected_at is None else {attempt.id: attempt.reflected_at}
    return Evidence(ratings, done)
