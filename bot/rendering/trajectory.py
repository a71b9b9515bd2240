"""One learner's way over time: for each skill a line, the range in which the level likely is, and what was done when.

Nothing is told by colour alone: the range is an area, a practice a stroke at the foot, and what others saw a dot.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from bot.engine.effects import Picture
from bot.rendering.escape import one_line
from bot.rendering.grammar import FONT, INK, PALE, PAPER, SCHEMA, SOFT, WIDTH, Json, Spec, layer
from bot.rendering.phrasing import Phrases

_LANE_HEIGHT = 110
_SCALE = WIDTH - 42  # what the numbers at the left and the margins leave
_LOWEST, _HIGHEST = 0.4, 5.3
_FOOT = (0.45, 0.8)
_ROOM_FOR_NUMBER = 0.08

Row = tuple[str, ...]


def trajectory(picture: Picture, phrases: Phrases) -> Spec:
    """The chart: one lane for each label, one axis of days for all of them."""
    words = phrases.pictures
    lanes = list(dict.fromkeys(row[0] for row in picture.rows))
    header: Spec = {"labelOrient": "top", "labelAnchor": "start", "labelFontSize": 14, "labelFontWeight": "bold"}
    labels: Spec = {"labelColor": INK, "labelLimit": _SCALE}
    legend = f"{words['level']} 1-5:  ● {words['seen']},  | {words['practised']},  ▬ {words['likely']}"
    return {
        "$schema": SCHEMA,
        "background": PAPER,
        "padding": 12,
        "title": {
            "text": legend,
            "anchor": "start",
            "fontSize": 14,
            "fontWeight": "normal",
            "color": INK,
            "offset": 10,
        },
        "data": {"values": [row for lane in lanes for row in _lane(lane, picture.rows, phrases)]},
        "facet": {
            "field": "label",
            "type": "nominal",
            "sort": [one_line(lane) for lane in lanes],
            "title": None,
            "header": {**header, **labels},
        },
        "columns": 1,
        "spacing": 18,
        "spec": {"width": _SCALE, "height": _LANE_HEIGHT, "layer": _layers(picture.rows, phrases)},
        "config": {
            "font": FONT,
            "axis": {
                "domain": False,
                "ticks": False,
                "gridColor": PALE,
                "labelPadding": 8,
                "labelFontSize": 14,
                "labelColor": INK,
            },
            "view": {"stroke": None},
        },
    }


def _lane(lane: str, rows: Sequence[Row], phrases: Phrases) -> Iterator[Spec]:
    """``run`` counts the stretches between which too little was known, so that no line bridges them."""
    run = 0
    for label, day, level, low, high, marks in rows:
        if label != lane:
            continue
        run += not level
        values = {"level": float(level), "low": float(low), "high": float(high)} if level else {"level": None}
        yield {
            **values,
            "label": one_line(label),
            "day": date.fromisoformat(day).toordinal(),
            "said": phrases.number(level),
            "run": run,
            **{mark: mark in marks.split() for mark in ("practised", "seen", "now")},
        }


def _layers(rows: Sequence[Row], phrases: Phrases) -> list[Json]:
    x = _days([date.fromisoformat(row[1]) for row in rows], phrases)
    scale: Spec = {"type": "quantitative", "scale": {"domain": [_LOWEST, _HIGHEST]}, "title": None}
    levels: Spec = {**scale, "axis": {"values": [1, 2, 3, 4, 5], "format": "d"}}
    level: Spec = {"x": x, "y": {"field": "level", **levels}, "detail": {"field": "run"}}
    band: Spec = {"x": x, "y": {"field": "low", **levels}, "y2": {"field": "high"}, "detail": {"field": "run"}}
    foot: Spec = {"x": x, "y": {"datum": _FOOT[0], **levels}, "y2": {"datum": _FOOT[1]}}
    number: Spec = {"text": {"field": "said", "type": "nominal"}}
    known: Spec = {"filter": "isValid(datum.level)"}
    now: Spec = {"filter": "datum.now"}
    return [
        layer({"type": "area", "color": SOFT, "opacity": 1}, band, [known]),
        layer({"type": "rule", "color": SOFT, "strokeWidth": 8}, band, [known, now]),
        layer({"type": "line", "strokeWidth": 2}, level, [known]),
        layer({"type": "rule", "strokeWidth": 2}, foot, [{"filter": "datum.practised"}]),
        layer({"type": "point", "filled": True, "size": 90, "opacity": 1}, level, [known, {"filter": "datum.seen"}]),
        layer(
            {"type": "text", "dx": 8, "align": "left", "fontSize": 14, "fontWeight": "bold"},
            {**level, **number},
            [known, now],
        ),
    ]


def _days(days: Sequence[date], phrases: Phrases) -> Spec:
    """The axis names the first day, the last, and the one in the middle."""
    first, last = (find(days, default=date.min).toordinal() for find in (min, max))
    last = max(last, first + 1)
    named = dict.fromkeys((first, (first + last) // 2, last))
    labels = " : ".join(f"datum.value == {day} ? {json.dumps(_named(day, phrases))}" for day in named)
    room = max(1, round((last - first) * _ROOM_FOR_NUMBER))
    return {
        "field": "day",
        "type": "quantitative",
        "scale": {"domain": [first - room / 4, last + room], "nice": False},
        "axis": {"values": list(named), "labelExpr": f"{labels} : ''", "grid": False, "labelFlush": True},
        "title": None,
    }


def _named(day: int, phrases: Phrases) -> str:
    return phrases.short_day(date.fromordinal(day))
