"""A colleague is asked where they see a learner: all that is wanted of them in one message, reminded of once."""

from collections.abc import Iterable, Sequence

from bot.domain.baseline import AT_ONCE, Answer, Request, Wanted, is_settled
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import MicroId
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Effect, Field, Form, Open, Say, Schedule
from bot.engine.flows import assessing
from bot.engine.flows.baseline import WORTH_CLOSING, ask_next
from bot.engine.flows.cards import rating_field
from bot.engine.situation import Situation


def please(now: Situation) -> Decision:
    """Everything that is wanted of this colleague today, and what comes next."""
    due = [wanted for wanted in now.wanted if _is_due(wanted.request, now)][:AT_ONCE]
    spoken = [wanted.request.spoken_of(now.at) for wanted in due]
    later = _next_contact(now, spoken)
    if not due:
        return Decision((), later, "nothing to ask")
    rows: list[Datum] = [
        {"learner": one.learner.name, "until": one.request.until, "again": one.request.told is not None} for one in due
    ]
    return Decision(tuple(spoken), (Say("baseline/please", {"people": rows}, _choices(due)), *later))


def open_form(now: Situation, event: ev.AnswerFormAsked) -> Decision:
    """The five sentences of each skill; what was answered before is chosen already."""
    request = _mine(now, event.request)
    if request is None or now.journey is None:
        return _over()
    fields = tuple(_field(now, micro, request) for micro in request.micros)
    data: dict[str, Datum] = {"learner": now.journey.person.first_name, "until": request.until}
    about = (request.learner, request.id)
    return Decision(effects=(Open(Form("baseline/answer", about, fields, now.id("form"), data)),))


def answer(now: Situation, event: ev.AnswerGiven) -> Decision:
    """Kept apart until the round is over; until then it can be changed."""
    request = _mine(now, event.request)
    if request is None or now.journey is None:
        return _over()
    if not event.ratings.keys() <= set(request.micros):
        raise UnreadableInputError("unreadable/form")
    if not event.ratings:
        raise UnreadableInputError("unreadable/empty", field=request.micros[0])
    given = {micro: Answer(level, assessing.anchors(now, micro)) for micro, level in event.ratings.items()}
    kept = request.answered(given)
    data: dict[str, Datum] = {"learner": now.journey.person.first_name, "until": request.until}
    choices = (Choice("change", ev.AnswerFormAsked(request.learner, request.id)),)
    return Decision((kept,), (Say("baseline/answered", data, choices), *_ends_early(now, kept)))


def decline(now: Situation, event: ev.AskingDeclined) -> Decision:
    """No reason is asked for, and nobody is told."""
    request = _mine(now, event.request)
    if request is None or now.journey is None:
        return _over()
    kept = request.declined()
    data: dict[str, Datum] = {"learner": now.journey.person.first_name}
    return Decision((kept,), (Say("baseline/declined", data), *_ends_early(now, kept)))


def _mine(now: Situation, id_: str) -> Request | None:
    """The request, while it is open and this person's own."""
    found = (one for one in now.circle if one.id == id_ and one.rater == now.person.id)
    return next((one for one in found if one.is_open(now.at)), None)


def _over() -> Decision:
    return Decision(effects=(Say("baseline/over"),))


def _ends_early(now: Situation, kept: Request) -> tuple[Effect, ...]:
    """When the last one has answered, the learner is told on their next working morning, and not at that moment."""
    circle = [kept if one.id == kept.id else one for one in now.circle]
    journey = now.journey
    found = None if journey is None else journey.hours.next_time(journey.learner.rhythm.opens, now.at)
    if not is_settled(circle) or found is None or found[1] >= kept.until:
        return ()
    _, due = found
    return (Schedule(Touchpoint(kept.learner, "baseline", due.isoformat(), due, due + WORTH_CLOSING)),)


def _is_due(request: Request, now: Situation) -> bool:
    remind_at = request.remind_at()
    return request.is_open(now.at) and (request.is_new() or (remind_at is not None and remind_at <= now.at))


def _next_contact(now: Situation, spoken: Sequence[Request]) -> tuple[Effect, ...]:
    """What did not fit comes on the next morning, a reminder when it is due; what will be over by then does not."""
    known = {one.id: one for one in spoken}
    waiting = [known.get(wanted.request.id, wanted.request) for wanted in now.wanted]
    times = [now.at if one.is_new() else one.remind_at() for one in waiting]
    ahead = [at for at, one in zip(times, waiting, strict=True) if at is not None and at < one.until]
    if not ahead or not now.colleagues:
        return ()
    planned = ask_next(now.colleagues[0], max(now.at, min(ahead)))
    return () if planned is None else (planned,)


def _choices(due: Iterable[Wanted]) -> tuple[Choice, ...]:
    return tuple(
        choice
        for number, wanted in enumerate(due, start=1)
        for choice in (
            Choice(
                f"answer_{number}", ev.AnswerFormAsked(wanted.learner.id, wanted.request.id), wanted.learner.first_name
            ),
            Choice(
                f"decline_{number}", ev.AskingDeclined(wanted.learner.id, wanted.request.id), wanted.learner.first_name
            ),
        )
    )


def _field(now: Situation, micro: MicroId, request: Request) -> Field:
    given = request.answers.get(micro)
    value = "" if given is None else str(given.level)
    label = now.library.framework.micro_competencies[micro].definition
    return rating_field(now.library, micro, name=micro, value=value, label=label)
