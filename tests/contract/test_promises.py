"""What the storage promises, asked of SQLite and of PostgreSQL alike."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from bot.domain.ids import ConversationId
from bot.domain.touchpoint import Touchpoint
from bot.engine.effects import Say
from bot.runtime.ports import Outgoing, Parcel
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        yield made


def reminder(on: Stage, slot: str, *, hours: int = 2, subject: str = "a") -> Touchpoint:
    due = MONDAY + timedelta(hours=hours)
    return Touchpoint(on.ids["ada"], "reminder", slot, due, due + timedelta(days=1), subject)


async def due(on: Stage, hours: int = 12) -> list[str]:
    found = await on.memory.store.due(MONDAY + timedelta(hours=hours), 100)
    return [point.slot for point in found if point.kind == "reminder"]


async def owe(on: Stage, *names: str, subject: str = "", at: datetime = MONDAY) -> None:
    home = on.homes["ada"]
    async with on.memory.store.turn() as turn:
        says = [Say("help/short", {"roles": [], "name": name, "channel": False}, subject=subject) for name in names]
        await turn.queue([Outgoing(name, home, say, at) for name, say in zip(names, says, strict=True)])


async def claim(on: Stage, at: datetime = MONDAY) -> list[Parcel]:
    return list(await on.memory.outbox.claim(at, 10))


def names(parcels: list[Parcel]) -> list[object]:
    return [parcel.say.data["name"] for parcel in parcels]


async def test_an_event_is_heard_once(on: Stage) -> None:
    async with on.memory.store.turn() as turn:
        assert await turn.hear("once", MONDAY)
        assert not await turn.hear("once", MONDAY)
    async with on.memory.store.turn() as turn:
        assert not await turn.hear("once", MONDAY)


async def test_a_turn_that_fails_leaves_nothing(on: Stage) -> None:
    async def fail() -> None:
        async with on.memory.store.turn() as turn:
            await turn.hear("lost", MONDAY)
            await turn.schedule([reminder(on, "lost")])
            await turn.queue([Outgoing("lost", on.homes["ada"], Say("help/short"), MONDAY)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await due(on) == []
    assert await claim(on) == []
    async with on.memory.store.turn() as turn:
        assert await turn.hear("lost", MONDAY)


async def test_of_one_subject_one_touchpoint_is_pending_and_it_moves(on: Stage) -> None:
    async with on.memory.store.turn() as turn:
        await turn.schedule([reminder(on, "one"), reminder(on, "other", subject="b")])
        await turn.schedule([reminder(on, "two", hours=3)])
    assert await due(on) == ["other", "two"]


async def test_a_slot_that_had_its_turn_stays_so(on: Stage) -> None:
    point = reminder(on, "one")
    async with on.memory.store.turn() as turn:
        await turn.schedule([point])
        assert await turn.settle(point, "sent", MONDAY)
        assert not await turn.settle(point, "sent", MONDAY)
        await turn.schedule([point])
    assert await due(on) == []


async def test_two_turns_about_one_learner_follow_one_another(on: Stage) -> None:
    await onboard(on, "ada")
    both_began = asyncio.Barrier(2)

    async def count_one_more() -> None:
        await both_began.wait()
        async with on.memory.store.turn() as turn:
            scene = await turn.scene(on.ids["ada"], None, None)
            assert scene is not None
            assert scene.journey is not None
            learner = scene.journey.learner
            await turn.keep([replace(learner, reflections=learner.reflections + 1)])

    await asyncio.gather(count_one_more(), count_one_more())
    async with on.memory.store.turn() as turn:
        scene = await turn.scene(on.ids["ada"], None, None)
    assert scene is not None
    assert scene.journey is not None
    assert scene.journey.learner.reflections == 2


async def test_nobody_speaks_in_another_persons_conversation(on: Stage) -> None:
    async with on.memory.store.turn() as turn:
        assert await turn.scene(on.ids["ada"], on.homes["ben"], None) is None
        assert await turn.scene(on.ids["ada"], ConversationId("made-up"), None) is None
        assert await turn.scene(on.ids["ada"], on.channels["jonas"], None) is not None


async def test_what_is_claimed_is_not_claimed_again_until_its_lease_is_over(on: Stage) -> None:
    await owe(on, "first", "second")
    [stale] = await claim(on)
    assert await claim(on) == [], "the second waits for the first"
    [fresh] = await claim(on, MONDAY + timedelta(minutes=2))
    assert names([stale, fresh]) == ["first", "first"]
    await on.memory.outbox.accepted(stale, "too late: the fence has risen")
    assert await claim(on, MONDAY + timedelta(minutes=2)) == []
    await on.memory.outbox.accepted(fresh, "ref")
    assert names(await claim(on, MONDAY + timedelta(minutes=2))) == ["second"]


async def test_what_failed_keeps_its_place_and_what_is_held_lets_others_pass(on: Stage) -> None:
    await owe(on, "first", "second")
    [first] = await claim(on)
    await on.memory.outbox.retry(first, MONDAY + timedelta(minutes=1), "unreachable")
    assert await claim(on) == []
    [first] = await claim(on, MONDAY + timedelta(minutes=1))
    assert (first.tries, names([first])) == (1, ["first"])
    await on.memory.outbox.hold(first, MONDAY + timedelta(hours=9), "quiet hours")
    assert names(await claim(on, MONDAY + timedelta(minutes=1))) == ["second"]


async def test_a_later_message_takes_the_place_of_the_one_on_the_same_subject(on: Stage) -> None:
    await owe(on, "first", subject="card")
    [first] = await claim(on)
    assert first.replaces is None
    await on.memory.outbox.accepted(first, "ref-1")
    await owe(on, "second", subject="card")
    [second] = await claim(on)
    assert second.replaces == "ref-1"
    await on.memory.outbox.accepted(second, "ref-1")
    health = await on.memory.store.health(MONDAY)
    assert health.messages["acted_on"] == 1


async def test_a_message_that_is_owed_twice_is_owed_once(on: Stage) -> None:
    await owe(on, "same")
    await owe(on, "same")
    assert names(await claim(on)) == ["same"]


async def test_the_database_itself_refuses_a_rating_of_nine(on: Stage) -> None:
    columns = "id, learner, micro, source, level, at, body"
    insert = text(f"INSERT INTO assessment ({columns}) VALUES ('x', :who, 'm', 'self', 9, 0, '{{}}')")  # noqa: S608
    with pytest.raises(IntegrityError):
        async with on.memory.connections.writing() as connection:
            await connection.execute(insert, {"who": on.ids["ada"]})


async def test_an_erased_person_leaves_no_trace(on: Stage) -> None:
    await onboard(on, "ada")
    await on.say("ada", "/practice journal a zebra crossed")
    async with on.memory.store.turn() as turn:
        await turn.erase(on.ids["ada"], MONDAY)
    async with on.memory.connections.reading() as connection:
        everything = await connection.run_sync(_everything)
    for trace in ("Okafor", "okafor", "ada@example.org", "zebra"):
        assert trace not in everything


async def test_a_team_is_told_of_from_five_people_on(on: Stage) -> None:
    for count, who in enumerate(("ada", "ben", "chiara", "dev", "elif"), start=1):
        await onboard(on, who)
        await on.say(who, "/practice")
        await on.choose(who, "start")
        await on.say(who, "/practice done")
        for _ in range(6):
            await on.say(who, "a line")
        await on.say(who, "4")
        async with on.memory.store.turn() as turn:
            team = await turn.team(on.ids["jonas"], MONDAY + timedelta(days=7))
        assert team is not None
        assert team.took_part == ("five or more" if count == 5 else "fewer than five")
        assert team.fresh == (), "nobody else has seen them yet"
        assert bool(team.practised) == (count == 5)


async def test_the_migrations_lead_to_the_tables_as_they_are_declared(on: Stage) -> None:
    async with on.memory.connections.reading() as connection:
        assert await connection.run_sync(_differences) == []
        found = await connection.run_sync(lambda c: {i["name"] for i in inspect(c).get_indexes("touchpoint")})
    assert {"touchpoint_pending_once", "touchpoint_due"} <= found


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


def _everything(connection: Connection) -> str:
    tables = SQLModel.metadata.tables
    return " ".join(str(row) for name in tables for row in connection.execute(tables[name].select()).all())
