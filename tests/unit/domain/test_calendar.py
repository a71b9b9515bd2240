"""One morning a working day, in every zone there is, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Leave, WorkingTime, is_zone, zone_of

ZONES = sorted(zone for zone in available_timezones() if zone not in {"localtime", "posixrules", "Factory"})
SKIPPED_A_DATE = {"Pacific/Apia", "Pacific/Fakaofo"}  # at the end of 2011
EVERY_DAY = frozenset(range(1, 8))
WEEKDAYS = frozenset(range(1, 6))
NINE = time(9, 0)

zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
weeks = st.frozensets(st.integers(1, 7), min_size=1)


def working(
    zone: str = "Europe/Berlin",
    *,
    opens: time = NINE,
    closes: time = time(17, 30),
    days: frozenset[int] = WEEKDAYS,
    leave: tuple[Leave, ...] = (),
    days_off: frozenset[date] = frozenset(),
) -> WorkingTime:
    return WorkingTime(ZoneInfo(zone), opens, closes, days, leave, days_off)


def mornings(hours: WorkingTime, wall: time, first: date, count: int) -> list[datetime]:
    """The next ``count`` times at ``wall`` from that date on, in local time."""
    found: list[datetime] = []
    after = datetime.combine(first, time(0), hours.zone).astimezone(UTC) - timedelta(seconds=1)
    for _ in range(count):
        following = hours.next_time(wall, after)
        assert following is not None
        found.append(hours.local(following[1]))
        after = following[1]
    return found


def exists(on: date, wall: time, zone: ZoneInfo) -> bool:
    """Whether a clock on a wall of that zone shows that time on that date."""
    local = datetime.combine(on, wall, zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)


def is_past(on: date, wall: time, zone: ZoneInfo, at: datetime) -> bool:
    return datetime.combine(on, wall, zone).astimezone(UTC) <= at


# In every zone.


@given(zone=zones, after=moments, wall=walls, days=weeks)
def test_there_is_one_time_on_each_working_date(
    zone: ZoneInfo, after: datetime, wall: time, days: frozenset[int]
) -> None:
    hours = WorkingTime(zone, time(0), time(23, 59), days)
    start = hours.local(after).date()
    found: list[date] = []
    at = after
    for _ in range(5):
        following = hours.next_time(wall, at)
        assert following is not None
        on, later = following
        assert later > at
        found.append(on)
        at = later
    span = (start + timedelta(days=n) for n in range((found[-1] - start).days + 1))
    missed = [on for on in span if on.isoweekday() in days and on not in found]
    assert found == sorted(set(found))
    assert all(not exists(on, wall, zone) or (on == start and is_past(on, wall, zone, after)) for on in missed)


@given(zone=zones, after=moments, wall=walls)
def test_it_is_the_wall_time_or_as_much_later_as_the_clock_was_put_forward(
    zone: ZoneInfo, after: datetime, wall: time
) -> None:
    hours = WorkingTime(zone, time(0), time(23, 59), EVERY_DAY)
    following = hours.next_time(wall, after)
    assert following is not None
    on, at = following
    local = hours.local(at)
    assert local.date() == on
    assert local.time() == wall if exists(on, wall, zone) else local.time() > wall


@given(zone=zones, at=moments, opens=walls, closes=walls, days=weeks)
def test_the_next_opening_is_open_and_never_earlier(
    zone: ZoneInfo, at: datetime, opens: time, closes: time, days: frozenset[int]
) -> None:
    hours = WorkingTime(zone, opens, closes, days)
    opening = hours.next_opening(at)
    if opens >= closes:
        assert opening is None, "a window that closes before it opens never opens"
    else:
        assert opening is not None
        assert hours.is_open(opening)
        assert opening == at if hours.is_open(at) else opening > at


@given(zone=zones, at=moments, count=st.integers(1, 9), days=weeks)
def test_working_days_are_counted_one_by_one(zone: ZoneInfo, at: datetime, count: int, days: frozenset[int]) -> None:
    hours = WorkingTime(zone, time(0), time(23, 59), days)
    due = hours.after_working_days(at, count)
    assert due > at
    assert hours.works_on(hours.local(due).date())
    passed = (hours.local(due).date() - hours.local(at).date()).days
    assert passed >= count


@pytest.mark.parametrize(("first", "days"), [(date(2011, 12, 20), 30), (date(2026, 1, 1), 365), (date(2028, 2, 25), 9)])
def test_in_every_zone_each_working_day_has_one_morning_at_nine(first: date, days: int) -> None:
    last = first + timedelta(days=days - 1)
    wanted = [on for n in range(days) if (on := first + timedelta(days=n)).isoweekday() in WEEKDAYS]
    for name in ZONES:
        hours = working(name)
        found: list[date] = []
        at = datetime.combine(first, time(0), UTC) - timedelta(days=1)
        while (following := hours.next_time(NINE, at, first)) and following[0] <= last:
            on, later = following
            assert later > at, (name, on)
            assert hours.next_opening(later - timedelta(minutes=1)) == later, (name, on)
            assert hours.local(later).replace(tzinfo=None) == datetime.combine(on, NINE), (name, on)
            found.append(on)
            at = later
        left_out = [on for on in wanted if not exists(on, NINE, hours.zone)]
        assert found == [on for on in wanted if on not in left_out], name
        assert not left_out or name in SKIPPED_A_DATE, name


# Days that are known to be strange.


def test_berlin_has_one_nine_o_clock_when_the_clocks_change_on_sunday_and_on_monday() -> None:
    for sunday in (date(2026, 3, 29), date(2026, 10, 25)):
        found = mornings(working(days=EVERY_DAY), NINE, sunday, 2)
        assert [at.isoformat()[:16] for at in found] == [f"{sunday}T09:00", f"{sunday + timedelta(days=1)}T09:00"]
        assert found[1] - found[0] == timedelta(days=1)
        assert (found[0] - mornings(working(days=EVERY_DAY), NINE, sunday - timedelta(days=1), 1)[0]).days == 1


def test_a_time_in_the_gap_comes_as_much_later() -> None:
    [at] = mornings(working(days=EVERY_DAY), time(2, 30), date(2026, 3, 29), 1)
    assert at.isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_time_that_comes_twice_is_taken_once_the_first() -> None:
    found = mornings(working(days=EVERY_DAY), time(2, 30), date(2026, 10, 25), 2)
    assert [at.isoformat() for at in found] == ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]


def test_lord_howe_changes_by_half_an_hour() -> None:
    found = mornings(working("Australia/Lord_Howe", days=EVERY_DAY), time(2, 15), date(2026, 10, 3), 3)
    assert [at.isoformat()[:16] for at in found] == ["2026-10-03T02:15", "2026-10-04T02:45", "2026-10-05T02:15"]


def test_cairo_has_no_midnight_on_one_friday() -> None:
    found = mornings(working("Africa/Cairo", days=EVERY_DAY), time(0), date(2026, 4, 24), 2)
    assert [at.isoformat()[:16] for at in found] == ["2026-04-24T01:00", "2026-04-25T00:00"]


def test_samoa_left_out_a_friday() -> None:
    hours = working("Pacific/Apia", days=EVERY_DAY)
    found = mornings(hours, NINE, date(2011, 12, 29), 2)
    assert [at.date() for at in found] == [date(2011, 12, 29), date(2011, 12, 31)]
    assert hours.instant(date(2011, 12, 30), NINE) is None
    assert hours.after_working_days(found[0].astimezone(UTC), 1) == found[1]


def test_leap_days_are_days() -> None:
    [at] = mornings(working(days=EVERY_DAY), NINE, date(2028, 2, 29), 1)
    assert at.date() == date(2028, 2, 29)


def test_a_window_that_the_clock_jumps_over_opens_the_next_day() -> None:
    hours = working(opens=time(2, 0), closes=time(3, 0), days=EVERY_DAY)
    opening = hours.next_opening(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    assert opening == datetime(2026, 3, 30, 0, 0, tzinfo=UTC)


# Leave, holidays, weekends.


def test_friday_evening_leads_to_monday_morning() -> None:
    friday = datetime(2026, 3, 6, 19, 0, tzinfo=UTC)
    assert working().next_opening(friday) == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def test_leave_and_holidays_are_passed_over() -> None:
    hours = working(leave=(Leave(date(2026, 3, 9), date(2026, 3, 10)),), days_off=frozenset({date(2026, 3, 11)}))
    friday = datetime(2026, 3, 6, 19, 0, tzinfo=UTC)
    assert hours.next_time(NINE, friday) == (date(2026, 3, 12), datetime(2026, 3, 12, 8, 0, tzinfo=UTC))
    assert hours.next_opening(friday) == datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
    assert hours.after_working_days(friday, 2).date() == date(2026, 3, 13)


def test_an_earliest_date_is_kept() -> None:
    following = working().next_time(NINE, datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 7))
    assert following is not None
    assert following[0] == date(2026, 3, 9)


@pytest.mark.parametrize("hour", [7, 17])
def test_outside_of_its_hours_a_day_is_closed(hour: int) -> None:
    assert not working().is_open(datetime(2026, 3, 2, hour, 0, tzinfo=UTC))
    assert working().is_open(datetime(2026, 3, 2, 8, 0, tzinfo=UTC)), "the first minute counts"
    assert not working().is_open(datetime(2026, 3, 2, 16, 30, tzinfo=UTC)), "the last one doesn't"


def test_where_nothing_ever_opens_there_is_nothing() -> None:
    hours = working(leave=(Leave(date(2026, 1, 1), date(2030, 1, 1)),))
    monday = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert hours.next_opening(monday) is None
    assert hours.next_time(NINE, monday) is None
    assert hours.after_working_days(monday, 2) == monday + timedelta(days=2)


@pytest.mark.parametrize("at", [datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_at_both_ends_of_the_calendar_there_is_an_answer(at: datetime, zone: str) -> None:
    hours = working(zone, days=EVERY_DAY)
    following = hours.next_time(NINE, at)
    assert (following is None) == (at.year == 9999), "nothing is planned where there is no room to plan"
    assert hours.instant(date.min, NINE) is hours.instant(date.max, NINE) is None
    assert hours.after_working_days(at, 1) > at
    hours.next_opening(at)


# Zones by name.


@pytest.mark.parametrize(
    ("old", "new"),
    [("Europe/Kiev", "Europe/Kyiv"), ("Asia/Calcutta", "Asia/Kolkata"), ("US/Pacific", "America/Los_Angeles")],
)
def test_a_zone_that_was_renamed_keeps_its_mornings(old: str, new: str) -> None:
    assert is_zone(old)
    monday = date(2026, 3, 2)
    renamed = WorkingTime(zone_of(old), NINE, time(17), WEEKDAYS)
    assert mornings(renamed, NINE, monday, 9) == mornings(working(new), NINE, monday, 9)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "x" * 5_000, "Europe", "\x00"]
)
def test_a_name_that_is_no_zone_is_taken_for_utc(name: str) -> None:
    assert not is_zone(name)
    assert zone_of(name) == ZoneInfo("UTC")
