"""A prompt says in each language what it says in the first one."""

from pathlib import Path

import pytest

from bot.rendering.mirrors import differing
from bot.rendering.sources import FOLDER, PHRASES

ENGLISH = """\
---
sees: "{{ coach }} reads this."
choices:
  start: Start
---
**{{ practice.title }}** comes back {{ due|moment }}.

{% include "practice/_card" %}
"""
CARD = "{% for one in criteria %}\n- {{ one }}\n{% endfor %}"
FORM = "---\ntitle: Plan\nsubmit: Keep\nfields:\n  when:\n    label: When\n    options:\n      now: Now\n---\n"


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    phrases = (FOLDER / "en" / PHRASES).read_text(encoding="utf-8")
    for locale in ("en", "de"):
        folder = tmp_path / locale / "practice"
        folder.mkdir(parents=True)
        (tmp_path / locale / PHRASES).write_text(phrases, encoding="utf-8")
        for name, text in (("later", ENGLISH), ("_card", CARD), ("form", FORM)):
            (folder / f"{name}.md.j2").write_text(text, encoding="utf-8")
    return tmp_path


def change(prompts: Path, name: str, old: str, new: str) -> Path:
    file = prompts / "de/practice" / f"{name}.md.j2"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_the_prompts_that_ship_say_the_same_in_each_language() -> None:
    assert list(differing(FOLDER)) == []


def test_other_words_and_another_order_are_welcome(prompts: Path) -> None:
    new = "{{ due|moment }} kommt **{{ practice.title }}** zurück."
    change(prompts, "later", "**{{ practice.title }}** comes back {{ due|moment }}.", new)
    assert list(differing(prompts)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("later", " {{ due|moment }}", "", "The gap “due” is missing. Write it as in en/practice/later.md.j2."),
        ("later", "{{ coach }} reads", "Jemand liest", "The gap “coach” is missing."),
        ("later", "practice.title", "practice.titel", "The gap “practice.title” is missing."),
        ("later", 'sees: "{{ coach }} reads this."\n', "", "The text “sees” is missing."),
        ("later", "  start: Start", "  los: Los", "The choice “start” is missing."),
        ("form", "now: Now", "jetzt: Jetzt", "The field “when/now” is missing."),
    ],
)
def test_what_is_missing_in_a_translation_is_named(prompts: Path, name: str, old: str, new: str, what: str) -> None:
    file = change(prompts, name, old, new)
    assert any(line.startswith(f"{file}:1: {what}") for line in differing(prompts))


def test_a_gap_that_is_missing_in_a_part_is_missed_where_it_is_included(prompts: Path) -> None:
    change(prompts, "_card", "{{ one }}", "eins")
    [line] = differing(prompts)
    assert "practice/later.md.j2:1: The gap “one” is missing." in line


def test_a_gap_that_nothing_fills_is_strange(prompts: Path) -> None:
    change(prompts, "later", "{{ coach }}", "{{ coach }} {{ salary }}")
    [line] = differing(prompts)
    assert "The gap “salary” is not in en/practice/later.md.j2." in line


def test_a_prompt_that_there_is_not_in_the_first_language_is_strange(prompts: Path) -> None:
    (prompts / "de/practice/extra.md.j2").write_text("Hallo.\n", encoding="utf-8")
    [line] = differing(prompts)
    assert "There is no practice/extra in en." in line
