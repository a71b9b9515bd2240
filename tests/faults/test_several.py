"""Several processes on one database do everything once."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.e2e.people import Town, offers
from tests.faults.crowd import NAMES, NINE, crowd
from tests.faults.machine import Machine, Process, practising
from tests.rig.postgres import Server

pytestmark = pytest.mark.slow


async def everything_once(machine: Machine, commands: Sequence[str]) -> None:
    """All fall due at one moment, and whoever comes first takes them up."""
    await practising(machine, NINE - timedelta(hours=16), NAMES, crowd())
    machine.clock(NINE - timedelta(minutes=1))
    with ExitStack() as stack:
        processes = [stack.enter_context(machine.program(command)) for command in commands]
        for process in processes:
            process.ready()
        working = [one for one, command in zip(processes, commands, strict=True) if command != "web"]
        machine.clock(NINE)
        for _ in range(2):  # what one has found, the other may have to send
            rest(working)
        with httpx.Client(base_url=processes[0].url) as http:
            town = Town(http)
            counts = {name: len(offers(town.person(f"{name} ").messages())) for name in NAMES}
            assert counts == dict.fromkeys(NAMES, 1)
        for process in processes:
            assert process.stop() == 0, process.log()
            assert "Traceback" not in process.log()


def rest(processes: Sequence[Process]) -> None:
    done = [len(process.drains()) for process in processes]
    for process, since in zip(processes, done, strict=True):
        process.rests(since)


async def test_two_processes_on_one_file(tmp_path: Path) -> None:
    await everything_once(Machine(tmp_path, NINE), ["run", "worker"])


async def test_three_processes_on_one_server(tmp_path: Path, postgres_url: str) -> None:
    await everything_once(Machine(tmp_path, NINE, postgres_url), ["web", "worker", "worker"])


async def test_three_processes_that_begin_together_on_an_empty_database(
    tmp_path: Path, postgres_server: Server
) -> None:
    async with postgres_server.database() as url:
        machine = Machine(tmp_path, NINE, url)
        with ExitStack() as stack:
            begun = [stack.enter_context(machine.program(command)) for command in ("web", "worker", "worker")]
            for process in begun:
                process.ready()
            rest(begun[1:])
            with httpx.Client(base_url=begun[0].url) as http:
                assert len(Town(http).person("Ada").messages()) == 1
            for process in begun:
                assert process.stop() == 0, process.log()
