"""A form that was sent becomes one event, or one sentence at one field."""

from datetime import time

import pytest

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import AttemptId, MicroId, PersonId, ProjectId
from bot.engine import events as ev
from bot.engine.forms import FORMS, read
from tests.unit.rendering.samples import FORMS as SHOWN

SETTINGS: dict[str, ev.Value] = {
    "opens": "08:00",
    "closes": "16:30",
    "prompt_at": "9.15",
    "days": ("1", "3"),
    "pace": "weekly",
}
PLAN: dict[str, ev.Value] = {"who": "Lea", "what": "If asked, I ask.", "measure": "twice", "next_on": "friday"}
PROJECT: dict[str, ev.Value] = {"outcome": "All are heard.", "sponsor": "Mara"}
SEEN: dict[str, ev.Value] = {"level": "4", "how": "coach", "on": "today", "context": "In the review."}
FEEDBACK: dict[str, ev.Value] = {"situation": "s", "behaviour": "b", "impact": "i", "next_step": "n"}


def sent(form: str, about: tuple[str, ...], values: dict[str, ev.Value]) -> ev.Understood:
    return read(ev.Submitted(form, about, values))


@pytest.mark.parametrize("form", ["onboarding/settings", "preferences/hours"])
def test_settings(form: str) -> None:
    rhythm = (time(9, 15), time(8), time(16, 30), frozenset({1, 3}))
    assert sent(form, (), SETTINGS) == ev.SettingsGiven(*rhythm, "weekly", None)
    with_aspiration = {**SETTINGS, "aspiration": "feedback"}
    assert sent(form, (), with_aspiration) == ev.SettingsGiven(*rhythm, "weekly", "feedback")


@pytest.mark.parametrize(
    ("changes", "prompt", "field"),
    [
        ({"opens": "25:00"}, "time", "opens"),
        ({"closes": ""}, "time", "closes"),
        ({"prompt_at": "noon"}, "time", "prompt_at"),
        ({"opens": "17:00"}, "window", "closes"),
        ({"closes": "08:00"}, "window", "closes"),
        ({"prompt_at": "07:59"}, "prompt_outside", "prompt_at"),
        ({"prompt_at": "16:30"}, "prompt_outside", "prompt_at"),
        ({"days": ()}, "days", "days"),
        ({"days": "someday"}, "days", "days"),
        ({"opens": "00:00", "closes": "00:00"}, "window", "closes"),
        ({"pace": "hourly"}, "form", "pace"),
        ({"pace": "0"}, "form", "pace"),
        ({"pace": "100"}, "form", "pace"),
        ({"pace": "\x00"}, "characters", "pace"),
        ({"aspiration": "a" * 301}, "too_long", "aspiration"),
    ],
)
def test_bad_settings_say_which(changes: dict[str, ev.Value], prompt: str, field: str) -> None:
    with pytest.raises(UnreadableInputError) as no:
        sent("onboarding/settings", (), {**SETTINGS, **changes})
    assert (no.value.prompt, no.value.field) == (f"unreadable/{prompt}", field)


def test_a_baseline_keeps_what_was_rated() -> None:
    assert sent("onboarding/baseline", (), {"a": "3", "b": ""}) == ev.BaselineGiven({MicroId("a"): 3})
    assert sent("onboarding/baseline", (), {}) == ev.BaselineGiven({})


def test_a_reflection_keeps_what_was_answered() -> None:
    given = sent("reflection/form", ("a1",), {"happened": " They spoke. ", "matters": " ", "rating": "4"})
    assert given == ev.ReflectionGiven(AttemptId("a1"), {"happened": "They spoke."}, 4)
    rated = sent("reflection/form", ("a1",), {"rating": "4"})
    assert rated == ev.ReflectionGiven(AttemptId("a1"), {}, 4)


def test_a_plan() -> None:
    given = sent("plan/form", ("a1",), PLAN)
    assert given == ev.PlanGiven(AttemptId("a1"), "Lea", "If asked, I ask.", "twice", "friday")


def test_a_project_begins_with_an_outcome() -> None:
    given = sent("project/form", ("listen",), PROJECT)
    assert given == ev.ProjectBegun(ProjectId("listen"), "All are heard.", "", "Mara", "")


def test_feedback_is_for_a_learner_and_perhaps_about_an_attempt() -> None:
    given = sent("feedback/form", ("lea", "a1"), {**FEEDBACK, "rating": "5"})
    assert given == ev.FeedbackGiven(PersonId("lea"), AttemptId("a1"), "s", "b", "i", "n", 5)
    without = sent("feedback/form", ("lea", ""), FEEDBACK)
    assert without == ev.FeedbackGiven(PersonId("lea"), None, "s", "b", "i", "n", None)


@pytest.mark.parametrize(
    ("form", "about", "values", "prompt", "field"),
    [
        ("onboarding/baseline", (), {"a": "6"}, "level", "a"),
        ("reflection/form", ("a1",), {}, "empty", "expected"),
        ("reflection/form", ("a1",), {"changed": "\ud800"}, "characters", "changed"),
        ("reflection/form", ("a1",), {"rating": "3.7"}, "level", "rating"),
        ("plan/form", ("a1",), {**PLAN, "who": " "}, "empty", "who"),
        ("plan/form", ("a1",), {**PLAN, "what": ""}, "empty", "what"),
        ("plan/form", ("a1",), {**PLAN, "measure": ""}, "empty", "measure"),
        ("plan/form", ("a1",), {**PLAN, "next_on": ""}, "empty", "next_on"),
        ("plan/form", ("a1",), {**PLAN, "next_on": "a" * 301}, "too_long", "next_on"),
        ("project/form", ("listen",), {**PROJECT, "outcome": " "}, "empty", "outcome"),
        ("project/form", ("listen",), {**PROJECT, "sponsor": "a" * 301}, "too_long", "sponsor"),
        ("project/form", ("listen",), {**PROJECT, "scope": "a" * 4001}, "too_long", "scope"),
        ("feedback/form", ("lea", ""), {**FEEDBACK, "situation": ""}, "empty", "situation"),
        ("feedback/form", ("lea", ""), {**FEEDBACK, "behaviour": ""}, "empty", "behaviour"),
        ("feedback/form", ("lea", ""), {**FEEDBACK, "impact": ""}, "empty", "impact"),
        ("feedback/form", ("lea", ""), {**FEEDBACK, "next_step": ""}, "empty", "next_step"),
        ("feedback/form", ("lea", ""), {**FEEDBACK, "rating": "five"}, "level", "rating"),
        ("feedback/form", ("lea", ""), {**FEEDBACK, "impact": "a" * 4001}, "too_long", "impact"),
        ("baseline/ask", (), {"names": " "}, "empty", "names"),
        ("coach/observation", ("lea", "ask"), {**SEEN, "level": ""}, "empty", "level"),
        ("coach/observation", ("lea", "ask"), {**SEEN, "how": "in a dream"}, "empty", "how"),
        ("coach/observation", ("lea", "ask"), {**SEEN, "context": " "}, "empty", "context"),
        ("baseline/answer", ("lea", "r"), {"ask": "6"}, "level", "ask"),
    ],
)
def test_a_bad_field_is_named(
    form: str, about: tuple[str, ...], values: dict[str, ev.Value], prompt: str, field: str
) -> None:
    with pytest.raises(UnreadableInputError) as no:
        sent(form, about, values)
    assert (no.value.prompt, no.value.field) == (f"unreadable/{prompt}", field)


@pytest.mark.parametrize(
    ("form", "about", "values"),
    [
        ("no/such/form", (), {}),
        ("reflection/form", (), {"happened": "x"}),
        ("plan/form", ("a", "b"), PLAN),
        ("feedback/form", ("lea",), FEEDBACK),
        ("baseline/answer", ("lea",), {}),
        ("project/form", (), PROJECT),
        ("coach/observation", ("lea",), SEEN),
    ],
)
def test_a_form_that_was_never_shown_is_refused(form: str, about: tuple[str, ...], values: dict[str, ev.Value]) -> None:
    with pytest.raises(UnreadableInputError) as no:
        sent(form, about, values)
    assert (no.value.prompt, no.value.field) == ("unreadable/form", None)


def test_colleagues_are_named_in_one_line() -> None:
    assert sent("baseline/ask", (), {"names": " Ben, Chiara "}) == ev.ColleaguesNamed("Ben, Chiara")


def test_an_answer_about_somebody_says_whom_and_which_request() -> None:
    answer = sent("baseline/answer", ("lea", "request-1"), {"ask-before-telling": "4", "name-the-behaviour": ""})
    assert answer == ev.AnswerGiven(PersonId("lea"), "request-1", {MicroId("ask-before-telling"): 4})


def test_every_form_that_is_read_is_one_that_can_be_shown() -> None:
    assert {form.prompt for form in SHOWN} == FORMS
