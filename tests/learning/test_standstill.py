"""Told to stand still are above all those who do: a word that everybody hears means nothing."""

import pytest

from bot.domain.calendar import zone_of
from bot.domain.evidence import Point, trajectory
from bot.domain.standstill import standstill
from tests.learning.laws import IMPROVING, LAWS, NEVER
from tests.learning.study import Life, by_the_ladder

LEARNERS = 10
TARGET = 4.0


def ever_told(law: str) -> float:
    """The share of the skills of some learners that are said to stand still at some time in half a year."""
    lives = [Life(LAWS[law], number) for number in range(LEARNERS)]
    for life in lives:
        life.play(by_the_ladder)
    skills = [trajectory(skill.evidence, zone_of("UTC")) for life in lives for skill in life.skills]
    return sum(map(_is_told, skills)) / len(skills)


def _is_told(points: tuple[Point, ...]) -> bool:
    return any(standstill(points[:n], TARGET, points[n - 1].estimate.at) for n in range(1, len(points) + 1))


@pytest.mark.slow
def test_whoever_never_gets_better_is_told_more_often() -> None:
    better, never = (max(map(ever_told, IMPROVING)), ever_told(NEVER))
    assert better <= 0.4
    assert never >= 0.5
    assert never >= 1.5 * better
