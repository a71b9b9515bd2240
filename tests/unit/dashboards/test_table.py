"""A table is sorted where it is made, and a spreadsheet computes nothing in it."""

import csv
from io import StringIO

import pytest

from bot.dashboards.table import Cell, Column, Table, as_csv

TABLE = Table(
    "Gaps",
    (Column("skill", "Skill"), Column("gap", "Gap"), Column("", "Remark")),
    (
        (Cell("Ask first"), Cell("middle", 2, "middle"), Cell("x")),
        (Cell("Close"), Cell("too few", None, "none"), Cell("y")),
        (Cell("Name it"), Cell("low", 1, "low"), Cell("z")),
    ),
)


def first_cells(table: Table) -> list[str]:
    return [row[0].text for row in table.rows]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("gap", ["Name it", "Ask first", "Close"]),
        ("-gap", ["Ask first", "Name it", "Close"]),
        ("-skill", ["Name it", "Close", "Ask first"]),
        ("", ["Ask first", "Close", "Name it"]),
        ("weight; drop table", ["Ask first", "Close", "Name it"]),
        ("-", ["Ask first", "Close", "Name it"]),
    ],
)
def test_it_is_sorted_by_any_column_and_what_is_not_known_comes_last(asked: str, names: list[str]) -> None:
    assert first_cells(TABLE.sorted_by(asked)) == names


def test_a_heading_says_how_it_is_sorted_and_turns_it_around() -> None:
    skill, gap, remark = TABLE.sorted_by("gap").headings
    assert (gap["sorted"], gap["ask"]) == ("ascending", "-gap")
    assert (skill["sorted"], skill["ask"]) == ("", "skill")
    assert (remark["sorted"], remark["ask"]) == ("", "")
    assert TABLE.sorted_by("-gap").headings[1] == {"label": "Gap", "ask": "gap", "sorted": "descending"}


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("x")'])
def test_nothing_in_a_spreadsheet_is_a_formula(typed: str) -> None:
    [_, [cell]] = read(as_csv(Table("x", (Column("", "Example"),), ((Cell(typed),),))))
    assert cell == f"'{typed}"


def test_everything_else_is_as_it_stands_with_commas_quotes_and_umlauts() -> None:
    text = 'Gäste, die "gehen"\nund bleiben; 1-2'
    made = as_csv(Table("x", (Column("", "Beispiel"),), ((Cell(text),),)))
    assert made.startswith(b"\xef\xbb\xbf")
    assert read(made) == [["Beispiel"], [text]]


def read(made: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(made.decode("utf-8-sig"), newline="")))
