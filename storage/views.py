"""What pages ask: who opens them, and what they may see. Nothing here is written."""

from sqlalchemy import select

from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.team_gaps import GapSheet
from storage import tables as t
from storage.database import Connections
from storage.gaps import published
from storage.mapping import maybe


class RowViews:
    """See ``bot.dashboards``."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def viewer(self, who: PersonId) -> Person | None:
        """Somebody who is active, or None."""
        here = select(t.people.c.body).where(t.people.c.id == who, t.people.c.active)
        async with self._connections.reading() as connection:
            return maybe(Person, (await connection.execute(here)).scalar())

    async def gaps(self, viewer: Person) -> GapSheet | None:
        """What was published last of the team or the programme that this person sees."""
        async with self._connections.reading() as connection:
            return (await published(connection, viewer))[1]
