"""What can't be read is said so in one sentence, and nothing else goes wrong."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Leave, WorkingTime
from bot.domain.errors import UnreadableInputError
from bot.engine.reading import MOST_CHARACTERS, day, later, level, some_words, wall_time, weekdays, words
from tests.make import BERLIN, MONDAY, TODAY, berlin

HOURS = WorkingTime(BERLIN, time(9), time(17, 30), frozenset({1, 2, 3, 4, 5}))
REORDERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def reason(no: pytest.ExceptionInfo[UnreadableInputError]) -> tuple[str, str | None]:
    return no.value.prompt, no.value.field


# Words.


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", "\u00a0\u2003"])
def test_white_space_is_nothing(text: str) -> None:
    assert words(text) == ""
    with pytest.raises(UnreadableInputError) as no:
        some_words({"who": text}, "who")
    assert reason(no) == ("unreadable/empty", "who")


def test_a_field_that_was_left_out_is_empty() -> None:
    with pytest.raises(UnreadableInputError) as no:
        some_words({}, "who")
    assert reason(no) == ("unreadable/empty", "who")
    assert some_words({"who": " Lea "}, "who") == "Lea"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", chr(0xD800), chr(0xDFFF)])
def test_what_no_database_keeps_is_refused(sign: str) -> None:
    with pytest.raises(UnreadableInputError) as no:
        words(f"I {sign} asked", field="happened")
    assert reason(no) == ("unreadable/characters", "happened")


def test_fifty_thousand_characters_are_too_many() -> None:
    with pytest.raises(UnreadableInputError) as no:
        words("a" * 50_000)
    assert no.value.prompt == "unreadable/too_long"
    assert no.value.data == {"length": 50_000, "most": MOST_CHARACTERS}
    assert words(f" {'a' * MOST_CHARACTERS} ") == "a" * MOST_CHARACTERS


def test_what_reorders_text_is_taken_out_and_other_scripts_stay() -> None:
    assert words(f"a{REORDERING}b") == "ab"
    for text in ("שלום\u200f", "مرحبا", "👩\u200d💻 نعم", "line\r\nline", "日本語"):
        assert words(text) == text


def test_several_choices_are_read_one_after_another() -> None:
    assert words(("1", "2")) == "1 2"


@given(text=st.text(st.characters(codec=None), max_size=200) | st.text(st.sampled_from("a \x00\ud800" + REORDERING)))
def test_any_text_is_words_or_unreadable(text: str) -> None:
    try:
        found = words(text)
    except UnreadableInputError:
        return
    assert not set(found) & set(REORDERING)
    assert found == found.strip()
    assert found.encode().decode() == found


# Levels.


@pytest.mark.parametrize("text", ["0", "6", "3.7", "five", "NaN", "1" + "0" * 400, "1e400", "-1", "3 or 4", "٣"])
def test_what_is_no_level_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInputError) as no:
        level(text, field="rating")
    assert reason(no) == ("unreadable/level", "rating")


def test_a_level_may_be_left_out() -> None:
    assert level(" ") is None
    assert level(" 3 ") == 3


# Times of day.


@pytest.mark.parametrize(
    ("text", "found"),
    [("9", time(9)), ("09:00", time(9)), ("9.30", time(9, 30)), (" 23:59 ", time(23, 59)), ("0", time(0))],
)
def test_a_time_of_day(text: str, found: time) -> None:
    assert wall_time(text) == found


def test_a_time_may_be_written_in_any_digits() -> None:
    assert wall_time("٠٩:٣٠") == time(9, 30)


@pytest.mark.parametrize("text", ["", "25:00", "24:00", "9:60", "9:5", "09:00:00", "nine", "9 am", "-1", "9:", "99999"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInputError) as no:
        wall_time(text, field="opens")
    assert reason(no) == ("unreadable/time", "opens")


# Weekdays.


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (("1", "2", "5"), {1, 2, 5}),
        ("1,2, 5", {1, 2, 5}),
        ("Mon tue WEDNESDAY", {1, 2, 3}),
        ("thurs", {4}),
        (("7", ""), {7}),
    ],
)
def test_weekdays(raw: str | tuple[str, ...], found: set[int]) -> None:
    assert weekdays(raw) == found


@pytest.mark.parametrize("raw", ["", (), ("",), " , ", "0", "8", "12", "mo", "Montag", "²", "\x00", "٣"])
def test_what_is_no_weekday_is_refused(raw: str | tuple[str, ...]) -> None:
    with pytest.raises(UnreadableInputError) as no:
        weekdays(raw, field="days")
    assert reason(no) == ("unreadable/days", "days")


# Days.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tomorrow", date(2026, 3, 3)),
        ("Friday", date(2026, 3, 6)),
        ("on fri", date(2026, 3, 6)),
        ("monday", date(2026, 3, 9)),
        ("next monday", date(2026, 3, 9)),
        ("next week", date(2026, 3, 9)),
        ("until 2026-12-24", date(2026, 12, 24)),
        ("2026-3-9", date(2026, 3, 9)),
        ("24.12.", date(2026, 12, 24)),
        ("24.12.2026", date(2026, 12, 24)),
        ("2.3.", date(2027, 3, 2)),
        ("1.2", date(2027, 2, 1)),
        ("3 days", date(2026, 3, 5)),
        ("for a week", date(2026, 3, 9)),
        ("in two weeks", date(2026, 3, 16)),
        ("24h", date(2026, 3, 3)),
    ],
)
def test_a_day_ahead(text: str, found: date) -> None:
    assert day(text, TODAY) == found


@pytest.mark.parametrize(
    "text",
    ["", "30 February", "30.2.", "2026-02-30", "2026-13-01", "00.00.", "some day", "0 days", "1h", "-3 days", "fr"],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInputError) as no:
        day(text, TODAY, field="next_on")
    assert reason(no) == ("unreadable/day", "next_on")


@pytest.mark.parametrize("text", ["2026-03-02", "2026-03-01", "1999-01-01", "2027-03-04", "9999-12-31", "9999 weeks"])
def test_a_day_that_is_past_or_far_away_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInputError) as no:
        day(text, TODAY, field="next_on")
    assert reason(no) == ("unreadable/day_range", "next_on")


def test_a_leap_day_is_a_day_in_its_own_year_only() -> None:
    assert day("29.2.", date(2028, 1, 1)) == date(2028, 2, 29)
    assert day("29.02.", date(2027, 12, 1)) == date(2028, 2, 29), "this year has none, and the next one has"
    with pytest.raises(UnreadableInputError):
        day("29.2.", date(2028, 3, 1))


@given(text=st.text(max_size=30), today=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_is_a_day_ahead_or_unreadable(text: str, today: date) -> None:
    try:
        found = day(text, today)
    except UnreadableInputError:
        return
    assert today < found <= today + timedelta(days=366)


# Later.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", berlin(2026, 3, 2, 10)),
        ("1h", berlin(2026, 3, 2, 10)),
        ("in 30 min", berlin(2026, 3, 2, 9, 30)),
        ("an hour", berlin(2026, 3, 2, 10)),
        ("20 hours", berlin(2026, 3, 3, 9)),
        ("afternoon", berlin(2026, 3, 2, 14)),
        ("this afternoon", berlin(2026, 3, 2, 14)),
        ("tomorrow", berlin(2026, 3, 3, 9)),
        ("friday", berlin(2026, 3, 6, 9)),
        ("saturday", berlin(2026, 3, 9, 9)),
        ("2 days", berlin(2026, 3, 4, 9)),
    ],
)
def test_later(text: str, found: datetime) -> None:
    assert later(text, MONDAY, HOURS) == found


def test_in_the_afternoon_this_afternoon_is_in_an_hour() -> None:
    assert later("afternoon", berlin(2026, 3, 2, 15), HOURS) == berlin(2026, 3, 2, 16)


def test_who_starts_early_or_late_has_a_tomorrow_too() -> None:
    early = WorkingTime(BERLIN, time(5), time(8, 30), frozenset({1, 2, 3, 4, 5}))
    assert later("tomorrow", berlin(2026, 3, 2, 6), early) == berlin(2026, 3, 3, 5)
    late = WorkingTime(BERLIN, time(14), time(20), frozenset({1, 2, 3, 4, 5}))
    assert later("tomorrow", berlin(2026, 3, 2, 15), late) == berlin(2026, 3, 3, 14)


def test_a_day_that_a_zone_skips_is_the_next() -> None:
    apia = WorkingTime(ZoneInfo("Pacific/Apia"), time(9), time(17), frozenset(range(1, 8)))
    at = datetime(2011, 12, 29, 10, tzinfo=apia.zone).astimezone(UTC)
    assert apia.local(later("tomorrow", at, apia)).isoformat() == "2011-12-31T10:00:00+14:00"


@pytest.mark.parametrize("text", ["soon", "0h", "never", "yesterday"])
def test_what_is_no_time_ahead_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInputError) as no:
        later(text, MONDAY, HOURS)
    assert no.value.prompt == "unreadable/day"


def test_where_nothing_opens_there_is_no_later() -> None:
    away = WorkingTime(BERLIN, time(9), time(17), frozenset({1}), (Leave(date(2026, 1, 1), date(2029, 1, 1)),))
    with pytest.raises(UnreadableInputError) as no:
        later("1h", MONDAY, away)
    assert no.value.prompt == "unreadable/never_open"


@given(text=st.text(max_size=20) | st.sampled_from(["1h", "3 h", "59 min", "afternoon", "tomorrow", "sun", "9d"]))
def test_later_is_always_an_open_hour_ahead(text: str) -> None:
    try:
        due = later(text, MONDAY, HOURS)
    except UnreadableInputError:
        return
    assert due > MONDAY
    assert HOURS.is_open(due)
