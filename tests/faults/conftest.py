"""A crowd whose prompts fall due at nine, and the platform that they are sent to."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.crowd import NAMES, NINE, crowd
from tests.faults.machine import Machine, practising
from tests.faults.platform import Standin, standin


@pytest.fixture
def platform() -> Generator[Standin]:
    with standin() as made:
        yield made


@pytest.fixture
async def due_anywhere(tmp_path: Path, database_url: str, platform: Standin) -> Machine:
    """On either database."""
    return await due_at_nine(Machine(tmp_path, NINE, database_url), platform)


@pytest.fixture
async def embedded(tmp_path: Path, sqlite_url: str, platform: Standin) -> Machine:
    return await due_at_nine(Machine(tmp_path, NINE, sqlite_url), platform)


@pytest.fixture
async def distributed(tmp_path: Path, postgres_url: str, platform: Standin) -> Machine:
    return await due_at_nine(Machine(tmp_path, NINE, postgres_url), platform)


async def due_at_nine(machine: Machine, platform: Standin) -> Machine:
    """It is a minute before."""
    await practising(machine, NINE - timedelta(hours=16), NAMES, crowd())
    machine.platform = platform.url
    machine.clock(NINE - timedelta(minutes=1))
    return machine
