"""Where a learner stands as each source sees it, and asking colleagues: one round, told when it is over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.domain import mastery
from bot.domain.assessment import BASELINE, Assessment, in_force
from bot.domain.baseline import (
    FEWEST,
    FOCUS,
    MOST,
    OPEN_FOR,
    Answer,
    Colleague,
    Request,
    again_on,
    is_open,
    told_together,
    uncertainty,
)
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence
from bot.domain.ids import MicroId, PersonId, derived
from bot.domain.journey import Journey
from bot.domain.learner import Learner, Standing
from bot.domain.rubric import LEVELS, Level, Source
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Effect, Field, Form, Open, Say, Schedule
from bot.engine.estimating import estimated
from bot.engine.flows import assessing
from bot.engine.flows.cards import pathway_micros
from bot.engine.situation import Situation

ASKED_AT = time(10)
_WORTH_ASKING = timedelta(days=3)
WORTH_CLOSING = timedelta(days=365)  # it closes however late, so that no answer stays


def where(now: Situation, journey: Journey) -> Decision:
    """Each source for itself, then all of them together with how sure that is."""
    ratings = in_force(now.record.assessments)
    again = _why_not(now, journey)
    data: dict[str, Datum] = {**_open_round(now), "again_on": again, "skills": _skills(now, journey, ratings)}
    choices = (Choice("ask", ev.ColleaguesFormAsked()),) if again is None else ()
    return Decision(effects=(Say("baseline/where", data, choices),))


def open_form(now: Situation, journey: Journey) -> Decision:
    """Whom to ask, about what is in focus."""
    _must_be_free(now, journey)
    names = Field("names", "text")
    data: dict[str, Datum] = {"skills": _names(now, focus(now, journey)), "most": MOST, "fewest": FEWEST}
    return Decision(effects=(Open(Form("baseline/ask", (), (names,), now.id("form"), data)),))


def ask(now: Situation, journey: Journey, event: ev.ColleaguesNamed) -> Decision:
    """They hear of it together with whatever else is asked of them, on their next morning."""
    _must_be_free(now, journey)
    circle = now.circle if is_open(now.circle) else ()
    known = {request.rater for request in circle}
    fresh = [colleague for colleague in now.colleagues if colleague.person.id not in known]
    for colleague in fresh:
        _must_be_askable(colleague, journey)
    if not event.people:
        raise UnreadableInputError("unreadable/whom", field="names")
    if len(known) + len(fresh) > MOST:
        raise UnreadableInputError("unreadable/ask_many", {"most": MOST}, field="names")
    asked = _requests(now, journey, fresh, circle)
    until = circle[0].until if circle else _until(now, journey)
    data: dict[str, Datum] = {
        "names": [colleague.person.name for colleague in fresh],
        "count": len(known) + len(fresh),
        "until": until,
        "fewest": FEWEST,
        "skills": _names(now, asked[0].micros) if asked else [],
    }
    ahead = (*_invitations(now, fresh), _closing(journey, until)) if fresh else ()
    return Decision(tuple(asked), (Say("baseline/asked", data), *ahead))


def close(now: Situation, journey: Journey) -> Decision:
    """The round is over: what three or more have said goes on without their names, and the rest is gone."""
    if not is_open(now.circle):
        return Decision(outcome="over")
    told = told_together(now.circle)
    rated = list(_assessments(now, journey, told))
    learner = _moved(now, journey, rated)
    over = [request.closed() for request in now.circle]
    ratings = in_force((*now.record.assessments, *rated))
    data: dict[str, Datum] = {"skills": _skills(now, journey, ratings), "told": bool(told), "fewest": FEWEST}
    return Decision((learner, *rated, *over), (Say("baseline/result", data, to=journey.home),))


def focus(now: Situation, journey: Journey) -> tuple[MicroId, ...]:
    """What the learner hopes for first, then the pathway's own order; a few, as every one is a question."""
    framework = now.library.framework
    micros = [id_ for id_ in pathway_micros(journey, now.library) if not framework.micro_competencies[id_].retired]
    wished = journey.learner.aspiration
    return tuple(sorted(micros, key=lambda id_: framework.micro_competencies[id_].competency != wished)[:FOCUS])


def _must_be_free(now: Situation, journey: Journey) -> None:
    not_before = _why_not(now, journey)
    if not_before is not None:
        raise UnreadableInputError("unreadable/ask_again", {"on": not_before.isoformat()})


def _why_not(now: Situation, journey: Journey) -> date | None:
    """The day before which no new round may begin; None while one is open, or where one may begin today."""
    if is_open(now.circle):
        return None
    not_before = again_on(now.circle)
    return None if not_before is None or journey.today(now.at) >= not_before else not_before


def _must_be_askable(colleague: Colleague, journey: Journey) -> None:
    who = colleague.person
    refusals = {
        "unreadable/ask_yourself": who.id == journey.person.id,
        "unreadable/ask_manager": who.id == journey.person.manager,
        "unreadable/ask_coach": who.id == journey.learner.coach,
        "unreadable/ask_stranger": not colleague.is_met,
    }
    for prompt, is_so in refusals.items():
        if is_so:
            raise UnreadableInputError(prompt, {"name": who.name}, field="names")


def _requests(now: Situation, journey: Journey, fresh: Sequence[Colleague], circle: Sequence[Request]) -> list[Request]:
    """All of one round, about the same things and until the same time."""
    first = circle[0] if circle else None
    return [
        Request(
            id=derived("request", journey.learner.id, now.cause, colleague.person.id),
            round=first.round if first else now.id("round"),
            learner=journey.learner.id,
            rater=colleague.person.id,
            micros=first.micros if first else focus(now, journey),
            asked=first.asked if first else now.at,
            until=first.until if first else _until(now, journey),
        )
        for colleague in fresh
    ]


def _until(now: Situation, journey: Journey) -> datetime:
    """Two weeks on, when the learner may be told."""
    until = now.at + OPEN_FOR
    return journey.hours.next_opening(until) or until


def _closing(journey: Journey, until: datetime) -> Effect:
    return Schedule(Touchpoint(journey.learner.id, "baseline", until.isoformat(), until, until + WORTH_CLOSING))


def _invitations(now: Situation, fresh: Sequence[Colleague]) -> Iterator[Effect]:
    yield from filter(None, (ask_next(colleague, now.at) for colleague in fresh))


def ask_next(colleague: Colleague, after: datetime) -> Effect | None:
    """Their next morning: of one person one such contact is planned, and whatever is asked of them waits for it."""
    found = colleague.hours.next_time(ASKED_AT, after)
    return None if found is None else _to_be_asked(colleague, *found)


def _to_be_asked(colleague: Colleague, on: date, due: datetime) -> Effect:
    return Schedule(Touchpoint(colleague.person.id, "ask", on.isoformat(), due, due + _WORTH_ASKING))


def _assessments(now: Situation, journey: Journey, told: Mapping[MicroId, Sequence[Answer]]) -> Iterator[Assessment]:
    """One for each answer; its ``rater`` tells them apart, but not who it was, and is another one for each skill."""
    for micro, answers in told.items():
        for number, answer in enumerate(answers):
            nobody = derived("nobody", now.cause, micro, number)
            yield Assessment(
                id=derived("assessment", nobody),
                learner=journey.learner.id,
                micro=micro,
                source="peer",
                level=answer.level,
                tier=assessing.BASELINE_TIER,
                at=now.at,
                context=BASELINE,
                framework=now.library.framework.version,
                rater=PersonId(nobody),
                anchors=answer.anchors,
                told=now.at,
            )


def _moved(now: Situation, journey: Journey, rated: Sequence[Assessment]) -> Learner:
    learner = journey.learner
    for micro in dict.fromkeys(one.micro for one in rated):
        fresh = Evidence(tuple(one for one in rated if one.micro == micro))
        estimate = estimated(now, journey, micro, fresh)
        standing = learner.standings.get(micro)
        kept = Standing(estimate) if standing is None else replace(standing, estimate=estimate)
        learner = learner.with_standing(micro, kept)
    return learner


def _open_round(now: Situation) -> dict[str, Datum]:
    """How many were asked and when it is over; not how many have answered, which would tell who was the last."""
    if not is_open(now.circle):
        return {"count": 0, "until": None, "fewest": FEWEST}
    return {"count": len(now.circle), "until": now.circle[0].until, "fewest": FEWEST}


def _skills(now: Situation, journey: Journey, ratings: Sequence[Assessment]) -> list[Datum]:
    """What is in focus or has been rated, in the pathway's order."""
    wanted = {*focus(now, journey), *(one.micro for one in ratings if one.context == BASELINE)}
    return [_skill(now, micro, ratings) for micro in pathway_micros(journey, now.library) if micro in wanted]


def _skill(now: Situation, micro: MicroId, ratings: Sequence[Assessment]) -> dict[str, Datum]:
    mine = [one for one in ratings if one.micro == micro and _counts(one)]
    together: list[tuple[Level, Source]] = [(one.level, one.source) for one in mine]
    return {
        "skill": now.library.framework.micro_competencies[micro].name,
        "sources": [row for source in _SHOWN if (row := _source(now, source, mine))],
        "level": f"{mastery.fused(together):.1f}" if together else "",
        "spread": f"{uncertainty([one.source for one in mine]):.1f}" if together else "",
    }


def _counts(one: Assessment) -> bool:
    """What was said at the beginning, and what is measured; a rating of a practice is a later story."""
    return one.context == BASELINE or one.source == "metric"


def _source(now: Situation, source: Source, mine: Sequence[Assessment]) -> dict[str, Datum]:
    """One source for itself; colleagues only from three on, also where some of what they said has gone since."""
    levels = [one.level for one in mine if one.source == source]
    if not levels or (source == "peer" and len(levels) < FEWEST):
        return {}
    mean = sum(levels) / len(levels)
    latest = [one for one in mine if one.source == source][-1]
    rubric = (now.record.rubrics or {}).get(latest.anchors)
    anchor = rubric.anchor(LEVELS[round(mean) - 1]) if rubric is not None else ""
    return {"source": source, "count": len(levels), "level": f"{mean:.1f}".removesuffix(".0"), "anchor": anchor}


def _names(now: Situation, micros: Sequence[MicroId]) -> list[Datum]:
    return [now.library.framework.micro_competencies[micro].name for micro in micros]


_SHOWN: tuple[Source, ...] = ("self", "peer", "coach", "manager", "demonstration", "metric")
