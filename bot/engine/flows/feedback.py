"""The coach's desk: what waits, one at a time, and feedback in observable behaviour."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import spacing
from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.consent import Opened, may_coach
from bot.domain.errors import UnreadableInputError
from bot.domain.feedback import Feedback
from bot.domain.ids import FeedbackId, MicroId
from bot.domain.journey import Journey
from bot.domain.learner import Learner
from bot.domain.people import Person
from bot.domain.reflection import QUESTIONS, Reflection
from bot.domain.rubric import Level
from bot.engine import events as ev
from bot.engine.decision import Decision
from bot.engine.effects import Choice, Datum, Effect, Field, Form, Open, Say
from bot.engine.estimating import estimated, evidence_of
from bot.engine.flows import assessing, project, standstill
from bot.engine.flows.cards import attempt_card, rating_field, standing_rows
from bot.engine.flows.glossary import meant
from bot.engine.progress import score_data, score_of, standstills
from bot.engine.recall import recall_for
from bot.engine.selection import standing_of
from bot.engine.situation import Situation

_PARTS = ("situation", "behaviour", "impact", "next_step")


def queue(now: Situation) -> Decision:
    """What waits, by due time."""
    waiting: list[Datum] = [
        {
            "learner": item.learner.name,
            "title": now.library.practices[item.attempt.practice].title,
            "due": item.attempt.feedback_due,
            "overdue": item.attempt.feedback_due is not None and item.attempt.feedback_due < now.at,
        }
        for item in now.desk.queue
    ]
    choices = (Choice("next", ev.NextInQueueAsked()),) if waiting else ()
    return Decision(effects=(Say("coach/queue", {"waiting": waiting}, choices),))


def next_in_queue(now: Situation) -> Decision:
    """The one that is due first, with its reflection; the learner can see that it was opened."""
    journey = now.journey
    if not now.desk.queue or journey is None or journey.attempt is None:
        return Decision(effects=(Say("coach/queue", {"waiting": []}),))
    attempt = journey.attempt
    must_coach(now.person, journey)
    data: dict[str, Datum] = {
        **attempt_card(attempt, journey, now.library),
        "learner": journey.person.name,
        "answers": _answers(journey.reflection),
        "rating": attempt.self_rating,
        "due": attempt.feedback_due,
        "waiting": len(now.desk.queue),
        "standstills": standstills(journey, now.library, now.at, attempt.micro),
    }
    choices = (Choice("give", ev.FeedbackFormAsked(journey.person.id, attempt.id)),)
    opened = Opened(journey.person.id, now.person.id, "reflection", attempt.id, now.at)
    return Decision((opened,), (Say("coach/next", data, choices),))


def learners(now: Situation) -> Decision:
    rows: list[Datum] = [
        {
            "name": assigned.person.name,
            "stage": assigned.learner.stage,
            "reflections": assigned.learner.reflections,
            "last": None if assigned.last is None else assigned.last.offered_at,
        }
        for assigned in now.desk.learners
    ]
    return Decision(effects=(Say("coach/learners", {"learners": rows}),))


def focus(now: Situation, journey: Journey) -> Decision:
    """One learner: where they stand, what they said last, what they plan; the learner can see what was opened."""
    must_coach(now.person, journey)
    read = journey.reflection if journey.reflection is not None and journey.reflection.done else None
    data: dict[str, Datum] = {
        "learner": journey.person.name,
        "standings": standing_rows(journey, now.library, now.at),
        "score": score_data(journey, now.library, score_of(journey, now.library, now.at)),
        "standstills": standstills(journey, now.library, now.at),
        "plan": None if journey.plan is None else {"what": journey.plan.what, "next_on": journey.plan.next_on},
        "answers": _answers(read),
        "project": project.agenda(now, journey),
    }
    opened = [Opened(journey.person.id, now.person.id, "progress", None, now.at)]
    if read is not None:
        opened.append(Opened(journey.person.id, now.person.id, "reflection", read.attempt, now.at))
    return Decision(tuple(opened), (Say("coach/focus", data),))


def open_form(now: Situation, journey: Journey, event: ev.FeedbackFormAsked) -> Decision:
    """The form at once; the rating is on the anchors of what was practised, and optional."""
    must_coach(now.person, journey)
    attempt = _attempt_meant(journey, event)
    rating = () if attempt is None else (rating_field(now.library, attempt.micro),)
    fields = (*(Field(part, "long") for part in _PARTS), *rating)
    card = {} if attempt is None else attempt_card(attempt, journey, now.library)
    data: dict[str, Datum] = {**card, "learner": journey.person.first_name}
    about = (journey.person.id, attempt.id if attempt else "")
    return Decision(effects=(Open(Form("feedback/form", about, fields, now.id("form"), data)),))


def give(now: Situation, journey: Journey, event: ev.FeedbackGiven) -> Decision:
    """The learner gets it; a rating moves the level and the next date."""
    must_coach(now.person, journey)
    attempt = journey.attempt if event.attempt else None
    if event.attempt and (attempt is None or attempt.reflected_at is None):
        raise UnreadableInputError("unreadable/attempt_unknown")
    feedback = Feedback(
        id=FeedbackId(now.id("feedback")),
        learner=journey.person.id,
        author=now.person.id,
        attempt=attempt.id if attempt else None,
        micro=attempt.micro if attempt else None,
        given_at=now.at,
        situation=event.situation,
        behaviour=event.behaviour,
        impact=event.impact,
        next_step=event.next_step,
        rating=event.rating,
    )
    said = (
        _arrived(now, journey, feedback),
        Say("feedback/given", {"learner": journey.person.first_name, "meant": _meant(now, event)}),
    )
    state = (feedback, *_consequences(now, journey, attempt, event.rating))
    return Decision(state, said)


def _meant(now: Situation, event: ev.FeedbackGiven) -> Sequence[Datum]:
    return meant((event.situation, event.behaviour, event.impact, event.next_step), now)


def acknowledge(now: Situation, journey: Journey, event: ev.FeedbackAcknowledged) -> Decision:
    """Read and thanked for; the coach hears that, and no more."""
    feedback = journey.feedback
    if feedback is None or feedback.id != event.feedback:
        raise UnreadableInputError("unreadable/feedback_unknown")
    if feedback.acknowledged_at is not None:
        return Decision(effects=(Say("feedback/acknowledged_before"),))
    seen = replace(feedback, acknowledged_at=now.at)
    to_coach = Say("coach/acknowledged", {"learner": journey.person.name}, to=feedback.author)
    return Decision((seen,), (Say("feedback/acknowledged", choices=_into_plan(feedback)), to_coach))


def _arrived(now: Situation, journey: Journey, feedback: Feedback) -> Effect:
    data: dict[str, Datum] = {
        "coach": now.person.first_name,
        "situation": feedback.situation,
        "behaviour": feedback.behaviour,
        "impact": feedback.impact,
        "next_step": feedback.next_step,
        "rating": feedback.rating,
        "anchor": _anchor(now, feedback.micro, feedback.rating),
    }
    choices = (
        Choice("acknowledge", ev.FeedbackAcknowledged(feedback.id)),
        *_into_plan(feedback),
    )
    return Say("feedback/arrived", data, choices, to=journey.home, begun=True)


def _into_plan(feedback: Feedback) -> tuple[Choice, ...]:
    return () if feedback.attempt is None else (Choice("plan", ev.PlanFormAsked(feedback.attempt)),)


def _anchor(now: Situation, micro: MicroId | None, rating: Level | None) -> str:
    if micro is None or rating is None:
        return ""
    return now.library.framework.micro_competencies[micro].rubric.anchor(rating)


def _consequences(
    now: Situation, journey: Journey, attempt: Attempt | None, rating: Level | None
) -> tuple[Learner | Attempt | Assessment, ...]:
    if attempt is None:
        return ()
    reviewed = replace(attempt, coach_rating=rating or attempt.coach_rating)
    if rating is None:
        return (reviewed,)
    rated = assessing.of_attempt(now, attempt, rating, "coach", before=attempt.coach_rating)
    kept = () if attempt.elective else (rated,)
    learner = standstill.seen_again(now, journey, _moved(now, journey, attempt, rated), attempt, kept)
    return (learner, reviewed, *kept)


def _moved(now: Situation, journey: Journey, attempt: Attempt, rated: Assessment) -> Learner:
    standing = standing_of(journey, attempt.micro, now.at)
    estimate = estimated(now, journey, attempt.micro, evidence_of(attempt, rated))
    practised_on = journey.today(attempt.reflected_at or now.at)
    recall = recall_for(now.library, attempt.micro)
    ladder = spacing.rated_later(standing.ladder, rated.level, practised_on, mastered=estimate.mastered, recall=recall)
    return journey.learner.with_standing(attempt.micro, replace(standing, estimate=estimate, ladder=ladder))


def _attempt_meant(journey: Journey, event: ev.FeedbackFormAsked) -> Attempt | None:
    """The one that was named, else the latest if there is a reflection to answer."""
    attempt = journey.attempt
    if event.attempt is not None and (attempt is None or attempt.reflected_at is None):
        raise UnreadableInputError("unreadable/attempt_unknown")
    return attempt if attempt is not None and attempt.reflected_at is not None else None


def must_coach(viewer: Person, journey: Journey) -> None:
    """Raises UnreadableInputError for anybody but the learner's own coach."""
    if viewer.id == journey.person.id:
        raise UnreadableInputError("unreadable/yourself")
    if not may_coach(viewer.id, journey.learner.coach, journey.person.id, journey.person.manager):
        raise UnreadableInputError("unreadable/not_your_learner", {"learner": journey.person.name})


def _answers(reflection: Reflection | None) -> list[Datum]:
    if reflection is None:
        return []
    given = reflection.answers
    return [{"question": question, "answer": given[question]} for question in QUESTIONS if given.get(question)]
