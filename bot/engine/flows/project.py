"""From a finished module to some weeks of real work, and from there to what a coach wants to speak of."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import MicroId, ProjectId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.pathway import Project
from bot.domain.undertaking import Step, Undertaking, finished, open_skills, unlocked
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Field, Form, Open, Say
from bot.engine.flows import rhythm
from bot.engine.route import route_of
from bot.engine.situation import Situation

_LONGEST_WAIT = timedelta(days=14)


def offered(now: Situation, journey: Journey, learner: Learner) -> tuple[Learner, tuple[Say, ...]]:
    """Said once, when a module is finished; nothing while another project is under way."""
    project = _open_to(now, journey, learner)
    if project is None or project.id == learner.project_offered:
        return learner, ()
    return replace(learner, project_offered=project.id), (_offer(project),)


def show(now: Situation, journey: Journey) -> Decision:
    """``/practice project``: the one under way, else the one that is open, else what opens the next."""
    learner = journey.learner
    if _under_way(learner) is not None:
        return Decision(effects=(_card(now, journey),))
    project = _open_to(now, journey, learner)
    if project is not None:
        return Decision(effects=(_offer(project),))
    return Decision(effects=(_none_open(now, journey),))


def open_form(now: Situation, journey: Journey, event: ev.ProjectFormAsked) -> Decision:
    project = _must_be_open(now, journey, event.project)
    fields = (
        Field("outcome", "long"),
        Field("scope", "long", required=False),
        Field("sponsor", "text", required=False),
        Field("stakeholders", "long", required=False),
    )
    data: dict[str, Datum] = {**_about(project), "coach": journey.coach.first_name if journey.coach else ""}
    return Decision(effects=(Open(Form("project/form", (project.id,), fields, now.id("form"), data)),))


def begin(now: Situation, journey: Journey, event: ev.ProjectBegun) -> Decision:
    """Its milestones get dates on the learner's working days."""
    project = _must_be_open(now, journey, event.project)
    today = journey.today(now.at)
    undertaking = Undertaking(
        project=project.id,
        revision=project.revision,
        begun_on=today,
        outcome=event.outcome,
        scope=event.scope,
        sponsor=event.sponsor,
        stakeholders=event.stakeholders,
        steps=tuple(
            Step(number, _working_day(journey, today + timedelta(days=milestone.day), now))
            for number, milestone in enumerate(project.milestones, start=1)
        ),
    )
    learner = replace(journey.learner.answered(), undertaking=undertaking)
    as_begun = rhythm.as_now(journey, learner)
    return Decision((learner,), (_card(now, as_begun), *rhythm.wake(journey, learner, now.at)))


def decline(now: Situation, journey: Journey, event: ev.ProjectDeclined) -> Decision:
    """It is not offered again; ``/practice project`` would show the next."""
    project = _must_be_open(now, journey, event.project)
    learner = replace(journey.learner.answered(), projects_over=(*journey.learner.projects_over, project.id))
    said = Say("project/declined", {"title": project.title}, subject=f"project:{project.id}")
    return Decision((learner,), (said, *rhythm.wake(journey, learner, now.at)))


def milestone(now: Situation, journey: Journey, step: Step) -> Say:
    """On its day, instead of a practice."""
    undertaking, project = _running(now, journey)
    data: dict[str, Datum] = {
        "title": project.title,
        "text": _text(project, step),
        "number": step.number,
        "count": len(undertaking.steps),
        "moved": step.moved,
    }
    subject = f"project:{project.id}:{step.number}"
    return Say("project/milestone", data, _answers(project.id, step), to=journey.home, begun=True, subject=subject)


def answer(now: Situation, journey: Journey, event: ev.MilestoneAnswered) -> Decision:
    """There, or not yet."""
    undertaking, project = _running(now, journey, event.project)
    step = undertaking.step(event.number)
    if step is None or step.reached_on is not None:
        raise UnreadableInputError("unreadable/project_closed")
    today = journey.today(now.at)
    changed = undertaking.reached(step.number, today) if event.reached else undertaking.put_off(step.number, today)
    learner = replace(journey.learner.answered(), undertaking=changed)
    if changed.ended_on is not None:
        return _over(now, journey, learner, project)
    moved = changed.step(step.number)
    data: dict[str, Datum] = {
        "title": project.title,
        "text": _text(project, step),
        "reached": event.reached,
        "again_on": moved.due_on if moved is not None and moved.asked_on is None and not event.reached else None,
    }
    said = Say("project/answered", data, subject=f"project:{project.id}:{step.number}")
    return Decision((learner,), (said, *rhythm.wake(journey, learner, now.at)))


def stop(now: Situation, journey: Journey, event: ev.ProjectStopped) -> Decision:
    """Without a reason; the coach sees that it was stopped."""
    undertaking, project = _running(now, journey, event.project)
    changed = undertaking.stop(journey.today(now.at))
    return _over(now, journey, replace(journey.learner.answered(), undertaking=changed), project)


def agenda(now: Situation, journey: Journey) -> dict[str, Datum] | None:
    """What a coach may want to speak of: what was set out, what happened when, what is missing, and questions."""
    undertaking = journey.learner.undertaking
    project = None if undertaking is None else now.library.projects.get(undertaking.project)
    if undertaking is None or project is None:
        return None
    return {
        **_state(undertaking, project),
        "stopped": undertaking.stopped,
        "ended_on": undertaking.ended_on,
        "questions": list(project.coaching),
        "lines": _lines(journey, now, project),
    }


def dates(now: Situation, journey: Journey) -> list[Datum]:
    """The milestones that are still to come."""
    if _under_way(journey.learner) is None:
        return []
    undertaking, project = _running(now, journey)
    return [
        {"text": _text(project, step), "due_on": step.due_on}
        for step in undertaking.steps
        if step.reached_on is None and step.asked_on is None
    ]


def _over(now: Situation, journey: Journey, learner: Learner, project: Project) -> Decision:
    """The learner hears what to keep of it, the coach has the agenda."""
    learner = replace(learner, projects_over=(*learner.projects_over, project.id))
    as_ended = rhythm.as_now(journey, learner)
    stopped = learner.undertaking is not None and learner.undertaking.stopped
    data: dict[str, Datum] = {
        "title": project.title,
        "stopped": stopped,
        "evidence": list(project.evidence),
        "coach": journey.coach.first_name if journey.coach else "",
    }
    said = [Say("project/over", data, subject=f"project:{project.id}")]
    found = agenda(now, as_ended)
    if journey.coach is not None and found is not None:
        said.append(Say("coach/agenda", {**found, "learner": journey.person.name}, to=journey.coach.id))
    return Decision((learner,), (*said, *rhythm.wake(journey, learner, now.at)))


def _open_to(now: Situation, journey: Journey, learner: Learner) -> Project | None:
    if _under_way(learner) is not None:
        return None
    pathway = route_of(journey, now.library)
    return unlocked(pathway, now.library, _practised(now, learner), learner.projects_over, journey.today(now.at))


def _practised(now: Situation, learner: Learner) -> set[MicroId]:
    practices = now.library.practices
    begun = (id_ for id_, exposure in learner.exposures.items() if exposure.times)
    return {practices[id_].micro_competency for id_ in begun if id_ in practices}


def _must_be_open(now: Situation, journey: Journey, wanted: ProjectId) -> Project:
    """The one that is open to the learner, and no other."""
    if _under_way(journey.learner) is not None:
        raise UnreadableInputError("unreadable/one_project")
    project = _open_to(now, journey, journey.learner)
    if project is None or project.id != wanted:
        raise UnreadableInputError("unreadable/project_closed")
    return project


def _under_way(learner: Learner) -> Undertaking | None:
    found = learner.undertaking
    return found if found is not None and found.ended_on is None else None


def _running(now: Situation, journey: Journey, wanted: ProjectId | None = None) -> tuple[Undertaking, Project]:
    """What is under way with its template, which may have been retired meanwhile; it is not taken away."""
    undertaking = _under_way(journey.learner)
    project = None if undertaking is None else now.library.projects.get(undertaking.project)
    if undertaking is None or project is None or wanted not in {None, undertaking.project}:
        raise UnreadableInputError("unreadable/project_closed")
    return undertaking, project


def _offer(project: Project) -> Say:
    choices = (
        Choice("begin", ev.ProjectFormAsked(project.id)),
        Choice("not_for_me", ev.ProjectDeclined(project.id)),
    )
    return Say("project/offer", _about(project), choices, subject=f"project:{project.id}")


def _card(now: Situation, journey: Journey) -> Say:
    undertaking, project = _running(now, journey)
    asked = next((step for step in undertaking.steps if step.reached_on is None), None)
    choices = () if asked is None else _answers(project.id, asked)
    return Say("project/card", _state(undertaking, project), choices, subject=f"project:{project.id}")


def _answers(project: ProjectId, step: Step) -> tuple[Choice, ...]:
    return (
        Choice("reached", ev.MilestoneAnswered(project, step.number, reached=True)),
        Choice("not_yet", ev.MilestoneAnswered(project, step.number, reached=False)),
        Choice("stop", ev.ProjectStopped(project)),
    )


def _none_open(now: Situation, journey: Journey) -> Say:
    """Which skills of the next module are still to be practised."""
    learner = journey.learner
    practised = _practised(now, learner)
    modules = route_of(journey, now.library).modules
    ahead = [
        module
        for module in modules
        if module.project is not None
        and module.project not in learner.projects_over
        and not finished(module, now.library, practised)
    ]
    if not ahead:
        return Say("project/none", {"module": "", "skills": []})
    names = now.library.framework.micro_competencies
    skills: list[Datum] = [names[micro].name for micro in open_skills(ahead[0], now.library, practised)]
    return Say("project/none", {"module": ahead[0].title, "skills": skills})


def _about(project: Project) -> dict[str, Datum]:
    return {
        "title": project.title,
        "aim": project.outcome,
        "weeks": project.weeks,
        "count": len(project.milestones),
        "scope": project.scope,
        "sponsor": project.sponsor,
        "stakeholders": list(project.stakeholders),
    }


def _state(undertaking: Undertaking, project: Project) -> dict[str, Datum]:
    steps: list[Datum] = [
        {
            "text": _text(project, step),
            "due_on": step.due_on,
            "reached_on": step.reached_on,
            "moved": step.moved,
        }
        for step in undertaking.steps
    ]
    return {
        "title": project.title,
        "begun_on": undertaking.begun_on,
        "outcome": undertaking.outcome,
        "scope": undertaking.scope,
        "sponsor": undertaking.sponsor,
        "stakeholders": undertaking.stakeholders,
        "steps": steps,
        "missing": list(undertaking.missing),
    }


def _text(project: Project, step: Step) -> str:
    """In the words of today; a milestone that has gone from the template is known by its number."""
    return project.milestones[step.number - 1].text if step.number <= len(project.milestones) else str(step.number)


def _lines(journey: Journey, now: Situation, project: Project) -> list[Datum]:
    """What the learner said they would do next time, in the skills that the project is about."""
    competency_of = now.library.framework.competency_of
    return [
        standing.line
        for micro, standing in journey.learner.standings.items()
        if standing.line
        and micro in now.library.framework.micro_competencies
        and competency_of(micro).id == project.competency
    ]


def _working_day(journey: Journey, on: date, now: Situation) -> date:
    """That day or the next on which the learner works."""
    found = journey.hours.next_time(journey.learner.rhythm.prompt_at, now.at, on)
    return on if found is None or found[0] - on > _LONGEST_WAIT else found[0]
