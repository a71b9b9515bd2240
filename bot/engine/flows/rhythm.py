"""When the bot comes back: the next prompt, the reminders that stop, the coach's due time."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.attempt import Attempt
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.touchpoint import Kind, Touchpoint
from bot.engine.effects import Effect, Schedule, Unschedule

FIRST_REMINDER = timedelta(hours=2)
COACH_DAYS = 2
_WORTH_SENDING = timedelta(days=3)
_DATE = len("2026-03-02")


def as_now(journey: Journey, learner: Learner) -> Journey:
    """The journey with the learner as decided so far, to plan ahead from."""
    return replace(journey, learner=learner)


def next_prompt(journey: Journey, at: datetime) -> tuple[Effect, ...]:
    """Plan the next scheduled prompt, moving a pending one; drop it when none is wanted or the hours never open."""
    learner = journey.learner
    found = _next_time(journey, at)
    if found is None or learner.quiet or learner.stage != "practising" or not journey.person.active:
        return (Unschedule(learner.id, "prompt"),)
    on, due = found
    return (Schedule(Touchpoint(learner.id, "prompt", on.isoformat(), due, due + _WORTH_SENDING)),)


def wake(journey: Journey, learner: Learner, at: datetime) -> tuple[Effect, ...]:
    """A learner who comes back after a silence gets prompts again."""
    return next_prompt(as_now(journey, learner), at) if journey.learner.quiet else ()


def next_prompt_on(journey: Journey, at: datetime) -> date | None:
    """The local date of the next scheduled prompt; None when the hours never open again while the cohort runs."""
    found = _next_time(journey, at)
    return found[0] if found else None


def day_of(touchpoint: Touchpoint) -> date:
    """The local date that a prompt is for."""
    return date.fromisoformat(touchpoint.slot[:_DATE])


def later_that_day(journey: Journey, touchpoint: Touchpoint, at: datetime) -> tuple[Effect, ...]:
    """A prompt whose hour is still to come: the learner's clock has been put back since it was planned.

    It comes at their own hour of that day, in a slot of its own, as the first has had its turn.
    """
    on = day_of(touchpoint)
    due = journey.hours.instant(on, journey.learner.rhythm.prompt_at)
    if due is None or due <= at:
        return ()
    slot = f"{on}/{due.isoformat(timespec='seconds')}"
    return (Schedule(Touchpoint(journey.learner.id, "prompt", slot, due, due + _WORTH_SENDING)),)


def remind(journey: Journey, attempt: Attempt, at: datetime) -> tuple[Effect, ...]:
    """Remind once, two hours on, if the learner can still be met that day; the next morning's prompt does the rest."""
    due = at + FIRST_REMINDER
    hours = journey.hours
    if not hours.is_open(due) or hours.local(due).date() != hours.local(at).date():
        return ()
    return (_attempts(journey, "reminder", attempt, f"{attempt.state}", due),)


def come_back(journey: Journey, attempt: Attempt, kind: Kind, due: datetime) -> Effect:
    """Come back to this attempt at that time: to the offer that was put off, or for the reflection."""
    return _attempts(journey, kind, attempt, due.isoformat(timespec="seconds"), due)


def ask_at(journey: Journey, attempt: Attempt, at: datetime) -> tuple[Effect, ...]:
    """Ask for the reflection when the practice's minutes have passed, at the next opening."""
    due = journey.hours.next_opening(at + attempt.duration)
    return () if due is None else (come_back(journey, attempt, "reflection", due),)


def coach_due(journey: Journey, at: datetime) -> datetime | None:
    """When the coach's answer is due: two of the learner's working days on; None without a coach."""
    return None if journey.coach is None else journey.hours.after_working_days(at, COACH_DAYS)


def _attempts(journey: Journey, kind: Kind, attempt: Attempt, slot: str, due: datetime) -> Schedule:
    slot = f"{attempt.id}/{slot}"
    return Schedule(
        Touchpoint(
            journey.learner.id,
            kind,
            slot,
            due,
            due + _WORTH_SENDING,
            subject=attempt.id,
        )
    )


def _next_time(journey: Journey, at: datetime) -> tuple[date, datetime] | None:
    cohort = journey.cohort
    earliest = max(cohort.starts_on, journey.learner.earliest_next or cohort.starts_on)
    found = journey.hours.next_time(journey.learner.rhythm.prompt_at, at, earliest)
    return found if found and cohort.runs_on(found[0]) else None
