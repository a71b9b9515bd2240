"""What happens to the database while the program runs; when it is over, the program goes on by itself."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.e2e.people import Town
from tests.faults.machine import Machine, Process

pytestmark = pytest.mark.slow

TUESDAY = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, TUESDAY)


@pytest.fixture
def running(machine: Machine) -> Iterator[Process]:
    with machine.program().ready() as process:
        yield process


@pytest.fixture
def town(running: Process) -> Iterator[Town]:
    with httpx.Client(base_url=running.url, timeout=60) as http:
        yield Town(http)


def test_while_nothing_can_be_written_it_says_so_and_changes_nothing(running: Process, town: Town) -> None:
    ada = town.person("Ada")
    before = ada.messages()
    token = ada.token("agree")
    running.fill_disk()

    refused = town.http.post(
        f"/playground/api/people/{ada.id}/choose", json={"conversation": ada.conversation, "token": token}
    )
    assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert refused.json() == {
        "error": "The disk does not take what is written. Make room, or check it; nothing was changed."
    }
    unready = town.http.get("/readyz")
    assert unready.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert unready.json()["ready"] is False
    assert town.http.get("/healthz").status_code == httpx.codes.OK
    assert ada.messages() == before, "it can still be read"

    running.make_room()
    assert town.http.get("/readyz").status_code == httpx.codes.OK
    ada.choose(token)
    assert len(ada.messages()) > len(before)
    assert running.stop() == 0


def test_what_falls_due_meanwhile_is_done_once_there_is_room(machine: Machine, running: Process, town: Town) -> None:
    jonas = town.person("Jonas", "channel")
    running.fill_disk()
    failures = len(running.lines("touchpoint_failed"))
    machine.clock(datetime(2026, 3, 9, 8, 0, tzinfo=UTC))  # a Monday: the digest is due
    running.wait(lambda: len(running.lines("touchpoint_failed")) > failures)
    assert not jonas.messages()

    running.make_room()
    done = len(running.drains())
    machine.clock(datetime(2026, 3, 9, 8, 2, tzinfo=UTC))
    running.wait(lambda: sum(running.drains()[done:]) > 0)
    running.rests(done)
    assert len(jonas.messages()) == 1


def test_a_turn_waits_while_another_program_holds_the_database(machine: Machine, town: Town) -> None:
    ada = town.person("Ada")
    before = ada.messages()
    with (
        closing(sqlite3.connect(machine.home / "data" / "microcoach.db", isolation_level=None)) as other,
        ThreadPoolExecutor() as pool,
    ):
        other.execute("BEGIN IMMEDIATE")
        asked = pool.submit(ada.press, "agree")
        assert ada.messages() == before, "reading does not wait"
        assert not asked.done()
        other.execute("ROLLBACK")
        asked.result(timeout=60)
    assert len(ada.messages()) > len(before)
