"""Counting what a turn asks of the database."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import event

from storage.memory import Memory

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "PRAGMA")


@contextmanager
def counted(memory: Memory) -> Generator[list[str]]:
    """The statements that are executed meanwhile, without those that open and close a transaction."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_NOT_COUNTED):
            statements.append(statement)

    engine = memory.connections.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
