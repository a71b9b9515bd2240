"""Calendar entries are read back by the library that calendars use."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.engine.effects import Invitation
from bot.rendering.invitation import invitation

AT = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
ENTRY = Invitation("If Tom asks, ask first; then wait", "Ada: If Tom asks,\nask first\\ (twice) \u202eX", AT, 15)


def event_of(entry: Invitation) -> Event:
    [event] = Calendar.from_ical(invitation(entry).content).events
    return event


def test_an_entry_says_what_and_when_in_utc() -> None:
    event = event_of(ENTRY)
    assert event.summary == ENTRY.title
    assert event.description == "Ada: If Tom asks,\nask first\\ (twice) X"
    assert event.start == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 30, 8, 15, tzinfo=UTC)


def test_the_file_asks_nobody_for_an_answer() -> None:
    file = invitation(ENTRY)
    calendar = Calendar.from_ical(file.content)
    assert "method" not in calendar
    assert "Microcoach" in calendar.prodid
    assert (file.name, file.media_type) == ("microcoach.ics", "text/calendar")


def test_the_same_entry_is_the_same_file_and_another_one_is_not() -> None:
    assert invitation(ENTRY) == invitation(replace(ENTRY, at=AT.astimezone(UTC)))
    assert event_of(ENTRY).uid != event_of(replace(ENTRY, minutes=20)).uid
