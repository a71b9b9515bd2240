"""What may be learnt of a group's gaps: its people are counted here, and only bands and thirds leave this file.

No query here reads a reflection, feedback, a note, or any other word of a learner's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MicroId, PathwayId, PersonId
from bot.domain.needs import Needs
from bot.domain.people import Cohort, Person
from bot.domain.team import crowd
from bot.domain.team_gaps import GapSheet, Member, TeamGaps, View, counted
from bot.domain.validation import Proof, proofs
from storage import tables as t
from storage.mapping import load, load_estimates, maybe

_FIRST_WEEKS = timedelta(weeks=4)  # in which a baseline is asked of others, and comes in


def view_of(person: Person) -> View:
    """A manager sees their own team; a sponsor and an admin, the programme."""
    return "team" if "manager" in person.roles else "programme"


async def gaps(connection: AsyncConnection, viewer: Person, needs: Mapping[PathwayId, Needs], at: datetime) -> TeamGaps:
    """The gaps of the team or the programme that this person sees, as of ``at``. Two queries."""
    view = view_of(viewer)
    scope, sheet = await published(connection, viewer)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in await connection.execute(_COUNTED[view], {"viewer": viewer.id}):
        found[row.what].append(row)
    return TeamGaps(
        view=view,
        scope=scope,
        size=crowd(len(found["member"])),
        fresh=counted(_members(found, at), needs),
        roster_changes=sum(row.number for row in found["changes"]),
        previous=sheet,
    )


async def published(connection: AsyncConnection, viewer: Person) -> tuple[str, GapSheet | None]:
    """Whose gaps this person sees, and what was published of them last."""
    owner = _person.id if view_of(viewer) == "team" else _person.organization
    scope = literal_column(f"'{view_of(viewer)}:'", String).concat(owner)
    asked = (
        select(scope.label("scope"), t.gap_sheets.c.body)
        .select_from(t.people.outerjoin(t.gap_sheets, t.gap_sheets.c.scope == scope))
        .where(_person.id == viewer.id)
    )
    row = (await connection.execute(asked)).one()
    return row.scope, maybe(GapSheet, row.body)


def _members(found: Mapping[str, Sequence[Any]], at: datetime) -> Iterable[Member]:
    early: dict[PersonId, dict[MicroId, list[int]]] = defaultdict(lambda: defaultdict(list))
    seen: dict[PersonId, dict[MicroId, frozenset[Proof]]] = defaultdict(lambda: defaultdict(frozenset))
    for row in found["early"]:
        early[row.learner][row.micro].append(row.number)
    for row in found["source"]:
        seen[row.learner][row.micro] |= frozenset(proofs([row.body]))
    for row in found["member"]:
        estimates = {micro: one.faded_to(at) for micro, one in load_estimates(row.body).items()}
        yield Member(
            pathway=load(Cohort, row.cohort).pathway,
            levels={micro: one.m for micro, one in estimates.items() if one.known},
            early={micro: sum(levels) / len(levels) for micro, levels in early[row.learner].items()},
            proofs=seen[row.learner],
        )


_person = t.people.c
_place = t.enrollments.c
_rating = t.assessments.c
_NOTHING = cast(null(), String)
_ZERO = cast(0, BigInteger)


_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "learner": _NOTHING,
    "micro": _NOTHING,
    "number": _ZERO,
    "body": _NOTHING,
    "cohort": _NOTHING,
}


def _part(what: str, **given: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """One kind of row, with all the columns of every kind."""
    named = {**_COLUMNS, **given}
    return [literal_column(f"'{what}'", String).label("what"), *(one.label(name) for name, one in named.items())]


def _group(view: View) -> ColumnElement[bool]:
    """Which enrollments are the viewer's team, or of the viewer's organization."""
    viewer = bindparam("viewer", type_=String)
    if view == "team":
        return _place.manager == viewer
    here = select(_person.organization).where(_person.id == viewer).scalar_subquery()
    return _place.cohort.in_(select(t.cohorts.c.id).where(t.cohorts.c.organization == here))


def _counted(view: View) -> Select[Any]:
    """Everything that is counted, in one go; of ratings only those that somebody else has given."""
    members: CTE = (
        select(_place.learner.label("id"), func.min(_place.joined_at).label("joined_at"))
        .join(t.people, _person.id == _place.learner)
        .where(_group(view), _place.left_at.is_(None), _person.active)
        .group_by(_place.learner)
        .cte("members")
    )
    who = members.c
    theirs = (_rating.learner == who.id) & (_rating.source != "self")
    first_weeks = _rating.at < who.joined_at + int(_FIRST_WEEKS.total_seconds() * 1_000)
    changes = func.count(_place.joined_at) + func.count(_place.left_at)
    parts = (
        select(*_part("member", learner=who.id, body=t.learners.c.estimates, cohort=t.cohorts.c.body))
        .join(t.learners, t.learners.c.id == who.id)
        .join(t.cohorts, t.cohorts.c.id == t.learners.c.cohort),
        select(*_part("source", learner=_rating.learner, micro=_rating.micro, body=_rating.source))
        .where(theirs)
        .distinct(),
        select(
            *_part("early", learner=_rating.learner, micro=_rating.micro, number=cast(_rating.level, BigInteger))
        ).where(theirs, first_weeks),
        select(*_part("changes", number=changes)).where(_group(view)),
    )
    return select(union_all(*parts).subquery())


_COUNTED: Mapping[View, Select[Any]] = {"team": _counted("team"), "programme": _counted("programme")}
