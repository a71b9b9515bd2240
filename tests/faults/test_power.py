"""The power fails at the worst moment: nothing is lost, nothing comes twice, and nobody has to mend anything."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from storage.migrate import pending
from tests.e2e.people import Town, offers
from tests.faults.launch import POINTS, Point
from tests.faults.machine import Machine, practising
from tests.rig.postgres import Server

pytestmark = pytest.mark.slow

NINE = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # a Tuesday, nine o'clock in Berlin
LEARNERS = ("Ada", "Ben", "Chiara")
DONE = {"accepted", "acted_on"}


def owed(home: Path) -> set[str]:
    """In which states messages are."""
    with closing(sqlite3.connect(home / "data" / "microcoach.db")) as database:
        return {state for (state,) in database.execute("SELECT DISTINCT state FROM outgoing")}


@pytest.mark.parametrize("point", [point for point in POINTS if point != "in a migration"])
async def test_one_offer_and_one_reply(tmp_path: Path, point: Point) -> None:
    machine = Machine(tmp_path, NINE)
    await practising(machine, NINE - timedelta(hours=16), LEARNERS)
    machine.cut_power(point, after=1 if point.endswith("the send") else 0)  # sends alone come one by one
    with machine.program() as first:
        assert first.ends() == -9, first.log()

    with machine.program().ready() as second, httpx.Client(base_url=second.url) as http:
        town = Town(http)
        town.move(advance="PT61S")
        for name in LEARNERS:
            assert len(offers(town.person(name).messages())) == 1, name
        assert owed(tmp_path) <= DONE

        ada = town.person("Ada")
        before = ada.seq()
        machine.cut_power(point)
        with pytest.raises(httpx.TransportError):
            ada.press("accept")
        assert second.ends() == -9

    with machine.program().ready() as third, httpx.Client(base_url=third.url) as http:
        ada = Town(http).person("Ada")
        if point == "before the commit":
            assert not ada.heard(before), "nothing has happened"
            ada.press("accept")
        ada.town.move(advance="PT61S")
        assert len(ada.heard(before)) == 1, ada.heard(before)
        assert owed(tmp_path) <= DONE
        assert http.get("/readyz").status_code == httpx.codes.OK
        assert third.stop() == 0


@pytest.mark.parametrize("statement", [0, 7, 30, 60])
async def test_a_migration_is_cut_off_and_done_again(tmp_path: Path, postgres_server: Server, statement: int) -> None:
    async with postgres_server.database() as url:
        for database in (None, url):
            machine = Machine(tmp_path, NINE, database)
            machine.cut_power("in a migration", after=statement)
            with machine.program("migrate") as first:
                assert first.ends() == -9, first.log()
            with machine.program("migrate") as second:
                assert second.ends() == 0, second.log()
            assert not await pending(machine.url)
