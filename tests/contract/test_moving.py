"""A learner moves a minute before nine: prompted at nine there, and never twice on one date; on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.stage import Stage, onboard, sample, stage

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
A_MINUTE_TO_NINE = datetime(2026, 3, 3, 7, 59, tzinfo=UTC)  # Tuesday in Berlin


async def bring(on: Stage, zone: str) -> None:
    listed = [
        replace(who, zone=zone) if who.email == "ada@example.org" else who for who in sample(MONDAY.date()).people
    ]
    await on.memory.roster.bring(listed, on.clock.at)


async def offered(on: Stage, until: datetime) -> list[datetime]:
    """When Ada got an offer that the bot began."""
    await on.move(until)
    cards = [spoken for spoken in on.writer.spoken if spoken.reader == "ada" and spoken.say.prompt == "practice/offer"]
    return [spoken.at for spoken in cards if spoken.say.begun]


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Berlin", "2026-03-03T08:00"),
        ("America/New_York", "2026-03-03T14:00"),
        ("Pacific/Honolulu", "2026-03-03T19:00"),
        ("Asia/Tokyo", "2026-03-04T00:00"),  # it is 16:59 there: nine has been
        ("Pacific/Auckland", "2026-03-03T20:00"),
    ],
)
async def test_the_prompt_moves_along(database_url: str, zone: str, at: str) -> None:
    async with stage(database_url, MONDAY) as on:
        await on.move(MONDAY + timedelta(hours=8))
        await onboard(on, "ada")
        await on.move(A_MINUTE_TO_NINE)
        for _ in range(2):
            await bring(on, zone)
        first = datetime.fromisoformat(f"{at}+00:00")
        assert await offered(on, first + timedelta(hours=20)) == [first]


async def test_a_prompt_that_is_due_already_is_not_put_off_by_a_list(database_url: str) -> None:
    async with stage(database_url, MONDAY) as on:
        await on.move(MONDAY + timedelta(hours=8))
        await onboard(on, "ada")
        on.clock.at = A_MINUTE_TO_NINE + timedelta(minutes=2)
        await bring(on, "Europe/Berlin")
        assert await offered(on, on.clock.at) == [on.clock.at]
