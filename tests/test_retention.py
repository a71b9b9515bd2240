"""What is over goes after a while; what is still of use stays."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from bot.domain.touchpoint import Touchpoint
from bot.engine.effects import Say
from bot.runtime.ports import GivenUp, Outgoing
from storage import retention
from storage import tables as t
from storage.mapping import millis
from storage.retention import Keep, Retention
from tests.stage import Stage, stage

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEEP = Keep(heard=timedelta(days=30), delivered=timedelta(days=90))


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        yield made


async def sweep(on: Stage, **after: float) -> dict[str, int]:
    return dict(await Retention(on.memory.connections, KEEP).sweep(MONDAY + timedelta(**after)))


async def owe(on: Stage, name: str, *, subject: str = "", gone: bool = True) -> None:
    say = Say("help/short", {"roles": [], "name": name, "channel": False}, subject=subject)
    async with on.memory.store.turn() as turn:
        await turn.queue([Outgoing(name, on.homes["ada"], say, MONDAY)])
    if gone:
        await on.drain.run()


async def names(on: Stage) -> set[str]:
    async with on.memory.connections.reading() as connection:
        return {row.once for row in await connection.execute(select(t.outgoing.c.once)) if ":" not in row.once}


async def test_delivered_messages_go_after_ninety_days(on: Stage) -> None:
    await owe(on, "said")
    assert (await sweep(on, days=89))["outgoing"] == 0
    assert (await sweep(on, days=91))["outgoing"] > 0
    assert await names(on) == set()


async def test_what_is_still_owed_stays_however_old(on: Stage) -> None:
    await owe(on, "owed", gone=False)
    await sweep(on, days=3_000)
    assert await names(on) == {"owed"}


async def test_the_latest_on_its_subject_may_still_be_replaced(on: Stage) -> None:
    await owe(on, "first", subject="card")
    await owe(on, "second", subject="card")
    await sweep(on, days=91)
    assert await names(on) == {"second"}
    await sweep(on, days=400)
    assert await names(on) == set()


async def test_what_failed_goes_like_what_was_delivered(on: Stage) -> None:
    await owe(on, "lost", subject="card", gone=False)
    hold = (await on.memory.outbox.take([on.lane], MONDAY))[on.lane]
    [ready] = await on.memory.outbox.ready([hold], MONDAY, 10)
    await on.memory.outbox.record([(parcel, GivenUp("failed", "gone")) for parcel in ready.parcels])
    await sweep(on, days=91)
    assert await names(on) == set()


async def test_touchpoints_go_once_they_are_over(on: Stage) -> None:
    soon = MONDAY + timedelta(days=1)
    over = Touchpoint(on.ids["ada"], "reminder", "over", MONDAY, soon, "a")
    ahead = Touchpoint(on.ids["ada"], "reminder", "ahead", MONDAY, soon, "b")
    async with on.memory.store.turn() as turn:
        await turn.schedule([over, ahead])
        await turn.settle({over: "sent"}, MONDAY)
    await sweep(on, days=91)
    async with on.memory.connections.reading() as connection:
        left = await connection.execute(select(t.touchpoints.c.slot).where(t.touchpoints.c.kind == "reminder"))
        assert [row.slot for row in left] == ["ahead"]


async def test_what_was_heard_is_known_for_a_month(on: Stage) -> None:
    async with on.memory.store.turn() as turn:
        await turn.hear("once", MONDAY)
    await sweep(on, days=29)
    async with on.memory.store.turn() as turn:
        assert not await turn.hear("once", MONDAY)
    assert (await sweep(on, days=31))["heard"] >= 1


async def test_limits_that_are_as_good_as_new_are_forgotten(on: Stage) -> None:
    hold = (await on.memory.outbox.take([on.lane], MONDAY))[on.lane]
    await on.memory.outbox.begin([(hold, [], {(on.lane, "minute"): MONDAY})], MONDAY)
    assert (await sweep(on, hours=12))["pace"] == 0
    assert (await sweep(on, days=2))["pace"] == 1


async def test_it_goes_portion_by_portion(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_PORTION", 10)
    rows = [{"key": f"key-{number}", "at": millis(MONDAY)} for number in range(35)]
    async with on.memory.connections.writing() as connection:
        await connection.execute(insert(t.heard), rows)
    assert (await sweep(on, days=31))["heard"] >= 35
    async with on.memory.connections.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.heard))).scalar() == 0


async def test_several_at_once_do_no_harm(on: Stage) -> None:
    await owe(on, "said")
    await sweep(on, days=91)
    assert set((await sweep(on, days=91)).values()) == {0}
