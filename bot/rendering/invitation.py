"""A calendar entry as an iCalendar file."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from icalendar import Calendar, Event

from bot.engine.effects import Invitation
from bot.rendering.escape import clean, one_line
from bot.rendering.message import Attachment

NAME = "microcoach.ics"
Made = TypeVar("Made", Calendar, Event)


def invitation(entry: Invitation) -> Attachment:
    """The same entry is the same file, so that it is put into a calendar once."""
    begins = entry.at.astimezone(UTC)
    event = _component(
        Event(),
        {
            "uid": f"{_print_of(entry)}@microcoach",
            "dtstamp": begins,
            "dtstart": begins,
            "dtend": begins + timedelta(minutes=entry.minutes),
            "summary": one_line(entry.title),
            "description": clean(entry.about),
            "class": "PRIVATE",
        },
    )
    calendar = _component(Calendar(), {"prodid": "-//Microcoach//EN", "version": "2.0"})
    calendar.add_component(event)
    return Attachment(NAME, "text/calendar", calendar.to_ical())


def _component(made: Made, properties: Mapping[str, str | datetime]) -> Made:
    for name, value in properties.items():
        made.add(name, value)  # pyright: ignore[reportUnknownMemberType] - the library leaves the value open
    return made


def _print_of(entry: Invitation) -> str:
    content = "\0".join((entry.title, entry.about, entry.at.astimezone(UTC).isoformat(), str(entry.minutes)))
    return sha256(content.encode()).hexdigest()[:32]
