"""The way in, in a Slack that nobody here wrote: its people are found, and a command opens a form."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from bot import app
from bot.domain.roster import Founding, Newcomer
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.adapters.slack.standin import StandIn
from tests.adapters.slack.town import KEY, MONDAY, Town, served
from tests.rig.slack import BOT_TOKEN, SIGNING_SECRET, TEAM, EmulatedSlack
from tests.stage import sample


@asynccontextmanager
async def program(slack: EmulatedSlack, url: str) -> AsyncGenerator[Town]:
    given: dict[str, Any] = {"secret_key": SecretStr(KEY)}  # the checker knows no settings that have a default
    made = Settings(
        **given,
        database_url=url,
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_api_url=slack.api_url,
        slack_bot_token=SecretStr(BOT_TOKEN),
    )
    async with app.assemble(made, SystemClock(lambda: MONDAY)) as running:

        async def pause(seconds: float) -> None:
            running.clock.advance_to(running.clock.now() + timedelta(seconds=seconds))

        running.dispatcher.pause = pause
        await running.memory.roster.found(_listed(), MONDAY, at_once=True)
        async with served(running) as address, httpx.AsyncClient(base_url=address, timeout=30) as http:
            assert running.slack is not None
            await running.slack.connect()
            await running.drain.run()
            yield Town(running, StandIn(slack.api_url), http, TEAM, secret=SIGNING_SECRET)


def _listed() -> Founding:
    """The sample organization, with the addresses that its people have there."""
    made = sample(MONDAY.date())
    return replace(made, people=tuple(map(_there, made.people)))


def _there(who: Newcomer) -> Newcomer:
    email, manager, coach = (address.replace(".org", ".com") for address in (who.email, who.manager, who.coach))
    return replace(who, email=email, manager=manager, coach=coach)


async def texts(slack: EmulatedSlack) -> list[str]:
    return [message["text"] for message in await slack.messages()]


async def test_everybody_who_is_listed_is_found_and_welcomed(emulated_slack: EmulatedSlack, sqlite_url: str) -> None:
    async with program(emulated_slack, sqlite_url) as on:
        ada = await on.program.memory.directory.named("slack", TEAM, await emulated_slack.user("ada"))
        assert ada == await on.program.memory.roster.person("ada@example.com")
        assert any("Ada" in text for text in await texts(emulated_slack))


async def test_a_command_opens_a_form_within_its_trigger(emulated_slack: EmulatedSlack, sqlite_url: str) -> None:
    async with program(emulated_slack, sqlite_url) as on:
        ines, ada = await emulated_slack.user("ines"), await emulated_slack.user("ada")
        trigger = await emulated_slack.trigger(ines)
        answer = await on.command(ines, "/feedback", f"<@{ada}|ada>", trigger=trigger)
        assert answer.status_code == 200
        [view] = await emulated_slack.views()
        assert "feedback%2Fform" in str(view)
