"""Proposals: each is its author's own until it is sent, and then also of whoever may review it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PersonId, ProposalId
from bot.domain.names import Names
from bot.domain.people import Person
from bot.domain.practice import A_COLLEAGUE
from bot.domain.proposal import Approved, Proposal, Tray
from storage import tables as t
from storage.database import Connections
from storage.mapping import load
from storage.writing import is_state

_mine, _author = t.proposals.c, t.people.alias("author")


async def own_proposal(connection: AsyncConnection, author: PersonId, proposal: ProposalId) -> Proposal | None:
    asked = select(_mine.body).where(_mine.id == proposal, _mine.author == author).with_for_update()
    body = (await connection.execute(asked)).scalar()
    return None if body is None else load(Proposal, body)


async def review(
    connection: AsyncConnection, reviewer: Person, named: ProposalId | None, after: ProposalId | None
) -> Tray:
    """One query, which finds nothing that this reviewer may not see."""
    theirs = t.proposals.join(_author, (_author.c.id == _mine.author) & _may_be_reviewed_by(reviewer))
    waits = is_state(t.proposals, "waiting")
    waiting = select(func.count()).select_from(theirs).where(waits).correlate(None).scalar_subquery()
    asked = select(_mine.body, _author.c.body.label("author"), waiting.label("waiting")).select_from(theirs)
    if named is None:
        asked = asked.where(waits).order_by(_before(after), _mine.since, _mine.id).limit(1)
    else:
        answered = is_state(t.proposals, "waiting", "returned", "approved", "published")
        asked = asked.where(_mine.id == named, answered).with_for_update(of=t.proposals)
    row = (await connection.execute(asked)).first()
    if row is None:
        return Tray()
    proposal = load(Proposal, row.body)
    credited = load(Person, row.author).name if proposal.credit == "name" else ""
    return Tray(proposal, credited, row.waiting)


async def reviewers(connection: AsyncConnection, author: PersonId) -> Sequence[PersonId]:
    person = t.people.c
    may_be = (person.id == _author.c.manager) | person.body.contains('"admin"')
    asked = (
        select(person.body, (person.id == _author.c.manager).label("is_manager"))
        .join(_author, (_author.c.id == author) & (_author.c.organization == person.organization))
        .where(person.active, person.id != author, may_be)
        .order_by(person.joined)
    )
    found = [(load(Person, row.body), bool(row.is_manager)) for row in (await connection.execute(asked)).all()]
    managers = [one.id for one, is_manager in found if is_manager and "manager" in one.roles]
    return managers or [one.id for one, _ in found if "admin" in one.roles]


async def names(connection: AsyncConnection, near: PersonId) -> Names:
    person = t.people.c
    here = select(person.organization).where(person.id == near).scalar_subquery()
    asked = select(person.name_key).where(person.organization == here, person.erased_at.is_(None))
    return Names.of((await connection.execute(asked)).scalars())


class RowProposals:
    """What has been approved, for whoever writes, and for whoever tells its author."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def approved(self) -> Sequence[Approved]:
        """What no practice has come of yet, the oldest first."""
        asked = (
            select(_mine.body, _author.c.body.label("author"))
            .select_from(t.proposals.outerjoin(_author, _author.c.id == _mine.author))
            .where(is_state(t.proposals, "approved"))
            .order_by(_mine.since, _mine.id)
        )
        async with self._connections.reading() as connection:
            return [_approved(row) for row in (await connection.execute(asked)).all()]

    async def of_approved(self, proposals: Collection[str]) -> Sequence[tuple[ProposalId, Person]]:
        """See ``bot.runtime.co_design.Authors``."""
        asked = (
            select(_mine.id, _author.c.body)
            .join(_author, _author.c.id == _mine.author)
            .where(is_state(t.proposals, "approved"), _mine.id.in_(proposals), _author.c.active)
            .order_by(_mine.id)
        )
        async with self._connections.reading() as connection:
            rows = (await connection.execute(asked)).all()
        return [(ProposalId(row.id), load(Person, row.body)) for row in rows]

    async def uncredited(self, proposals: Collection[str]) -> Sequence[str]:
        """Those among them whose author is not to be named any more, or never was."""
        asked = select(_mine.id, _mine.body).where(_mine.id.in_(proposals)).order_by(_mine.id)
        async with self._connections.reading() as connection:
            rows = (await connection.execute(asked)).all()
        return [row.id for row in rows if load(Proposal, row.body).credit != "name"]


def _may_be_reviewed_by(reviewer: Person) -> ColumnElement[bool]:
    """Of the same organization, never one's own; an admin's are everybody's, a manager's those of their reports."""
    here = select(t.people.c.organization).where(t.people.c.id == reviewer.id).scalar_subquery()
    reports = true() if "admin" in reviewer.roles else _author.c.manager == reviewer.id
    return (_author.c.id != reviewer.id) & (_author.c.organization == here) & reports


def _before(after: ProposalId | None) -> ColumnElement[int]:
    """Whatever had its turn before this one comes last."""
    if after is None:
        return case((true(), 0), else_=1)
    seen = t.proposals.alias("seen")
    earlier = (seen.c.since > _mine.since) | ((seen.c.since == _mine.since) & (seen.c.id >= _mine.id))
    return case((exists().where(seen.c.id == after, earlier), 1), else_=0)


def _approved(row: Any) -> Approved:  # noqa: ANN401 - a row
    proposal = load(Proposal, row.body)
    named = load(Person, row.author).name if proposal.credit == "name" and row.author else ""
    return Approved(proposal, named or (A_COLLEAGUE if proposal.credit == "colleague" else ""))
