"""The day's one prompt: what it is when it falls due, and the reminders that stop."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.attempt import Attempt
from bot.domain.journey import Journey
from bot.domain.learner import UNANSWERED_LIMIT, Learner
from bot.domain.plan import Plan
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.door import closed
from bot.engine.effects import Choice, Datum, Say
from bot.engine.flows import practice, project, rhythm
from bot.engine.flows.cards import attempt_card, offer_subject
from bot.engine.flows.reflection import ask
from bot.engine.selection import pick
from bot.engine.situation import Situation


def prompt(now: Situation, journey: Journey, touchpoint: Touchpoint) -> Decision:
    """At most one a working day, over everything: a plan's date, a follow-up, a practice, or a question instead."""
    today = journey.today(now.at)
    passed_on = _later(journey.learner.prompted_on, rhythm.day_of(touchpoint))
    kept_out = closed(journey, now.at)
    if not kept_out and (again := rhythm.later_that_day(journey, touchpoint, now.at)):
        return Decision(effects=again, outcome="moved")
    reason = kept_out or _not_today(journey, now.at)
    if reason:
        passed = replace(journey.learner, prompted_on=passed_on)
        return _then_the_next(now, journey, Decision((passed,), outcome=reason))
    learner = replace(journey.learner, prompted_on=_later(passed_on, today), unanswered=_unanswered(journey))
    attempt = journey.attempt
    if attempt is not None and attempt.state == "started" and not _asked_this_morning(attempt, journey):
        return _then_the_next(now, journey, ask(now, rhythm.as_now(journey, learner), attempt, again=True))
    left = _leave_behind(now, journey)
    learner = replace(learner, started=None, asking=None)
    if attempt is not None and attempt.state == "offered":
        learner = learner.left_for_now(attempt.micro, today)
    if learner.unanswered >= UNANSWERED_LIMIT:
        return left + _ask_instead(journey, learner)
    return left + _then_the_next(now, journey, _today(now, journey, learner))


def remind(now: Situation, journey: Journey, touchpoint: Touchpoint) -> Decision:
    """An offer that waits or was put off is shown again, the reflection asked for again; what is answered is not."""
    attempt = journey.attempt
    reason = closed(journey, now.at)
    if reason or attempt is None or journey.learner.attempt != touchpoint.subject or not attempt.waits:
        return Decision(outcome=reason or "answered")
    put_off = attempt.put_off_to is not None
    if put_off and touchpoint.due_at != attempt.put_off_to:
        return Decision(outcome="put off")
    with_the_prompt = not put_off and _falls_together_with_the_prompt(journey, touchpoint, now.at)
    if with_the_prompt and _had_todays(journey, now.at):
        return Decision(outcome="one a day")
    if put_off or with_the_prompt:
        journey = _with_todays(journey, now.at)
    if attempt.state == "started":
        return ask(now, journey, attempt, again=True)
    data = {
        **attempt_card(attempt, journey, now.library),
        "put_off": attempt.put_off_to is not None,
    }
    said = Say(
        "practice/reminder",
        data,
        practice.offer_choices(attempt),
        to=journey.home,
        begun=True,
    )
    return Decision((journey.learner, replace(attempt, put_off_to=None)), (said,))


def reflection(now: Situation, journey: Journey, touchpoint: Touchpoint) -> Decision:
    """The practice's minutes have passed: how was it?"""
    attempt = journey.attempt
    reason = closed(journey, now.at)
    if reason or attempt is None or attempt.id != touchpoint.subject or attempt.state != "started":
        return Decision(outcome=reason or "answered")
    reminder = Decision(effects=rhythm.remind(journey, attempt, now.at))
    if _is_asked(journey, attempt):
        return replace(reminder, outcome="asked")
    if _falls_together_with_the_prompt(journey, touchpoint, now.at):
        if _had_todays(journey, now.at):
            return Decision(outcome="one a day")
        journey = _with_todays(journey, now.at)
    return ask(now, journey, attempt) + reminder


def _then_the_next(now: Situation, journey: Journey, decided: Decision) -> Decision:
    """The next prompt is planned from the learner as just decided."""
    [learner] = [state for state in decided.state if isinstance(state, Learner)]
    return decided + Decision(effects=rhythm.next_prompt(rhythm.as_now(journey, learner), now.at))


def _today(now: Situation, journey: Journey, learner: Learner) -> Decision:
    """A plan whose date has come, a project's milestone, else the next practice."""
    plan, today = journey.plan, journey.today(now.at)
    if plan is not None and plan.asked_on is None and plan.next_on <= today:
        return Decision((learner, replace(plan, asked_on=today)), (_plan_check(journey, plan),))
    undertaking = learner.undertaking
    step = None if undertaking is None else undertaking.due(today)
    if undertaking is not None and step is not None and undertaking.project in now.library.projects:
        learner = replace(learner, undertaking=undertaking.asked(step.number, today))
        return Decision((learner,), (project.milestone(now, journey, step),))
    picked = pick(rhythm.as_now(journey, learner), now.library, now.at)
    if picked is None:
        return Decision((learner,), outcome="nothing to offer")
    made = practice.offer(now, journey, picked, scheduled=True, learner=learner, begun=True)
    [attempt] = [state for state in made.state if isinstance(state, Attempt)]
    return _with_yesterday(made, journey) + Decision(effects=rhythm.remind(journey, attempt, now.at))


def _with_yesterday(made: Decision, journey: Journey) -> Decision:
    """The last reminder of an offer that lapsed: one line and one button on the new one."""
    lapsed = journey.attempt
    if lapsed is None or lapsed.state != "offered":
        return made
    [card] = [effect for effect in made.effects if isinstance(effect, Say)]
    card = replace(
        card,
        data={**card.data, "lapsed": True},
        choices=(*card.choices, Choice("yesterday", ev.PracticeAccepted(lapsed.id))),
    )
    return replace(made, effects=(card,))


def _leave_behind(now: Situation, journey: Journey) -> Decision:
    """What nobody came back to is over: an offer lapses, a practice under way is closed."""
    attempt = journey.attempt
    if attempt is None or not attempt.waits:
        return Decision()
    lapsed = attempt.end("expired", now.at)
    card = attempt_card(lapsed, journey, now.library)
    return Decision((lapsed,), (Say("practice/offer", card, subject=offer_subject(lapsed), to=journey.home),))


def _asked_this_morning(attempt: Attempt, journey: Journey) -> bool:
    """Whether the morning's question has been put already, on an earlier day."""
    last = journey.learner.prompted_on
    return attempt.started_at is not None and last is not None and last > journey.today(attempt.started_at)


def _ask_instead(journey: Journey, learner: Learner) -> Decision:
    """Three unanswered: ask whether to pause or change the pace, and say nothing more until there is an answer."""
    choices = (
        Choice("pause", ev.PauseAsked("")),
        Choice("alternate", ev.PaceChosen("alternate")),
        Choice("weekly", ev.PaceChosen("weekly")),
        Choice("keep", ev.PaceChosen(learner.rhythm.pace)),
    )
    data: dict[str, Datum] = {
        "name": journey.person.first_name,
        "count": learner.unanswered,
    }
    said = Say("manners/too_much", data, choices, to=journey.home, begun=True)
    return Decision((replace(learner, quiet=True, asking=None),), (said,))


def _plan_check(journey: Journey, plan: Plan) -> Say:
    choices = (
        Choice("kept", ev.PlanKept(plan.id, kept=True)),
        Choice("not_yet", ev.PlanKept(plan.id, kept=False)),
    )
    data: dict[str, Datum] = {
        "who": plan.who,
        "what": plan.what,
        "measure": plan.measure,
    }
    return Say(
        "plan/check",
        data,
        choices,
        to=journey.home,
        begun=True,
        subject=f"plan:{plan.id}",
    )


def _unanswered(journey: Journey) -> int:
    attempt = journey.attempt
    ignored = attempt is not None and attempt.scheduled and attempt.state == "offered"
    return journey.learner.unanswered + ignored


def _not_today(journey: Journey, at: datetime) -> str:
    """Why nothing is sent now, though it is due: too late in the day, or today had its prompt."""
    if _had_todays(journey, at):
        return "one a day"
    attempt = journey.attempt
    if (
        attempt is not None
        and attempt.state == "offered"
        and attempt.put_off_to is not None
        and at < _too_late(attempt)
    ):
        return "put off"
    return "" if journey.hours.is_open(at) else "outside working hours"


def _falls_together_with_the_prompt(journey: Journey, touchpoint: Touchpoint, at: datetime) -> bool:
    """Whether a prompt is due as well by now, so that one of them is enough.

    That is so after a time without power, and when both were planned for the first minute of the morning.
    """
    today = journey.today(at)
    prompt_at = journey.hours.instant(today, journey.learner.rhythm.prompt_at)
    in_one_go = prompt_at is not None and touchpoint.due_at <= prompt_at <= at
    return in_one_go or journey.today(touchpoint.due_at) < today


def _had_todays(journey: Journey, at: datetime) -> bool:
    return journey.learner.prompted_on == journey.today(at)


def _with_todays(journey: Journey, at: datetime) -> Journey:
    """What is said now is today's one message: the prompt itself waits for another day."""
    learner = journey.learner
    return rhythm.as_now(journey, replace(learner, prompted_on=_later(learner.prompted_on, journey.today(at))))


def _is_asked(journey: Journey, attempt: Attempt) -> bool:
    """Whether the question after this practice stands open already."""
    asking = journey.learner.asking
    return asking is not None and asking.flow == "reflection" and asking.attempt == attempt.id


def _too_late(attempt: Attempt) -> datetime:
    """When an offer that was put off has lapsed all the same."""
    return (attempt.put_off_to or attempt.offered_at) + timedelta(days=1)


def _later(first: date | None, second: date) -> date:
    return second if first is None else max(first, second)
