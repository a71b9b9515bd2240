"""Whether what the bot begins is still wanted: asked when it falls due, and again at the moment of sending."""

from datetime import datetime

from bot.domain.journey import Journey


def closed(journey: Journey, at: datetime) -> str:
    """Why the learner must not be contacted now, in words for the admin; empty if they may."""
    learner = journey.learner
    today = journey.today(at)
    if not journey.person.active:
        return "left"
    if learner.stage != "practising":
        return "not taking part"
    if today > journey.cohort.ends_on:
        return "cohort ended"
    if today < journey.cohort.starts_on:
        return "cohort not started"
    if learner.paused_until is not None and today < learner.paused_until:
        return "paused"
    return "on leave" if any(today in away for away in learner.leave) else ""


def opens_at(journey: Journey, at: datetime) -> datetime:
    """``at`` itself, or the next moment in the learner's hours: what the bot begins keeps quiet hours."""
    return journey.hours.next_opening(at) or at
