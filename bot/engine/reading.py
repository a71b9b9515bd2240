"""Reading what people typed: words, levels, times and days; what can't be read is said so in one sentence."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from bot.domain.calendar import WorkingTime
from bot.domain.errors import UnreadableInputError
from bot.domain.rubric import Level, level_named
from bot.domain.team import Rhythm
from bot.engine.events import Value

MOST_CHARACTERS = 4_000
_MOST_DAYS_AHEAD = 366
_LONGEST_LINK = 1_000
_AFTERNOON = time(14, 0)
_MORNING = time(9, 0)

# What reorders text on a screen without being seen; the left-to-right and right-to-left marks are harmless and stay.
_REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_ALLOWED_CONTROLS = frozenset("\n\t")
_WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_AMOUNT = re.compile(r"(?:in |for )?(\d{1,4}|an?|one|two|three) ?(m|min|minutes?|h|hours?|d|days?|w|weeks?)\Z")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\Z")


def words(raw: Value, *, field: str | None = None, most: int = MOST_CHARACTERS) -> str:
    """The text without invisible reordering and outer white space; may be empty."""
    text = raw if isinstance(raw, str) else " ".join(raw)
    if any(_is_unreadable(sign) for sign in text):
        raise UnreadableInputError("unreadable/characters", field=field)
    text = text.translate(_REORDERING).strip()
    if len(text) > most:
        raise UnreadableInputError("unreadable/too_long", {"length": len(text), "most": most}, field=field)
    return text


def some_words(values: Mapping[str, Value], field: str, most: int = MOST_CHARACTERS) -> str:
    """The text of a field that can't be left empty."""
    text = words(values.get(field, ""), field=field, most=most)
    if not text:
        raise UnreadableInputError("unreadable/empty", field=field)
    return text


def level(raw: Value, *, field: str | None = None) -> Level | None:
    """A level from 1 to 5, or None for nothing; anything else can't be read."""
    text = words(raw, field=field)
    if not text:
        return None
    named = level_named(text)
    if named is None:
        raise UnreadableInputError("unreadable/level", field=field)
    return named


def wall_time(raw: Value, *, field: str | None = None) -> time:
    """A time of day: "9", "09:00", "9.30"."""
    found = _CLOCK.match(words(raw, field=field))
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour > 23 or minute > 59:
        raise UnreadableInputError("unreadable/time", field=field)
    return time(hour, minute)


def weekdays(raw: Value, *, field: str | None = None) -> frozenset[int]:
    """ISO weekdays from "1".."7", or their English names or first three letters."""
    parts: Iterable[str] = re.split(r"[,\s]+", raw.strip()) if isinstance(raw, str) else raw
    days = frozenset(_weekday(part.strip().lower(), field) for part in parts if part.strip())
    if not days:
        raise UnreadableInputError("unreadable/days", field=field)
    return days


def _weekday(word: str, field: str | None) -> int:
    if len(word) == 1 and word in "1234567":
        return int(word)
    numbers = [n for n, name in enumerate(_WEEKDAYS, start=1) if len(word) >= 3 and name.startswith(word)]
    if not numbers:
        raise UnreadableInputError("unreadable/days", field=field)
    return numbers[0]


def rhythm(raw: str, now: Rhythm) -> Rhythm:
    """A rhythm as "weekly Mon 09:00", or a part of it; what is not said stays as it is ``now``."""
    weekday, at = now.weekday, now.at
    for word in words(raw).lower().replace(",", " ").split():
        if word in {"weekly", "every", "each", "on", "at"}:
            continue
        if word[0].isdigit():
            at = wall_time(word)
        else:
            weekday = _weekday(word.removesuffix("s") if len(word) > 4 else word, None)
    return Rhythm(weekday, at)


def day(raw: Value, today: date, *, field: str | None = None, first: date | None = None) -> date:
    """A day after today and within a year: "2026-12-24", "24.12.", "friday", "tomorrow", "2 weeks".

    ``first`` is the earliest day that will do, where that is another.
    """
    found = _day(
        words(raw, field=field).lower().removeprefix("until ").removeprefix("on ").strip(),
        today,
    )
    if found is None:
        raise UnreadableInputError("unreadable/day", field=field)
    earliest = first or today + timedelta(days=1)
    if not earliest <= found <= today + timedelta(days=_MOST_DAYS_AHEAD):
        raise UnreadableInputError("unreadable/day_range", field=field)
    return found


def past_day(raw: Value, today: date, *, field: str | None = None) -> date:
    """Today or a day of the year before it: "2026-12-24", "24.12.", "today", "yesterday"."""
    text = words(raw, field=field).lower()
    found = today - timedelta(days=1) if text == "yesterday" else today if text == "today" else _date_past(text, today)
    if found is None:
        raise UnreadableInputError("unreadable/day", field=field)
    if found > today:
        raise UnreadableInputError("unreadable/day_ahead", field=field)
    if found < today - timedelta(days=_MOST_DAYS_AHEAD):
        raise UnreadableInputError("unreadable/day_long_ago", field=field)
    return found


def _date_past(text: str, today: date) -> date | None:
    """A day without its year is the latest that has been."""
    found = _date_written(text, today)
    if found is None or found <= today or str(found.year) in text:
        return found
    return _date_written(f"{found.year - 1}-{found.month}-{found.day}", today)


def link(raw: Value, *, field: str | None = None) -> str:
    """An address that anybody may be shown, or nothing; it is kept and never opened by us."""
    text = words(raw, field=field)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_plain = parts.scheme == "https" and parts.hostname and not parts.username and "." in parts.hostname
    except ValueError:
        is_plain = False
    if not is_plain or len(text) > _LONGEST_LINK or any(sign.isspace() for sign in text):
        raise UnreadableInputError("unreadable/no_link", field=field)
    return text


def _day(text: str, today: date) -> date | None:
    weekday = text.removeprefix("next ")
    if text == "today":
        return today
    if text == "tomorrow":
        return today + timedelta(days=1)
    if text == "next week":
        return today + timedelta(days=8 - today.isoweekday())
    if len(weekday) >= 3 and any(name.startswith(weekday) for name in _WEEKDAYS):
        return today + timedelta(days=(_weekday(weekday, None) - today.isoweekday() - 1) % 7 + 1)
    return _date_written(text, today) or _days_ahead(text, today)


def _date_written(text: str, today: date) -> date | None:
    try:
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.?", text)
    return _next_of_that_name(int(found[2]), int(found[1]), today) if found else None


def _next_of_that_name(month: int, day: int, today: date) -> date | None:
    """The next such day after today, this year or the next: the 29th of February is not in every one."""
    for year in (today.year, today.year + 1):
        with suppress(ValueError):
            if (found := date(year, month, day)) > today:
                return found
    return None


def _days_ahead(text: str, today: date) -> date | None:
    amount = _amount(text)
    return None if amount is None or amount < timedelta(days=1) else today + amount


def _amount(text: str) -> timedelta | None:
    found = _AMOUNT.match(text)
    if found is None:
        return None
    count = _NUMBERS.get(found[1]) or int(found[1])
    unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[found[2][0]]
    return timedelta(**{unit: count})


def later(raw: str, at: datetime, hours: WorkingTime) -> datetime:
    """When "later" is: "1h", "30 min", "this afternoon", "tomorrow", a day; at an hour when the learner may be met."""
    text = words(raw).lower() or "1h"
    wanted = _later(text, at, hours)
    opening = hours.next_opening(wanted)
    if opening is None:
        raise UnreadableInputError("unreadable/never_open")
    return opening


def _later(text: str, at: datetime, hours: WorkingTime) -> datetime:
    amount = _amount(text)
    if amount is not None and amount < timedelta(days=1) and amount > timedelta(0):
        return at + amount
    today = hours.local(at).date()
    if text.removeprefix("this ") == "afternoon":
        afternoon = hours.instant(today, _AFTERNOON)
        return afternoon if afternoon and afternoon > at else at + timedelta(hours=1)
    morning = _MORNING if hours.opens <= _MORNING < hours.closes else hours.opens
    return hours.instant(day(text, today), morning) or at + timedelta(days=1)


def _is_unreadable(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} and sign not in _ALLOWED_CONTROLS and sign != "\r"
