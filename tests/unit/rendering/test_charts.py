"""Pictures: a PNG of the right size, with words beside the marks, drawn without leaving anything behind."""

import struct
import sys
from pathlib import Path

import pytest

from bot.engine.effects import Picture
from bot.rendering import charts
from bot.rendering.charts import ChartError, draw, spec_of
from bot.rendering.sources import FOLDER, read_phrases

WORDS = read_phrases(FOLDER / "en" / "phrases.yaml")
GERMAN = read_phrases(FOLDER / "de" / "phrases.yaml")
TEAM = Picture(
    "team", (("Asking", "1", "0"), ("Giving feedback that people can use at work", "2", "2"), ("Deciding", "0", "-1"))
)
PROGRESS = Picture(
    "trajectory",
    (
        ("Asking", "2026-03-02", "", "", "", "practised"),
        ("Asking", "2026-03-09", "2.0", "1.5", "2.5", "practised seen"),
        ("Asking", "2026-03-16", "2.4", "1.9", "2.9", "practised"),
        ("Asking", "2026-04-01", "", "", "", "now"),
        ("A “quoted” 'name'", "2026-03-05", "4.9", "4.0", "5.0", "practised seen"),
        ("A “quoted” 'name'", "2026-04-01", "4.8", "4.1", "5.0", "now"),
    ),
)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("picture", [TEAM, PROGRESS])
def test_a_picture_is_sharp_at_the_width_of_a_phone(picture: Picture) -> None:
    png = draw(picture, "en")
    width, height = size(png)
    assert 1190 <= width <= 1200, "600 pixels, twice as sharp"
    assert 200 <= height <= 800
    assert len(png) < 200_000


def test_one_day_is_a_picture_too() -> None:
    today = (("Asking", "2026-03-02", "2.4", "1.9", "2.9", "practised seen now"),)
    assert 1190 <= size(draw(Picture("trajectory", today), "en"))[0] <= 1200


def test_a_way_names_its_days_and_says_in_words_what_its_marks_mean() -> None:
    said = str(spec_of(PROGRESS, WORDS))
    for word in ("2 March", "17 March", "1 April", "● seen by others", "| practised", "▬ likely range", "Level 1-5"):
        assert word in said
    assert "1. April" in str(spec_of(PROGRESS, GERMAN))


def test_no_line_bridges_what_is_not_known() -> None:
    said = str(spec_of(PROGRESS, WORDS))
    assert said.count("'run': 1") == 3, "up to the last day on which something was known"
    assert said.count("'run': 2") == 1, "and from then on another one"
    assert "'detail': {'field': 'run'}" in said


def test_an_unknown_language_gets_the_english_words() -> None:
    assert draw(PROGRESS, "xx") == draw(PROGRESS, "en")


def test_a_team_says_its_steps_in_words_and_what_was_before_with_a_mark_of_its_own() -> None:
    said = str(spec_of(TEAM, WORDS))
    for word in ("early", "growing", "steady", "○ before", "● now"):
        assert word in said
    assert "'before': None" in said


def test_a_level_stands_beside_its_mark_as_it_is_written_in_each_language() -> None:
    assert "'type': 'text'" in str(spec_of(PROGRESS, WORDS))
    assert "'said': '2.4'" in str(spec_of(PROGRESS, WORDS))
    assert "'said': '2,4'" in str(spec_of(PROGRESS, GERMAN))


def test_a_picture_speaks_the_readers_language() -> None:
    said = str(spec_of(TEAM, GERMAN))
    for word in ("am Anfang", "im Aufbau", "gefestigt", "○ vorher", "● jetzt"):
        assert word in said
    assert draw(PROGRESS, "de-AT") == draw(PROGRESS, "de") != draw(PROGRESS, "en")


def test_rows_keep_their_order() -> None:
    assert "['Asking', 'Giving feedback that people can\\nuse at work', 'Deciding']" in str(spec_of(TEAM, WORDS))


def test_a_failure_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "png.py"
    broken.write_text("raise SystemExit('no ink')")
    monkeypatch.setattr(charts, "_PROGRAM", broken)
    with pytest.raises(ChartError, match="no ink"):
        draw(TEAM, "en")


def test_drawing_leaves_nothing_of_the_drawing_program_in_this_process() -> None:
    draw(TEAM, "en")
    assert "vl_convert" not in sys.modules
