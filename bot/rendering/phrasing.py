"""Days, times, numbers and lists in the reader's language; the words come from ``phrases.yaml`` of the locale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.calendar import zone_of

_NEAR = timedelta(days=6)
_A_RUN = 3


@dataclass(frozen=True, slots=True)
class Phrases:
    """``patterns`` have named gaps such as ``{weekday}``; weekdays begin with Monday."""

    weekdays: Sequence[str]
    months: Sequence[str]
    patterns: Mapping[str, str]
    pictures: Mapping[str, str]

    def day(self, on: date, today: date) -> str:
        """Such as "Monday 23 November"; with the year, when it is another one."""
        pattern = "day" if on.year == today.year else "day_with_year"
        return self.patterns[pattern].format(
            weekday=self.weekdays[on.weekday()], day=on.day, month=self.months[on.month - 1], year=on.year
        )

    def short_day(self, on: date) -> str:
        """Such as "23 November"."""
        return self.patterns["short_day"].format(day=on.day, month=self.months[on.month - 1])

    def moment(self, at: datetime, now: datetime, zone: str) -> str:
        """Such as "today at 15:00", "on Tuesday at 09:00", or with the date when past or a week off."""
        local, today = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone)).date()
        ahead = local.date() - today
        words = {
            "time": f"{local:%H:%M}",
            "weekday": self.weekdays[local.weekday()],
            "date": self.day(local.date(), today),
        }
        pattern = "today" if not ahead else "this_week" if timedelta() < ahead <= _NEAR else "another_day"
        return self.patterns[pattern].format_map(words)

    def these_weekdays(self, numbers: Iterable[int]) -> str:
        """ISO weekdays: "Monday to Friday", "Monday, Wednesday and Friday"."""
        days = sorted(numbers)
        if len(days) >= _A_RUN and days[-1] - days[0] == len(days) - 1:
            first, last = self.weekdays[days[0] - 1], self.weekdays[days[-1] - 1]
            return self.patterns["run"].format(first=first, last=last)
        return self.listed([self.weekdays[day - 1] for day in days])

    def number(self, written: str) -> str:
        """A number as the engine writes it, "2.4", with this language's decimal mark."""
        return written.replace(".", self.patterns["decimal"])

    def listed(self, items: Sequence[str]) -> str:
        """Such as "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return self.patterns["and"].format(some=self.patterns["comma"].join(items[:-1]), last=items[-1])
