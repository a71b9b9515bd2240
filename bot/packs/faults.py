"""What is wrong with the content, said so that an author can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.errors import ContentError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """``line`` counts from 1. An error keeps the content from being used; a warning does not."""

    file: Path
    line: int
    what: str
    remedy: str
    is_error: bool = True

    def __str__(self) -> str:
        kind = "" if self.is_error else "warning: "
        return f"{self.file}:{self.line}: {kind}{self.what} {self.remedy}"


class FaultyContentError(ContentError):
    """Content with errors; the message has one line for each."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Faults:
    """Everything found so far; the same thing found twice is kept once."""

    found: dict[Fault, None] = field(default_factory=dict[Fault, None])

    def error(self, file: Path, line: int, what: str, remedy: str) -> None:
        self.found[Fault(file, line, what, remedy)] = None

    def warn(self, file: Path, line: int, what: str, remedy: str) -> None:
        self.found[Fault(file, line, what, remedy, is_error=False)] = None

    def listed(self) -> list[Fault]:
        """By file and line."""
        return sorted(self.found)

    def errors(self) -> list[Fault]:
        return [fault for fault in self.listed() if fault.is_error]
