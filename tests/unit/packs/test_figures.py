"""A list of figures: what is read, and what is said about what can't be."""

from datetime import date

import pytest

from bot.domain.figure import Figure
from bot.packs.figures import by_person, read_figures

TODAY = date(2026, 3, 31)
HEADER = "person,metric,value,date\n"
METRICS = ("open-questions", "meetings-on-time")


def said(*rows: str, header: str = HEADER) -> list[tuple[int, str]]:
    listed = read_figures((header + "\n".join(rows)).encode(), METRICS, TODAY)
    return [(row.line, row.what) for row in listed.bad]


def test_good_rows_are_read_with_the_line_that_they_stand_in() -> None:
    raw = (
        "\ufeff" + HEADER + "ada@example.org,open-questions,62.5,2026-03-31\nAda,meetings-on-time,-1,2024-04-01\n"
    ).encode()
    listed = read_figures(raw, METRICS, TODAY)
    assert listed.bad == ()
    assert listed.figures == {
        2: Figure("ada@example.org", "open-questions", 62.5, TODAY),
        3: Figure("Ada", "meetings-on-time", -1, date(2024, 4, 1)),
    }
    assert list(by_person(listed.figures)) == ["ada@example.org", "Ada"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (
            "ada,open-question,1,2026-03-01",
            "“open-question” is no metric of the framework. Did you mean open-questions?",
        ),
        ("ada,revenue,1,2026-03-01", "Known are: meetings-on-time, open-questions."),
        ("ada,open-questions,1;5,2026-03-01", "“1;5” is not a number. Write it like 12 or 0.75."),
        ("ada,open-questions,nan,2026-03-01", "“nan” is not a number."),
        ("ada,open-questions,1e5,2026-03-01", "“1e5” is not a number."),
        ("ada,open-questions,,2026-03-01", "“” is not a number."),
        ("ada,open-questions,1,31.03.2026", "“31.03.2026” is not a date. Write it like 2026-03-31."),
        ("ada,open-questions,1,2026-02-30", "“2026-02-30” is not a date."),
        ("ada,open-questions,1,2026-04-01", "2026-04-01 lies in the future."),
        ("ada,open-questions,1,2024-03-30", "2024-03-30 is more than two years ago"),
        (",open-questions,1,2026-03-01", "A person is needed"),
        ("ada,open-questions,1,5,2026-03-01", "More cells than columns."),
        ("ada,open-questions", "“” is not a number."),
    ],
)
def test_a_bad_row_is_said_with_its_line_and_the_good_ones_are_kept(row: str, what: str) -> None:
    raw = f"{HEADER}ben,open-questions,1,2026-03-01\n{row}\n".encode()
    listed = read_figures(raw, METRICS, TODAY)
    assert list(listed.figures) == [2]
    [bad] = listed.bad
    assert bad.line == 3
    assert what in bad.what


def test_one_metric_of_one_day_stands_once() -> None:
    again = said(
        "Ada,open-questions,1,2026-03-01", "ada,open-questions,2,2026-03-01", "ada,open-questions,2,2026-03-02"
    )
    assert again == [(3, "The same metric of the same day stands in line 2 already. Keep one of them.")]


@pytest.mark.parametrize("header", ["person,metric,value\n", "person,metric,value,date,date\n", "who,what\n", ""])
def test_the_columns_are_these(header: str) -> None:
    [(line, what)] = said(header=header)
    assert line == 1
    assert what.startswith("The first line needs the columns person,metric,value,date and no others; it has:")


def test_another_encoding_is_said() -> None:
    listed = read_figures("Jürgen".encode("latin-1"), METRICS, TODAY)
    assert "UTF-8" in listed.bad[0].what
