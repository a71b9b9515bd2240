"""What pages ask: who opens them, and what they may see. Nothing here is written."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bot.domain.annotation import Annotation
from bot.domain.evidence import Evidence
from bot.domain.ids import MicroId, PersonId
from bot.domain.journey import Journey
from bot.domain.people import Person
from bot.domain.team_gaps import GapSheet
from storage import tables as t
from storage.annotations import annotations
from storage.database import Around, Connections
from storage.evidence import evidence
from storage.gaps import published
from storage.mapping import maybe
from storage.scene import scene


class RowViews:
    """See ``bot.dashboards``."""

    def __init__(self, connections: Connections, around: Around) -> None:
        self._connections = connections
        self._around = around

    async def viewer(self, who: PersonId) -> Person | None:
        """Somebody who is active, or None."""
        here = select(t.people.c.body).where(t.people.c.id == who, t.people.c.active)
        async with self._connections.reading() as connection:
            return maybe(Person, (await connection.execute(here)).scalar())

    async def gaps(self, viewer: Person) -> GapSheet | None:
        """What was published last of the team or the programme that this person sees."""
        async with self._connections.reading() as connection:
            return (await published(connection, viewer))[1]

    async def own(self, learner: PersonId) -> tuple[Journey, Mapping[MicroId, Evidence]] | None:
        """A learner's own journey and all that is known of their levels; None for somebody who is no learner."""
        async with self._connections.reading() as connection:
            found = await scene(connection, self._around, learner, None, None)
            if found is None or found.journey is None:
                return None
            return found.journey, await evidence(connection, learner)

    async def annotations(self, viewer: Person) -> Sequence[Annotation]:
        """How gaps have been described in this person's organization."""
        async with self._connections.reading() as connection:
            return await annotations(connection, viewer.id)
