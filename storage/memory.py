"""Everything that is remembered, behind one door."""

from dataclasses import dataclass

from storage.database import Around, Connections
from storage.directory import RowDirectory
from storage.export import RowExport
from storage.framework import RowFrameworks
from storage.index import RowIndex
from storage.installs import RowInstalls
from storage.outbox import RowOutbox
from storage.proposals import RowProposals
from storage.roster import RowRoster
from storage.store import RowStore
from storage.survey import RowSurvey
from storage.transcript import RowTranscript
from storage.views import RowViews


@dataclass(frozen=True, slots=True)
class Memory:
    """One open database and the ports that it serves."""

    connections: Connections
    store: RowStore
    outbox: RowOutbox
    transcript: RowTranscript
    roster: RowRoster
    export: RowExport
    survey: RowSurvey
    directory: RowDirectory
    installs: RowInstalls
    views: RowViews
    frameworks: RowFrameworks
    proposals: RowProposals
    index: RowIndex

    async def close(self) -> None:
        await self.connections.close()


def open_memory(url: str, around: Around) -> Memory:
    """Open a database that is up to date. Nothing is read before it is asked for."""
    connections = Connections(url)
    index = RowIndex(connections)
    return Memory(
        connections=connections,
        store=RowStore(connections, around, index),
        outbox=RowOutbox(connections, around),
        transcript=RowTranscript(connections),
        roster=RowRoster(connections),
        export=RowExport(connections),
        survey=RowSurvey(connections, around),
        directory=RowDirectory(connections),
        installs=RowInstalls(connections),
        views=RowViews(connections, around),
        frameworks=RowFrameworks(connections),
        proposals=RowProposals(connections),
        index=index,
    )
