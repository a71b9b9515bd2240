"""Where a learner stands once something new is known: the estimate, made anew from all that there is."""

from collections.abc import Mapping

from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.calendar import zone_of
from bot.domain.evidence import UNRATED, Evidence, estimate
from bot.domain.ids import MicroId
from bot.domain.journey import Journey
from bot.domain.mastery import Estimate, begin
from bot.engine.situation import Record, Situation


def estimated(now: Situation, journey: Journey, micro: MicroId, fresh: Evidence) -> Estimate:
    """The learner's estimate with what this turn adds to the evidence."""
    standing = journey.learner.standings.get(micro)
    start = None if standing is None else standing.estimate.start
    evidence = now.evidence.get(micro, Evidence()) + fresh
    return estimate(evidence, zone_of(journey.person.zone), start=start) or begin(UNRATED, now.at)


def evidence_of(attempt: Attempt, *ratings: Assessment) -> Evidence:
    """What an attempt adds: that it was practised, and what is said of it."""
    done = {} if attempt.reflected_at is None else {attempt.id: attempt.reflected_at}
    return Evidence(ratings, done)


def evidence_in(record: Record) -> Mapping[MicroId, Evidence]:
    """What the learner's history says of each micro-competency."""
    micros = {one.micro for one in record.assessments} | {attempt.micro for attempt in record.attempts}
    return {
        micro: Evidence(
            tuple(one for one in record.assessments if one.micro == micro),
            {
                attempt.id: attempt.reflected_at
                for attempt in record.attempts
                if attempt.micro == micro and attempt.reflected_at is not None
            },
        )
        for micro in micros
    }
