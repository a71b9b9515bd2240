"""Days, times, numbers and lists as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.rendering.sources import FOLDER, read_phrases

PHRASES = read_phrases(FOLDER / "en" / "phrases.yaml")
GERMAN = read_phrases(FOLDER / "de" / "phrases.yaml")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def test_a_day_has_its_year_only_when_it_is_another_one() -> None:
    assert PHRASES.day(date(2026, 12, 1), NOW.date()) == "Tuesday 1 December"
    assert PHRASES.day(date(2027, 1, 4), NOW.date()) == "Monday 4 January 2027"


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(hours=7), "today at 16:00"),
        (timedelta(days=1), "on Tuesday at 09:00"),
        (timedelta(days=6), "on Sunday at 09:00"),
        (timedelta(days=7), "on Monday 30 November at 09:00"),
        (timedelta(days=-1), "on Sunday 22 November at 09:00"),
        (timedelta(days=60), "on Friday 22 January 2027 at 09:00"),
    ],
)
def test_a_moment_is_said_in_the_readers_own_zone(ahead: timedelta, said: str) -> None:
    assert PHRASES.moment(NOW + ahead, NOW, BERLIN) == said


def test_today_is_the_readers_today() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert PHRASES.moment(late, NOW, BERLIN) == "on Tuesday at 00:30"
    assert PHRASES.moment(late, NOW, "UTC") == "today at 23:30"


def test_a_moment_on_either_side_of_a_clock_change() -> None:
    before = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)
    assert PHRASES.moment(datetime(2026, 10, 26, 8, 0, tzinfo=UTC), before, BERLIN) == "on Monday at 09:00"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((1, 2, 3, 4, 5), "Monday to Friday"),
        ((5, 3, 1), "Monday, Wednesday and Friday"),
        ((1, 2), "Monday and Tuesday"),
        ((7,), "Sunday"),
        ((1, 2, 3, 5), "Monday, Tuesday, Wednesday and Friday"),
    ],
)
def test_weekdays_in_a_row_are_a_run(days: tuple[int, ...], said: str) -> None:
    assert PHRASES.these_weekdays(days) == said


def test_nothing_is_listed_as_nothing() -> None:
    assert PHRASES.listed([]) == ""


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(hours=7), "heute um 16:00 Uhr"),
        (timedelta(days=1), "am Dienstag um 09:00 Uhr"),
        (timedelta(days=7), "am Montag, 30. November, um 09:00 Uhr"),
        (timedelta(days=60), "am Freitag, 22. Januar 2027, um 09:00 Uhr"),
    ],
)
def test_a_moment_in_german(ahead: timedelta, said: str) -> None:
    assert GERMAN.moment(NOW + ahead, NOW, BERLIN) == said


def test_weekdays_and_lists_in_german() -> None:
    assert GERMAN.these_weekdays((1, 2, 3, 4, 5)) == "Montag bis Freitag"
    assert GERMAN.these_weekdays((1, 3, 5)) == "Montag, Mittwoch und Freitag"


def test_a_number_has_the_mark_of_its_language() -> None:
    assert (PHRASES.number("2.4"), GERMAN.number("2.4"), GERMAN.number("3")) == ("2.4", "2,4", "3")
