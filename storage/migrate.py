"""Bringing a database up to this version, and noticing one that is newer."""

import asyncio
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError

from storage.database import Connections
from storage.errors import StorageError, explained

HEAD = "0001"
_MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> None:
    """Do what is missing; nothing, quickly, where nothing is. Raises StorageError."""
    _make_folder(url)
    revision = await current(url)
    if revision == HEAD:
        return
    with explained():
        await asyncio.to_thread(_upgrade, url)


async def current(url: str) -> str | None:
    """The revision that the database is at; None before the first."""
    connections = Connections(url)
    try:
        async with connections.reading() as connection:
            return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
    except (OperationalError, ProgrammingError):
        return None
    finally:
        await connections.close()


def _make_folder(url: str) -> None:
    path = make_url(url).database
    if make_url(url).get_backend_name() == "sqlite" and path:
        with explained():
            Path(path).parent.mkdir(parents=True, exist_ok=True)


def _upgrade(url: str) -> None:
    """Alembic is slow to import, and seldom needed."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = url
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(
            "The database was written by a newer version of Microcoach. Run that version, or restore a backup."
        ) from error
