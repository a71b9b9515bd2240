"""The report as a page of its own: it needs no network, prints well, and says in words what it draws."""

from pathlib import Path
from typing import Final

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.simulation.page import ASSUMED, rows
from bot.simulation.report import Report

_TEMPLATE: Final = "sheet.html.j2"
_INK, _SOFT, _FONT = "#1b1f24", "#c9d1da", "Liberation Sans"
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
_PAGES.trim_blocks = _PAGES.lstrip_blocks = True


def as_html(report: Report) -> str:
    """One file; colour carries nothing that a number or a line's shape does not."""
    hours = report.coach_hours_per_week
    coaches = dict.fromkeys(one.coach for one in hours.by_week)
    by_coach = {coach: [one for one in hours.by_week if one.coach == coach] for coach in coaches}
    drawn = Markup(_drawn(report)) if report.level_by_week else ""  # noqa: S704 - made of our own figures
    return _PAGES.get_template(_TEMPLATE).render(
        report=report, rows=list(rows(report)), by_coach=by_coach, hours=hours, drawn=drawn, assumed=ASSUMED
    )


def _drawn(report: Report) -> str:
    """Levels by week: the band, the line that the programme sees, and, dashed, the truth."""
    values = [
        {"week": one.week, "seen": one.seen, "low": one.low, "high": one.high, "true": one.true}
        for one in report.level_by_week
    ]
    x = {"field": "week", "type": "quantitative", "title": "week", "axis": {"tickMinStep": 1, "format": "d"}}
    y = {"type": "quantitative", "scale": {"domain": [1, 5]}, "title": "level"}
    band = {"mark": {"type": "area", "color": _SOFT}, "encoding": {"y": {"field": "low", **y}, "y2": {"field": "high"}}}
    seen = {"mark": {"type": "line", "color": _INK, "point": True}, "encoding": {"y": {"field": "seen", **y}}}
    dashes = {"type": "line", "color": _INK, "strokeDash": [6, 4]}
    true = {"mark": dashes, "encoding": {"y": {"field": "true", **y}}}
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 640,
        "height": 260,
        "data": {"values": values},
        "encoding": {"x": x},
        "layer": [band, seen, true],
        "config": {"font": _FONT, "view": {"stroke": None}},
    }
    return str(vl_convert.vegalite_to_svg(chart, allowed_base_urls=[]))
