"""What goes wrong with a database, in words that an operator can act on."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import CoachError

_DAMAGED = "The database file is damaged. Restore a backup, or move the file away to begin anew."
_FULL = "The disk is full. Make room; nothing was changed."
_READ_ONLY = "The database can't be written. Check the rights of the file and of its folder."
_REMEDIES = (
    ("file is not a database", _DAMAGED),
    ("malformed", _DAMAGED),
    ("disk is full", _FULL),
    ("No space left on device", _FULL),
    ("disk I/O error", "The disk does not take what is written. Make room, or check it; nothing was changed."),
    ("readonly", _READ_ONLY),
    ("read-only transaction", _READ_ONLY),
    ("unable to open", "The database file can't be opened. Check that its folder exists and can be written."),
    ("is locked", "The database is locked by another program. End that program, or wait."),
    ("no such table", "The database is not up to date. Run: microcoach migrate"),
    ("UndefinedTableError", "The database is not up to date. Run: microcoach migrate"),
    ("InvalidCatalogNameError", "There is no database of that name. Create it, or check MICROCOACH_DATABASE_URL."),
    ("InvalidPasswordError", "The database refuses the user or the password. Check MICROCOACH_DATABASE_URL."),
    ("InvalidAuthorization", "The database refuses the user or the password. Check MICROCOACH_DATABASE_URL."),
    ("TooManyConnectionsError", "The database takes no more connections. Raise its max_connections."),
)


class StorageError(CoachError):
    """The database can't do what is asked; the message says the remedy."""


@contextmanager
def explained() -> Generator[None]:
    """Turn a driver's error that has a remedy into one clear line; others stay as they are."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, asyncpg.PostgresError) as error:
        remedy = remedy_for(error.orig if isinstance(error, DBAPIError) else error)
        if remedy is None:
            raise
        raise StorageError(remedy) from error


@contextmanager
def reached() -> Generator[None]:
    """As ``explained``, while connecting: whatever the network says then is about the database."""
    try:
        with explained():
            yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StorageError(f"The database is out of reach ({why}). Check MICROCOACH_DATABASE_URL.") from error


def remedy_for(error: BaseException | None) -> str | None:
    """What to do about what a driver said, where there is something to do."""
    said = f"{type(error).__name__}: {error}"
    return next((remedy for sign, remedy in _REMEDIES if sign in said), None)
