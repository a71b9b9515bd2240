"""Putting it together: the only module that knows every part."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from socket import socket

import structlog
import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette

from bot import web
from bot.about import about
from bot.adapters.playground.messenger import PlaygroundMessenger
from bot.adapters.playground.routes import Playground, Words
from bot.adapters.playground.travel import TimeTravel
from bot.adapters.slack import app as slack_app
from bot.adapters.slack.answers import Words as SlackWords
from bot.adapters.slack.listening import Slack
from bot.adapters.teams import app as teams_app
from bot.adapters.teams.listening import Phrases, Teams
from bot.adapters.tokens import Buttons
from bot.dashboards.frame import Dashboards, Show
from bot.dashboards.framework import framework_page
from bot.dashboards.learner import LearnerPages
from bot.dashboards.links import Links
from bot.dashboards.manager import ManagerPages
from bot.domain.errors import CoachError
from bot.domain.ids import WorkspaceId
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.people import Platform
from bot.domain.practice import Library
from bot.engine.effects import PageName
from bot.metrics import Metrics
from bot.packs.load import load
from bot.packs.sample import load_sample
from bot.rendering.prompts import Prompts
from bot.runtime.co_design import plan_thanks
from bot.runtime.conductor import Conductor
from bot.runtime.delivery import Delivery
from bot.runtime.dispatcher import Dispatcher
from bot.runtime.holidays import days_off
from bot.runtime.meter import Pulse
from bot.runtime.ports import Clock, Messenger
from bot.runtime.upkeep import plan_reviews
from bot.runtime.writer import Writer
from bot.scheduler.clock import MovableClock, SystemClock, fresh_id
from bot.scheduler.drain import Drain
from bot.scheduler.ticker import Ticker
from bot.settings import Settings, secret_keys
from storage.database import Around
from storage.memory import Memory, open_memory
from storage.migrate import migrate
from storage.raw import raw
from storage.retention import Keep, Retention

log = structlog.get_logger()
_GRACE_SECONDS = 5
_FIRST_SWEEP_SECONDS = 600
_A_DAY_SECONDS = 86_400
_TOLD_BY = (signal.SIGTERM, signal.SIGINT)
_A_LITTLE_LONGER = timedelta(minutes=5)
_FIRST_COHORT = timedelta(weeks=12)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PROMPTS = Path(__file__).parents[1] / "prompts"


class Bell:
    """Tells whoever listens in which lanes something may be owed; while nobody does, the next tick will see it."""

    def __init__(self) -> None:
        self.heard_by: Callable[[Collection[WorkspaceId]], None] | None = None
        self.worker: Pulse | None = None

    def ring(self, lanes: Collection[WorkspaceId]) -> None:
        if self.heard_by is not None:
            self.heard_by(lanes)

    @property
    def last_tick(self) -> datetime | None:
        """When whoever works here last looked by themself."""
        return None if self.worker is None else self.worker.last_tick


@dataclass(frozen=True, slots=True)
class Program:
    """All parts, wired; what runs them decides which of them run."""

    settings: Settings
    memory: Memory
    clock: MovableClock
    libraries: Mapping[str, Library]
    conductor: Conductor
    dispatcher: Dispatcher
    drain: Drain
    travel: TimeTravel
    writer: Writer
    links: Links
    bell: Bell
    metrics: Metrics
    slack: Slack | None = None
    teams: Teams | None = None


@asynccontextmanager
async def assemble(settings: Settings, system: SystemClock | None = None) -> AsyncGenerator[Program]:
    """Bring the database up to date, read content and prompts, and wire everything; closed again at the end."""
    libraries = load(settings.content_dir)
    memory = await remember(settings, libraries)
    try:
        await memory.index.prepare(libraries)
        offset = await memory.transcript.clock_offset() if settings.playground_on else timedelta()
        await memory.directory.connected("playground", is_on=settings.playground_on)
        clock = MovableClock(offset, system)
        async with slack_line(settings, memory, clock) as slack, teams_line(settings, memory, clock) as teams:
            yield wire(settings, memory, libraries, clock, Lines(slack, teams))
    finally:
        await memory.close()


@asynccontextmanager
async def slack_line(settings: Settings, memory: Memory, clock: Clock) -> AsyncGenerator[slack_app.Line | None]:
    """A line to Slack, where it is configured."""
    if not settings.slack_on:
        yield None
        return
    about = slack_app.About(
        api_url=settings.slack_api_url,
        base_url=settings.base_url,
        signing_secret=_said(settings.slack_signing_secret),
        bot_token=_said(settings.slack_bot_token),
        client_id=settings.slack_client_id,
        client_secret=_said(settings.slack_client_secret),
        app_token=_said(settings.slack_app_token),
        keys=secret_keys(settings, data_folder(settings) or Path("data")),
    )
    around = slack_app.Around(memory.directory, memory.installs, clock, SystemClock().now, fresh_id)
    async with slack_app.open_line(about, around) as line:
        yield line


@asynccontextmanager
async def teams_line(settings: Settings, memory: Memory, clock: Clock) -> AsyncGenerator[teams_app.Line | None]:
    """A line to Microsoft Teams, where it is configured."""
    if settings.teams_app_id is None:
        yield None
        return
    password = _said(settings.teams_app_password)
    about = teams_app.About(
        app=teams_app.App(settings.teams_app_id, password, settings.teams_app_type, settings.teams_tenant_id),
        base_url=settings.base_url,
        metadata_url=settings.teams_openid_metadata_url,
        login_url=settings.teams_login_url,
        is_checked=settings.teams_auth == "on",
        keys=secret_keys(settings, data_folder(settings) or Path("data")),
    )
    around = teams_app.Around(memory.directory, memory.transcript, clock, SystemClock().now, fresh_id)
    async with teams_app.open_line(about, around) as line:
        yield line


def _said(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


@dataclass(frozen=True, slots=True)
class Lines:
    """What the program speaks to beside the playground."""

    slack: slack_app.Line | None = None
    teams: teams_app.Line | None = None


Assembly = Callable[[Settings], AbstractAsyncContextManager[Program]]


async def remember(settings: Settings, libraries: Mapping[str, Library]) -> Memory:
    """The database alone, up to date; the framework that is in use from now on is kept there."""
    await bring_up_to_date(settings)
    memory = open_memory(settings.database_url, around(libraries))
    await memory.frameworks.remember(library.framework for library in libraries.values())
    return memory


async def bring_up_to_date(settings: Settings) -> None:
    """The tables, our own and those of the library that wakes the workers."""
    await migrate(settings.database_url)
    if not is_embedded(settings):
        # PgQueuer is slow to import, and nobody needs it on SQLite.
        from bot.scheduler.workers import install  # noqa: PLC0415

        await install(partial(raw, settings.database_url))


def data_folder(settings: Settings) -> Path | None:
    """Where an SQLite database lies; None for another."""
    _, is_file, path = settings.database_url.partition("sqlite+aiosqlite:///")
    return Path(path).resolve().parent if is_file else None


def is_embedded(settings: Settings) -> bool:
    """One process on SQLite; else as many as one likes on PostgreSQL."""
    return settings.database_url.startswith("sqlite")


def around(libraries: Mapping[str, Library]) -> Around:
    """What the database's rows refer to."""
    micros = libraries[DEFAULT_LOCALE].framework.micro_competencies.values()
    return Around(Buttons(), days_off, {micro.id: micro.competency for micro in micros})


def wire(
    settings: Settings,
    memory: Memory,
    libraries: Mapping[str, Library],
    clock: MovableClock,
    lines: "Lines | None" = None,
) -> Program:
    """Every part, on this memory and under this clock; with ``lines`` to chat products, those too."""
    lines = lines or Lines()
    bell = Bell()
    links = links_of(settings)
    has_address = settings.base_url is not None or settings.playground_on
    writer = Writer(Prompts.load(PROMPTS), *([links.link] if has_address else []))
    conductor = Conductor(memory.store, libraries, clock, bell.ring)
    practices = libraries[DEFAULT_LOCALE].practices
    messengers: dict[Platform, Messenger] = {"playground": PlaygroundMessenger(memory.transcript)}
    if lines.slack is not None:
        messengers["slack"] = lines.slack.messenger
    if lines.teams is not None:
        messengers["teams"] = lines.teams.messenger
    delivery = Delivery(messengers, writer, memory.export, practices)
    metrics = Metrics()
    dispatcher = Dispatcher(memory.outbox, delivery, clock, meter=metrics)
    drain = Drain(memory.store, conductor, dispatcher, clock)
    travel = TimeTravel(clock, memory.store, memory.transcript, drain.run)
    words = SlackWords(sentence=writer.sentence, form=writer.form, page=writer.page)
    slack = None if lines.slack is None else lines.slack.listen(conductor, words)
    phrases = Phrases(sentence=writer.sentence, form=writer.form)
    teams = None if lines.teams is None else lines.teams.listen(conductor, phrases)
    return Program(
        settings,
        memory,
        clock,
        libraries,
        conductor,
        dispatcher,
        drain,
        travel,
        writer,
        links,
        bell,
        metrics,
        slack,
        teams,
    )


def links_of(settings: Settings) -> Links:
    """To our own address; the playground's page is at it already."""
    keys = partial(secret_keys, settings, data_folder(settings) or Path("data"))
    return Links(keys, settings.base_url or "")


async def seed(program: Program) -> bool:
    """Make the sample organization where there is none yet; whether it did."""
    folder = program.settings.content_dir / "sample"
    if not program.settings.playground_on or not folder.exists() or await program.memory.roster.is_inhabited():
        return False
    now = program.clock.now()
    await program.memory.roster.found(load_sample(folder, now.date()), now, at_once=True)
    return True


def playground(program: Program) -> Playground:
    words = Words(sentence=program.writer.sentence, form=program.writer.form)
    return Playground(
        conductor=program.conductor,
        transcript=program.memory.transcript,
        clock=program.clock,
        travel=program.travel,
        settle=program.drain.run,
        words=words,
        fresh=fresh_id,
        hosts=_LOOPBACK | {program.settings.host},
    )


def dashboards(program: Program) -> Dashboards:
    """In the playground several people share a browser."""
    views = program.memory.views
    pages: Mapping[PageName, Show] = {
        **ManagerPages(program.libraries, views).pages(),
        **LearnerPages(program.libraries, views).pages(),
        "framework": framework_page(program.libraries),
    }
    return Dashboards(
        program.links,
        program.writer,
        program.clock,
        program.memory.views.viewer,
        pages,
        shared=program.settings.playground_on,
    )


def asgi(program: Program, *, ticking: bool) -> Starlette:
    """The web application; with ``ticking`` it also does what falls due."""
    lifespan = partial(_lifespan, program, ticking)
    chats = [about(program.writer, program.clock.now), *dashboards(program).routes()]
    for chat in (program.slack, program.teams):
        chats += [] if chat is None else chat.routes()
    vitals = vitals_of(program, ticking=ticking)
    if not program.settings.playground_on:
        return web.build(chats, vitals, lifespan, None)
    shown = playground(program)
    return web.build([*chats, *shown.routes()], vitals, lifespan, shown.refuse)


def vitals_of(program: Program, *, ticking: bool) -> web.Vitals:
    """What is due may take as long as the admin has allowed it to, and a little longer."""
    late = timedelta(minutes=program.settings.sending_window) + _A_LITTLE_LONGER
    pulse = program.bell if ticking else None
    return web.Vitals(program.memory.store, program.clock, program.metrics, late, pulse)


@asynccontextmanager
async def _lifespan(program: Program, ticking: bool, _app: Starlette) -> AsyncGenerator[None]:  # noqa: FBT001 - partial
    async with listening(program), _beating(program, ticking=ticking):
        yield


def _beating(program: Program, *, ticking: bool) -> AbstractAsyncContextManager[None]:
    """Do what falls due here, or tell those who do it elsewhere."""
    if ticking:
        return heartbeat(program)
    return nullcontext() if is_embedded(program.settings) else _wakeups(program)


@asynccontextmanager
async def listening(program: Program) -> AsyncGenerator[None]:
    """Be there for the chat products, also where they are only spoken to."""
    async with nullcontext() if program.slack is None else program.slack.running():
        yield


async def look_after_content(program: Program) -> None:
    """Plan when its owners are told that it has to be read again, and its authors that it is there."""
    library, memory = program.libraries[DEFAULT_LOCALE], program.memory
    await plan_reviews(memory.store, memory.roster, library, days_off, program.clock.now())
    await plan_thanks(memory.store, memory.proposals, library, days_off, program.clock.now())


@asynccontextmanager
async def heartbeat(program: Program) -> AsyncGenerator[None]:
    """Do what falls due, every second and as soon as a turn owes something; and once a day let go of what is over."""
    await look_after_content(program)
    sweeping = asyncio.create_task(_sweep_daily(program))
    try:
        async with _ticker(program) if is_embedded(program.settings) else _workers(program):
            yield
    finally:
        sweeping.cancel()


async def _sweep_daily(program: Program) -> None:
    """Not while everything starts; a day on which it fails is made up for by the next."""
    settings = program.settings
    keep = Keep(timedelta(days=settings.keep_heard_days), timedelta(days=settings.keep_delivered_days))
    retention = Retention(program.memory.connections, keep)
    await asyncio.sleep(_FIRST_SWEEP_SECONDS)
    while True:
        try:
            log.info("swept", **await retention.sweep(program.clock.now()))
            await look_after_content(program)
        except CoachError as error:
            log.warning("not_swept", reason=str(error))
        await asyncio.sleep(_A_DAY_SECONDS)


@asynccontextmanager
async def _ticker(program: Program) -> AsyncGenerator[None]:
    await program.memory.outbox.free()
    ticker = Ticker(program.drain.waiting, partial(drain_at_rest, program), program.clock)
    program.bell.heard_by, program.bell.worker = ticker.wake, ticker
    ticker.start()
    try:
        yield
    finally:
        program.dispatcher.stop()
        await ticker.stop()


@asynccontextmanager
async def _workers(program: Program) -> AsyncGenerator[None]:
    from bot.scheduler.workers import Workers  # noqa: PLC0415

    connect = partial(raw, program.settings.database_url)
    workers = Workers(connect, program.drain.waiting, partial(drain_at_rest, program), program.clock)
    program.bell.heard_by, program.bell.worker = workers.wake, workers
    running = asyncio.create_task(workers.run())
    try:
        yield
    finally:
        program.dispatcher.stop()
        await workers.stop(running)


@asynccontextmanager
async def _wakeups(program: Program) -> AsyncGenerator[None]:
    """A process that does nothing itself tells those that do."""
    from bot.scheduler.workers import Wakeups  # noqa: PLC0415

    wakeups = Wakeups(partial(raw, program.settings.database_url))
    program.bell.heard_by = wakeups.wake
    running = asyncio.create_task(wakeups.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def drain_at_rest(program: Program, lane: WorkspaceId) -> None:
    """Between two moves of the playground's clock, where there is one."""
    async with program.travel.still() if program.settings.playground_on else nullcontext():
        await program.drain.lane(lane)


async def work(settings: Settings, *, greet: Callable[[], None], assembly: Assembly = assemble) -> None:
    """Do what falls due until told to stop; over HTTP it only says how it is, and only where it was given a port."""
    async with assembly(settings) as program:
        if settings.worker_port is not None:
            lifespan = partial(_lifespan, program, True)
            app = web.build([], vitals_of(program, ticking=True), lifespan, None)
            await _listen(settings, settings.worker_port, app, greet)
            return
        async with listening(program), heartbeat(program):
            told = asyncio.Event()
            for sign in _TOLD_BY:
                asyncio.get_running_loop().add_signal_handler(sign, told.set)
            greet()
            await told.wait()


async def serve(
    settings: Settings, *, ticking: bool, greet: Callable[[Program, bool], None], assembly: Assembly = assemble
) -> None:
    """Serve HTTP until told to stop; ``greet`` is called once it listens."""
    async with assembly(settings) as program:
        founded = await seed(program)
        if founded and ticking:
            await program.drain.run()  # whoever opens the page finds the welcome there
        await _listen(settings, settings.port, asgi(program, ticking=ticking), partial(greet, program, founded))


async def _listen(settings: Settings, port: int, app: Starlette, listening: Callable[[], None]) -> None:
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    await _Server(config, listening).serve()


class _Server(uvicorn.Server):
    """Uvicorn, which says when it listens, and to which being told to stop is no failure."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Uvicorn's own would raise the signal again in the end, and the exit code would speak of a crash."""
        for sign in _TOLD_BY:
            asyncio.get_running_loop().add_signal_handler(sign, self.handle_exit, sign, None)
        yield
