"""The bot in one process, on a real database, under a clock that a test moves; what it says is noted by prompt."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.adapters import tokens
from bot.adapters.playground.messenger import PlaygroundMessenger
from bot.adapters.tokens import Buttons
from bot.app import PROMPTS
from bot.domain.ids import ConversationId, PersonId, WorkspaceId
from bot.domain.people import Platform
from bot.domain.practice import Library
from bot.domain.roster import Founding
from bot.engine import events as ev
from bot.engine.effects import Form, Say
from bot.packs.load import load
from bot.packs.sample import load_sample
from bot.rendering import message as show
from bot.rendering.message import Attachment, Message
from bot.rendering.prompts import Prompts
from bot.runtime.conductor import Conductor, Outcome
from bot.runtime.delivery import Delivery
from bot.runtime.dispatcher import Dispatcher
from bot.runtime.holidays import days_off
from bot.runtime.ports import Heard, Messenger, Parcel
from bot.runtime.writer import Writer
from bot.scheduler.drain import Drain
from storage.database import Around
from storage.memory import Memory, open_memory

BUTTONS = Buttons()
CONTENT = Path(__file__).parents[1] / "content"


class HandClock:
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Spoken:
    """One message as it went out."""

    reader: str
    say: Say
    message: Message
    at: datetime


class ListeningWriter(Writer):
    """Writes as ever, and remembers for whom."""

    def __init__(self, prompts: Prompts) -> None:
        super().__init__(prompts)
        self.spoken: list[Spoken] = []

    def message(self, parcel: Parcel, at: datetime, png: bytes | None, files: Sequence[Attachment]) -> Message:
        message = super().message(parcel, at, png, files)
        reader = parcel.conversation.name if parcel.conversation.kind == "channel" else parcel.reader.first_name
        self.spoken.append(Spoken(reader.lower(), parcel.say, message, at))
        return message


@dataclass
class Stage:
    """Everybody by first name, in lower case."""

    memory: Memory
    clock: HandClock
    conductor: Conductor
    dispatcher: Dispatcher
    drain: Drain
    writer: ListeningWriter
    libraries: Mapping[str, Library]
    lane: WorkspaceId = field(init=False)
    ids: dict[str, PersonId] = field(default_factory=dict[str, PersonId])
    channels: dict[str, ConversationId] = field(default_factory=dict[str, ConversationId])
    homes: dict[str, ConversationId] = field(default_factory=dict[str, ConversationId])
    opened: Form | None = None
    shown: show.Form | None = None
    _count: int = 0

    async def say(self, who: str, text: str) -> list[str]:
        return await self.hear(who, ev.Said(text))

    async def choose(self, who: str, name: str) -> list[str]:
        """Press the newest button of that name."""
        found = [c for s in self.writer.spoken if s.reader == who for c in s.say.choices if c.name == name]
        assert found, f"{who} was never offered {name}"
        return await self.hear(who, tokens.read(tokens.write(found[-1].means)))

    async def submit(self, who: str, values: Mapping[str, ev.Value], form: Form | None = None) -> list[str]:
        """Send the form that was opened last, as it stands, with these values changed."""
        shown = form or self.form(who)
        given = {one.name: one.value for one in shown.fields} | dict(values)
        return await self.hear(who, ev.Submitted(shown.prompt, shown.about, given), once=shown.nonce)

    def form(self, who: str) -> Form:
        if self.opened is not None:
            return self.opened
        return [s.say.form for s in self.writer.spoken if s.reader == who and s.say.form is not None][-1]

    async def hear(self, who: str, event: ev.Event, *, once: str = "") -> list[str]:
        """The prompts that were said to anybody because of it, in their order."""
        self._count += 1
        before = len(self.writer.spoken)
        heard = Heard(self.ids[who], self.homes[who], event, once or f"test:{self._count}")
        outcome: Outcome = await self.conductor.hear(heard)
        assert not outcome.repeated, "heard before"
        self.opened = outcome.form
        self.shown = outcome.form and self.writer.form(outcome.form, outcome.locale, outcome.zone, self.clock.at)
        await self.drain.run()
        return [spoken.say.prompt for spoken in self.writer.spoken[before:]]

    async def move(self, to: datetime) -> list[str]:
        """Go there by way of everything that falls due; the prompts that were said."""
        before = len(self.writer.spoken)
        await self.drain.run()
        while (due := await self.memory.store.next_due()) is not None and due <= to:
            self.clock.at = max(due, self.clock.at)
            assert await self.drain.run(), f"what is due at {due} is not being done"
        self.clock.at = max(to, self.clock.at)
        await self.drain.run()
        return [spoken.say.prompt for spoken in self.writer.spoken[before:]]

    async def advance(self, **by: float) -> list[str]:
        return await self.move(self.clock.at + timedelta(**by))

    async def open_library(self) -> None:
        """So that something is found there."""
        await self.memory.index.prepare(self.libraries)

    def said_to(self, who: str) -> list[Spoken]:
        return [spoken for spoken in self.writer.spoken if spoken.reader == who]


def sample(on: date, reading: Mapping[str, str] | None = None) -> Founding:
    """The sample organization; ``reading`` says by first name, in lower case, who reads which language."""
    founding = load_sample(CONTENT / "sample", on)
    locales = {f"{who}@example.org": locale for who, locale in (reading or {}).items()}
    people = (replace(who, locale=locales.get(who.email, who.locale)) for who in founding.people)
    return replace(founding, people=tuple(people))


@asynccontextmanager
async def stage(
    url: str,
    at: datetime,
    founding: Founding | None = None,
    messenger: Messenger | None = None,
    content: Path = CONTENT,
) -> AsyncGenerator[Stage]:
    """A migrated database becomes a stage with the sample organization on it, which talks through ``messenger``."""
    libraries = load(content)
    competency_of = {m.id: m.competency for m in libraries["en"].framework.micro_competencies.values()}
    memory = open_memory(url, Around(BUTTONS, days_off, competency_of))
    await memory.frameworks.remember(library.framework for library in libraries.values())
    clock = HandClock(at)
    writer = ListeningWriter(Prompts.load(PROMPTS))
    conductor = Conductor(memory.store, libraries, clock, lambda _: None)
    messengers: dict[Platform, Messenger] = {"playground": messenger or PlaygroundMessenger(memory.transcript)}
    delivery = Delivery(messengers, writer, memory.export, libraries["en"].practices)
    dispatcher = Dispatcher(memory.outbox, delivery, clock, width=1)
    drain = Drain(memory.store, conductor, dispatcher, clock)
    made = Stage(memory, clock, conductor, dispatcher, drain, writer, libraries)
    await memory.roster.found(founding or sample(at.date()), at, at_once=True)
    [made.lane] = await memory.store.waiting(at)
    for person, places in await memory.transcript.people():
        name = person.first_name.lower()
        made.ids[name] = person.id
        for place in places:
            (made.homes if place.kind == "direct" else made.channels)[name] = place.id
    try:
        yield made
    finally:
        await memory.close()


async def onboard(on: Stage, who: str, rating: str = "2", **settings: str) -> None:
    """Agree, settle the hours, rate the baseline."""
    await on.choose(who, "agree")
    form = on.form(who)
    aspiration = next(one for one in form.fields if one.name == "aspiration").options[0].value
    await on.submit(who, {"aspiration": aspiration} | settings)
    baseline = on.form(who)
    await on.submit(who, {one.name: rating for one in baseline.fields})
