"""Telling the owners of content what has to be read again: once, two weeks before it is no longer offered."""

from collections.abc import Container, Iterator, Mapping
from datetime import date, datetime, timedelta

from bot.domain.calendar import WorkingTime, zone_of
from bot.domain.learner import Rhythm
from bot.domain.pathway import Project
from bot.domain.people import Person
from bot.domain.practice import Library, Practice
from bot.domain.touchpoint import Touchpoint
from bot.engine.decision import Decision
from bot.engine.effects import Datum, Say
from bot.engine.situation import Situation

_AHEAD = timedelta(days=14)
_WORTH_SENDING = timedelta(days=60)

Reviewed = Practice | Project


def owners(library: Library) -> Mapping[str, int]:
    """The e-mail addresses of those who look after content that is not retired, and after how much of it."""
    mine = [item.owner.lower() for item in _items(library)]
    return {owner: mine.count(owner) for owner in dict.fromkeys(mine)}


def reviews(library: Library, owner: Person, days_off: Container[date], at: datetime) -> list[Touchpoint]:
    """One for each week in which something of theirs comes up, on the first working day: never one for each thing."""
    rhythm = Rhythm()
    hours = WorkingTime(zone_of(owner.zone), rhythm.opens, rhythm.closes, rhythm.days, (), days_off)
    weeks = sorted({_monday(item) for item in _items(library) if item.owner.lower() == owner.email})
    found = [(monday, _when(hours, monday, at)) for monday in weeks]
    return [
        Touchpoint(owner.id, "review", monday.isoformat(), due, due + _WORTH_SENDING, subject=monday.isoformat())
        for monday, due in found
        if due is not None
    ]


def review(now: Situation, touchpoint: Touchpoint) -> Decision:
    """What of theirs came up in that week and has not been seen to since."""
    today = now.at.astimezone(zone_of(now.person.zone)).date()
    rows: list[Datum] = [
        {"title": item.title, "id": item.id, "review_by": item.review_by, "over": item.review_by < today}
        for item in _items(now.library)
        if item.owner.lower() == now.person.email and _monday(item).isoformat() == touchpoint.slot
    ]
    if not rows:
        return Decision(outcome="reviewed")
    return Decision(effects=(Say("library/review_due", {"items": rows}),))


def _items(library: Library) -> Iterator[Reviewed]:
    """Everything that has a review date and is in use."""
    for item in (*library.practices.values(), *library.projects.values()):
        if not item.retired:
            yield item


def _monday(item: Reviewed) -> date:
    """The Monday of the week in which its owner is told."""
    told_on = max(item.review_by, date.min + 2 * _AHEAD) - _AHEAD
    return told_on - timedelta(days=told_on.weekday())


def _when(hours: WorkingTime, monday: date, at: datetime) -> datetime | None:
    """The first opening of that week; now, or as soon as possible, where that has passed."""
    first = hours.next_time(hours.opens, at, monday)
    if first is None or hours.local(at).date() <= monday:
        return None if first is None else first[1]
    return hours.next_opening(at)
