"""Coming back with a reflection: question by question or in one form, then what follows from it."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from bot.domain import spacing
from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import AttemptId
from bot.domain.journey import Journey
from bot.domain.learner import Asking, Learner, Standing
from bot.domain.reflection import QUESTIONS, Question, Reflection
from bot.domain.rubric import LEVELS, Level
from bot.domain.team import MILESTONES
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Effect, Field, Form, Open, Say, Unschedule
from bot.engine.estimating import estimated, evidence_of
from bot.engine.flows import assessing, project, rhythm, standstill
from bot.engine.flows.cards import (
    anchors,
    attempt_card,
    coach_name,
    offer_subject,
    rating_field,
)
from bot.engine.flows.practice import own_attempt
from bot.engine.reading import level
from bot.engine.recall import recall_for
from bot.engine.selection import standing_of
from bot.engine.situation import Situation

_RATING = "rating"


def ask(now: Situation, journey: Journey, attempt: Attempt, *, again: bool = False) -> Decision:
    """How was it? The first open question is in the message, so that plain words answer it."""
    question = _reflection(journey, attempt, now.at).open_question or _RATING
    learner = replace(journey.learner, asking=Asking("reflection", attempt.id, question))
    data = {
        **attempt_card(attempt, journey, now.library),
        "question": question,
        "again": again,
        "own": list(now.library.practices[attempt.practice].reflection),
    }
    choices = (
        Choice("form", ev.ReflectionFormAsked(attempt.id)),
        Choice("not_yet", ev.ReflectionPutOff(attempt.id)),
        Choice("skip", ev.QuestionSkipped(attempt.id)),
    )
    return Decision((learner,), (Say("reflection/ask", data, choices, to=journey.home, begun=True),))


def done(now: Situation, journey: Journey, event: ev.DoneSaid) -> Decision:
    """``done``: at the learner's word, whatever the clock says."""
    attempt = journey.attempt if event.attempt is None else own_attempt(journey, event.attempt)
    if attempt is None or attempt.state != "started":
        raise UnreadableInputError("unreadable/nothing_started")
    asked = ask(now, rhythm.as_now(journey, journey.learner.answered()), attempt)
    return Decision(asked.state, tuple(_answering(effect) for effect in asked.effects))


def open_form(now: Situation, journey: Journey, event: ev.ReflectionFormAsked) -> Decision:
    """All questions at once, filled in with what there is; also to edit it later."""
    attempt = own_attempt(journey, event.attempt)
    _must_be_open(attempt)
    so_far = _reflection(journey, attempt, now.at)
    fields = [Field(question, "long", required=False, value=so_far.answers.get(question, "")) for question in QUESTIONS]
    rating = rating_field(now.library, attempt.micro, value=str(so_far.rating or ""))
    data = attempt_card(attempt, journey, now.library)
    form = Form("reflection/form", (attempt.id,), (*fields, rating), now.id("form"), data)
    return Decision(effects=(Open(form),))


def put_off(now: Situation, journey: Journey, event: ev.ReflectionPutOff) -> Decision:
    """Not yet: asked again in two hours, or the next morning."""
    attempt = own_attempt(journey, event.attempt)
    if attempt.state != "started":
        raise UnreadableInputError("unreadable/attempt_closed")
    learner = replace(journey.learner.answered(), asking=None)
    due = journey.hours.next_opening(now.at + rhythm.FIRST_REMINDER)
    back = () if due is None else (rhythm.come_back(journey, attempt, "reminder", due),)
    not_before = Unschedule(learner.id, "reflection")
    return Decision((learner,), (Say("reflection/put_off", {"due": due}), not_before, *back))


def answer(now: Situation, journey: Journey, asking: Asking, text: str) -> Decision:
    """Plain words answer the open question; an empty answer is asked for once more, then recorded as skipped."""
    attempt = own_attempt(journey, asking.attempt)
    if asking.question == _RATING:
        return _rate(now, journey, attempt, level(text))
    if not text and not asking.again:
        learner = replace(journey.learner, asking=replace(asking, again=True))
        return Decision((learner,), (_question(now, attempt, asking.question, again=True),))
    return _record(now, journey, attempt, cast("Question", asking.question), text)


def skip(now: Situation, journey: Journey) -> Decision:
    """Skip the open question; with none open, put the practice under way aside, and record that."""
    asking = journey.learner.asking
    attempt = journey.attempt
    if asking is not None and asking.flow == "reflection" and attempt is not None:
        if asking.question == _RATING:
            return _finish(now, journey, attempt, _reflection(journey, attempt, now.at))
        return _record(now, journey, attempt, cast("Question", asking.question), "")
    if attempt is None or attempt.state != "started":
        raise UnreadableInputError("unreadable/nothing_open")
    return _set_aside(now, journey, attempt)


def stop(now: Situation, journey: Journey, event: ev.PracticeStopped) -> Decision:
    """Put the practice under way aside, and record that."""
    attempt = own_attempt(journey, event.attempt)
    if attempt.state != "started":
        raise UnreadableInputError("unreadable/attempt_closed")
    return _set_aside(now, journey, attempt)


def choose_level(now: Situation, journey: Journey, event: ev.LevelChosen) -> Decision:
    """A self-rating by button."""
    attempt = own_attempt(journey, event.attempt)
    if attempt.state != "started":
        raise UnreadableInputError("unreadable/attempt_closed")
    return _rate(now, journey, attempt, event.level)


def take_form(now: Situation, journey: Journey, event: ev.ReflectionGiven) -> Decision:
    """One form: what is there is kept, what is missing is asked for once; later it is an edit."""
    attempt = own_attempt(journey, event.attempt)
    _must_be_open(attempt)
    before = _reflection(journey, attempt, now.at)
    reflection = replace(
        before,
        answers={**before.answers, **event.answers},
        rating=event.rating or before.rating,
    )
    if attempt.state != "started":
        return _edited(now, journey, attempt, replace(reflection, at=now.at))
    missing = reflection.open_question
    if missing is None:
        return _finish(now, journey, attempt, reflection)
    learner = replace(
        journey.learner.answered(),
        asking=Asking("reflection", attempt.id, missing, again=True),
    )
    return Decision((learner, reflection), (_question(now, attempt, missing, again=True),))


def _record(now: Situation, journey: Journey, attempt: Attempt, question: Question, text: str) -> Decision:
    reflection = _reflection(journey, attempt, now.at).answer(question, text)
    following = reflection.open_question
    if following is None and reflection.rating is not None:
        return _finish(now, journey, attempt, reflection)
    asked = following or _RATING
    learner = replace(journey.learner.answered(), asking=Asking("reflection", attempt.id, asked))
    return Decision((learner, reflection), (_question(now, attempt, asked, again=False),))


def _rate(now: Situation, journey: Journey, attempt: Attempt, rating: Level | None) -> Decision:
    return _finish(
        now,
        journey,
        attempt,
        replace(_reflection(journey, attempt, now.at), rating=rating),
    )


def _finish(now: Situation, journey: Journey, attempt: Attempt, reflection: Reflection) -> Decision:
    """The attempt is reflected: level and ladder move, the coach hears of it, the next date is said."""
    reflection = replace(reflection, done=True, at=now.at)
    reflected = attempt.reflect(now.at, reflection.rating, rhythm.coach_due(journey, now.at))
    rated = _assessment(now, reflected, reflection.rating)
    learner = _moved(now, journey, reflected, reflection, rated)
    learner, told = standstill.noticed(now, journey, learner, reflected, rated)
    learner, opened = project.offered(now, journey, learner)
    count = learner.reflections
    said = (
        _closed_card(now, journey, reflected),
        _thanks(now, journey, reflected, learner),
    )
    state = (
        learner,
        reflected,
        reflection,
        *rated,
    )
    return Decision(state, (*said, *told, *_milestone(count), *opened, *_tell_coach(now, journey, reflected)))


def _moved(
    now: Situation, journey: Journey, attempt: Attempt, reflection: Reflection, rated: tuple[Assessment, ...]
) -> Learner:
    standing = standing_of(journey, attempt.micro, now.at)
    estimate = estimated(now, journey, attempt.micro, evidence_of(attempt, *rated))
    rating = spacing.rating_of(None, reflection.rating)
    recall = recall_for(now.library, attempt.micro)
    today = journey.today(now.at)
    ladder = spacing.practised(standing.ladder, rating, today, mastered=estimate.mastered, recall=recall)
    line = reflection.next_time or standing.line
    moved = replace(standing, estimate=estimate, ladder=ladder, line=line, attempt=attempt.id)
    learner = journey.learner.answered().with_standing(attempt.micro, moved)
    return replace(learner, asking=None, started=None, reflections=learner.reflections + 1, lean=0)


def _edited(now: Situation, journey: Journey, attempt: Attempt, reflection: Reflection) -> Decision:
    """Changed words replace the old ones; a changed rating corrects the first, which stays on record."""
    standing = standing_of(journey, attempt.micro, now.at)
    rating = reflection.rating if reflection.rating != attempt.self_rating else None
    changed = _assessment(now, attempt, rating, before=attempt.self_rating)
    if changed:
        standing = _changed(now, journey, attempt, standing, changed[0])
    if standing.attempt == attempt.id:
        standing = replace(standing, line=reflection.next_time or standing.line)
    learner = journey.learner.answered().with_standing(attempt.micro, standing)
    kept = replace(attempt, self_rating=reflection.rating)
    told = Say("reflection/edited", {"coach": coach_name(journey)})
    state = (learner, kept, reflection, *changed)
    return Decision(state, (told, *rhythm.wake(journey, learner, now.at)))


def _changed(now: Situation, journey: Journey, attempt: Attempt, standing: Standing, rated: Assessment) -> Standing:
    """Level and ladder as if it had been rated so in the first place; a coach's rating still goes before it."""
    estimate = estimated(now, journey, attempt.micro, evidence_of(attempt, rated))
    rating = spacing.rating_of(attempt.coach_rating, rated.level) or rated.level
    ladder = spacing.rated_later(
        standing.ladder,
        rating,
        journey.today(attempt.reflected_at or now.at),
        mastered=estimate.mastered,
        recall=recall_for(now.library, attempt.micro),
    )
    return replace(standing, estimate=estimate, ladder=ladder)


def _set_aside(now: Situation, journey: Journey, attempt: Attempt) -> Decision:
    ended = attempt.end("closed", now.at)
    learner = replace(journey.learner.answered(), asking=None, started=None)
    return Decision(
        (learner, ended),
        (_closed_card(now, journey, ended), Say("reflection/set_aside")),
    )


def _question(now: Situation, attempt: Attempt, question: str, *, again: bool) -> Say:
    data: dict[str, Datum] = {
        "question": question,
        "again": again,
        "number": _number(question),
    }
    if question == _RATING:
        levels = tuple(Choice(f"level_{n}", ev.LevelChosen(attempt.id, n)) for n in LEVELS)
        skill = now.library.framework.micro_competencies[attempt.micro].name
        data |= {"anchors": anchors(now.library, attempt.micro), "skill": skill}
        return Say(
            "reflection/rate",
            data,
            (*levels, Choice("skip", ev.LevelChosen(attempt.id, None))),
        )
    return Say(
        "reflection/question",
        {**data, "line": attempt.line},
        (Choice("skip", ev.QuestionSkipped(attempt.id)),),
    )


def _number(question: str) -> int:
    return next(
        (n for n, name in enumerate(QUESTIONS, start=1) if name == question),
        len(QUESTIONS) + 1,
    )


def _thanks(now: Situation, journey: Journey, attempt: Attempt, learner: Learner) -> Say:
    standing = learner.standings[attempt.micro]
    data: dict[str, Datum] = {
        "line": standing.line,
        "due_on": standing.due_on,
        "rating": attempt.self_rating,
        "coach": coach_name(journey),
        "coach_due": attempt.feedback_due,
        "skill": now.library.framework.micro_competencies[attempt.micro].name,
    }
    choices = (
        Choice("plan", ev.PlanFormAsked(attempt.id)),
        Choice("edit", ev.ReflectionFormAsked(attempt.id)),
    )
    return Say("reflection/thanks", data, choices)


def _closed_card(now: Situation, journey: Journey, attempt: Attempt) -> Say:
    data = attempt_card(attempt, journey, now.library)
    return Say("practice/offer", data, subject=offer_subject(attempt), to=journey.home)


def _assessment(
    now: Situation, attempt: Attempt, rating: Level | None, *, before: Level | None = None
) -> tuple[Assessment, ...]:
    if rating is None or attempt.elective:
        return ()
    return (assessing.of_attempt(now, attempt, rating, "self", before=before),)


def _milestone(count: int) -> tuple[Effect, ...]:
    milestone = MILESTONES.get(count)
    if milestone is None:
        return ()
    choices = (Choice("share", ev.MilestoneShared(milestone)),)
    return (
        Say(
            "milestone/reached",
            {"milestone": milestone},
            choices,
            subject=f"milestone:{milestone}",
        ),
    )


def _tell_coach(now: Situation, journey: Journey, attempt: Attempt) -> tuple[Effect, ...]:
    coach = journey.coach
    if coach is None:
        return ()
    data: dict[str, Datum] = {
        "learner": journey.person.name,
        "title": now.library.practices[attempt.practice].title,
        "due": attempt.feedback_due,
    }
    choices = (
        Choice("next", ev.NextInQueueAsked()),
        Choice("give", ev.FeedbackFormAsked(journey.person.id, attempt.id)),
    )
    return (Say("coach/arrived", data, choices, to=coach.id),)


def _reflection(journey: Journey, attempt: Attempt, at: datetime) -> Reflection:
    return journey.reflection or Reflection(AttemptId(attempt.id), at, {})


def _must_be_open(attempt: Attempt) -> None:
    if attempt.state == "offered":
        raise UnreadableInputError("unreadable/nothing_started")
    if attempt.state != "started" and attempt.reflected_at is None:
        raise UnreadableInputError("unreadable/attempt_closed")


def _answering(effect: Effect) -> Effect:
    """The same question as an answer to the learner, not as something the bot begins."""
    return replace(effect, begun=False) if isinstance(effect, Say) else effect
