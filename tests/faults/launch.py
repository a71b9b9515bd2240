"""Start the real program on a machine that can go wrong: ``python -m tests.faults.launch run``.

Its folder holds the machine's clock (``clock``: an instant, which stands still until somebody writes another) and may
hold a power cut (``crash``: at which point, and how often that point is passed before). Nothing of the program is
replaced: its own parts are wired as ever, on a memory that dies where it is told to.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from sqlalchemy import Engine, event

from bot import app, logs
from bot.adapters.playground.travel import TimeTravel
from bot.domain.ids import ConversationId, WorkspaceId
from bot.domain.people import Platform
from bot.packs.load import load
from bot.runtime.ports import Fate, Hold, Messenger, Parcel, Turn, Used
from bot.runtime.transcript import Json
from bot.scheduler.clock import MovableClock, SystemClock
from bot.scheduler.drain import Drain
from bot.settings import Settings, load_settings
from storage.migrate import migrate
from storage.outbox import RowOutbox
from storage.store import RowStore
from storage.transcript import RowTranscript
from tests.faults.platform import HttpMessenger

CLOCK = Path("clock")
CRASH = Path("crash")
PLATFORM = "FAULTS_PLATFORM"  # where messages go instead of to the playground
Point = Literal[
    "before the commit",
    "after the commit",
    "before the intent",
    "after the intent",
    "before the send",
    "after the send",
    "after the mark",
    "in a migration",
]
POINTS: tuple[Point, ...] = get_args(Point)


def wall() -> datetime:
    return datetime.fromisoformat(CLOCK.read_text())


def die(point: Point) -> None:
    """A power cut, if one is to come here."""
    if not CRASH.exists():
        return
    where, _, left = CRASH.read_text().partition("@")
    if where != point:
        return
    if int(left) > 0:
        CRASH.write_text(f"{where}@{int(left) - 1}")
        return
    CRASH.unlink()
    os.kill(os.getpid(), signal.SIGKILL)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class MortalStore(RowStore):
    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[Turn]:
        say("turn begins")
        async with super().turn() as turn:
            yield turn
            die("before the commit")
        die("after the commit")


class MortalOutbox(RowOutbox):
    async def begin(self, tries: Sequence[tuple[Hold, Sequence[Parcel], Used]], at: datetime) -> Sequence[Parcel]:
        die("before the intent")
        begun = await super().begin(tries, at)
        die("after the intent")
        return begun

    async def record(self, fates: Sequence[tuple[Parcel, Fate]]) -> None:
        await super().record(fates)
        die("after the mark")


class MortalTranscript(RowTranscript):
    """Where the playground's messenger sends to."""

    async def append(
        self, conversation: ConversationId, key: str, at: datetime, author: str, body: Mapping[str, Json]
    ) -> int:
        if author == "bot":
            die("before the send")
        seq = await super().append(conversation, key, at, author, body)
        if author == "bot":
            die("after the send")
        return seq


class ToldDrain(Drain):
    """Tells whoever waits for it in how many lanes there was something to do."""

    busy = 0

    async def waiting(self) -> Sequence[WorkspaceId]:
        found = await super().waiting()
        say(f"drained {len(found) + self.busy}")
        return found

    async def lane(self, lane: WorkspaceId) -> int:
        self.busy += 1
        try:
            return await super().lane(lane)
        finally:
            self.busy -= 1


@asynccontextmanager
async def assemble(settings: Settings) -> AsyncGenerator[app.Program]:
    """As ``app.assemble`` does, on a machine that can go wrong."""
    libraries = load(settings.content_dir)
    memory = await app.remember(settings, libraries)
    around = app.around(libraries)
    mortal = replace(
        memory,
        store=MortalStore(memory.connections, around, memory.index),
        outbox=MortalOutbox(memory.connections, around),
        transcript=MortalTranscript(memory.connections),
    )
    try:
        clock = MovableClock(await memory.transcript.clock_offset(), SystemClock(wall))
        program = app.wire(settings, mortal, libraries, clock)
        if PLATFORM in os.environ:
            messengers: dict[Platform, Messenger] = {"playground": HttpMessenger(os.environ[PLATFORM])}
            program.dispatcher.delivery.messengers = messengers
        drain = ToldDrain(mortal.store, program.conductor, program.dispatcher, clock)
        yield replace(program, drain=drain, travel=TimeTravel(clock, mortal.store, mortal.transcript, drain.run))
    finally:
        await memory.close()


def main(command: str) -> None:
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format)
    if command == "migrate":
        event.listen(Engine, "before_cursor_execute", _die_in_a_migration)
        asyncio.run(migrate(settings.database_url))
    elif command == "worker":
        asyncio.run(app.work(settings, greet=_greet, assembly=assemble))
    else:
        asyncio.run(app.serve(settings, ticking=command == "run", greet=_greet, assembly=assemble))


def _die_in_a_migration(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
    if statement.lstrip().startswith(("CREATE", "ALTER", "DROP")):
        die("in a migration")


def _greet(*_: object) -> None:
    say("Microcoach is ready.")


if __name__ == "__main__":
    main(sys.argv[1])
