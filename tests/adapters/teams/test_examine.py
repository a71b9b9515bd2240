"""What the doctor finds between the settings and Teams."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.adapters.teams.credentials import App
from bot.adapters.teams.examine import TeamsSettings, examine_teams
from bot.scheduler.clock import SystemClock
from tests.adapters.teams.standin import APP, PASSWORD, TENANT, StandIn, stand_in
from tests.adapters.teams.town import town

GOOD = App(APP, PASSWORD, "SingleTenant", TENANT)


@dataclass(frozen=True)
class Wrong:
    """A clock that is away by ``by``."""

    by: timedelta

    def now(self) -> datetime:
        return SystemClock().now() + self.by


@pytest.fixture
async def teams() -> AsyncGenerator[StandIn]:
    async with stand_in() as standing:
        yield standing


def given(teams: StandIn, app: App | None = GOOD, address: str | None = None) -> TeamsSettings:
    return TeamsSettings(app, address, f"{teams.url}/metadata", teams.url)


async def found(settings: TeamsSettings, by: timedelta = timedelta()) -> dict[str, str]:
    findings = await examine_teams(settings, Wrong(by))
    assert all(finding.remedy for finding in findings if finding.state != "ok")
    assert PASSWORD not in str(findings)
    return {finding.name: finding.state for finding in findings}


async def test_what_is_set_up_well_is_good(teams: StandIn, sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        address = str(on.http.base_url).rstrip("/")
        assert await found(given(teams, address=address)) == {
            "teams token": "ok",
            "teams keys": "ok",
            "teams address": "ok",
        }


async def test_nothing_set_is_nothing_wrong(teams: StandIn) -> None:
    assert await found(given(teams, None)) == {"teams": "missing"}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"app_id": "microcoach"}, "teams app id"),
        ({"password": None}, "teams secret"),
        ({"tenant": None}, "teams tenant"),
        ({"tenant": "contoso"}, "teams tenant"),
        ({"password": "another"}, "teams token"),
    ],
)
async def test_what_is_wrong_has_a_remedy(teams: StandIn, change: dict[str, str], name: str) -> None:
    assert (await found(given(teams, replace(GOOD, **change))))[name] == "wrong"


async def test_a_clock_that_is_wrong_is_found(teams: StandIn) -> None:
    assert (await found(given(teams), timedelta(minutes=10)))["teams clock"] == "wrong"


async def test_what_cant_be_reached_is_said(teams: StandIn) -> None:
    there = TeamsSettings(GOOD, "http://127.0.0.1:1", "http://127.0.0.1:1/metadata", "http://127.0.0.1:1")
    assert set((await found(there)).values()) == {"wrong"}
    assert (await found(given(teams, address=teams.url)))["teams address"] == "wrong"
