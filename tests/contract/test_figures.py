"""Figures become ratings, once, on SQLite and PostgreSQL alike."""

from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.assessment import in_force
from bot.domain.figure import Figure
from bot.domain.mastery import Estimate
from bot.engine.situation import Record
from bot.rendering.text import plain_of
from bot.runtime.figures import NOT_A_LEARNER, NOT_AGREED, Taken, bring
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
METRIC, MICRO = "open-questions-first", "ask-before-telling"


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        await onboard(made, "ada", rating="2")
        yield made


async def take(on: Stage, who: str, *figures: tuple[float, date], dry_run: bool = False) -> Taken:
    told = [Figure(who, METRIC, value, day) for value, day in figures]
    return await bring(on.memory.store, on.libraries, on.ids[who], told, on.clock.at, dry_run=dry_run)


async def record(on: Stage) -> Record:
    async with on.memory.store.turn() as turn:
        return await turn.record(on.ids["ada"])


async def levels(on: Stage) -> list[tuple[date, int, float | None]]:
    found = [one for one in in_force((await record(on)).assessments) if one.source == "metric"]
    return [(one.at.date(), one.level, one.value) for one in found]


async def estimate(on: Stage, who: str = "ada") -> Estimate:
    async with on.memory.store.turn() as turn:
        scene = await turn.scene(on.ids[who], None, None)
    assert scene is not None
    assert scene.journey is not None
    return next(one.estimate for id_, one in scene.journey.learner.standings.items() if id_ == MICRO)


async def test_a_figure_is_a_rating_of_its_day_with_the_value_it_was_made_of(on: Stage) -> None:
    before = await estimate(on)
    assert await take(on, "ada", (80.0, date(2026, 3, 1)), (95.0, date(2026, 3, 2))) == Taken(2)
    assert await levels(on) == [(date(2026, 3, 1), 4, 80.0), (date(2026, 3, 2), 5, 95.0)]
    assert (await estimate(on)).m > before.m


async def test_the_same_list_again_changes_nothing(on: Stage) -> None:
    await take(on, "ada", (80.0, date(2026, 3, 1)))
    kept = await record(on)
    assert await take(on, "ada", (80.0, date(2026, 3, 1))) == Taken(0)
    assert await record(on) == kept


async def test_another_value_of_the_same_day_corrects_the_first(on: Stage) -> None:
    await take(on, "ada", (80.0, date(2026, 3, 1)))
    on.clock.at += timedelta(hours=1)
    assert await take(on, "ada", (20.0, date(2026, 3, 1))) == Taken(1)
    assert await levels(on) == [(date(2026, 3, 1), 1, 20.0)]
    assert len([one for one in (await record(on)).assessments if one.source == "metric"]) == 2
    on.clock.at += timedelta(hours=1)
    assert await take(on, "ada", (80.0, date(2026, 3, 1))) == Taken(1)
    assert await levels(on) == [(date(2026, 3, 1), 4, 80.0)]


async def test_thirty_days_back_is_put_where_it_belongs(on: Stage) -> None:
    """Whichever comes first, the level is the same."""
    figures = (95.0, date(2026, 3, 2)), (20.0, date(2026, 1, 31))
    await onboard(on, "ben", rating="2")
    for figure in figures:
        await take(on, "ada", figure)
    for figure in reversed(figures):
        await take(on, "ben", figure)
    assert await estimate(on, "ben") == await estimate(on, "ada")


async def test_a_dry_run_writes_nothing(on: Stage) -> None:
    assert await take(on, "ada", (80.0, date(2026, 3, 1)), dry_run=True) == Taken(1)
    assert await levels(on) == []


async def test_only_learners_who_take_part_are_measured(on: Stage) -> None:
    assert await take(on, "ines", (80.0, date(2026, 3, 1))) == Taken(refused=NOT_A_LEARNER)
    assert await take(on, "ben", (80.0, date(2026, 3, 1))) == Taken(refused=NOT_AGREED)


async def test_the_baseline_shows_figures_for_themselves(on: Stage) -> None:
    await take(on, "ada", (80.0, date(2026, 3, 1)))
    await on.say("ada", "/practice baseline")
    assert "One figure: 4 of 5." in plain_of(on.said_to("ada")[-1].message.text)
