"""Owners of content are found by their address and told once, on both databases."""

import shutil
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import assemble, heartbeat
from bot.domain.practice import Library
from bot.runtime.conductor import Conductor
from bot.runtime.holidays import days_off
from bot.runtime.upkeep import plan_reviews, strangers
from bot.scheduler.clock import SystemClock
from bot.scheduler.drain import Drain
from bot.settings import Settings
from storage import tables as t
from tests.stage import CONTENT, Stage, sample, stage

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        yield made


def looked_after_by(on: Stage, owner: str) -> Library:
    """Three practices are due to be read again by the 25th of March; nobody can be told of the others."""
    library = on.libraries["en"]
    practices = [replace(it, owner="nobody@example.org") for it in library.practices.values()]
    practices[:3] = [replace(it, owner=owner, review_by=date(2026, 3, 25)) for it in practices[:3]]
    changed = replace(library, practices={it.id: it for it in practices}, projects={})
    conductor = Conductor(on.memory.store, {"en": changed}, on.clock, lambda _: None)
    on.drain = Drain(on.memory.store, conductor, on.dispatcher, on.clock)
    return changed


async def plan(on: Stage, library: Library) -> None:
    await plan_reviews(on.memory.store, on.memory.roster, library, days_off, on.clock.now())


async def test_an_owner_is_told_once_however_often_it_is_planned(on: Stage) -> None:
    library = looked_after_by(on, "Ines@example.org")
    await plan(on, library)
    await plan(on, library)
    await on.move(NEXT_MONDAY)
    told = [spoken for spoken in on.said_to("ines") if spoken.say.prompt == "library/review_due"]
    [spoken] = told
    assert spoken.at == datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert spoken.message.text.count("by Wednesday 25 March") == 3
    await plan(on, library)
    await on.advance(days=3)
    assert [spoken for spoken in on.said_to("ines") if spoken.say.prompt == "library/review_due"] == told


async def test_it_is_planned_as_soon_as_somebody_works_here(tmp_path: Path, sqlite_url: str) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    for facts in content.glob("packs/*/practices/*.yaml"):
        facts.write_text(facts.read_text().replace("content@example.org", "ines@example.org"))
    given: dict[str, Any] = {"database_url": sqlite_url, "content_dir": content}
    async with assemble(Settings(**given), SystemClock(lambda: MONDAY)) as program:
        await program.memory.roster.found(sample(MONDAY.date()), MONDAY, at_once=True)
        async with heartbeat(program):
            pass
        point = t.touchpoints.c
        async with program.memory.connections.reading() as connection:
            planned = (await connection.execute(select(point.slot).where(point.kind == "review"))).scalars().all()
    assert planned == ["2027-11-15"]


async def test_owners_whom_nobody_knows_are_named(on: Stage) -> None:
    library = looked_after_by(on, "ines@example.org")
    others = len(library.practices) - 3
    assert await strangers(on.memory.roster, library) == {"nobody@example.org": others}
    await on.memory.roster.leave(on.ids["ines"], on.clock.now())
    assert await strangers(on.memory.roster, library) == {"ines@example.org": 3, "nobody@example.org": others}
    await plan(on, library)
    assert "library/review_due" not in await on.move(NEXT_MONDAY)
