"""What goes wrong with a database, in words that an operator can act on."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from bot.domain.errors import CoachError

_REMEDIES = (
    ("file is not a database", "The database file is damaged. Restore a backup, or move the file away to begin anew."),
    ("malformed", "The database file is damaged. Restore a backup, or move the file away to begin anew."),
    ("disk is full", "The disk is full. Make room; nothing was changed."),
    ("disk I/O error", "The disk does not answer. Check it; nothing was changed."),
    ("readonly", "The database can't be written. Check the rights of the file and of its folder."),
    ("unable to open", "The database file can't be opened. Check that its folder exists and can be written."),
    ("locked", "The database is locked by another program. End that program, or wait."),
)


class StorageError(CoachError):
    """The database can't do what is asked; the message says the remedy."""


@contextmanager
def explained() -> Generator[None]:
    """Turn a driver's error that has a remedy into one clear line; others stay as they are."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig)
        remedy = next((remedy for sign, remedy in _REMEDIES if sign in said), None)
        if remedy is None:
            raise
        raise StorageError(remedy) from error
    except OSError as error:
        raise StorageError(
            f"The database is out of reach ({error.strerror or error}). Check MICROCOACH_DATABASE_URL."
        ) from error
