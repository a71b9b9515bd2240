"""The way in, in a Slack that nobody here wrote: its people are found, and a command opens a form."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from pydantic import SecretStr

from bot import app
from bot.domain.roster import Founding, Newcomer
from bot.scheduler.clock import SystemClock
from bot.settings import Settings
from tests.adapters.slack.standin import StandIn
from tests.adapters.slack.town import KEY, MONDAY, Town, served
from tests.rig.slack import (
    BASE_URL,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING_SECRET,
    TEAM,
    EmulatedSlack,
)
from tests.stage import sample

ONE_TOKEN = {"slack_bot_token": SecretStr(BOT_TOKEN)}
MANY = {
    "slack_client_id": CLIENT_ID,
    "slack_client_secret": SecretStr(CLIENT_SECRET),
    "base_url": BASE_URL,
}


@asynccontextmanager
async def program(slack: EmulatedSlack, url: str, known_by: Mapping[str, object] = ONE_TOKEN) -> AsyncGenerator[Town]:
    given: dict[str, Any] = {"secret_key": SecretStr(KEY), **known_by}
    made = Settings(
        **given,
        database_url=url,
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_api_url=slack.api_url,
    )
    async with app.assemble(made, SystemClock(lambda: MONDAY)) as running:

        async def pause(seconds: float) -> None:
            running.clock.advance_to(running.clock.now() + timedelta(seconds=seconds))

        running.dispatcher.pause = pause
        await running.memory.roster.found(_listed(), MONDAY, at_once=True)
        await running.memory.directory.connected("playground", is_on=False)
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


async def test_an_admin_installs_it_and_everybody_is_welcomed(emulated_slack: EmulatedSlack, sqlite_url: str) -> None:
    async with program(emulated_slack, sqlite_url, MANY) as on:
        assert await texts(emulated_slack) == []
        leaving = await on.http.get("/slack/install")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(leaving.headers["location"]).query).items()}
        code = await emulated_slack.consent(await emulated_slack.user("ines"), asked)
        cookie = leaving.headers["set-cookie"].partition(";")[0]
        answer = await on.http.get("/slack/oauth_redirect", params=code, headers={"Cookie": cookie})
        assert "Lab" in answer.text, answer.text
        kept = await on.program.memory.installs.find("", TEAM)
        assert kept is not None
        assert "xoxb" not in kept.sealed
        assert on.program.slack is not None
        await on.program.slack.connect()
        await on.at(on.program.clock.now() + timedelta(days=1))
        assert any("Ada" in text for text in await texts(emulated_slack))


async def test_what_somebody_writes_to_it_is_answered_once(emulated_slack: EmulatedSlack, sqlite_url: str) -> None:
    async with program(emulated_slack, sqlite_url) as on:
        ada = await emulated_slack.user("ada")
        room = (await emulated_slack.call("conversations.open", users=ada))["channel"]["id"]
        before = len(await texts(emulated_slack))
        await emulated_slack.subscribe(str(on.http.base_url.join("/slack/events")))
        hers = await emulated_slack.token(ada)
        said = await emulated_slack.call("chat.postMessage", token=hers, channel=room, text="help")
        assert said["ok"], said
        await on.program.drain.run()
        delivered = await emulated_slack.deliveries()
        assert delivered
        assert all(one["status_code"] == 200 for one in delivered)
        answers = (await texts(emulated_slack))[before:]
        assert len(answers) == 2, "what Ada wrote, and one answer"
        assert "/practice" in answers[-1]
