"""A coach writes down what they have seen of one skill, at work or in a demonstration: on its day, with a link."""

from dataclasses import replace
from datetime import UTC, datetime, time

from bot.domain.assessment import Assessment, in_force
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence
from bot.domain.ids import MicroId, derived
from bot.domain.journey import Journey
from bot.domain.learner import Standing
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Field, Form, Open, Option, Say
from bot.engine.estimating import estimated
from bot.engine.flows import assessing
from bot.engine.flows.cards import pathway_micros, rating_field
from bot.engine.flows.feedback import must_coach
from bot.engine.reading import link, past_day
from bot.engine.situation import Situation

HOW: tuple[ev.SeenHow, ...] = ("coach", "demonstration")
_MOST_SKILLS = 10
_NOON = time(12)


def choose(now: Situation, journey: Journey) -> Decision:
    """Which skill? Those of the pathway that are still trained."""
    must_coach(now.person, journey)
    framework = now.library.framework
    micros = [id_ for id_ in pathway_micros(journey, now.library) if not framework.micro_competencies[id_].retired]
    choices = tuple(
        Choice(
            f"skill_{number}", ev.ObservationFormAsked(journey.person.id, id_), framework.micro_competencies[id_].name
        )
        for number, id_ in enumerate(micros[:_MOST_SKILLS], start=1)
    )
    return Decision(effects=(Say("coach/observe", {"learner": journey.person.first_name}, choices),))


def open_form(now: Situation, journey: Journey, event: ev.ObservationFormAsked) -> Decision:
    """The five sentences of the skill, the day, and where it can be seen."""
    must_coach(now.person, journey)
    _must_be_known(now, event.micro)
    today = journey.today(now.at).isoformat()
    fields = (
        replace(rating_field(now.library, event.micro, name="level"), required=True),
        Field("how", "choice", options=tuple(Option(how) for how in HOW), value=HOW[0]),
        Field("on", "date", value=today),
        Field("context", "long"),
        Field("evidence", "text", required=False),
    )
    about = (journey.person.id, event.micro)
    skill = now.library.framework.micro_competencies[event.micro].name
    data: dict[str, Datum] = {"learner": journey.person.first_name, "skill": skill}
    return Decision(effects=(Open(Form("coach/observation", about, fields, now.id("form"), data)),))


def give(now: Situation, journey: Journey, event: ev.ObservationGiven) -> Decision:
    """A second one of the same day corrects the first; the learner reads it with the coach's name."""
    must_coach(now.person, journey)
    _must_be_known(now, event.micro)
    rated = _rating(now, journey, event)
    estimate = estimated(now, journey, event.micro, Evidence((rated,)))
    standing = journey.learner.standings.get(event.micro)
    kept = Standing(estimate) if standing is None else replace(standing, estimate=estimate)
    micro = now.library.framework.micro_competencies[event.micro]
    data: dict[str, Datum] = {
        "coach": now.person.first_name,
        "skill": micro.name,
        "how": event.how,
        "on": journey.hours.local(rated.at).date(),
        "level": rated.level,
        "anchor": micro.rubric.anchor(rated.level),
        "context": event.context,
        "evidence": rated.evidence,
    }
    said = (
        Say("feedback/observed", data, to=journey.home, begun=True),
        Say("coach/observed", {"learner": journey.person.first_name, "corrected": rated.corrects is not None}),
    )
    return Decision((journey.learner.with_standing(event.micro, kept), rated), said)


def _rating(now: Situation, journey: Journey, event: ev.ObservationGiven) -> Assessment:
    on = past_day(event.on, journey.today(now.at), field="on")
    seen = datetime.combine(on, _NOON, journey.hours.zone).astimezone(UTC)
    first = derived("observation", journey.learner.id, event.micro, event.how, now.person.id, on)
    known = {one.corrects or one.id for one in in_force(now.evidence.get(event.micro, Evidence()).assessments)}
    return Assessment(
        id=now.id("assessment") if first in known else first,
        learner=journey.learner.id,
        micro=event.micro,
        source=event.how,
        level=event.level,
        tier=assessing.BASELINE_TIER,
        at=min(seen, now.at),
        context=event.context,
        framework=now.library.framework.version,
        rater=now.person.id,
        anchors=assessing.anchors(now, event.micro),
        evidence=link(event.evidence, field="evidence"),
        corrects=first if first in known else None,
        told=now.at,
    )


def _must_be_known(now: Situation, micro: MicroId) -> None:
    if micro not in now.library.framework.micro_competencies:
        raise UnreadableInputError("unreadable/button")
