"""Whatever fails between here and the chat product: each learner gets the one prompt, and nobody mends anything."""

import signal
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import text

from storage.database import Connections
from storage.mapping import millis
from tests.faults.conftest import due_at_nine
from tests.faults.crowd import NAMES, NINE
from tests.faults.machine import Machine, Process
from tests.faults.platform import Fault, Standin
from tests.rig.postgres import new_server

pytestmark = pytest.mark.slow

FAULTS: list[Fault] = list(get_args(Fault))
FOUR_WORKERS = ("worker",) * 4
SOON = millis(NINE + timedelta(hours=1))


@contextmanager
def running(machine: Machine, commands: Sequence[str]) -> Generator[list[Process]]:
    with ExitStack() as stack:
        processes = [stack.enter_context(machine.program(command)) for command in commands]
        for process in processes:
            process.ready()
        yield processes


async def everything_goes(machine: Machine, processes: Sequence[Process]) -> None:
    """Time passes until nothing waits any more."""
    for _ in range(120):
        if not await left(machine):
            return
        machine.passes(seconds=5)
        for process in processes:
            process.looks()
    raise AssertionError("".join(process.log() for process in processes))


async def left(machine: Machine) -> int:
    """How many prompts have not fallen due or are still on their way."""
    asked = text(
        "SELECT (SELECT count(*) FROM touchpoint WHERE state = 'pending' AND next_at < :soon) + "
        "(SELECT count(*) FROM outgoing WHERE state IN ('queued', 'sending', 'uncertain'))"
    )
    connections = Connections(machine.url)
    try:
        async with connections.reading() as connection:
            return int((await connection.execute(asked, {"soon": SOON})).scalar_one())
    finally:
        await connections.close()


def each_once(platform: Standin) -> None:
    counts = platform.counts()
    assert len(counts) == len(NAMES), "nothing is lost"
    assert set(counts.values()) == {1}, "and nothing comes twice"


def all_at_work(machine: Machine) -> Sequence[str]:
    """One process on SQLite, two workers on PostgreSQL."""
    return ("run",) if machine.url.startswith("sqlite") else ("worker", "worker")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_network_that_fails(due_anywhere: Machine, platform: Standin, fault: Fault) -> None:
    platform.faults.extend(fault for _ in range(10))
    with running(due_anywhere, all_at_work(due_anywhere)) as processes:
        due_anywhere.clock(NINE)
        await everything_goes(due_anywhere, processes)
        assert not platform.faults, "they have all come"
        each_once(platform)
        assert all(process.stop() == 0 for process in processes)


async def test_everything_that_can_happen_at_once(due_anywhere: Machine, platform: Standin) -> None:
    platform.faults.extend(3 * FAULTS)
    with running(due_anywhere, all_at_work(due_anywhere)) as processes:
        due_anywhere.clock(NINE)
        await everything_goes(due_anywhere, processes)
        each_once(platform)


async def test_one_of_four_workers_is_killed_under_load(distributed: Machine, platform: Standin) -> None:
    platform.slowly = 0.1
    with running(distributed, FOUR_WORKERS) as processes:
        distributed.clock(NINE)
        platform.wait(arrivals=5)
        busy = next(process for process in processes if process.lines("turn begins"))
        busy.tell(signal.SIGKILL)
        busy.ends()
        await everything_goes(distributed, [process for process in processes if process is not busy])
        each_once(platform)


async def test_who_wakes_after_the_hold_is_over_repeats_nothing(distributed: Machine, platform: Standin) -> None:
    platform.slowly = 0.1
    with running(distributed, FOUR_WORKERS) as processes:
        distributed.clock(NINE)
        platform.wait(arrivals=5)
        asleep = next(process for process in processes if process.lines("turn begins"))
        asleep.tell(signal.SIGSTOP)
        await everything_goes(distributed, [process for process in processes if process is not asleep])
        asleep.tell(signal.SIGCONT)
        asleep.looks()
        asleep.looks()
        each_once(platform)
        assert asleep.stop() == 0


async def test_the_database_is_restarted_under_load(tmp_path: Path, platform: Standin) -> None:
    with new_server(forgetful=False) as server:
        async with server.database() as url:
            machine = await due_at_nine(Machine(tmp_path, NINE, url), platform)
            platform.slowly = 0.1
            with running(machine, ("worker", "worker")) as processes:
                machine.clock(NINE)
                platform.wait(arrivals=5)
                server.crash()
                for process in processes:
                    process.looks()
                await everything_goes(machine, processes)
                each_once(platform)
                assert all(process.stop() == 0 for process in processes)


async def test_told_to_stop_it_hands_back_what_it_holds(distributed: Machine, platform: Standin) -> None:
    platform.slowly = 0.1
    with running(distributed, ("worker",)) as [first]:
        distributed.clock(NINE)
        platform.wait(arrivals=3)
        assert first.stop() == 0
    with running(distributed, ("worker",)) as processes:
        await everything_goes(distributed, processes)
        each_once(platform)
    assert distributed.now() < NINE + timedelta(seconds=30), "without waiting for a hold to run out"
