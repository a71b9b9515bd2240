"""From the outbox to Slack and back, with Slack failing in every way: nothing is lost, nothing comes twice."""

from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest

from bot.adapters.slack.files import Files
from bot.adapters.slack.gateway import open_gateway
from bot.adapters.slack.messenger import SlackMessenger
from bot.engine.effects import Say
from bot.rendering.message import Message
from bot.runtime.ports import Address, Outgoing
from tests.adapters.slack.standin import StandIn, stand_in
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAULTS = ("drop after", "", "500", "429 2", "", "500 after", "drop", "fatal_error", "", "broken after")


class InSlack:
    """Everybody on the stage lives in Slack, in a direct conversation that is named like their own."""

    remembers = True

    def __init__(self, messenger: SlackMessenger) -> None:
        self._messenger = messenger

    async def send(self, to: Address, message: Message, key: str, at: datetime) -> str:
        return await self._messenger.send(moved(to), message, key, at)

    async def update(self, to: Address, message: Message, ref: str, key: str, at: datetime) -> str:
        return await self._messenger.update(moved(to), message, ref, key, at)

    async def find(self, to: Address, key: str, since: datetime) -> str | None:
        return await self._messenger.find(moved(to), key, since)


def moved(to: Address) -> Address:
    return replace(to, platform="slack", tenant="T1", place=f"D{to.conversation}", person=f"U{to.conversation}")


async def token_of(_workspace: str) -> str:
    return "xoxb"


@pytest.fixture
async def slack() -> AsyncGenerator[StandIn]:
    async with stand_in() as running:
        yield running


@pytest.fixture
async def on(sqlite_url: str, slack: StandIn) -> AsyncGenerator[Stage]:
    stages: list[Stage] = []

    def now() -> datetime:
        return stages[0].clock.now()

    async with open_gateway(slack.api_url, token_of, now) as gateway:
        messenger = InSlack(SlackMessenger(gateway, Files(gateway)))
        async with stage(sqlite_url, MONDAY, messenger=messenger) as made:
            stages.append(made)
            yield made


async def owe(on: Stage, names: Iterator[str], who: str) -> None:
    async with on.memory.store.turn() as turn:
        for name in names:
            say = Say("help/short", {"roles": [], "name": name, "channel": False})
            await turn.queue([Outgoing(name, on.homes[who], say, on.clock.at)])


async def test_a_step_that_is_done_takes_the_place_of_its_question(on: Stage, slack: StandIn) -> None:
    await on.drain.run()
    await onboard(on, "ada")
    here = [said["text"] for said in slack.messages if said["channel"] == f"D{on.homes['ada']}"]
    prompts = [one.say.prompt for one in on.said_to("ada")]
    assert prompts[:3] == ["onboarding/welcome", "onboarding/consented", "onboarding/hours"]
    assert len(here) == len(prompts) - len(slack.asked("chat.update"))
    assert len(slack.asked("chat.update")) == 3


async def test_whatever_befalls_the_calls_each_message_arrives_once(on: Stage, slack: StandIn) -> None:
    await on.drain.run()
    slack.messages.clear()
    faults = cycle(FAULTS)
    slack.faults["chat.postMessage"] = [next(faults) for _ in range(60)]
    slack.faults["conversations.history"] = ["500", "", "429 1", ""] * 5
    for number in range(20):
        await owe(on, iter([f"n{number}"]), ("ada", "ben", "chiara", "dev")[number % 4])
    await on.advance(hours=3)
    keys = [said["metadata"]["event_payload"]["key"] for said in slack.messages]
    assert (len(keys), len(set(keys))) == (20, 20)
    assert (await on.memory.store.health(on.clock.at)).given_up == {}


async def test_a_channel_that_asks_for_half_a_minute_delays_no_other(on: Stage, slack: StandIn) -> None:
    await on.drain.run()
    slack.messages.clear()
    slack.faults["chat.postMessage"] = ["429 30"]
    await owe(on, iter(["late"]), "ada")
    await on.drain.run()
    assert slack.messages == []
    await owe(on, (f"n{number}" for number in range(3)), "ben")
    await on.drain.run()
    assert {said["channel"] for said in slack.messages} == {f"D{on.homes['ben']}"}
    assert len(slack.messages) == 3
    await on.advance(seconds=29)
    assert len(slack.messages) == 3
    await on.advance(seconds=1)
    assert len(slack.messages) == 4
    assert timedelta(seconds=30) == on.clock.at - MONDAY
