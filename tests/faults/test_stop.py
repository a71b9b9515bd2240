"""Told to stop, the program finishes what it holds and exits with 0."""

import signal
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import httpx
import pytest

from tests.e2e.people import Somebody, Town
from tests.faults.machine import Machine, Process

pytestmark = pytest.mark.slow

TUESDAY = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def refuses(process: Process) -> None:
    """Until nobody listens any more."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", process.port)).close()
        except ConnectionRefusedError:
            return


def begin(who: Somebody, process: Process, body: bytes) -> socket.socket:
    """A request whose body the program is waiting for."""
    line = socket.create_connection(("127.0.0.1", process.port), timeout=30)
    head = f"POST /playground/api/people/{who.id}/say HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
    line.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    assert line.recv(1024).startswith(b"HTTP/1.1 100 Continue")
    return line


def test_a_request_under_way_is_answered(tmp_path: Path) -> None:
    with Machine(tmp_path, TUESDAY).real().ready() as process, httpx.Client(base_url=process.url) as http:
        ada = Town(http).person("Ada")
        body = f'{{"conversation": "{ada.conversation}", "text": "/practice help"}}'.encode()
        http.close()
        with begin(ada, process, body) as line:
            began = monotonic()
            process.tell(signal.SIGTERM)
            refuses(process)
            line.sendall(body)
            assert line.recv(4096).startswith(b"HTTP/1.1 200 OK")
        assert process.ends() == 0, process.log()
        assert monotonic() - began < 10
        assert "Traceback" not in process.log()


@pytest.mark.parametrize("command", ["run", "worker"])
def test_what_is_being_sent_is_sent(tmp_path: Path, command: str) -> None:
    machine = Machine(tmp_path, TUESDAY)
    with machine.program().ready() as process:
        assert process.stop() == 0
    file = tmp_path / "data" / "microcoach.db"
    with (
        machine.program(command).ready() as process,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        drains, turns = len(process.drains()), len(process.lines("turn begins"))
        other.execute("BEGIN IMMEDIATE")
        machine.clock(MONDAY + timedelta(minutes=1))
        process.wait(lambda: len(process.lines("turn begins")) > turns)
        began = monotonic()
        process.tell(signal.SIGTERM)
        if command == "run":
            refuses(process)
        other.execute("ROLLBACK")
        assert process.ends() == 0, process.log()
        assert monotonic() - began < 10
        assert sum(process.drains()[drains:]) > 0
        found = other.execute("SELECT state FROM outgoing WHERE once LIKE 'touchpoint:%:digest:%'").fetchall()
    assert found == [("accepted",)]
