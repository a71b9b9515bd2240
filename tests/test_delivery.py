"""What becomes of a message on its way, on both databases, whatever the platform does."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.calendar import Leave
from bot.domain.errors import ConversationGoneError, RateLimitedError, UnreachableError
from bot.domain.ids import WorkspaceId
from bot.domain.learner import Learner
from bot.engine.effects import Say
from bot.runtime.limits import Limit, Limits
from bot.runtime.ports import Outgoing
from tests.platform import Platform
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)  # ten o'clock in Berlin


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
async def on(database_url: str, platform: Platform) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY, messenger=platform) as made:
        await made.drain.run()
        platform.arrived.clear()
        yield made


async def owe(on: Stage, name: str, *, begun: bool = False, who: str = "ada", planned: bool = False) -> None:
    say = Say("help/short", {"roles": [], "name": name, "channel": False}, begun=begun)
    until = on.clock.at + timedelta(hours=8) if planned else None
    async with on.memory.store.turn() as turn:
        await turn.queue([Outgoing(name, on.homes[who], say, on.clock.at, until, begun=begun)])


async def fate(on: Stage, name: str) -> tuple[str, str]:
    asked = text("SELECT state, reason FROM outgoing WHERE once = :name")
    async with on.memory.connections.reading() as connection:
        state, reason = (await connection.execute(asked, {"name": name})).one()
    return state, reason


class TestTheAnswerIsLost:
    async def test_what_arrived_is_found_and_not_sent_again(self, on: Stage, platform: Platform) -> None:
        platform.loses_the_answer(arrives=True)
        await owe(on, "one")
        await on.drain.run()
        assert await fate(on, "one") == ("uncertain", "nobody answered")
        await on.advance(seconds=5)
        assert await fate(on, "one") == ("accepted", "")
        assert len(platform.arrived) == 1

    async def test_what_did_not_arrive_is_looked_for_and_sent_again(self, on: Stage, platform: Platform) -> None:
        platform.loses_the_answer(arrives=False)
        await owe(on, "one")
        await on.advance(seconds=5)
        assert (await fate(on, "one"))[0] == "accepted"
        assert (platform.asked, len(platform.arrived)) == (1, 1)

    async def test_later_messages_wait_until_it_is_known(self, on: Stage, platform: Platform) -> None:
        platform.loses_the_answer(arrives=True)
        await owe(on, "one")
        await owe(on, "two")
        await on.drain.run()
        assert (await fate(on, "two"))[0] == "queued"
        await on.advance(seconds=5)
        assert [one.key for one in platform.arrived] == ["one", "two"]

    async def test_a_platform_that_can_not_be_asked_gets_an_answer_once_more(
        self, on: Stage, platform: Platform
    ) -> None:
        platform.remembers = False
        platform.loses_the_answer(arrives=True, times=2)
        await owe(on, "one")
        await on.advance(minutes=5)
        assert await fate(on, "one") == ("unknown", "the answer was lost")
        assert len(platform.arrived) == 2, "once more, and never a third time"
        assert (await on.memory.store.health(on.clock.at)).messages["unknown"] == 1

    async def test_and_what_nobody_asked_for_not_at_all(self, on: Stage, platform: Platform) -> None:
        await onboard(on, "ada")
        platform.arrived.clear()
        platform.remembers = False
        platform.loses_the_answer(arrives=True)
        await owe(on, "one", begun=True)
        await on.advance(minutes=5)
        assert await fate(on, "one") == ("unknown", "the answer was lost")
        assert len(platform.arrived) == 1

    async def test_a_conversation_that_can_not_be_read_is_like_a_platform_that_can_not_be_asked(
        self, on: Stage, platform: Platform
    ) -> None:
        platform.unreadable.add(on.homes["ada"])
        platform.loses_the_answer(arrives=True, times=2)
        await owe(on, "one")
        await on.advance(minutes=5)
        assert await fate(on, "one") == ("unknown", "the answer was lost")
        assert len(platform.arrived) == 2

    async def test_who_can_never_tell_is_not_asked_for_ever(self, on: Stage, platform: Platform) -> None:
        platform.loses_the_answer(arrives=False, times=20)
        await owe(on, "one")
        await on.advance(days=1)
        assert (await fate(on, "one"))[0] == "unknown"


class TestThePlatformRefuses:
    async def test_it_is_tried_again_later_and_later_and_then_given_up(self, on: Stage, platform: Platform) -> None:
        platform.fails(UnreachableError("the network is down"), times=9)
        await owe(on, "one")
        await on.advance(hours=5)
        assert await fate(on, "one") == ("failed", "the network is down")
        assert platform.arrived == []
        assert (await on.memory.store.health(on.clock.at)).given_up == {"the network is down": 1}

    async def test_one_refusal_more_and_it_would_have_gone(self, on: Stage, platform: Platform) -> None:
        platform.fails(UnreachableError("the network is down"), times=8)
        await owe(on, "one")
        await on.advance(hours=5)
        assert (await fate(on, "one"))[0] == "accepted"

    async def test_a_conversation_that_is_gone_is_left_alone(self, on: Stage, platform: Platform) -> None:
        platform.fails(ConversationGoneError("the person has removed the bot"))
        await owe(on, "one")
        await on.advance(hours=1)
        assert await fate(on, "one") == ("failed", "the person has removed the bot")

    async def test_asked_to_wait_the_lane_is_silent_and_then_goes_on(self, on: Stage, platform: Platform) -> None:
        platform.fails(RateLimitedError(timedelta(seconds=40)))
        await owe(on, "one")
        await owe(on, "two", who="ben")
        await on.drain.run()
        assert platform.arrived == []
        await on.advance(seconds=39)
        assert platform.arrived == []
        await on.advance(seconds=1)
        assert {one.key for one in platform.arrived} == {"one", "two"}
        assert {one.at for one in platform.arrived} == {MONDAY + timedelta(seconds=40)}

    async def test_asked_to_wait_in_one_conversation_the_others_go_on(self, on: Stage, platform: Platform) -> None:
        platform.fails(RateLimitedError(timedelta(seconds=30), here=True))
        await owe(on, "one")
        await owe(on, "two", who="ben")
        await on.drain.run()
        assert [one.key for one in platform.arrived] == ["two"]
        await on.advance(seconds=30)
        assert [one.key for one in platform.arrived] == ["two", "one"]

    async def test_other_lanes_do_not_wait_for_it(self, on: Stage, platform: Platform) -> None:
        small = await a_workspace(on, "small", "ben")
        platform.fails(RateLimitedError(timedelta(seconds=40)))
        await owe(on, "one")
        await on.drain.lane(on.lane)
        await owe(on, "two", who="ben")
        assert await on.memory.store.waiting(on.clock.at) == [small]
        await on.drain.run()
        assert [one.key for one in platform.arrived] == ["two"]


class TestAtTheDoor:
    """It was owed while all was well; it goes only if it still is."""

    @pytest.fixture
    async def waiting(self, on: Stage, platform: Platform) -> Stage:
        """Ada practises; her prompt for Tuesday nine o'clock is owed, and the platform lets it wait."""
        await onboard(on, "ada")
        platform.fails(RateLimitedError(timedelta(seconds=30)))
        await on.move(datetime(2026, 3, 3, 8, tzinfo=UTC))
        platform.arrived.clear()
        assert await owed(on) == [("queued", "rate limited")]
        return on

    async def learner(self, on: Stage) -> Learner:
        async with on.memory.store.turn() as turn:
            scene = await turn.scene(on.ids["ada"], None, None)
        assert scene is not None
        assert scene.journey is not None
        return scene.journey.learner

    async def keep(self, on: Stage, learner: Learner) -> None:
        async with on.memory.store.turn() as turn:
            await turn.keep([learner], on.clock.at)

    async def test_as_things_are_it_goes(self, waiting: Stage, platform: Platform) -> None:
        await waiting.advance(seconds=30)
        assert len(platform.arrived) == 1

    async def test_paused(self, waiting: Stage, platform: Platform) -> None:
        await self.keep(waiting, replace(await self.learner(waiting), paused_until=date(2026, 3, 9)))
        await waiting.advance(seconds=30)
        assert (await owed(waiting), platform.arrived) == ([("dropped", "paused")], [])

    async def test_on_leave(self, waiting: Stage, platform: Platform) -> None:
        leave = (Leave(date(2026, 3, 3), date(2026, 3, 4)),)
        await self.keep(waiting, replace(await self.learner(waiting), leave=leave))
        await waiting.advance(seconds=30)
        assert (await owed(waiting), platform.arrived) == ([("dropped", "on leave")], [])

    async def test_no_longer_taking_part(self, waiting: Stage, platform: Platform) -> None:
        await self.keep(waiting, replace(await self.learner(waiting), stage="declined"))
        await waiting.advance(seconds=30)
        assert (await owed(waiting), platform.arrived) == ([("dropped", "not taking part")], [])

    async def test_left_the_organization(self, waiting: Stage, platform: Platform) -> None:
        await waiting.memory.roster.leave(waiting.ids["ada"], waiting.clock.at)
        await waiting.advance(seconds=30)
        assert (await owed(waiting), platform.arrived) == ([("dropped", "left")], [])

    async def test_erased(self, waiting: Stage, platform: Platform) -> None:
        async with waiting.memory.store.turn() as turn:
            await turn.erase(waiting.ids["ada"], waiting.clock.at)
        await waiting.advance(seconds=30)
        assert (await owed(waiting), platform.arrived) == ([], [])

    async def test_the_cohort_has_ended(self, waiting: Stage, platform: Platform) -> None:
        await change(waiting, "UPDATE cohort SET body = replace(body, :old, :new)", old="2026-05", new="2026-03")
        await change(waiting, "UPDATE cohort SET body = replace(body, :old, :new)", old="2026-03-25", new="2026-03-02")
        await waiting.advance(seconds=30)
        assert (await owed(waiting), platform.arrived) == ([("dropped", "cohort ended")], [])

    async def test_the_workspace_is_disconnected(self, waiting: Stage, platform: Platform) -> None:
        await change(waiting, "UPDATE workspace SET installed = :no", no=False)
        await waiting.advance(seconds=30)
        assert (await owed(waiting), platform.arrived) == ([("dropped", "the workspace is not connected")], [])

    async def test_the_practice_is_retired(self, waiting: Stage, platform: Platform) -> None:
        delivery = waiting.dispatcher.delivery
        delivery.practices = {id_: replace(one, retired=True) for id_, one in delivery.practices.items()}
        await waiting.advance(seconds=30)
        assert (await owed(waiting), platform.arrived) == ([("dropped", "practice retired")], [])

    async def test_the_working_day_is_over(self, waiting: Stage, platform: Platform) -> None:
        waiting.clock.at = datetime(2026, 3, 3, 19, tzinfo=UTC)
        await waiting.drain.run()
        assert (await owed(waiting), platform.arrived) == ([("dropped", "too late")], [])


class TestThePace:
    async def test_a_conversation_gets_no_more_than_its_platform_allows(
        self, on: Stage, platform: Platform, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow = Limits(conversation=(Limit("second", timedelta(seconds=1), 2),))
        monkeypatch.setattr(on.dispatcher, "limits", {"playground": slow})
        monkeypatch.setattr(on.dispatcher, "pause", on_clock(on))
        for name in ("1", "2", "3", "4"):
            await owe(on, name)
        await on.drain.run()
        gone = [(one.at - MONDAY).total_seconds() for one in platform.arrived]
        assert gone == [0, 0, 1, 2]

    async def test_ten_thousand_in_one_workspace_keep_nobody_waiting_in_another(
        self, on: Stage, platform: Platform, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        small = await a_workspace(on, "small", "ben")
        slow = Limits(workspace=(Limit("minute", timedelta(seconds=1), 1),))
        monkeypatch.setattr(on.dispatcher, "limits", {"playground": slow})
        monkeypatch.setattr(on.dispatcher, "pause", on_clock(on))
        for number in range(30):
            await owe(on, f"large {number}")
        await owe(on, "small", who="ben")
        await on.drain.lane(on.lane)
        assert 0 < len(platform.arrived) < 30, "it gives the lane back after a while"
        await on.drain.lane(small)
        assert platform.arrived[-1].key == "small"
        begun_at = platform.arrived[-1].at
        assert begun_at == on.clock.at, "and the small one does not wait for a turn"


def on_clock(on: Stage):  # noqa: ANN201 - a pause that moves the test's clock
    async def pause(seconds: float) -> None:
        on.clock.at += timedelta(seconds=seconds)

    return pause


async def owed(on: Stage) -> list[tuple[str, str]]:
    """What became of what Ada's touchpoint made."""
    asked = text("SELECT state, reason FROM outgoing WHERE planned AND once LIKE '%:prompt:2026-03-03#%'")
    async with on.memory.connections.reading() as connection:
        return [(state, reason) for state, reason in await connection.execute(asked)]


async def change(on: Stage, statement: str, **values: object) -> None:
    async with on.memory.connections.writing() as connection:
        await connection.execute(text(statement), values)


async def a_workspace(on: Stage, name: str, who: str) -> WorkspaceId:
    """Another workspace, in which this person is met."""
    await change(
        on,
        "INSERT INTO workspace (id, organization, platform, external_id, name) "
        "SELECT :name, organization, platform, :name, :name FROM workspace",
        name=name,
    )
    await change(on, "UPDATE conversation SET workspace = :name WHERE id = :home", name=name, home=on.homes[who])
    return WorkspaceId(name)
