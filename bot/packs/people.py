"""Reading a list of people from a CSV file: good rows are kept, bad ones are said with their line and the remedy."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process, utils

from bot.domain.calendar import HORIZON_DAYS, Leave
from bot.domain.people import ROLES, Role
from bot.domain.roster import Newcomer

REQUIRED = ("name", "email", "roles", "zone")
OPTIONAL = ("country", "locale", "manager", "coach", "leave_from", "leave_to")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_LONGEST = 200
_COUNTRY_LETTERS = 2
_NEAR = 75
_SPARE_DAYS = 30  # after the longest leave there must be working days within the horizon
_MOST_NEAR = 3
_NO_PLACES = frozenset({"Factory", "localtime"})  # what a machine calls its own clock, and what nobody has set yet


@dataclass(frozen=True, slots=True)
class BadRow:
    """``line`` counts from 1, the header; ``what`` says what is wrong and what to do."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class PeopleList:
    newcomers: tuple[Newcomer, ...]
    bad: tuple[BadRow, ...]


class _BadRowError(ValueError):
    pass


def read_people(raw: bytes, known: Collection[str] = ()) -> PeopleList:
    """The people of a CSV file with a header row; a byte order mark does no harm.

    Managers and coaches stand in the list too, or are among the ``known`` e-mail addresses.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return PeopleList((), (BadRow(1, "This is not UTF-8 text. Save the list as “CSV UTF-8”."),))
    reader = csv.DictReader(io.StringIO(text, newline=""))
    wrong = _wrong_header(reader.fieldnames)
    if wrong:
        return PeopleList((), (BadRow(1, wrong),))
    good: dict[int, Newcomer] = {}
    bad: list[BadRow] = []
    for row in reader:
        try:
            good[reader.line_num] = _newcomer(row)
        except _BadRowError as error:
            bad.append(BadRow(reader.line_num, str(error)))
    return _together(good, bad, known)


def _wrong_header(names: Sequence[str] | None) -> str:
    known = (*REQUIRED, *OPTIONAL)
    found = list(names or ())
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        return f"The first line needs the columns {', '.join(REQUIRED)}; missing: {', '.join(missing)}."
    unknown = [name for name in found if name not in known]
    if unknown:
        return f"Unknown column: {', '.join(unknown)}. Known are {', '.join(known)}."
    return "" if len(set(found)) == len(found) else "A column stands twice in the first line. Keep one of them."


def _newcomer(row: Mapping[str, str | None]) -> Newcomer:
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    if None in row:
        raise _BadRowError("More cells than columns. Put a value that has a comma in quotes.")
    name, email = cells["name"], cells["email"].lower()
    if not name or len(name) > _LONGEST:
        raise _BadRowError(f"A name of 1 to {_LONGEST} characters is needed.")
    if not _EMAIL.match(email):
        raise _BadRowError(f"“{cells['email']}” is not an e-mail address.")
    return Newcomer(
        name=name,
        email=email,
        roles=_roles(cells["roles"]),
        zone=_zone(cells["zone"]),
        country=_country(cells.get("country", "")),
        locale=cells.get("locale", "").lower() or "en",
        manager=cells.get("manager", "").lower(),
        coach=cells.get("coach", "").lower(),
        leave=_leave(cells.get("leave_from", ""), cells.get("leave_to", "")),
    )


def _roles(text: str) -> frozenset[Role]:
    words = [word for word in re.split(r"[;,\s]+", text.lower()) if word]
    unknown = [word for word in words if word not in ROLES]
    if unknown or not words:
        raise _BadRowError(f"“{text}” is no list of roles. Known are {', '.join(ROLES)}; put ; between two.")
    return frozenset(cast("list[Role]", words))


def _zone(text: str) -> str:
    if not text:
        raise _BadRowError("A time zone is needed, or nobody knows when it is morning. Write it like Europe/Berlin.")
    if text not in _zones():
        raise _BadRowError(f"“{text}” is no time zone. {_or_like(text)}")
    return text


@cache
def _zones() -> frozenset[str]:
    """Every IANA name, older ones too: who writes Asia/Calcutta means a place."""
    return frozenset(available_timezones()) - _NO_PLACES


def _or_like(text: str) -> str:
    """The names that come near; of equally near ones the first by the alphabet."""
    found = process.extract(
        text, sorted(_zones()), scorer=fuzz.WRatio, processor=_plain, score_cutoff=_NEAR, limit=_MOST_NEAR
    )
    near = [name for name, _, _ in found]
    return f"Did you mean {' or '.join(near)}?" if near else "Write it like Europe/Berlin or America/New_York."


def _plain(name: str) -> str:
    return utils.default_process(name.replace("_", " "))


def _country(text: str) -> str | None:
    if not text:
        return None
    if len(text) != _COUNTRY_LETTERS or not text.isascii() or not text.isalpha():
        raise _BadRowError(f"“{text}” is no country code. Write two letters, like DE or AU.")
    return text.upper()


def _leave(first: str, last: str) -> tuple[Leave, ...]:
    if not first and not last:
        return ()
    try:
        leave = Leave(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise _BadRowError("Leave needs leave_from and leave_to, each like 2026-12-24.") from None
    if leave.last < leave.first:
        raise _BadRowError("The leave ends before it begins.")
    if (leave.last - leave.first).days >= HORIZON_DAYS - _SPARE_DAYS:
        raise _BadRowError("The leave is longer than a year. Give a shorter one, or bring the person in afterwards.")
    return (leave,)


def _together(good: Mapping[int, Newcomer], bad: list[BadRow], known: Collection[str]) -> PeopleList:
    """What only shows when the rows are seen together."""
    bad += _twice(good)
    kept = {line: who for line, who in good.items() if line not in {row.line for row in bad}}
    bad += _strangers(kept, known)
    bad += _own_coach(kept)
    bad += _circles(kept)
    lines = {row.line for row in bad}
    people = tuple(who for line, who in kept.items() if line not in lines)
    return PeopleList(people, tuple(sorted(bad, key=lambda row: row.line)))


def _twice(good: Mapping[int, Newcomer]) -> list[BadRow]:
    first: dict[str, int] = {}
    return [
        BadRow(line, f"{who.email} stands in line {first[who.email]} already, perhaps in other case. Keep one of them.")
        for line, who in good.items()
        if first.setdefault(who.email, line) != line
    ]


def _strangers(kept: Mapping[int, Newcomer], known: Collection[str]) -> list[BadRow]:
    here = {who.email for who in kept.values()} | set(known)
    return [
        BadRow(line, f"{email} is neither in this list nor here already. Add a row for them, or correct the address.")
        for line, who in kept.items()
        for email in dict.fromkeys((who.manager, who.coach))
        if email and email not in here
    ]


def _own_coach(kept: Mapping[int, Newcomer]) -> list[BadRow]:
    return [
        BadRow(line, "Nobody is coached by their own manager or by themself. Choose another coach.")
        for line, who in kept.items()
        if who.coach and who.coach in {who.manager, who.email}
    ]


def _circles(kept: Mapping[int, Newcomer]) -> list[BadRow]:
    managers = {who.email: who.manager for who in kept.values()}
    return [
        BadRow(line, f"The managers go round in a circle: {' > '.join(circle)}. Leave one of them without a manager.")
        for line, who in kept.items()
        if (circle := list(_upwards(who.email, managers)))[-1] == who.email and len(circle) > 1
    ]


def _upwards(email: str, managers: Mapping[str, str]) -> Iterator[str]:
    """The person, their manager, and so on, until the top, somebody seen before, or the person again."""
    seen: list[str] = []
    at = email
    while at and at not in seen:
        seen.append(at)
        yield at
        at = managers.get(at, "")
    if at == email:
        yield at
