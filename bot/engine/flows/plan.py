"""The plan: who, what, measured how, spoken of again when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PlanId
from bot.domain.journey import Journey
from bot.domain.plan import Plan
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Field, Form, Invitation, Open, Say
from bot.engine.flows import rhythm
from bot.engine.flows.cards import attempt_card
from bot.engine.flows.practice import own_attempt
from bot.engine.reading import day
from bot.engine.situation import Situation

_MINUTES = 15


def open_form(now: Situation, journey: Journey, event: ev.PlanFormAsked) -> Decision:
    """The next touchpoint is proposed where the follow-up stands anyway."""
    attempt = own_attempt(journey, event.attempt)
    if attempt.reflected_at is None:
        raise UnreadableInputError("unreadable/reflect_first")
    standing = journey.learner.standings.get(attempt.micro)
    due_on = (standing.due_on if standing else None) or journey.today(now.at) + timedelta(days=3)
    proposed = max(due_on, journey.today(now.at) + timedelta(days=1))
    fields = (
        Field("who", "text", value=journey.person.first_name),
        Field("what", "long", value=standing.line if standing else ""),
        Field("measure", "text"),
        Field("next_on", "date", value=proposed.isoformat()),
    )
    data = attempt_card(attempt, journey, now.library)
    return Decision(effects=(Open(Form("plan/form", (attempt.id,), fields, now.id("form"), data)),))


def make(now: Situation, journey: Journey, event: ev.PlanGiven) -> Decision:
    """Keep it, close the attempt, put it into the calendar; an earlier open plan is closed by it."""
    attempt = own_attempt(journey, event.attempt)
    if attempt.reflected_at is None:
        raise UnreadableInputError("unreadable/reflect_first")
    next_on = day(event.next_on, journey.today(now.at), field="next_on")
    plan = Plan(
        id=PlanId(now.id("plan")),
        learner=journey.learner.id,
        attempt=attempt.id,
        made_at=now.at,
        who=event.who,
        what=event.what,
        measure=event.measure,
        next_on=next_on,
    )
    before = () if journey.plan is None else (replace(journey.plan, closed_at=now.at),)
    at = journey.hours.instant(next_on, journey.learner.rhythm.prompt_at) or datetime.combine(
        next_on, journey.learner.rhythm.prompt_at, UTC
    )
    invitation = Invitation(event.what, f"{event.who}: {event.what} ({event.measure})", at, _MINUTES)
    data: dict[str, Datum] = {
        "who": plan.who,
        "what": plan.what,
        "measure": plan.measure,
        "next_on": next_on,
    }
    said = Say("plan/made", data, subject=f"plan:{plan.id}", attach=invitation)
    learner = journey.learner.answered()
    state = (learner, attempt.end("closed", now.at), *before, plan)
    return Decision(state, (said, *rhythm.wake(journey, learner, now.at)))


def keep(now: Situation, journey: Journey, event: ev.PlanKept) -> Decision:
    """The plan's day came, and the learner says how it went."""
    plan = journey.plan
    if plan is None or plan.id != event.plan:
        raise UnreadableInputError("unreadable/plan_closed")
    closed = replace(plan, closed_at=now.at)
    choices = () if plan.attempt is None or event.kept else (Choice("again", ev.PlanFormAsked(plan.attempt)),)
    data: dict[str, Datum] = {
        "what": plan.what,
        "kept": event.kept,
        "coach": journey.coach.first_name if journey.coach else "",
    }
    said = Say("plan/answered", data, choices, subject=f"plan:{plan.id}")
    learner = journey.learner.answered()
    return Decision((learner, closed), (said, *rhythm.wake(journey, learner, now.at)))
