"""Bringing a database up to this version, and noticing one that is newer."""

import asyncio
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url

from storage.database import Connections
from storage.errors import StorageError, explained, reached

_MIGRATIONS = Path(__file__).parent / "migrations"
_FILES = (_MIGRATIONS / "versions").glob("[0-9]*.py")

# Oldest first. Files are numbered, so Alembic is not needed to tell.
REVISIONS = tuple(sorted(file.name.partition("_")[0] for file in _FILES))
HEAD = REVISIONS[-1]
_NEWER = "The database was written by a newer version of Microcoach. Run that version, or restore a backup."


async def migrate(url: str) -> None:
    """Do what is missing; nothing, quickly, where nothing is. Raises StorageError."""
    _make_folder(url)
    if await pending(url):
        with explained():
            await asyncio.to_thread(_upgrade, url)


async def pending(url: str) -> bool:
    """Whether the database is older than the program. Raises StorageError for one that is newer."""
    revision = await current(url)
    if revision is not None and revision not in REVISIONS:
        raise StorageError(_NEWER)
    return revision != HEAD


async def current(url: str) -> str | None:
    """The revision that the database is at; None before the first."""
    connections = Connections(url)
    try:
        async with connections.reading() as connection:
            return await connection.run_sync(_revision)
    finally:
        await connections.close()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _make_folder(url: str) -> None:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database and not parts.database.startswith("file:"):
        with reached():
            Path(parts.database).parent.mkdir(parents=True, exist_ok=True)


def _upgrade(url: str) -> None:
    """Alembic is slow to import, and seldom needed."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    command.upgrade(config, "head")
