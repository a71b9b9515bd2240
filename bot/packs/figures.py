"""Reading figures from a CSV file: good rows are kept, bad ones are said with their line and the remedy."""

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from math import isfinite

from bot.domain.figure import Figure
from bot.packs.people import BadRow

COLUMNS = ("person", "metric", "value", "date")
_NUMBER = re.compile(r"[-+]?[0-9]{1,12}(\.[0-9]{1,9})?\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_OLDEST = timedelta(days=730)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class FigureList:
    """``figures`` by the line that each stands in."""

    figures: Mapping[int, Figure]
    bad: tuple[BadRow, ...]


class _BadRowError(ValueError):
    pass


def read_figures(raw: bytes, metrics: Collection[str], today: date) -> FigureList:
    """The figures of a CSV file with a header row; a byte order mark does no harm."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return FigureList({}, (BadRow(1, "This is not UTF-8 text. Save the list as “CSV UTF-8”."),))
    reader = csv.DictReader(io.StringIO(text, newline=""))
    wrong = _wrong_header(reader.fieldnames)
    if wrong:
        return FigureList({}, (BadRow(1, wrong),))
    good: dict[int, Figure] = {}
    bad: list[BadRow] = []
    seen: dict[tuple[str, str, date], int] = {}
    for row in reader:
        line = reader.line_num
        try:
            figure = _figure(row, metrics, today)
            first = seen.setdefault((figure.person.casefold(), figure.metric, figure.on), line)
            if first != line:
                raise _BadRowError(f"The same metric of the same day stands in line {first} already. Keep one of them.")
            good[line] = figure
        except _BadRowError as error:
            bad.append(BadRow(line, str(error)))
    return FigureList(good, tuple(bad))


def by_person(figures: Mapping[int, Figure]) -> Mapping[str, dict[int, Figure]]:
    """The rows of each person, as they are called in the list."""
    rows: dict[str, dict[int, Figure]] = {}
    for line, figure in figures.items():
        rows.setdefault(figure.person, {})[line] = figure
    return rows


def _wrong_header(names: Sequence[str] | None) -> str:
    found = list(names or ())
    if sorted(found) == sorted(COLUMNS):
        return ""
    return f"The first line needs the columns {','.join(COLUMNS)} and no others; it has: {','.join(found) or 'none'}."


def _figure(row: Mapping[str, str | None], metrics: Collection[str], today: date) -> Figure:
    if None in row:
        raise _BadRowError("More cells than columns. Put a value that has a comma in quotes.")
    cells = {name: (value or "").strip() for name, value in row.items()}
    person = cells["person"]
    if not person or len(person) > _LONGEST or not person.isprintable():
        raise _BadRowError("A person is needed: an e-mail address, an id, or a full name.")
    return Figure(person, _metric(cells["metric"], metrics), _value(cells["value"]), _day(cells["date"], today))


def _metric(text: str, metrics: Collection[str]) -> str:
    if text in metrics:
        return text
    near = get_close_matches(text, list(metrics), n=1)
    known = ", ".join(sorted(metrics)) or "none; name some in content/competencies"
    remedy = f"Did you mean {near[0]}?" if near else f"Known are: {known}."
    raise _BadRowError(f"“{text[:60]}” is no metric of the framework. {remedy}")


def _value(text: str) -> float:
    value = float(text) if _NUMBER.match(text) else None
    if value is None or not isfinite(value):
        raise _BadRowError(f"“{text[:60]}” is not a number. Write it like 12 or 0.75.")
    return value


def _day(text: str, today: date) -> date:
    try:
        on = date.fromisoformat(text if _DAY.match(text) else "")
    except ValueError:
        raise _BadRowError(f"“{text[:60]}” is not a date. Write it like 2026-03-31.") from None
    if on > today:
        raise _BadRowError(f"{text} lies in the future. Give the day on which it was measured.")
    if on < today - _OLDEST:
        raise _BadRowError(f"{text} is more than two years ago, and says little about today. Leave it out.")
    return on
