"""Prompt files are read strictly, and faults say where they are and what to do."""

from pathlib import Path

import pytest

from bot.domain.errors import ContentError
from bot.rendering.prompts import Prompts
from bot.rendering.sources import FOLDER, read, read_phrases


def written(folder: Path, text: str) -> Path:
    file = folder / "offer.md.j2"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_without_front_matter_is_all_text(tmp_path: Path) -> None:
    source = read(written(tmp_path, "Hello {{ name }}.\n"))
    assert source.body == "Hello {{ name }}."
    assert not source.is_form


def test_every_value_is_text(tmp_path: Path) -> None:
    source = read(written(tmp_path, "---\nchoices:\n  no: NO\n  at: 12:30\n---\nText"))
    assert source.choices == {"no": "NO", "at": "12:30"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("---\ncolour: red\n---\nText", "'colour' is unknown"),
        ("---\nsees: a\nsees: b\n---\nText", "'sees' stands there twice"),
        ("---\nsees: &a x\nalt: *a\n---\nText", "is an alias"),
        ("---\nsees: [a, b]\n---\nText", "sees must be a text"),
        ("---\nchoices: start\n---\nText", "choices must be a list of names"),
        ("---\nsees: a\nText", "has no end"),
        ("---\nsees: 'a\n---\nText", "offer.md.j2"),
        ("---\nsees: a\n---\n", "there is no text"),
        ("", "there is no text"),
        ("---\ntitle: A\nfields:\n  who:\n    label: Who?\n---\n", "a form has a title"),
        ("---\ntitle: A\nsubmit: B\nfields:\n  who:\n    label: Who?\n---\nText", "a form has a title"),
        ("---\ntitle: A\nsubmit: B\nfields:\n  who:\n    colour: red\n---\n", "unknown 'colour'"),
    ],
)
def test_a_fault_names_the_file_and_the_remedy(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ContentError, match=fault) as refused:
        read(written(tmp_path, text))
    assert "offer.md.j2" in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Monday, ", "", "weekdays needs 7 names"),
        ("  today:", "  this_day:", "patterns needs exactly"),
        ("  low: early\n", "", "pictures needs exactly"),
        ("weekdays: [Monday", "weekdays: Monday # [", "weekdays needs 7 names"),
    ],
)
def test_phrases_are_complete(tmp_path: Path, old: str, new: str, fault: str) -> None:
    file = tmp_path / "phrases.yaml"
    file.write_text((FOLDER / "en" / "phrases.yaml").read_text().replace(old, new))
    with pytest.raises(ContentError, match=fault):
        read_phrases(file)


def test_a_template_that_can_not_be_read_is_the_authors_turn(tmp_path: Path) -> None:
    home = tmp_path / "en"
    (home / "practice").mkdir(parents=True)
    (home / "phrases.yaml").write_text((FOLDER / "en" / "phrases.yaml").read_text())
    written(home / "practice", "{% if %}")
    with pytest.raises(ContentError, match="practice/offer"):
        Prompts.load(tmp_path)


def test_prompts_begin_with_english(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="begin with English"):
        Prompts.load(tmp_path)
