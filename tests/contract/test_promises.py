"""What the storage promises, asked of SQLite and of PostgreSQL alike."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from bot.domain.ids import ConversationId, PracticeId
from bot.domain.touchpoint import Touchpoint
from bot.engine import events as ev
from bot.engine.effects import Say
from bot.runtime.ports import Accepted, Hold, Lost, Outgoing, Parcel, PutBack, Used
from storage import tables as t
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
    at = MONDAY + timedelta(hours=hours)
    lanes = await on.memory.store.waiting(at)
    found = [point for lane in lanes for point in await on.memory.store.due(lane, at, 100)]
    return [point.slot for point in found if point.kind == "reminder"]


async def owe(on: Stage, *names: str, subject: str = "", at: datetime = MONDAY, begun: bool = False) -> None:
    home = on.homes["ada"]
    async with on.memory.store.turn() as turn:
        says = [Say("help/short", {"roles": [], "name": name, "channel": False}, subject=subject) for name in names]
        owed = [Outgoing(name, home, say, at, begun=begun) for name, say in zip(names, says, strict=True)]
        assert len(await turn.queue(owed)) == 1


async def take(on: Stage, at: datetime = MONDAY) -> Hold | None:
    return (await on.memory.outbox.take([on.lane], at)).get(on.lane)


async def ready(on: Stage, hold: Hold, at: datetime = MONDAY) -> Sequence[Parcel]:
    [found] = await on.memory.outbox.ready([hold], at, 10)
    return found.parcels


async def begin(on: Stage, hold: Hold, at: datetime = MONDAY) -> Sequence[Parcel]:
    return await on.memory.outbox.begin([(hold, await ready(on, hold, at), {})], at)


async def waiting(on: Stage, at: datetime = MONDAY) -> list[object]:
    """What may be sent, by whoever may."""
    hold = await take(on, at)
    assert hold is not None
    found = names(await ready(on, hold, at))
    await on.memory.outbox.release([(hold, None)])
    return found


def names(parcels: Sequence[Parcel]) -> list[object]:
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
    assert await waiting(on) == []
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
        assert await turn.settle({point: "sent"}, MONDAY) == 1
        assert await turn.settle({point: "sent"}, MONDAY) == 0
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
            await turn.keep([replace(learner, reflections=learner.reflections + 1)], MONDAY)

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


async def test_one_at_a_time_sends_in_a_lane(on: Stage) -> None:
    await owe(on, "first")
    hold = await take(on)
    assert hold is not None
    assert await take(on) is None
    assert await on.memory.store.waiting(MONDAY) == [], "somebody is at it"
    await on.memory.outbox.release([(hold, None)])
    assert await on.memory.store.waiting(MONDAY) == [hold.lane]
    assert await take(on) is not None


async def test_who_slept_through_the_end_of_the_hold_sends_and_marks_nothing(on: Stage) -> None:
    await owe(on, "first", "second")
    stale = await take(on)
    assert stale is not None
    [first] = await begin(on, stale)
    late = stale.until + timedelta(seconds=1)
    fresh = await take(on, late)
    assert fresh is not None
    assert fresh.fence > stale.fence
    assert await begin(on, stale, late) == []
    await on.memory.outbox.record([(first, Accepted("too late: the fence has risen"))])
    await on.memory.outbox.release([(stale, None)])
    assert await take(on, late) is None, "the lane is no longer theirs to give back"
    assert await ready(on, fresh, late) == [], "nobody knows yet what became of the first"
    [again] = await ready(on, fresh, late + timedelta(minutes=1))
    assert (again.id, again.lost, again.sent_at) == ("first", 1, MONDAY)


async def test_a_hold_that_a_wrong_clock_gave_ends_when_it_is_set_right(on: Stage) -> None:
    assert await take(on, MONDAY + timedelta(days=1)) is not None
    assert await take(on) is not None


async def test_of_each_conversation_the_first_goes_and_then_the_next(on: Stage) -> None:
    await owe(on, "first", "second")
    hold = await take(on)
    assert hold is not None
    [first] = await begin(on, hold)
    assert await ready(on, hold) == []
    await on.memory.outbox.record([(first, Accepted("ref"))])
    assert names(await ready(on, hold)) == ["second"]


async def test_answers_overtake_what_nobody_asked_for(on: Stage) -> None:
    await owe(on, "prompt", begun=True)
    await owe(on, "answer")
    assert await waiting(on) == ["answer"]


async def test_what_failed_keeps_its_place_and_what_is_held_lets_others_pass(on: Stage) -> None:
    await owe(on, "first", "second")
    hold = await take(on)
    assert hold is not None
    [first] = await begin(on, hold)
    later = MONDAY + timedelta(seconds=1)
    await on.memory.outbox.record([(first, PutBack(later, "unreachable"))])
    assert await ready(on, hold) == []
    [first] = await begin(on, hold, later)
    assert (first.tries, names([first])) == (1, ["first"])
    await on.memory.outbox.record([(first, PutBack(MONDAY + timedelta(hours=9), "quiet hours", held=True))])
    assert names(await ready(on, hold, later)) == ["second"]


async def test_an_answer_that_was_lost_is_uncertain_until_it_is_looked_for(on: Stage) -> None:
    await owe(on, "first", "second")
    hold = await take(on)
    assert hold is not None
    [first] = await begin(on, hold)
    look_at = MONDAY + timedelta(seconds=5)
    await on.memory.outbox.record([(first, Lost(look_at, "no answer"))])
    assert (await on.memory.store.health(MONDAY)).messages["uncertain"] == 1
    assert await ready(on, hold) == []
    [first] = await ready(on, hold, look_at)
    assert (first.lost, first.sent_at) == (1, MONDAY)
    await on.memory.outbox.record([(first, Accepted("found"))])
    assert names(await ready(on, hold, look_at)) == ["second"]


async def test_a_lane_that_must_be_silent_waits(on: Stage) -> None:
    await owe(on, "first")
    hold = await take(on)
    assert hold is not None
    until = MONDAY + timedelta(seconds=40)
    await on.memory.outbox.release([(hold, until)])
    assert await on.memory.store.waiting(MONDAY) == []
    assert await take(on) is None
    assert await take(on, until) is not None


async def test_limits_are_remembered_by_whoever_sends_next(on: Stage) -> None:
    await owe(on, "first", "second")
    hold = await take(on)
    assert hold is not None
    used: Used = {(hold.lane, "minute"): MONDAY + timedelta(seconds=1), (on.homes["ada"], "second"): MONDAY}
    [first] = await on.memory.outbox.begin([(hold, await ready(on, hold), used)], MONDAY)
    await on.memory.outbox.record([(first, Accepted("ref"))])
    [found] = await on.memory.outbox.ready([hold], MONDAY, 1)
    assert found.used == used


async def test_a_later_message_takes_the_place_of_the_one_on_the_same_subject(on: Stage) -> None:
    await owe(on, "first", subject="card")
    hold = await take(on)
    assert hold is not None
    [first] = await begin(on, hold)
    assert first.replaces is None
    await on.memory.outbox.record([(first, Accepted("ref-1"))])
    await owe(on, "second", subject="card")
    [second] = await begin(on, hold)
    assert second.replaces == "ref-1"
    await on.memory.outbox.record([(second, Accepted("ref-1"))])
    health = await on.memory.store.health(MONDAY)
    assert health.messages["acted_on"] == 1


async def test_a_message_that_is_owed_twice_is_owed_once(on: Stage) -> None:
    await owe(on, "same")
    async with on.memory.store.turn() as turn:
        assert not await turn.queue([Outgoing("same", on.homes["ada"], Say("help/short"), MONDAY)])
    assert await waiting(on) == ["same"]


async def test_a_touchpoint_whose_turn_failed_is_tried_again_later(on: Stage) -> None:
    point, later = reminder(on, "one"), MONDAY + timedelta(hours=3)
    async with on.memory.store.turn() as turn:
        await turn.schedule([point])
    await on.memory.store.postpone(point, later)
    assert await due(on, hours=2) == []
    assert await due(on, hours=3) == ["one"]


async def test_the_database_itself_refuses_a_rating_of_nine(on: Stage) -> None:
    columns = "id, learner, micro, source, level, at, body"
    insert = text(f"INSERT INTO assessment ({columns}) VALUES ('x', :who, 'm', 'self', 9, 0, '{{}}')")  # noqa: S608
    with pytest.raises(IntegrityError):
        async with on.memory.connections.writing() as connection:
            await connection.execute(insert, {"who": on.ids["ada"]})


async def test_an_erased_person_leaves_no_trace(on: Stage) -> None:
    await onboard(on, "ada")
    await on.say("ada", "/practice journal a zebra crossed")
    await on.hear("ada", ev.PracticeSaved(PracticeId("three-questions-first")))
    async with on.memory.store.turn() as turn:
        await turn.erase(on.ids["ada"], MONDAY)
    async with on.memory.connections.reading() as connection:
        everything = await connection.run_sync(_everything)
    for trace in ("Okafor", "okafor", "ada@example.org", "zebra", "three-questions-first"):
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
    context = MigrationContext.configure(connection, opts={"include_name": _is_declared})
    return list(compare_metadata(context, SQLModel.metadata))


def _is_declared(name: str | None, _kind: str, _parents: object) -> bool:
    """What the two databases have in ways of their own is declared nowhere."""
    return not (name or "").startswith(t.LIBRARY_TEXT)


def _everything(connection: Connection) -> str:
    tables = SQLModel.metadata.tables
    return " ".join(str(row) for name in tables for row in connection.execute(tables[name].select()).all())
