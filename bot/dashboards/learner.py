"""What learners see of themselves on a page: every skill, how it came about, and the arithmetic of what is missing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from bot.dashboards.frame import Sheet, Show, Visit
from bot.dashboards.table import Cell, Column, Table
from bot.domain.assessment import in_force
from bot.domain.errors import UnreadableInputError
from bot.domain.evidence import Evidence, Point
from bot.domain.gap import gap
from bot.domain.ids import MicroId, PersonId
from bot.domain.journey import Journey
from bot.domain.language import spoken
from bot.domain.mastery import Estimate
from bot.domain.needs import Needs, needs_of
from bot.domain.practice import Library
from bot.domain.rubric import SOURCES
from bot.engine.effects import PageName, Say
from bot.engine.progress import Ways, band, latest, picture_of, rows, score_data, score_of, terms, ways
from bot.engine.selection import standing_of

_SKILLS: Final = ("skill", "level", "likely", "target", "gap", "practised", "rated", "next")
_DAYS: Final = ("day", "of", "what", "level", "likely")
_BETWEEN_DAYS = "|"
Labels = Mapping[str, str]
Known = Mapping[MicroId, Evidence]


class OwnProgress(Protocol):
    """All that is known of one learner's levels."""

    async def own(self, learner: PersonId) -> tuple[Journey, Known] | None: ...


@dataclass(frozen=True, slots=True)
class LearnerPages:
    libraries: Mapping[str, Library]
    progress_of: OwnProgress

    def pages(self) -> Mapping[PageName, Show]:
        return {"progress": self.progress}

    async def progress(self, visit: Visit) -> Sheet:
        """The reader's own; nobody else's can be asked for."""
        own = await self.progress_of.own(visit.viewer.id)
        if own is None or own[0].learner.stage != "practising":
            raise UnreadableInputError("unreadable/page_closed")
        journey, evidence = own
        library = self.libraries[spoken(visit.viewer.locale, self.libraries)]
        found = ways(journey, library, evidence)
        words = await visit.words(_said(journey, library, found, visit.at))
        of = {**words.labels, **_days(found, journey, visit.at, words.labels["days"])}
        needs = needs_of(library, journey.cohort.pathway)
        skills = [_skill(journey, library, needs, micro, evidence, found, visit.at, of) for micro in found]
        tables = [Table(of["skills"], _columns(_SKILLS, of), skills)]
        if lived := list(_lived(library, found, of)):
            tables.append(Table(of["day_by_day"], _columns(_DAYS, of), lived))
        return Sheet(words, tables)


def _said(journey: Journey, library: Library, found: Ways, at: datetime) -> Say:
    drawn = latest(found, len(found))
    score = score_of(journey, library, at)
    return Say(
        "pages/progress",
        {
            "standings": rows(journey, library, found, drawn, at),
            "score": score_data(journey, library, score),
            "terms": terms(score),
            "coach": journey.coach.first_name if journey.coach else "",
            "days": _named_days(found, journey, at),
        },
        picture=picture_of(journey, library, drawn, at),
    )


def _named_days(found: Ways, journey: Journey, at: datetime) -> list[date]:
    """Every day that is named in a table."""
    lived = {point.on for points in found.values() for point in points}
    due = {standing_of(journey, micro, at).due_on for micro in found}
    return sorted(lived | {day for day in due if day is not None})


def _days(found: Ways, journey: Journey, at: datetime, written: str) -> Labels:
    """Each of them as it is written in the reader's language."""
    days = _named_days(found, journey, at)
    return dict(zip((day.isoformat() for day in days), written.split(_BETWEEN_DAYS), strict=False))


def _skill(  # noqa: PLR0917 - a row is made of all that is known
    journey: Journey,
    library: Library,
    needs: Needs,
    micro: MicroId,
    evidence: Known,
    found: Ways,
    at: datetime,
    of: Labels,
) -> list[Cell]:
    standing = standing_of(journey, micro, at)
    estimate, target = standing.estimate, needs[micro].target
    practised = sum(point.practised for point in found[micro])
    return [
        Cell(library.framework.micro_competencies[micro].name),
        *_level(estimate, of),
        _number(target, 1, of),
        _number(gap(target, estimate.m), 2, of) if estimate.known else _unknown(of),
        Cell(str(practised), practised),
        _rated(evidence.get(micro, Evidence()), of),
        Cell(of["not_planned"]) if standing.due_on is None else _day(standing.due_on, of),
    ]


def _rated(evidence: Evidence, of: Labels) -> Cell:
    """How often by whom, such as "you: 3, your coach: 1"."""
    counts = Counter(one.source for one in in_force(evidence.assessments))
    named = [f"{of[f'by_{source}']}: {counts[source]}" for source in SOURCES if counts[source]]
    return Cell(", ".join(named) or of["by_nobody"], sum(counts.values()))


def _lived(library: Library, found: Ways, of: Labels) -> Iterator[list[Cell]]:
    """What the picture shows, the newest first."""
    lived = [(point, micro) for micro, points in found.items() for point in points]
    for point, micro in sorted(lived, key=lambda one: (-one[0].on.toordinal(), one[1])):
        name = library.framework.micro_competencies[micro].name
        yield [_day(point.on, of), Cell(name), Cell(_what(point, of)), *_level(point.estimate, of)]


def _what(point: Point, of: Labels) -> str:
    done = (("practised", point.practised), ("seen", point.seen), ("rated_by_you", point.rated and not point.seen))
    return ", ".join(of[f"was_{name}"] for name, holds in done if holds)


def _level(estimate: Estimate, of: Labels) -> tuple[Cell, Cell]:
    """Level and band, where there is enough evidence for them."""
    if not estimate.known:
        return _unknown(of), _unknown(of)
    _, low, high = band(estimate)
    between = f"{_written(low, of)} {of['to']} {_written(high, of)}"
    return _number(estimate.m, 1, of), Cell(between, estimate.m - estimate.spread)


def _columns(keys: Sequence[str], of: Labels) -> list[Column]:
    return [Column(key, of[key]) for key in keys]


def _day(on: date, of: Labels) -> Cell:
    return Cell(of[on.isoformat()], on.toordinal())


def _unknown(of: Labels) -> Cell:
    return Cell(of["unknown"], shade="none")


def _number(value: float, places: int, of: Labels) -> Cell:
    return Cell(_written(f"{value:.{places}f}", of), value)


def _written(number: str, of: Labels) -> str:
    return number.replace(".", of["decimal"])
