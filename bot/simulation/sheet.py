"""The report as a page of its own: it needs no network, prints well, and says in words what it draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.simulation.page import ASSUMED, rows
from bot.simulation.report import Report

_TEMPLATE: Final = "sheet.html.j2"
_WIDTH, _HEIGHT = 640, 240
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
_PAGES.trim_blocks = _PAGES.lstrip_blocks = True


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Points as SVG wants them, and where the weeks and the levels stand."""

    band: str
    seen: str
    true: str
    marks: list[tuple[int, int]]
    levels: list[tuple[int, int]]


def as_html(report: Report) -> str:
    """One file; colour carries nothing that a number or a line's shape does not."""
    hours = report.coach_hours_per_week
    coaches = dict.fromkeys(one.coach for one in hours.by_week)
    by_coach = {coach: [one for one in hours.by_week if one.coach == coach] for coach in coaches}
    drawn = _drawn(report) if report.level_by_week else None
    return _PAGES.get_template(_TEMPLATE).render(
        report=report, rows=list(rows(report)), by_coach=by_coach, hours=hours, drawn=drawn, assumed=ASSUMED
    )


def _drawn(report: Report) -> _Drawing:
    """Levels by week: the band, the line that the programme sees, and the truth."""
    weeks = report.level_by_week
    across = _WIDTH / max(1, len(weeks) - 1)

    def line(levels: Sequence[float]) -> str:
        return " ".join(f"{number * across:.0f},{_down(level):.0f}" for number, level in enumerate(levels))

    def back(levels: Sequence[float]) -> str:
        return " ".join(reversed(line(levels).split()))

    return _Drawing(
        band=f"{line([one.high for one in weeks])} {back([one.low for one in weeks])}",
        seen=line([one.seen for one in weeks]),
        true=line([one.true for one in weeks]),
        marks=[(round(number * across), one.week) for number, one in enumerate(weeks)],
        levels=[(round(_down(level)), level) for level in range(1, 6)],
    )


def _down(level: float) -> float:
    return _HEIGHT * (5 - level) / 4
