"""What the command line does with the database besides running the bot: look, bring in, back up, give out, forget."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.app import assemble
from bot.domain.errors import CoachError
from bot.domain.figure import Figure
from bot.domain.language import DEFAULT_LOCALE
from bot.domain.people import Platform
from bot.domain.practice import Library
from bot.domain.proposal import Approved
from bot.domain.roster import Founding, Newcomer
from bot.packs.figures import FigureList, by_person, read_figures
from bot.packs.people import BadRow, PeopleList, read_people
from bot.runtime.directory import NoSuchWorkspaceError
from bot.runtime.figures import bring as bring_figures
from bot.runtime.outlook import Outlook, outlook
from bot.runtime.ports import Health
from bot.runtime.upkeep import strangers
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from storage.archive import Manifest
from storage.backup import backup, restore
from storage.database import opened
from storage.migrate import migrate
from storage.roster import NobodyHereError

_FIRST_COHORT = timedelta(weeks=12)


class Suggested(NamedTuple):
    """``approved`` waits for a writer. ``uncredited`` are suggestions whose author is not to be named."""

    approved: Sequence[Approved]
    uncredited: Sequence[str]


class Condition(NamedTuple):
    """``strangers`` are addresses of content owners that nobody here has, and how many texts each looks after."""

    health: Health
    outlook: Outlook
    strangers: Mapping[str, int]


async def condition(settings: Settings) -> Condition:
    """How the database is, and what is to be expected for the people in it. Raises CoachError."""
    async with assemble(settings) as program:
        now, memory = program.clock.now(), program.memory
        unknown = await strangers(memory.roster, program.libraries[DEFAULT_LOCALE])
        return Condition(await memory.store.health(now), await outlook(memory.survey, now), unknown)


async def bring(settings: Settings, raw: bytes, *, dry_run: bool) -> PeopleList:
    """Add the people of a list to the organization, or begin one with them; the list as it was understood."""
    async with assemble(settings) as program:
        roster = program.memory.roster
        listed = read_people(raw, await roster.emails())
        now = program.clock.now()
        if dry_run or not listed.newcomers:
            return listed
        if await roster.is_inhabited():
            await roster.bring(listed.newcomers, now)
        else:
            await roster.found(_beginning(program.libraries, listed.newcomers, now.date()), now, at_once=False)
        return listed


async def measure(settings: Settings, raw: bytes, *, dry_run: bool) -> FigureList:
    """Write down the figures of a list; what is in ``bad`` was left out."""
    async with assemble(settings) as program:
        now, memory = program.clock.now(), program.memory
        metrics = program.libraries[DEFAULT_LOCALE].framework.metrics
        listed = read_figures(raw, metrics, now.date())
        bad, good = list(listed.bad), dict[int, Figure]()
        for person, rows in by_person(listed.figures).items():
            refused = ""
            try:
                who = await memory.roster.person(person)
                taken = await bring_figures(
                    memory.store, program.libraries, who, list(rows.values()), now, dry_run=dry_run
                )
                refused = taken.refused
            except NobodyHereError as nobody:
                refused = str(nobody)
            if refused:
                bad += [BadRow(line, refused) for line in rows]
            else:
                good |= rows
        return FigureList(good, tuple(sorted(bad, key=lambda row: row.line)))


async def link(settings: Settings, words: str, platform: Platform, account: str, tenant: str | None) -> None:
    """Say that an account of a chat product is this person's. Raises CoachError."""
    async with assemble(settings) as program:
        person = await program.memory.roster.person(words)
        directory = program.memory.directory
        there = [tenant] if tenant else await directory.tenants(platform)
        if len(there) != 1:
            raise NoSuchWorkspaceError(
                f"The bot is in {len(there)} workspaces of {platform}: say which, --workspace ID."
            )
        if not await directory.link(platform, there[0], account, person):
            raise AccountTakenError(f"“{account}” is somebody else's account already.")


class AccountTakenError(CoachError):
    """Nobody's account is given to another."""


def _beginning(libraries: Mapping[str, Library], people: tuple[Newcomer, ...], on: date) -> Founding:
    """The first pathway, for twelve weeks from today."""
    pathway = next(iter(libraries[DEFAULT_LOCALE].pathways.values()))
    return Founding("Our organization", pathway.name, pathway.id, on, on + _FIRST_COHORT, "team", people)


async def suggested(settings: Settings, known: Collection[str]) -> Suggested:
    """What has been approved, and whom of those ``known`` suggestions nobody is to be thanked for by name."""
    async with assemble(settings) as program:
        proposals = program.memory.proposals
        return Suggested(await proposals.approved(), await proposals.uncredited(known))


async def back_up(settings: Settings, path: Path, progress: Callable[[str], None]) -> Manifest:
    """Write everything to a file, while the program runs."""
    await migrate(settings.database_url)
    async with opened(settings.database_url) as connections:
        return await backup(connections, path, SystemClock().now(), progress)


async def bring_back(
    settings: Settings, path: Path, erasures: Sequence[Path], progress: Callable[[str], None], *, replace: bool
) -> Manifest:
    """Make the database what the file says."""
    await migrate(settings.database_url)
    async with opened(settings.database_url) as connections:
        return await restore(connections, path, erasures, SystemClock().now(), progress, replace=replace)


async def export(settings: Settings, words: str) -> bytes:
    """Everything about one person, as JSON."""
    async with assemble(settings) as program:
        return await program.memory.export(await program.memory.roster.person(words))


async def erase(settings: Settings, words: str) -> None:
    """Forget one person."""
    async with assemble(settings) as program:
        person = await program.memory.roster.person(words)
        async with program.memory.store.turn() as turn:
            await turn.erase(person, program.clock.now())
