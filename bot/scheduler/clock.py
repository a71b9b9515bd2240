"""The wall clock and chance: read here, and nowhere else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4


def fresh_id() -> str:
    """A new name for an event that brings none of its own."""
    return uuid4().hex


_wall = partial(datetime.now, UTC)


class SystemClock:
    """The machine's time; it stands still while the machine's clock goes back."""

    def __init__(self, wall: Callable[[], datetime] = _wall) -> None:
        self._wall = wall
        self._last = wall()

    def now(self) -> datetime:
        self._last = max(self._last, self._wall())
        return self._last


class MovableClock:
    """The system's time plus an offset that can only grow: the playground's clock."""

    def __init__(self, offset: timedelta = timedelta(), system: SystemClock | None = None) -> None:
        self._system = system or SystemClock()
        self._offset = offset

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        return self._system.now() + self._offset

    def advance_to(self, at: datetime) -> None:
        """Make it ``at``, or leave it as it is where that has passed meanwhile."""
        self._offset += max(timedelta(), at - self.now())
