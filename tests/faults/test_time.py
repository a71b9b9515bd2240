"""The machine was off for a while, or its clock was set back: no flood, nothing twice, nothing at night."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.domain.learner import Rhythm
from tests.e2e.people import Json, Town, offers
from tests.faults.machine import Machine, Process, practising

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # five o'clock in Berlin
TUESDAY_AT_NINE = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
LEARNERS = ("Ada", "Ben", "Chiara", "Dev", "Elif", "Farid", "Hana")


def prompts(process: Process) -> dict[str, list[Json]]:
    """What each learner has been offered, once there is nothing left to do."""
    process.rests(len(process.drains()))
    with httpx.Client(base_url=process.url) as http:
        town = Town(http)
        return {name: offers(town.person(name).messages()) for name in LEARNERS}


def digests(process: Process) -> list[Json]:
    with httpx.Client(base_url=process.url) as http:
        return Town(http).person("Jonas", "channel").messages()


def zones(process: Process) -> dict[str, ZoneInfo]:
    with httpx.Client(base_url=process.url) as http:
        return {one["name"].split()[0]: ZoneInfo(one["zone"]) for one in Town(http).people()}


async def test_after_downtime_there_is_one_prompt_in_working_hours(tmp_path: Path) -> None:
    machine = Machine(tmp_path, MONDAY)
    await practising(machine, MONDAY, LEARNERS)
    before = dict.fromkeys(LEARNERS, 0)
    weeks = 0
    usual = Rhythm()
    for down in (timedelta(hours=9), timedelta(days=3, hours=9), timedelta(days=3)):
        now = datetime.fromisoformat((tmp_path / "clock").read_text()) + down
        machine.clock(now)
        with machine.program().ready() as process:
            after = prompts(process)
            for name, zone in zones(process).items():
                if name not in LEARNERS:
                    continue
                new = after[name][before[name] :]
                assert len(new) <= 1, (name, now, new)
                for offer in new:
                    local = datetime.fromisoformat(offer["at"]).astimezone(zone)
                    assert usual.opens <= local.time() < usual.closes, (name, local)
            before = {name: len(found) for name, found in after.items()}
            weeks = len(digests(process))
            assert weeks <= 1
            assert process.stop() == 0
    assert weeks == 1, "the digest of Monday came late, and once"
    assert before["Ada"] == 2, "on Friday and on Monday"


async def test_a_clock_that_is_set_back_repeats_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, TUESDAY_AT_NINE - timedelta(minutes=1))
    await practising(machine, MONDAY, LEARNERS)
    with machine.program().ready() as process:
        assert not prompts(process)["Ada"]
        machine.clock(TUESDAY_AT_NINE)
        once = prompts(process)
        assert len(once["Ada"]) == len(once["Ben"]) == 1
        machine.clock(TUESDAY_AT_NINE - timedelta(hours=1))
        assert prompts(process) == once
        machine.clock(TUESDAY_AT_NINE + timedelta(minutes=1))
        assert prompts(process) == once
        assert process.stop() == 0
    machine.clock(TUESDAY_AT_NINE - timedelta(hours=1))
    with machine.program().ready() as process:
        assert prompts(process) == once
        machine.clock(TUESDAY_AT_NINE + timedelta(minutes=1))
        assert prompts(process) == once


async def test_a_clock_that_jumps_a_day_ahead_makes_no_storm(tmp_path: Path) -> None:
    machine = Machine(tmp_path, TUESDAY_AT_NINE - timedelta(minutes=1))
    await practising(machine, MONDAY, LEARNERS)
    with machine.program().ready() as process:
        machine.clock(TUESDAY_AT_NINE + timedelta(days=1))
        ahead = prompts(process)
        assert len(ahead["Ada"]) == 1
        assert all(len(found) <= 1 for found in ahead.values())
        machine.clock(TUESDAY_AT_NINE + timedelta(hours=1))
        assert prompts(process) == ahead
        machine.clock(TUESDAY_AT_NINE + timedelta(days=1, hours=1))
        assert prompts(process) == ahead
        assert process.stop() == 0
