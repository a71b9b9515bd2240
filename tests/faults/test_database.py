"""A database that can't be used: one clear line, exit code 1, and the file as it was."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.machine import environment_of

pytestmark = pytest.mark.slow

COMMANDS = ("run", "migrate", "doctor")


def truncated(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def not_a_database(file: Path) -> None:
    file.write_text("Dear diary,\n" * 1000)


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'ffff'")


def asked(home: Path, command: str, before: Sequence[str] = ()) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [*before, sys.executable, "-m", "bot", command],
        cwd=home,
        env=environment_of(f"sqlite+aiosqlite:///{home / 'data' / 'microcoach.db'}"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(home: Path, before: Sequence[str] = ()) -> dict[str, str]:
    """The one line that each command ends with, and its exit code 1."""
    running = {command: asked(home, command, before) for command in COMMANDS}
    lines: dict[str, str] = {}
    for command, process in running.items():
        out, err = process.communicate(timeout=60)
        assert process.returncode == 1, (command, out, err)
        if command == "doctor":
            assert not err
            [line] = [line for line in out.splitlines() if line.strip().startswith("wrong  database: ")]
            lines[command] = line.partition("database: ")[2]
        else:
            assert not out
            assert err.count("\n") == 1, (command, err)
            lines[command] = err.strip()
    return lines


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (truncated, "The database file is damaged. Restore a backup, or move the file away to begin anew."),
        (not_a_database, "The database file is damaged. Restore a backup, or move the file away to begin anew."),
        (newer, "The database was written by a newer version of Microcoach. Run that version, or restore a backup."),
    ],
)
def test_a_file_that_cannot_be_used(
    sqlite_template: Path, tmp_path: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "microcoach.db"
    shutil.copy(sqlite_template, file)
    damage(file)
    before = file.read_bytes()
    assert set(told(tmp_path).values()) == {sentence}
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_written(sqlite_template: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "microcoach.db"
    shutil.copy(sqlite_template, file)
    file.chmod(0o444)
    file.parent.chmod(0o555)
    # Root may write where nobody may, unless it gives that up.
    mortal = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    try:
        for line in told(tmp_path, mortal).values():
            assert "written" in line
        assert [path.name for path in file.parent.iterdir()] == [file.name]
    finally:
        file.parent.chmod(0o755)


def test_no_room_for_a_beginning(tmp_path: Path) -> None:
    full = ["/bin/sh", "-c", 'ulimit -f 0; exec "$@"', "sh"]
    for line in told(tmp_path, full).values():
        assert line == "The disk does not take what is written. Make room, or check it; nothing was changed."
