"""What learners set about being met: hours, pause, pace, leave; and what will come when."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.calendar import Leave
from bot.domain.errors import UnreadableInputError
from bot.domain.journey import Journey
from bot.domain.learner import Learner, Rhythm
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Effect, Field, Form, Open, Option, Say
from bot.engine.flows import project, rhythm
from bot.engine.flows.cards import pathway_micros, standing_row
from bot.engine.reading import day, wall_time
from bot.engine.situation import Situation

PAUSE_DEFAULT = timedelta(weeks=2)
_PACES = ("daily", "alternate", "weekly")
_DAYS = tuple(str(day) for day in range(1, 8))


def rhythm_fields(learner: Learner) -> tuple[Field, ...]:
    """Hours, days and pace, filled in as they stand."""
    now = learner.rhythm
    return (
        Field("prompt_at", "time", value=now.prompt_at.isoformat("minutes")),
        Field("opens", "time", value=now.opens.isoformat("minutes")),
        Field("closes", "time", value=now.closes.isoformat("minutes")),
        Field(
            "days",
            "many",
            options=tuple(map(Option, _DAYS)),
            value=tuple(map(str, sorted(now.days))),
        ),
        Field("pace", "choice", options=tuple(map(Option, _PACES)), value=now.pace),
    )


def rhythm_of(event: ev.SettingsGiven) -> Rhythm:
    return Rhythm(event.prompt_at, event.opens, event.closes, event.days, event.pace)


def rhythm_data(now: Rhythm) -> dict[str, Datum]:
    return {
        "prompt_at": now.prompt_at.isoformat("minutes"),
        "opens": now.opens.isoformat("minutes"),
        "closes": now.closes.isoformat("minutes"),
        "days": sorted(now.days),
        "pace": now.pace,
    }


def hours(now: Situation, journey: Journey, event: ev.HoursAsked) -> Decision:
    """``/practice hours``: the form; ``hours 09:30`` moves the prompt, ``hours 08:00-16:00`` the working day."""
    if not event.words:
        form = Form("preferences/hours", (), rhythm_fields(journey.learner), now.id("hours"))
        return Decision(effects=(Open(form),))
    return _take_rhythm(now, journey, _typed_rhythm(journey.learner.rhythm, event.words))


def set_hours(now: Situation, journey: Journey, event: ev.SettingsGiven) -> Decision:
    return _take_rhythm(now, journey, rhythm_of(event))


def pause(now: Situation, journey: Journey, event: ev.PauseAsked) -> Decision:
    """Silence until a day; without one, for two weeks. It ends by itself."""
    today = journey.today(now.at)
    until = day(event.until, today) if event.until.strip() else today + PAUSE_DEFAULT
    learner = replace(journey.learner.answered(), paused_until=until, asking=None)
    told = Say("preferences/paused", {"until": until}, (Choice("resume", ev.Resumed()),))
    return _decided(now, journey, learner, told)


def resume(now: Situation, journey: Journey) -> Decision:
    learner = replace(journey.learner.answered(), paused_until=None)
    next_on = rhythm.next_prompt_on(rhythm.as_now(journey, learner), now.at)
    return _decided(now, journey, learner, Say("preferences/resumed", {"next_on": next_on}))


def set_pace(now: Situation, journey: Journey, event: ev.PaceChosen) -> Decision:
    learner = journey.learner.answered()
    learner = replace(learner, rhythm=replace(learner.rhythm, pace=event.pace))
    next_on = rhythm.next_prompt_on(rhythm.as_now(journey, learner), now.at)
    return _decided(
        now,
        journey,
        learner,
        Say("preferences/pace", {"pace": event.pace, "next_on": next_on}),
    )


def leave(now: Situation, journey: Journey, event: ev.LeaveAsked) -> Decision:
    """``/practice leave 2026-12-21 2027-01-03``: both days and all between them are free."""
    if not event.words:
        away: list[Datum] = [{"first": days.first, "last": days.last} for days in journey.learner.leave]
        return Decision(effects=(Say("preferences/leave", {"leave": away}),))
    days = _leave(event.words, now, journey)
    kept = tuple(old for old in journey.learner.leave if old.last >= journey.today(now.at))
    learner = replace(journey.learner, leave=(*kept, days))
    next_on = rhythm.next_prompt_on(rhythm.as_now(journey, learner), now.at)
    data: dict[str, Datum] = {
        "first": days.first,
        "last": days.last,
        "next_on": next_on,
    }
    return _decided(now, journey, learner, Say("preferences/leave_taken", data))


def schedule(now: Situation, journey: Journey) -> Decision:
    """Every date that is planned, and why."""
    learner = journey.learner
    rows = [standing_row(journey, now.library, micro, now.at) for micro in pathway_micros(journey, now.library)]
    returns = sorted(
        (row for row in rows if row["due_on"] is not None),
        key=lambda row: str(row["due_on"]),
    )
    data: dict[str, Datum] = {
        "next_on": None if learner.quiet else rhythm.next_prompt_on(journey, now.at),
        **rhythm_data(learner.rhythm),
        "returns": returns,
        "plan": None if journey.plan is None else {"what": journey.plan.what, "next_on": journey.plan.next_on},
        "milestones": project.dates(now, journey),
        "paused_until": still_ahead(journey, now.at),
        "quiet": learner.quiet,
        "touchpoints": [{"kind": point.kind, "due": point.due_at} for point in _soon(now, journey)],
        "leave": [
            {"first": days.first, "last": days.last} for days in learner.leave if days.last >= journey.today(now.at)
        ],
    }
    return Decision(effects=(Say("preferences/schedule", data),))


def _soon(now: Situation, journey: Journey) -> list[ev.Touchpoint]:
    """When the bot comes back to the open attempt; what was planned for another has become idle."""
    attempt = journey.attempt
    if attempt is None or not attempt.waits:
        return []
    return [point for point in now.record.touchpoints if point.subject == attempt.id]


def still_ahead(journey: Journey, at: datetime) -> date | None:
    """Until when the learner has paused."""
    until = journey.learner.paused_until
    return until if until is not None and until > journey.today(at) else None


def _typed_rhythm(rhythm_now: Rhythm, text: str) -> Rhythm:
    opens, dash, closes = text.replace("\N{EN DASH}", "-").partition("-")
    if not dash:
        at = wall_time(text)
        return replace(rhythm_now, prompt_at=at, opens=min(at, rhythm_now.opens))
    start, end = wall_time(opens), wall_time(closes)
    inside = start <= rhythm_now.prompt_at < end
    return replace(
        rhythm_now,
        opens=start,
        closes=end,
        prompt_at=rhythm_now.prompt_at if inside else start,
    )


def _take_rhythm(now: Situation, journey: Journey, taken: Rhythm) -> Decision:
    if not taken.opens <= taken.prompt_at < taken.closes:
        raise UnreadableInputError("unreadable/window")
    learner = replace(journey.learner, rhythm=taken)
    next_on = rhythm.next_prompt_on(rhythm.as_now(journey, learner), now.at)
    return _decided(
        now,
        journey,
        learner,
        Say("preferences/hours_set", {**rhythm_data(taken), "next_on": next_on}),
    )


def _decided(now: Situation, journey: Journey, learner: Learner, told: Say) -> Decision:
    following: tuple[Effect, ...] = rhythm.next_prompt(rhythm.as_now(journey, learner), now.at)
    return Decision((learner,), (told, *following))


def _leave(text: str, now: Situation, journey: Journey) -> Leave:
    parts = [part for part in text.replace(" to ", " ").split() if part != "until"]
    today = journey.today(now.at)
    dates = [day(part, today, first=today) for part in parts]
    if not 1 <= len(dates) <= 2 or dates[0] > dates[-1]:
        raise UnreadableInputError("unreadable/leave")
    return Leave(dates[0], dates[-1])
