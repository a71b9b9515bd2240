"""What the doctor is told of the people, on both databases."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, update

from bot.domain.window import Workload
from bot.engine.reach import silence
from bot.runtime.outlook import outlook
from storage import tables as t
from tests.queries import counted
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)


async def settled(on: Stage) -> None:
    """Ada and Ben in Berlin and Elif in New York have their first prompt planned."""
    await on.move(MONDAY + timedelta(hours=8))
    for who, prompt_at in (("ada", "09:00"), ("ben", "09:10"), ("elif", "09:00")):
        await onboard(on, who, prompt_at=prompt_at)


async def test_who_is_due_when_is_one_question_however_many_they_are(database_url: str) -> None:
    async with stage(database_url, MONDAY) as on:
        await settled(on)
        with counted(on.memory) as asked:
            found = await on.memory.survey.workloads()
        assert len(asked) == 1
        due = {datetime(2026, 3, 3, 8, tzinfo=UTC): 2, datetime(2026, 3, 3, 14, tzinfo=UTC): 1}
        assert found == [Workload("playground", "Playground", due)]


async def test_every_active_learner_is_looked_at_once(database_url: str) -> None:
    async with stage(database_url, MONDAY) as on:
        await settled(on)
        await on.memory.roster.leave(on.ids["chiara"], on.clock.at)
        found = {one.journey.person.first_name: one async for one in on.memory.survey.reaches()}
        assert sorted(found) == ["Ada", "Ben", "Dev", "Elif", "Farid", "Grace", "Hana"]
        assert {name for name, one in found.items() if one.is_planned} == {"Ada", "Ben", "Elif"}
        assert {silence(one, on.clock.at) for one in found.values()} == {""}


async def test_whoever_will_never_hear_anything_is_counted(database_url: str) -> None:
    async with stage(database_url, MONDAY) as on:
        await settled(on)
        async with on.memory.connections.writing() as connection:
            point = t.touchpoints.c
            await connection.execute(delete(t.touchpoints).where(point.person == on.ids["ada"], point.kind == "prompt"))
            mars = func.replace(t.people.c.body, '"zone":"Europe/Berlin"', '"zone":"Mars/Olympus"')
            await connection.execute(update(t.people).where(t.people.c.id == on.ids["ben"]).values(body=mars))
            closed = func.replace(t.learners.c.body, '"closes":"17:30:00"', '"closes":"00:00:00"')
            await connection.execute(update(t.learners).where(t.learners.c.id == on.ids["elif"]).values(body=closed))
            await connection.execute(update(t.workspaces).values(platform="slack"))
        found = await outlook(on.memory.survey, on.clock.at)
        assert (found.learners, found.unknown_zones) == (8, 1)
        assert found.silences == {"nothing planned": 1, "never open": 1}
        [(workload, rush)] = found.rushes
        assert (workload.platform, rush.people) == ("slack", 1)
