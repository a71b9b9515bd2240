"""All that the bot can say of programmes and projects."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.ids import PathwayId, ProjectId
from bot.engine import events as ev
from bot.engine.effects import Choice, Data, Field, Form, Say

PROJECT: Data = {
    "title": "Make room",
    "aim": "In three weeks one result is finished that your team has been putting off.",
    "weeks": 3,
    "count": 3,
    "scope": "Which result comes first is yours.",
    "sponsor": "Whoever most of your tasks come from.",
    "stakeholders": ["Your team.", "Those who have to wait."],
}
AGENDA: Data = {
    "title": "Make room",
    "begun_on": date(2026, 11, 2),
    "outcome": "The catalogue is finished.",
    "scope": "What comes first.",
    "sponsor": "Mara",
    "stakeholders": "The team and sales.",
    "steps": [
        {"text": "One sentence.", "due_on": date(2026, 11, 5), "reached_on": date(2026, 11, 6), "moved": False},
        {"text": "Four hours.", "due_on": date(2026, 11, 24), "reached_on": None, "moved": True},
        {"text": "It is there.", "due_on": date(2026, 12, 1), "reached_on": None, "moved": False},
    ],
    "missing": ["scope", "sponsor", "stakeholders"],
    "stopped": False,
    "ended_on": None,
    "questions": ["Which no was hardest for you?"],
    "lines": ["I will ask first."],
}

_PROJECT = Form(
    "project/form",
    ("make-room",),
    (
        Field("outcome", "long"),
        Field("scope", "long", required=False),
        Field("sponsor", "text", required=False),
        Field("stakeholders", "long", required=False),
    ),
    "n7",
    {**PROJECT, "coach": "Ines"},
)


def _said() -> Iterable[Say]:
    name = ProjectId("make-room")
    yield Say(
        "project/offer",
        PROJECT,
        (Choice("begin", ev.ProjectFormAsked(name)), Choice("not_for_me", ev.ProjectDeclined(name))),
    )
    answers = (
        Choice("reached", ev.MilestoneAnswered(name, 1, reached=True)),
        Choice("not_yet", ev.MilestoneAnswered(name, 1, reached=False)),
        Choice("stop", ev.ProjectStopped(name)),
    )
    yield Say("project/card", AGENDA, answers)
    yield Say("project/card", {**AGENDA, "missing": []}, answers)
    yield Say("project/card", {**AGENDA, "scope": "", "sponsor": "", "stakeholders": ""}, answers)
    asked: Data = {"title": "Make room", "text": "The list is agreed.", "number": 1, "count": 3}
    yield from (Say("project/milestone", {**asked, "moved": moved}, answers) for moved in (False, True))
    for reached, again_on in ((True, None), (False, date(2026, 12, 1)), (False, None)):
        yield Say(
            "project/answered",
            {"title": "Make room", "text": "The list is agreed.", "reached": reached, "again_on": again_on},
        )
    yield Say("project/declined", {"title": "Make room"})
    yield Say("project/none", {"module": "Getting people to talk", "skills": ["Asking open questions"]})
    yield Say("project/none", {"module": "", "skills": []})
    over: Data = {"title": "Make room", "stopped": False, "evidence": ["The finished result."], "coach": "Ines"}
    yield Say("project/over", over)
    yield Say("project/over", {**over, "stopped": True, "coach": ""})


def _programmes() -> Iterable[Say]:
    first = {"name": "First steps as a lead", "summary": "The first twelve weeks."}
    second = {"name": "Moving things without rank", "summary": "For those who lead without rank."}
    add = Choice("join", ev.ProgrammeJoined(PathwayId("second")), "Moving things without rank")
    go = Choice("leave", ev.ProgrammeLeft(PathwayId("first")), "First steps as a lead")
    mine: Data = {"first": "Lead through conversation"}
    yield Say("preferences/programmes", {**mine, "joined": [first], "free": [second]}, (add, go))
    yield Say("preferences/programmes", {**mine, "joined": [], "free": []})


PROJECTS: Sequence[Say] = (*_said(), *_programmes())
PROJECT_FORMS: Sequence[Form] = (_PROJECT, replace(_PROJECT, data={**PROJECT, "coach": ""}))
