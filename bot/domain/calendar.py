"""When a person may be met: working hours and days, leave, public holidays, in their own zone.

Dates are walked as local dates and only then turned into instants, so that a day with a clock change has one
morning like any other. All instants are aware and in UTC.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HORIZON_DAYS = 400  # longer than any leave that still is one; past it, nothing will ever be due
_LAST = date.max - timedelta(days=HORIZON_DAYS)  # nothing is planned later: what is added to a time must have room


def is_zone(name: str) -> bool:
    """Whether the time zone database of today knows it, perhaps as an older name of another."""
    return zone_of(name).key == name


def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name; UTC for one that is not known, or not any more: one person must not stop others."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Leave:
    first: date
    last: date

    def __contains__(self, on: date) -> bool:
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The hours in which the bot may begin a conversation. ``days`` are ISO weekdays, Monday 1."""

    zone: ZoneInfo
    opens: time
    closes: time
    days: frozenset[int]
    leave: tuple[Leave, ...] = ()
    days_off: Container[date] = ()

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def works_on(self, on: date) -> bool:
        return on.isoweekday() in self.days and on not in self.days_off and not any(on in away for away in self.leave)

    def is_open(self, at: datetime) -> bool:
        local = self.local(at)
        return self.works_on(local.date()) and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime) -> datetime | None:
        """``at`` itself where it lies in working hours, else the next moment that does; None within the horizon."""
        if self.is_open(at):
            return at
        openings = (self.instant(on, self.opens) for on in self.working_days(self.local(at).date()))
        return next((opening for opening in openings if opening and opening > at and self.is_open(opening)), None)

    def next_time(self, wall: time, after: datetime, first: date | None = None) -> tuple[date, datetime] | None:
        """The next working day, from ``first`` on, whose ``wall`` time lies after ``after``, and that instant."""
        start = self.local(after).date()
        for on in self.working_days(max(start, first or start)):
            at = self.instant(on, wall)
            if at is not None and at > after:
                return on, at
        return None

    def working_days(self, first: date) -> Iterator[date]:
        days = (first + timedelta(days=n) for n in range(min(HORIZON_DAYS, (_LAST - first).days)))
        return (on for on in days if self.works_on(on))

    def instant(self, on: date, wall: time) -> datetime | None:
        """That wall time of that local date, the first of two; in a gap as much later as the clock was put forward.

        (RFC 5545, 3.3.5.) None where that leads to another date, as on one that was skipped, and on the calendar's
        first and last day, beyond which there is no time.
        """
        if on in {date.min, date.max}:
            return None
        at = datetime.combine(on, wall, self.zone).astimezone(UTC)
        return at if at.astimezone(self.zone).date() == on else None

    def after_working_days(self, at: datetime, count: int) -> datetime:
        """The same wall time ``count`` working days later (``at`` plus that many days if there are none)."""
        local = self.local(at)
        days = self.working_days(local.date() + timedelta(days=1))
        instants = (self.instant(on, local.time()) for on in days)
        upcoming = [instant for instant, _ in zip((i for i in instants if i), range(count), strict=False)]
        return upcoming[-1] if upcoming else at + timedelta(days=count)
