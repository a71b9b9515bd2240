"""One event's transaction: at most eight statements, whatever happens in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.annotation import Annotation
from bot.domain.baseline import Colleague, Request, Wanted
from bot.domain.evidence import Evidence
from bot.domain.ids import ConversationId, DigestId, MicroId, PathwayId, PersonId, ProposalId, WorkspaceId
from bot.domain.names import Names
from bot.domain.needs import Needs
from bot.domain.people import Person, Stranger
from bot.domain.proposal import Proposal, Tray
from bot.domain.shelf import Shelf
from bot.domain.team import Digest, TeamSummary
from bot.domain.team_gaps import TeamGaps
from bot.domain.touchpoint import Touchpoint
from bot.engine.decision import State
from bot.engine.search.found import Found
from bot.engine.situation import Desk, Record
from bot.runtime.ports import About, Fallen, Outgoing, Scene
from storage import tables as t
from storage.annotations import annotations
from storage.baseline import circle, colleagues, wanted
from storage.database import Around
from storage.desk import desk
from storage.erasure import erase
from storage.evidence import evidence
from storage.gaps import gaps
from storage.index import RowIndex
from storage.keeping import keep
from storage.linking import stranger
from storage.mapping import load, millis, name_key
from storage.proposals import names, own_proposal, review, reviewers
from storage.queueing import queue
from storage.record import record
from storage.scene import fallen_due, lock, scene
from storage.summaries import team
from storage.touchpoints import schedule, settle, unschedule
from storage.writing import add, insert


class OneTurn:
    """See ``bot.runtime.ports.Turn``."""

    def __init__(self, connection: AsyncConnection, around: Around, index: RowIndex) -> None:
        self._connection = connection
        self._around = around
        self._index = index
        self._locked: set[PersonId] = set()

    async def hear(self, once: str, at: datetime) -> bool:
        heard = insert(self._connection, t.heard).values(key=once, at=millis(at)).on_conflict_do_nothing()
        return (await self._connection.execute(heard)).rowcount == 1

    async def scene(self, who: PersonId, where: ConversationId | None, about: About | None) -> Scene | None:
        people = {who, about.learner if about else who}
        if not people <= self._locked:
            await lock(self._connection, people)
            self._locked |= people
        return await scene(self._connection, self._around, who, where, about)

    async def fallen_due(self, lane: WorkspaceId, at: datetime, limit: int) -> Sequence[Fallen]:
        return await fallen_due(self._connection, self._around, lane, at, limit)

    async def desk(self, coach: PersonId) -> Desk:
        return await desk(self._connection, coach)

    async def record(self, learner: PersonId) -> Record:
        return await record(self._connection, learner)

    async def evidence(self, learner: PersonId) -> Mapping[MicroId, Evidence]:
        return await evidence(self._connection, learner)

    async def team(self, manager: PersonId, at: datetime) -> TeamSummary | None:
        return await team(self._connection, self._around.competency_of, manager, at)

    async def gaps(self, viewer: Person, needs: Mapping[PathwayId, Needs], at: datetime) -> TeamGaps:
        return await gaps(self._connection, viewer, needs, at)

    async def annotations(self, near: PersonId) -> Sequence[Annotation]:
        return await annotations(self._connection, near)

    async def digest(self, digest: DigestId) -> Digest | None:
        found = select(t.digests.c.body).where(t.digests.c.id == digest)
        body = (await self._connection.execute(found)).scalar()
        return None if body is None else load(Digest, body)

    async def stranger(self, code: str, near: PersonId, at: datetime) -> Stranger | None:
        return await stranger(self._connection, code, near, at)

    async def own_proposal(self, author: PersonId, proposal: ProposalId) -> Proposal | None:
        return await own_proposal(self._connection, author, proposal)

    async def review(self, reviewer: Person, named: ProposalId | None, after: ProposalId | None) -> Tray:
        return await review(self._connection, reviewer, named, after)

    async def reviewers(self, author: PersonId) -> Sequence[PersonId]:
        return await reviewers(self._connection, author)

    async def names(self, near: PersonId) -> Names:
        return await names(self._connection, near)

    async def shelf(self, person: PersonId) -> Shelf:
        found = select(t.shelves.c.body).where(t.shelves.c.person == person)
        body = (await self._connection.execute(found)).scalar()
        return Shelf(person) if body is None else load(Shelf, body)

    async def find(self, words: str, locales: Sequence[str], on: date) -> Found:
        return await self._index.find(self._connection, words, locales, on)

    async def people_named(self, words: str, near: PersonId) -> Sequence[PersonId]:
        """By id, e-mail address or full name; else by the beginning of the name, whole words."""
        asked, key = words.strip(), name_key(words)
        person = t.people.c
        here = select(person.organization).where(person.id == near).scalar_subquery()
        exactly = (person.id == asked) | (person.email == asked.lower()) | (person.name_key == key)
        begins = person.name_key.startswith(f"{key} ", autoescape=True)
        found = select(person.id, exactly.label("exactly")).where(
            person.organization == here, person.active, exactly | begins
        )
        rows = (await self._connection.execute(found.order_by(person.id))).all()
        exact = [PersonId(row.id) for row in rows if row.exactly]
        return exact or [PersonId(row.id) for row in rows]

    async def colleagues(self, words: Sequence[str], near: PersonId) -> Sequence[Sequence[Colleague]]:
        return await colleagues(self._connection, self._around, words, near)

    async def circle(self, learner: PersonId) -> tuple[Request, ...]:
        return await circle(self._connection, learner)

    async def wanted(self, rater: PersonId) -> tuple[Wanted, ...]:
        return await wanted(self._connection, rater)

    async def keep(self, states: Sequence[State], at: datetime) -> None:
        await keep(self._connection, states, millis(at))

    async def schedule(self, touchpoints: Sequence[Touchpoint]) -> None:
        await schedule(self._connection, touchpoints)

    async def unschedule(self, dropped: Sequence[tuple[PersonId, str]]) -> None:
        await unschedule(self._connection, dropped)

    async def settle(self, outcomes: Mapping[Touchpoint, str], at: datetime) -> int:
        return await settle(self._connection, outcomes, at)

    async def queue(self, outgoing: Sequence[Outgoing]) -> Collection[WorkspaceId]:
        return await queue(self._connection, self._around.codec, outgoing)

    async def note(self, learner: PersonId, text: str, at: datetime) -> None:
        await add(self._connection, t.notes, [{"learner": learner, "text": text, "at": millis(at)}])

    async def erase(self, person: PersonId, at: datetime) -> None:
        await erase(self._connection, person, at)
