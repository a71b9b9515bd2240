"""Counting what happens, for whoever operates the program; nothing here knows a person."""

from datetime import datetime
from typing import Literal, Protocol

from bot.domain.people import Platform

Result = Literal["accepted", "uncertain", "delayed", "held", "dropped", "failed", "unknown"]


class Meter(Protocol):
    def sent(self, platform: Platform, result: Result) -> None:
        """A message met its fate, or was put back."""
        ...

    def handed_over(self, platform: Platform, seconds: float) -> None:
        """A platform has answered, or has failed to, after so long."""
        ...


class Pulse(Protocol):
    """Whatever looks for what is due, in the processes that do."""

    @property
    def last_tick(self) -> datetime | None: ...


class NoMeter:
    """Counts nothing: for a program that nobody asks."""

    def sent(self, platform: Platform, result: Result) -> None: ...

    def handed_over(self, platform: Platform, seconds: float) -> None: ...
