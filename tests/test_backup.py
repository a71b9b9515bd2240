"""A backup is taken while the program runs, comes back whole, says nothing twice, and leaves the erased alone."""

import asyncio
import json
import zipfile
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot.domain.ids import PersonId
from bot.engine.events import Said
from bot.runtime.ports import Heard
from storage.archive import Manifest
from storage.backup import backup, restore
from storage.database import Connections
from storage.errors import StorageError
from storage.migrate import migrate
from tests.stage import Stage, onboard, stage

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(days=2)
Change = Callable[[Path], None]


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        await onboard(made, "ada")
        await made.say("ada", "/practice")
        await made.say("ada", "/practice journal a zebra crossed")
        await made.say("ada", "/practice privacy")
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "town.backup"


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncGenerator[Connections]:
    """An empty SQLite database."""
    url = f"sqlite+aiosqlite:///{tmp_path}/elsewhere.db"
    await migrate(url)
    connections = Connections(url)
    yield connections
    await connections.close()


async def take(on: Stage, file: Path) -> Manifest:
    return await backup(on.memory.connections, file, MONDAY, lambda _: None)


async def bring_back(
    connections: Connections, file: Path, *erasures: Path, replace: bool = False, at: datetime = LATER
) -> None:
    await restore(connections, file, erasures, at, lambda _: None, replace=replace)


async def everything(connections: Connections) -> dict[str, list[str]]:
    async with connections.reading() as connection:
        return {
            name: sorted(str(tuple(row)) for row in await connection.execute(table.select()))
            for name, table in SQLModel.metadata.tables.items()
            if name not in {"lane", "pace", "setting"} and not name.startswith("library")
        }


def is_private(file: Path) -> bool:
    return file.stat().st_mode & 0o077 == 0


async def test_what_comes_back_is_what_there_was(on: Stage, file: Path, elsewhere: Connections) -> None:
    made = await take(on, file)
    assert is_private(file)
    assert made.tables["person"]["rows"] == 12
    await bring_back(elsewhere, file, at=MONDAY - timedelta(days=1))
    assert await everything(elsewhere) == await everything(on.memory.connections)


async def test_it_comes_back_into_where_it_was_taken(on: Stage, file: Path) -> None:
    """Also on PostgreSQL, which then counts on."""
    before = await everything(on.memory.connections)
    await take(on, file)
    await on.say("ada", "/practice journal written after the backup")
    await bring_back(on.memory.connections, file, replace=True, at=MONDAY - timedelta(days=1))
    assert await everything(on.memory.connections) == before
    await on.say("ada", "/practice journal and life goes on")


async def test_it_moves_from_one_kind_of_database_to_the_other(
    on: Stage, file: Path, elsewhere: Connections, tmp_path: Path
) -> None:
    await take(on, file)
    await bring_back(elsewhere, file, at=MONDAY - timedelta(days=1))
    again = tmp_path / "again.backup"
    await backup(elsewhere, again, MONDAY, lambda _: None)
    before = await everything(on.memory.connections)
    await bring_back(on.memory.connections, again, replace=True, at=MONDAY - timedelta(days=1))
    assert await everything(on.memory.connections) == before


async def test_it_is_of_one_moment_while_turns_go_on(on: Stage, file: Path, elsewhere: Connections) -> None:
    """Each of these turns writes down that it was heard, and a note: never one without the other."""

    async def count(connections: Connections) -> tuple[int, int]:
        rows = await everything(connections)
        return len(rows["heard"]), len(rows["note"])

    async def talk() -> None:
        for number in range(20):
            await on.say("ada", f"/practice journal line {number}")

    heard, notes = await count(on.memory.connections)
    await asyncio.gather(talk(), take(on, file))
    await bring_back(elsewhere, file)
    heard_then, notes_then = await count(elsewhere)
    assert heard_then - heard == notes_then - notes
    assert (await count(on.memory.connections))[1] == notes + 20, "and nobody has waited for it in vain"


async def test_nothing_that_was_owed_is_said_again(on: Stage, file: Path) -> None:
    asked = Heard(on.ids["ada"], on.homes["ada"], Said("/practice schedule"), "before the backup")
    assert not (await on.conductor.hear(asked)).repeated
    await take(on, file)
    await bring_back(on.memory.connections, file, replace=True)
    on.clock.at = LATER
    before = len(on.writer.spoken)
    await on.drain.run()
    assert on.writer.spoken[before:] == []
    health = await on.memory.store.health(LATER)
    assert health.messages["dropped"] == 1
    assert health.touchpoints["expired"] >= 1


async def test_whoever_has_been_erased_since_stays_so(on: Stage, file: Path) -> None:
    await take(on, file)
    await erase(on, on.ids["ada"])
    await bring_back(on.memory.connections, file, replace=True)
    assert "zebra" not in str(await everything(on.memory.connections))
    assert "Okafor" not in str(await everything(on.memory.connections))


async def test_a_later_backup_tells_who_has_been_erased(
    on: Stage, file: Path, elsewhere: Connections, tmp_path: Path
) -> None:
    await take(on, file)
    await erase(on, on.ids["ada"])
    later = tmp_path / "later.backup"
    await take(on, later)
    await bring_back(elsewhere, file, later)
    found = str(await everything(elsewhere))
    assert "zebra" not in found
    assert "Okafor" not in found


async def test_people_are_not_replaced_by_accident(on: Stage, file: Path) -> None:
    await take(on, file)
    before = await everything(on.memory.connections)
    with pytest.raises(StorageError, match="--replace"):
        await bring_back(on.memory.connections, file)
    assert await everything(on.memory.connections) == before


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scribble(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[300:340] = b"x" * 40
    file.write_bytes(raw)


def be_something_else(file: Path) -> None:
    file.write_text("name,email\n")


def change_a_row(file: Path) -> None:
    rewrite(file, "tables/person.jsonl", lambda raw: raw.replace(b"Ada", b"Eve"))


def leave_a_table_out(file: Path) -> None:
    rewrite(file, "tables/person.jsonl", None)


def be_from_the_future(file: Path) -> None:
    rewrite(file, "manifest.json", lambda raw: raw.replace(b'"format": 1', b'"format": 2'))


def be_of_another_schema(file: Path) -> None:
    rewrite(file, "manifest.json", lambda raw: json.dumps(json.loads(raw) | {"revision": "0001"}).encode())


def rewrite(file: Path, member: str, change: Callable[[bytes], bytes] | None) -> None:
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()}
    if change is None:
        del members[member]
    else:
        members[member] = change(members[member])
    with zipfile.ZipFile(file, "w") as new:
        for name, raw in members.items():
            new.writestr(name, raw)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cut_short, "no whole backup"),
        (scribble, "no whole backup"),
        (be_something_else, "no whole backup"),
        (change_a_row, "no whole backup"),
        (leave_a_table_out, "no whole backup"),
        (be_from_the_future, "newer version"),
        (be_of_another_schema, "has the schema 0001"),
    ],
)
async def test_what_is_no_whole_backup_changes_nothing(sqlite_url: str, file: Path, change: Change, said: str) -> None:
    async with stage(sqlite_url, MONDAY) as on:
        await take(on, file)
        before = await everything(on.memory.connections)
        change(file)
        with pytest.raises(StorageError, match=said) as told:
            await bring_back(on.memory.connections, file, replace=True)
        assert "\n" not in str(told.value)
        assert await everything(on.memory.connections) == before


async def test_a_folder_that_is_not_there_leaves_nothing_behind(sqlite_url: str, tmp_path: Path) -> None:
    async with stage(sqlite_url, MONDAY) as on:
        with pytest.raises(StorageError, match="can't be written"):
            await take(on, tmp_path / "nowhere" / "town.backup")


async def erase(on: Stage, person: PersonId) -> None:
    async with on.memory.store.turn() as turn:
        await turn.erase(person, MONDAY)
