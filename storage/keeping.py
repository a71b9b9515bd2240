"""States of the domain as rows."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.annotation import Annotation
from bot.domain.assessment import Assessment
from bot.domain.attempt import Attempt
from bot.domain.baseline import Request
from bot.domain.consent import Opened
from bot.domain.feedback import Feedback
from bot.domain.learner import Learner
from bot.domain.people import Linked
from bot.domain.plan import Plan
from bot.domain.proposal import Proposal
from bot.domain.reflection import Reflection
from bot.domain.shelf import Shelf
from bot.domain.team import Celebration, Digest, DigestPlace
from bot.domain.team_gaps import GapSheet
from bot.engine.decision import State
from storage import tables
from storage.baseline import request_row
from storage.linking import link
from storage.mapping import dump, dump_estimates, millis
from storage.writing import Row, add, put


async def keep(connection: AsyncConnection, states: Sequence[State], at: int) -> None:
    """One statement for each kind of state; of two with the same id the later one counts."""
    by_kind: dict[type[State], list[State]] = {}
    for state in states:
        if isinstance(state, Linked):
            await link(connection, state)
        else:
            by_kind.setdefault(type(state), []).append(state)
    for kind in sorted(by_kind, key=_ORDER.index):
        table, row = _ROWS[kind]
        rows = [row(state, at) for state in by_kind[kind]]
        if kind in _WRITTEN_ONCE:
            await add(connection, table, rows)
        else:
            await put(connection, table, _last_of_each(table, rows))


def _last_of_each(table: Table, rows: Sequence[Row]) -> list[Row]:
    keys = [column.name for column in table.primary_key]
    return list({tuple(row[key] for key in keys): row for row in rows}.values())


def learner_row(learner: Learner, _at: int = 0) -> Row:
    return {
        "id": learner.id,
        "cohort": learner.cohort,
        "coach": learner.coach,
        "attempt": learner.attempt,
        "estimates": dump_estimates(learner),
        "body": dump(learner),
    }


def _attempt(attempt: Attempt, _at: int) -> Row:
    return {
        "id": attempt.id,
        "learner": attempt.learner,
        "micro": attempt.micro,
        "state": attempt.state,
        "offered_at": millis(attempt.offered_at),
        "reflected_at": None if attempt.reflected_at is None else millis(attempt.reflected_at),
        "feedback_due": None if attempt.feedback_due is None else millis(attempt.feedback_due),
        "self_rating": attempt.self_rating,
        "coach_rating": attempt.coach_rating,
        "elective": attempt.elective,
        "body": dump(attempt),
    }


def _reflection(reflection: Reflection, _at: int) -> Row:
    return {"attempt": reflection.attempt, "rating": reflection.rating, "body": dump(reflection)}


def _plan(plan: Plan, _at: int) -> Row:
    return {
        "id": plan.id,
        "learner": plan.learner,
        "made_at": millis(plan.made_at),
        "closed_at": None if plan.closed_at is None else millis(plan.closed_at),
        "body": dump(plan),
    }


def _feedback(feedback: Feedback, _at: int) -> Row:
    return {
        "id": feedback.id,
        "learner": feedback.learner,
        "author": feedback.author,
        "attempt": feedback.attempt,
        "given_at": millis(feedback.given_at),
        "rating": feedback.rating,
        "body": dump(feedback),
    }


def _assessment(assessment: Assessment, _at: int) -> Row:
    return {
        "id": assessment.id,
        "learner": assessment.learner,
        "micro": assessment.micro,
        "source": assessment.source,
        "level": assessment.level,
        "at": millis(assessment.at),
        "anchors": assessment.anchors,
        "corrects": assessment.corrects,
        "body": dump(assessment),
    }


def _opened(opened: Opened, _at: int) -> Row:
    return {
        "learner": opened.learner,
        "viewer": opened.viewer,
        "what": opened.what,
        "attempt": opened.attempt,
        "at": millis(opened.at),
    }


def _digest(digest: Digest, _at: int) -> Row:
    return {
        "id": digest.id,
        "manager": digest.manager,
        "week": digest.week,
        "published_on": digest.on.isoformat(),
        "body": dump(digest),
    }


def proposal_row(proposal: Proposal, _at: int = 0) -> Row:
    return {
        "id": proposal.id,
        "author": proposal.author,
        "state": proposal.stage,
        "since": millis(proposal.since),
        "body": dump(proposal),
    }


def _place(place: DigestPlace, _at: int) -> Row:
    rhythm = place.rhythm
    minute = rhythm.at.hour * 60 + rhythm.at.minute
    return {"manager": place.manager, "channel": place.channel, "weekday": rhythm.weekday, "minute": minute}


def _gap_sheet(sheet: GapSheet, _at: int) -> Row:
    return {"scope": sheet.scope, "week": sheet.week, "body": dump(sheet)}


def _annotation(one: Annotation, _at: int) -> Row:
    return {
        "id": one.id,
        "of": one.of,
        "micro": one.micro,
        "author": one.author,
        "at": millis(one.at),
        "body": dump(one),
    }


def _shelf(shelf: Shelf, _at: int) -> Row:
    return {"person": shelf.person, "body": dump(shelf)}


def _celebration(celebration: Celebration, at: int) -> Row:
    return {"learner": celebration.learner, "milestone": celebration.milestone, "at": at, "body": dump(celebration)}


_ROWS: Mapping[type[State], tuple[Table, Callable[..., Row]]] = {
    Learner: (tables.learners, learner_row),
    Attempt: (tables.attempts, _attempt),
    Reflection: (tables.reflections, _reflection),
    Plan: (tables.plans, _plan),
    Feedback: (tables.feedback, _feedback),
    Assessment: (tables.assessments, _assessment),
    Request: (tables.requests, request_row),
    Opened: (tables.opened, _opened),
    Digest: (tables.digests, _digest),
    DigestPlace: (tables.digest_places, _place),
    Proposal: (tables.proposals, proposal_row),
    Celebration: (tables.celebrations, _celebration),
    GapSheet: (tables.gap_sheets, _gap_sheet),
    Annotation: (tables.annotations, _annotation),
    Shelf: (tables.shelves, _shelf),
}
_ORDER = list(_ROWS)
_WRITTEN_ONCE = frozenset({Assessment, Opened, Celebration})
