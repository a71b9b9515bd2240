"""Levels are one digit from 1 to 5, and each has its anchor."""

import pytest

from bot.domain.rubric import LEVELS, level_named
from tests.make import ASKING, a_framework


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_one_digit_with_or_without_space_around_it(level: int) -> None:
    assert level_named(f" {level}\n") == level


@pytest.mark.parametrize(
    "word", ["", "0", "6", "-1", "+3", "3.7", "3.0", "03", "33", "five", "nan", "inf", "1e0", "1e400", "1_0"]
)
def test_anything_else_is_none(word: str) -> None:
    assert level_named(word) is None


@pytest.mark.parametrize("word", ["٣", "３", "³", "Ⅲ", "③"])  # noqa: RUF001
def test_other_scripts_digits_are_no_levels(word: str) -> None:
    """The buttons and the form say 1 to 5; whoever types them is asked again rather than guessed at."""
    assert level_named(word) is None


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_has_its_anchor(level: int) -> None:
    rubric = a_framework().micro_competencies[ASKING].rubric
    assert rubric.anchor(LEVELS[level - 1]) == f"Ask before telling {level}"
