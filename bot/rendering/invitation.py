"""A calendar entry as an iCalendar file."""

from datetime import UTC, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from bot.engine.effects import Invitation
from bot.rendering.escape import clean, one_line
from bot.rendering.message import Attachment

NAME = "microcoach.ics"


def invitation(entry: Invitation) -> Attachment:
    """The same entry is the same file, so that it is put into a calendar once."""
    begins = entry.at.astimezone(UTC)
    event = Event()
    event.add("uid", f"{_print_of(entry)}@microcoach")
    event.add("dtstamp", begins)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=entry.minutes))
    event.add("summary", one_line(entry.title))
    event.add("description", clean(entry.about))
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Microcoach//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return Attachment(NAME, "text/calendar", calendar.to_ical())


def _print_of(entry: Invitation) -> str:
    content = "\0".join((entry.title, entry.about, entry.at.astimezone(UTC).isoformat(), str(entry.minutes)))
    return sha256(content.encode()).hexdigest()[:32]
