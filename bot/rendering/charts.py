"""Pictures of a team and of one learner's way: readable without colour and at the width of a phone."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from textwrap import wrap

from bot.domain.errors import CoachError
from bot.domain.language import spoken
from bot.engine.effects import Picture
from bot.rendering.escape import one_line
from bot.rendering.grammar import FONT, INK, PALE, PAPER, SCHEMA, WIDTH, Json, Spec, layer
from bot.rendering.phrasing import Phrases
from bot.rendering.sources import FOLDER, PHRASES, read_phrases
from bot.rendering.trajectory import trajectory

_PROGRAM = Path(__file__).with_name("png.py")
_LONGEST_SECONDS = 60
_ROW_HEIGHT = 44
_LABEL_CHARACTERS = 32
_BANDS = ("unseen", "low", "middle", "high")  # the first stands for -1: too few people to say
_NO_BAND = "-1"


class ChartError(CoachError):
    """The drawing program failed; its own words are in the message."""


def draw(picture: Picture, locale: str) -> bytes:
    """A PNG; it takes about a second, in a process of its own, so call it off the event loop."""
    return _png(spec_of(picture, _phrases(locale)))


def spec_of(picture: Picture, phrases: Phrases) -> Spec:
    """The chart in Vega-Lite's grammar."""
    words = phrases.pictures
    match picture.kind:
        case "team":
            return _chart(_team_rows(picture), _team_layers(words), f"○ {words['before']}   ● {words['now']}")
        case "trajectory":
            return trajectory(picture, phrases)


@cache
def _phrases(locale: str) -> Phrases:
    offered = [file.parent.name for file in FOLDER.glob(f"*/{PHRASES}")]
    return read_phrases(FOLDER / spoken(locale, offered) / PHRASES)


def _png(spec: Spec) -> bytes:
    done = subprocess.run(  # noqa: S603 - our own program, and the chart goes in as data
        [sys.executable, "-I", str(_PROGRAM)],
        input=json.dumps(spec).encode(),
        capture_output=True,
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise ChartError(done.stderr.decode(errors="replace").strip()[-500:])
    return done.stdout


def _team_rows(picture: Picture) -> list[Spec]:
    return [
        {"label": _wrapped(label), "now": int(band), "before": None if before == _NO_BAND else int(before)}
        for label, band, before in picture.rows
    ]


def _team_layers(words: Mapping[str, str]) -> list[Json]:
    labels = " : ".join(f"datum.value == {n} ? {json.dumps(words[band])}" for n, band in enumerate(_BANDS, start=-1))
    axis: Spec = {"values": [-1, 0, 1, 2], "labelExpr": f"{labels} : ''", "orient": "top"}
    x: Spec = {"type": "quantitative", "scale": {"domain": [-1.45, 2.35]}, "axis": axis, "title": None}
    came_from: Spec = {"filter": "isValid(datum.before)"}
    seen: Spec = {"filter": "datum.now >= 0"}
    unseen: Spec = {"filter": "datum.now < 0"}
    way: Spec = {"x": {"field": "before", **x}, "x2": {"field": "now"}}
    return [
        layer({"type": "rule", "strokeWidth": 2}, way, [came_from]),
        layer(
            {"type": "point", "fill": PAPER, "size": 320, "strokeWidth": 2, "opacity": 1},
            {"x": {"field": "before", **x}},
            [came_from],
        ),
        layer({"type": "point", "filled": True, "size": 130, "opacity": 1}, {"x": {"field": "now", **x}}, [seen]),
        layer({"type": "point", "shape": "stroke", "size": 130, "opacity": 1}, {"x": {"field": "now", **x}}, [unseen]),
    ]


def _wrapped(label: str) -> str:
    return "\n".join(wrap(one_line(label), _LABEL_CHARACTERS))


def _chart(rows: Sequence[Spec], layers: list[Json], title: str) -> Spec:
    y: Spec = {"field": "label", "type": "nominal", "sort": [row["label"] for row in rows], "title": None}
    lines: Spec = {"axis": {"labelExpr": "split(datum.label, '\\n')"}}
    axis: Spec = {"domain": False, "ticks": False, "gridColor": PALE, "labelPadding": 8, "labelLimit": 250}
    fonts: Spec = {"labelFontSize": 14, "titleFontSize": 13, "labelColor": INK, "titleColor": INK}
    heading: Spec = {"text": title, "anchor": "start", "fontSize": 14, "fontWeight": "normal", "color": INK}
    return {
        "$schema": SCHEMA,
        "background": PAPER,
        "padding": 12,
        "width": WIDTH,
        "height": _ROW_HEIGHT * (len(rows) + 1),
        "autosize": {"type": "fit", "contains": "padding"},
        "title": heading if title else None,
        "data": {"values": rows},
        "encoding": {"y": {**y, **lines}},
        "layer": layers,
        "config": {"font": FONT, "axis": {**axis, **fonts}, "axisY": {"grid": True}, "view": {"stroke": None}},
    }
