"""What learners can always see and take: plans, journal, who opened what, a copy of everything, erasure."""

from datetime import datetime

from bot.domain.consent import VERSION
from bot.domain.errors import UnreadableInputError
from bot.domain.journey import Journey
from bot.domain.reflection import QUESTIONS
from bot.domain.team import MILESTONES, Celebration
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Erase, Export, Note, Say
from bot.engine.flows.cards import coach_name
from bot.engine.situation import Situation

_SHOWN = 5


def plans(now: Situation, journey: Journey) -> Decision:
    """The open plan, and the latest before it."""
    kept: list[Datum] = [
        {
            "what": plan.what,
            "measure": plan.measure,
            "next_on": plan.next_on,
            "open": plan.closed_at is None,
        }
        for plan in now.record.plans[:_SHOWN]
    ]
    attempt = journey.attempt
    can_plan = attempt is not None and attempt.reflected_at is not None
    choices = (Choice("make", ev.PlanFormAsked(attempt.id)),) if attempt is not None and can_plan else ()
    return Decision(effects=(Say("plan/list", {"plans": kept}, choices),))


def journal(now: Situation, journey: Journey, event: ev.JournalAsked) -> Decision:
    """``journal words`` keeps a note; without words, the latest notes and reflections."""
    if event.note:
        return Decision((), (Note(journey.learner.id, event.note, now.at), Say("journal/kept")))
    notes: list[Datum] = [{"at": at, "text": text} for at, text in now.record.notes[:_SHOWN]]
    return Decision(effects=(Say("journal/entries", {"notes": notes, "reflections": _reflections(now)}),))


def privacy(now: Situation, journey: Journey) -> Decision:
    """Who sees what by rule, and who opened what, when."""
    names = now.record.names or {}
    opened: list[Datum] = [
        {"who": names.get(seen.viewer, "?"), "what": seen.what, "at": seen.at} for seen in now.record.opened
    ]
    data: dict[str, Datum] = {
        "coach": coach_name(journey),
        "opened": opened,
        "version": journey.learner.consent or VERSION,
    }
    return Decision(effects=(Say("privacy/receipt", data),))


def export(journey: Journey) -> Decision:
    return Decision(effects=(Say("privacy/export", attach=Export(journey.person.id)),))


def ask_erase() -> Decision:
    return Decision(effects=(Say("privacy/erase", choices=(Choice("confirm", ev.EraseConfirmed()),)),))


def erase(journey: Journey) -> Decision:
    """Everything goes; the last words are said without a trace of the person in them."""
    return Decision(effects=(Erase(journey.person.id), Say("privacy/erased")))


def share(journey: Journey, event: ev.MilestoneShared) -> Decision:
    """A milestone goes into the team's digest because its learner wants it there, once it is reached."""
    reached = [name for count, name in MILESTONES.items() if count <= journey.learner.reflections]
    if event.milestone not in reached:
        raise UnreadableInputError("unreadable/button")
    celebration = Celebration(journey.person.id, journey.person.first_name, event.milestone)
    said = Say(
        "milestone/shared",
        {"milestone": event.milestone},
        subject=f"milestone:{event.milestone}",
    )
    return Decision((celebration,), (said,))


def _reflections(now: Situation) -> list[Datum]:
    kept = now.record.reflections or {}
    practised = [attempt for attempt in now.record.attempts if attempt.id in kept][:_SHOWN]
    return [
        {
            "at": _when(attempt.reflected_at, now.at),
            "title": now.library.practices[attempt.practice].title,
            "answers": [
                {"question": question, "answer": kept[attempt.id].answers[question]}
                for question in QUESTIONS
                if kept[attempt.id].answers.get(question)
            ],
        }
        for attempt in practised
    ]


def _when(at: datetime | None, now: datetime) -> datetime:
    return at or now
