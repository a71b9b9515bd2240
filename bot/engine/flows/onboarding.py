"""Welcome, consent, hours and aspiration, a short baseline: four small steps, each of which can wait."""

from dataclasses import replace
from typing import assert_never

from bot.domain.competency import MicroCompetency
from bot.domain.consent import VERSION
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence
from bot.domain.ids import CompetencyId
from bot.domain.journey import Journey
from bot.domain.learner import Standing
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Field, Form, Open, Option, Say, Unschedule
from bot.engine.estimating import estimated
from bot.engine.flows import assessing, rhythm
from bot.engine.flows.cards import coach_name, pathway_micros, rating_field
from bot.engine.flows.preferences import rhythm_data, rhythm_fields, rhythm_of
from bot.engine.situation import Situation

_SUBJECT = "onboarding"


def welcome(now: Situation, journey: Journey) -> Decision:
    """One card: what the bot does, who sees what, and the choice to say no."""
    asked = replace(journey.learner, stage="asked")
    return Decision((asked,), (_consent_card(now, journey),))


def resume(now: Situation, journey: Journey) -> Decision:
    """The step at which the learner stopped."""
    match journey.learner.stage:
        case "invited" | "asked" | "declined":
            return welcome(now, journey)
        case "settling":
            return Decision(effects=(_settings_card(now, journey),))
        case "rating":
            return Decision(effects=(_baseline_card(now, journey),))
        case "practising":
            return Decision(effects=(Say("onboarding/already"),))
        case _:
            assert_never(journey.learner.stage)


def consent(now: Situation, journey: Journey, event: ev.ConsentGiven) -> Decision:
    """Agreed: to this version of the card and no other."""
    if event.version != VERSION:
        raise UnreadableInputError("unreadable/consent_outdated")
    if journey.learner.stage == "practising":
        return Decision(effects=(Say("onboarding/already"),))
    agreed = replace(journey.learner, stage="settling", consent=VERSION)
    given = Say("onboarding/consented", subject=f"{_SUBJECT}/consent")
    return Decision((agreed,), (given, _settings_card(now, journey)))


def refuse(journey: Journey) -> Decision:
    """No means silence, with a way back."""
    return _stand_down(journey, "onboarding/refused")


def not_now(journey: Journey) -> Decision:
    return _stand_down(journey, "onboarding/not_now")


def open_form(now: Situation, journey: Journey, event: ev.FormAsked) -> Decision:
    """The form of the step that the learner is at; from an older message, that step itself."""
    match journey.learner.stage, event.form:
        case "settling", "onboarding/settings":
            return Decision(effects=(Open(_settings_form(now, journey)),))
        case "rating", "onboarding/baseline":
            return Decision(effects=(Open(_baseline_form(now, journey)),))
        case _:
            return resume(now, journey)


def settle(now: Situation, journey: Journey, event: ev.SettingsGiven) -> Decision:
    """Hours, days and aspiration; the baseline is next, or the new hours take effect."""
    learner = journey.learner
    if learner.stage not in {"settling", "rating"}:
        raise UnreadableInputError("unreadable/consent_first")
    aspiration = _aspiration(now, journey, event.aspiration)
    settled = replace(learner, stage="rating", rhythm=rhythm_of(event), aspiration=aspiration)
    done = Say(
        "onboarding/settled",
        rhythm_data(settled.rhythm),
        subject=f"{_SUBJECT}/settings",
    )
    return Decision((settled,), (done, _baseline_card(now, rhythm.as_now(journey, settled))))


def baseline(now: Situation, journey: Journey, event: ev.BaselineGiven) -> Decision:
    """Where the learner sees themself; then the first prompt is planned. Nothing need be rated."""
    if journey.learner.stage == "practising":
        raise UnreadableInputError("unreadable/already_sent")
    if journey.learner.stage != "rating":
        raise UnreadableInputError("unreadable/consent_first")
    micros = pathway_micros(journey, now.library)
    if not event.ratings.keys() <= set(micros):
        raise UnreadableInputError("unreadable/form")
    rated = assessing.of_oneself(now, journey.learner.id, event.ratings, now.at)
    fresh = {one.micro: Standing(estimated(now, journey, one.micro, Evidence((one,)))) for one in rated}
    standings = {**fresh, **journey.learner.standings}
    learner = replace(journey.learner, stage="practising", standings=standings)
    ready = rhythm.as_now(journey, learner)
    first = rhythm.next_prompt_on(ready, now.at)
    told = Say(
        "onboarding/ready",
        {"first_on": first, "prompt_at": learner.rhythm.prompt_at.isoformat("minutes")},
    )
    rated_so = Say(
        "onboarding/rated",
        {"count": len(event.ratings)},
        subject=f"{_SUBJECT}/baseline",
    )
    return Decision(
        (learner, *rated),
        (rated_so, told, *rhythm.next_prompt(ready, now.at)),
    )


def _stand_down(journey: Journey, prompt: str) -> Decision:
    declined = replace(journey.learner, stage="declined", asking=None)
    said = Say(
        prompt,
        choices=(Choice("begin", ev.OnboardingResumed()),),
        subject=f"{_SUBJECT}/consent",
    )
    return Decision((declined,), (said, Unschedule(declined.id, "prompt")))


def _micros(now: Situation, journey: Journey) -> list[MicroCompetency]:
    return [now.library.framework.micro_competencies[id_] for id_ in pathway_micros(journey, now.library)]


def _aspiration(now: Situation, journey: Journey, wanted: str | None) -> str:
    if wanted and CompetencyId(wanted) not in now.library.framework.competencies:
        raise UnreadableInputError("unreadable/form", field="aspiration")
    return wanted or journey.learner.aspiration


def _consent_card(now: Situation, journey: Journey) -> Say:
    data = {
        "name": journey.person.first_name,
        "coach": coach_name(journey),
        "pathway": now.library.pathways[journey.cohort.pathway].name,
        "summary": now.library.pathways[journey.cohort.pathway].summary,
        "version": VERSION,
    }
    choices = (
        Choice("agree", ev.ConsentGiven(VERSION)),
        Choice("not_now", ev.OnboardingPostponed()),
        Choice("refuse", ev.ConsentRefused()),
    )
    return Say(
        "onboarding/welcome",
        data,
        choices,
        subject=f"{_SUBJECT}/consent",
        to=journey.home,
    )


def _settings_card(now: Situation, journey: Journey) -> Say:
    form = _settings_form(now, journey)
    return Say("onboarding/hours", form=form, subject=f"{_SUBJECT}/settings", to=journey.home)


def _settings_form(now: Situation, journey: Journey) -> Form:
    aspirations = tuple(
        Option(competency.id, competency.name)
        for competency in now.library.framework.competencies.values()
        if any(m.competency == competency.id for m in _micros(now, journey))
    )
    fields = (
        *rhythm_fields(journey.learner),
        Field("aspiration", "choice", options=aspirations),
    )
    return Form("onboarding/settings", (), fields, now.id("settings"))


def _baseline_card(now: Situation, journey: Journey) -> Say:
    form = _baseline_form(now, journey)
    return Say("onboarding/rate", form=form, subject=f"{_SUBJECT}/baseline", to=journey.home)


def _baseline_form(now: Situation, journey: Journey) -> Form:
    fields = tuple(
        rating_field(now.library, micro.id, name=micro.id, label=micro.definition) for micro in _micros(now, journey)
    )
    return Form("onboarding/baseline", (), fields, now.id("baseline"), {"coach": coach_name(journey)})
