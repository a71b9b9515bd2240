"""One organization in Slack and in Teams at once, and one person who has an account in both."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from tests.adapters.slack import town as slack_town
from tests.adapters.slack.standin import stand_in
from tests.adapters.slack.test_story import onboarded
from tests.adapters.teams import town as teams_town

TUESDAY = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
ADA, JONAS = slack_town.ADA, "aad-jonas"


@dataclass
class Both:
    """The same program behind both."""

    slack: slack_town.Town
    teams: teams_town.Town


@asynccontextmanager
async def both(url: str) -> AsyncGenerator[Both]:
    async with stand_in() as slack:
        slack.people[slack_town.TOKEN, ADA] = slack_town.user(ADA, "ada@example.org")
        slack.people[slack_town.TOKEN, slack_town.INES] = slack_town.user(slack_town.INES, "ines@example.org")
        given: dict[str, Any] = {
            "slack_bot_token": SecretStr(slack_town.TOKEN),
            "slack_signing_secret": SecretStr(slack_town.SECRET),
            "slack_api_url": slack.api_url,
        }
        async with teams_town.town(url, **given) as on:
            yield Both(slack_town.Town(on.program, slack, on.http), on)


async def test_ada_walks_from_slack_to_teams_in_the_middle_of_an_attempt(sqlite_url: str) -> None:
    async with both(sqlite_url) as on:
        await onboarded(on.slack)
        await on.slack.at(TUESDAY)
        await on.slack.press(ADA, on.slack.button(ADA, "accept"))
        hers = "aad-ada-private"
        on.teams.teams.roster[f"29:{hers}"] = teams_town.member(hers, "ada@private.example")
        await on.teams.say(hers, "practice done")
        [told] = on.teams.said_to(hers)
        code = told.split("/practice link ")[1].split()[0]

        await on.slack.command(ADA, "/practice", f"link {code}")
        await on.slack.press(ADA, on.slack.button(ADA, "link"))
        in_slack = len(on.slack.said_to(ADA))
        await on.teams.say(hers, "practice done")
        form = await on.teams.fetch(hers, on.teams.button(hers, "reflect"))
        answers = {it["id"]: "I asked first." for it in teams_town.inputs_of(form, "Input.Text")}
        sent = teams_town.typed(form, {**answers, "one:rating": "4"})
        assert (await on.teams.submit(hers, sent)).text == ""
        assert len(on.teams.said_to(hers)) > 2, "thanked where they wrote"
        await on.slack.at(datetime(2026, 3, 10, 12, tzinfo=UTC))
        assert len(on.slack.said_to(ADA)) == in_slack, "nothing is asked in both"
        await on.slack.command(slack_town.INES, "/coach", "next")
        assert any("I asked first." in text for text in on.slack.said_to(slack_town.INES)), "the same attempt"


async def test_a_stranger_in_a_channel_is_shown_no_code(sqlite_url: str) -> None:
    async with both(sqlite_url) as on:
        await on.teams.say("aad-eve", "<at>Microcoach</at> practice", "19:team@thread.tacv2")
        assert all("/practice link" not in text for text in on.teams.said_to("19:team"))
        assert on.teams.said_to("19:team"), "answered all the same"


async def test_a_code_of_somebody_else_is_not_linked_without_a_look_at_the_name(sqlite_url: str) -> None:
    async with both(sqlite_url) as on:
        await onboarded(on.slack)
        await on.teams.say("aad-eve", "hello")
        code = on.teams.said_to("aad-eve")[-1].split("/practice link ")[1].split()[0]
        await on.slack.command(ADA, "/practice", f"link {code}")
        assert "Aad-Eve" in on.slack.said_to(ADA)[-1], "the account is named before anything happens"
        assert await on.teams.program.memory.directory.named("teams", teams_town.TENANT, "aad-eve") is None


async def test_learners_in_slack_and_their_digest_in_a_channel_of_teams(sqlite_url: str) -> None:
    async with both(sqlite_url) as on:
        await onboarded(on.slack)
        on.teams.teams.roster[f"29:{JONAS}"] = teams_town.member(JONAS, "jonas@example.org")
        place = "19:leads@thread.tacv2"
        await on.teams.say(JONAS, "<at>Microcoach</at> team digest here, weekly Mon 09:00", place)
        before = len(on.teams.said_to(place))
        await on.teams.at(datetime(2026, 3, 2, 8, 30, tzinfo=UTC))
        assert len(on.teams.said_to(place)) == before + 1, on.teams.said_to(place)
        assert "fewer than five" in on.teams.said_to(place)[-1], "fewer than five have reflected, and it says so"
        again = len(on.slack.said_to(ADA))
        assert again > 1, "Ada goes on in Slack"
