"""Reading a form that was sent: its raw values become one event, or one sentence at one field."""

from collections.abc import Callable, Mapping

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import AttemptId, MicroId, PersonId, ProjectId
from bot.domain.learner import Pace
from bot.domain.reflection import QUESTIONS, Question
from bot.domain.rubric import Level
from bot.engine import events as ev
from bot.engine import proposal_forms
from bot.engine.gap_forms import annotation
from bot.engine.reading import level, some_words, wall_time, weekdays, words

Values = Mapping[str, ev.Value]
About = tuple[str, ...]

_SHORT = 300
_NAMES = 1_000
_SEEN: Mapping[str, ev.SeenHow] = {"coach": "coach", "demonstration": "demonstration"}
_PACES: Mapping[str, Pace] = {
    "daily": "daily",
    "alternate": "alternate",
    "weekly": "weekly",
}


def read(sent: ev.Submitted) -> ev.Understood:
    """What a sent form means. Raises UnreadableInputError, with the field where there is one."""
    reader = _READERS.get(sent.form)
    if reader is None:
        raise UnreadableInputError("unreadable/form")
    return reader(sent.about, sent.values)


def opened_by(name: str, about: About) -> ev.Understood:
    """What a button means that opens this form again."""
    match (name, *about):
        case ("reflection/form", attempt):
            return ev.ReflectionFormAsked(AttemptId(attempt))
        case ("plan/form", attempt):
            return ev.PlanFormAsked(AttemptId(attempt))
        case ("project/form", project):
            return ev.ProjectFormAsked(ProjectId(project))
        case ("feedback/form", learner, attempt):
            return ev.FeedbackFormAsked(PersonId(learner), AttemptId(attempt) if attempt else None)
        case ("preferences/hours", *_):
            return ev.HoursAsked()
        case _:
            return proposal_forms.opened_by(name, about) or ev.FormAsked(name)


def _settings(_about: About, values: Values) -> ev.Understood:
    aspiration = words(values["aspiration"], field="aspiration", most=_SHORT) if "aspiration" in values else None
    opens = wall_time(values.get("opens", ""), field="opens")
    closes = wall_time(values.get("closes", ""), field="closes")
    prompt_at = wall_time(values.get("prompt_at", ""), field="prompt_at")
    if not opens < closes:
        raise UnreadableInputError("unreadable/window", field="closes")
    if not opens <= prompt_at < closes:
        raise UnreadableInputError("unreadable/prompt_outside", field="prompt_at")
    pace = _PACES.get(words(values.get("pace", "daily"), field="pace"))
    if pace is None:
        raise UnreadableInputError("unreadable/form", field="pace")
    return ev.SettingsGiven(
        prompt_at,
        opens,
        closes,
        weekdays(values.get("days", ""), field="days"),
        pace,
        aspiration,
    )


def _baseline(_about: About, values: Values) -> ev.Understood:
    return ev.BaselineGiven(_ratings(values))


def _ratings(values: Values) -> Mapping[MicroId, Level]:
    ratings: dict[MicroId, Level] = {}
    for name, value in values.items():
        rating = level(value, field=name)
        if rating is not None:
            ratings[MicroId(name)] = rating
    return ratings


def _reflection(about: About, values: Values) -> ev.Understood:
    answers: dict[Question, str] = {}
    for question in QUESTIONS:
        text = words(values.get(question, ""), field=question)
        if text:
            answers[question] = text
    rating = level(values.get("rating", ""), field="rating")
    if not answers and rating is None:
        raise UnreadableInputError("unreadable/empty", field=QUESTIONS[0])
    return ev.ReflectionGiven(_attempt(about), answers, rating)


def _plan(about: About, values: Values) -> ev.Understood:
    who, what, measure = (some_words(values, field) for field in ("who", "what", "measure"))
    return ev.PlanGiven(_attempt(about), who, what, measure, some_words(values, "next_on", _SHORT))


def _project(about: About, values: Values) -> ev.Understood:
    outcome = some_words(values, "outcome")
    scope, stakeholders = (words(values.get(name, ""), field=name) for name in ("scope", "stakeholders"))
    sponsor = words(values.get("sponsor", ""), field="sponsor", most=_SHORT)
    match about:
        case (project,):
            return ev.ProjectBegun(ProjectId(project), outcome, scope, sponsor, stakeholders)
        case _:
            raise UnreadableInputError("unreadable/form")


def _feedback(about: About, values: Values) -> ev.Understood:
    learner, attempt = _learner_and_attempt(about)
    situation, behaviour, impact, next_step = (
        some_words(values, field) for field in ("situation", "behaviour", "impact", "next_step")
    )
    rating = level(values.get("rating", ""), field="rating")
    return ev.FeedbackGiven(learner, attempt, situation, behaviour, impact, next_step, rating)


def _colleagues(_about: About, values: Values) -> ev.Understood:
    return ev.ColleaguesNamed(some_words(values, "names", _NAMES))


def _answer(about: About, values: Values) -> ev.Understood:
    match about:
        case (learner, request):
            return ev.AnswerGiven(PersonId(learner), request, _ratings(values))
        case _:
            raise UnreadableInputError("unreadable/form")


def _observation(about: About, values: Values) -> ev.Understood:
    match about:
        case (learner, micro):
            seen = level(values.get("level", ""), field="level")
            how = _SEEN.get(words(values.get("how", ""), field="how"))
            if seen is None or how is None:
                raise UnreadableInputError("unreadable/empty", field="level" if seen is None else "how")
            on, context = some_words(values, "on", _SHORT), some_words(values, "context")
            evidence = words(values.get("evidence", ""), field="evidence")
            return ev.ObservationGiven(PersonId(learner), MicroId(micro), seen, how, on, context, evidence)
        case _:
            raise UnreadableInputError("unreadable/form")


def _attempt(about: About) -> AttemptId:
    match about:
        case (attempt,):
            return AttemptId(attempt)
        case _:
            raise UnreadableInputError("unreadable/form")


def _learner_and_attempt(about: About) -> tuple[PersonId, AttemptId | None]:
    match about:
        case (learner, attempt):
            return PersonId(learner), AttemptId(attempt) if attempt else None
        case _:
            raise UnreadableInputError("unreadable/form")


_READERS: Mapping[str, Callable[[About, Values], ev.Understood]] = {
    "onboarding/settings": _settings,
    "onboarding/baseline": _baseline,
    "preferences/hours": _settings,
    "reflection/form": _reflection,
    "plan/form": _plan,
    "project/form": _project,
    "feedback/form": _feedback,
    "coach/observation": _observation,
    "baseline/ask": _colleagues,
    "baseline/answer": _answer,
    **proposal_forms.READERS,
    "gaps/annotation": annotation,
}
FORMS = frozenset(_READERS)
