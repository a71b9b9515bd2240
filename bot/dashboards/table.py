"""A table for the eye, for a screen reader and for a spreadsheet; a cell says in words what its pattern shows."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import Literal

Shade = Literal["", "none", "low", "middle", "high"]

_BYTE_ORDER_MARK = "\ufeff"  # by which a spreadsheet knows UTF-8
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names it in an address; an empty one can't be sorted by."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """``order`` is what it is sorted by, where that is not its text; ``shade`` is a pattern that repeats the words."""

    text: str
    order: float | None = None
    shade: Shade = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of a row is its heading."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    by: str = ""
    downwards: bool = False

    def sorted_by(self, asked: str) -> "Table":
        """By the column whose key is asked for, with a hyphen before it from the other end; what is not known is last.

        As it was, where there is no such column.
        """
        key = asked.removeprefix("-")
        number = next((n for n, column in enumerate(self.columns) if key and column.key == key), None)
        if number is None:
            return self
        downwards = asked.startswith("-")
        rows = sorted(self.rows, key=lambda row: _order(row[number]), reverse=downwards)
        return replace(
            self, rows=sorted(rows, key=lambda row: row[number].shade == "none"), by=key, downwards=downwards
        )

    @property
    def headings(self) -> Sequence[Mapping[str, str]]:
        """Each column with what its link asks for and how it is sorted now."""
        return [
            {"label": column.label, "ask": self._ask(column), "sorted": self._direction(column)}
            for column in self.columns
        ]

    def _ask(self, column: Column) -> str:
        turns_around = column.key and column.key == self.by and not self.downwards
        return f"-{column.key}" if turns_around else column.key

    def _direction(self, column: Column) -> str:
        if not self.by or column.key != self.by:
            return ""
        return "descending" if self.downwards else "ascending"


def as_csv(table: Table) -> bytes:
    """For a spreadsheet, which must take nothing in it for a formula."""
    written = StringIO()
    lines = csv.writer(written, quoting=csv.QUOTE_ALL)
    lines.writerow([_harmless(column.label) for column in table.columns])
    lines.writerows([_harmless(cell.text) for cell in row] for row in table.rows)
    return f"{_BYTE_ORDER_MARK}{written.getvalue()}".encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else text


def _order(cell: Cell) -> tuple[float, str]:
    return (cell.order or 0.0, cell.text.casefold())
