"""What the doctor finds between the settings and Slack."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from bot.adapters.slack.examine import SlackSettings, examine_slack
from tests.adapters.slack.standin import StandIn, stand_in
from tests.adapters.slack.town import town

GOOD = SlackSettings("", None, None, "0123456789abcdef" * 2, "xoxb-one", None, is_socket=True)


@pytest.fixture
async def slack() -> AsyncGenerator[StandIn]:
    async with stand_in() as standing:
        yield standing


async def states(given: SlackSettings) -> list[str]:
    found = await examine_slack(given)
    assert all(finding.remedy for finding in found if finding.state != "ok")
    assert "xoxb" not in str(found)
    return [finding.state for finding in found]


async def test_a_token_that_slack_knows_is_good(slack: StandIn) -> None:
    assert await states(replace(GOOD, api_url=slack.api_url)) == ["ok"]


async def test_a_token_that_slack_does_not_know_is_wrong(slack: StandIn) -> None:
    slack.faults["auth.test"] = ["invalid_auth"]
    assert await states(replace(GOOD, api_url=slack.api_url)) == ["wrong"]


async def test_where_nobody_answers_it_is_said() -> None:
    assert await states(replace(GOOD, api_url="http://127.0.0.1:1/api/")) == ["wrong"]


async def test_what_is_not_set_has_a_remedy(slack: StandIn) -> None:
    assert await states(replace(GOOD, signing_secret=None, is_socket=False)) == ["missing"]
    assert await states(replace(GOOD, api_url=slack.api_url, bot_token=None)) == ["wrong"]
    assert await states(replace(GOOD, api_url=slack.api_url, signing_secret="short")) == ["warning", "ok"]


async def test_the_address_must_lead_to_this_program(slack: StandIn, sqlite_url: str) -> None:
    over_http = replace(GOOD, api_url=slack.api_url, is_socket=False)
    async with town(sqlite_url) as on:
        assert await states(replace(over_http, base_url=str(on.http.base_url).rstrip("/"))) == ["ok", "ok"]
    assert await states(replace(over_http, base_url=slack.api_url.removesuffix("/api/"))) == ["ok", "wrong"]
    assert await states(over_http) == ["ok", "warning"]
