"""The numbers that mastery and spacing are held to, on three laws of learning and on those who never learn.

``python -m tests.bench.learning`` prints them all, for more learners.
"""

from statistics import fmean

import pytest

from tests.learning.figures import WAYS, figures
from tests.learning.laws import IMPROVING, LAWS, NEVER

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("law", IMPROVING)
def test_going_by_gap_and_ladder_costs_next_to_nothing_beside_a_uniform_schedule(law: str) -> None:
    assert figures(law).gain > 0.5, "there is something to lose"
    assert figures(law).paired >= -0.10


@pytest.mark.parametrize("law", LAWS)
def test_the_filter_is_nearer_to_the_truth_than_simpler_ways(law: str) -> None:
    rmse = figures(law).rmse
    assert min(rmse, key=lambda way: rmse[way]) == "filter"
    assert rmse.keys() == WAYS.keys()


def test_the_level_is_right_within_half_a_level() -> None:
    assert max(figures(law).rmse["filter"] for law in IMPROVING) <= 0.55
    assert fmean(figures(law).rmse["filter"] for law in LAWS) <= 0.55


@pytest.mark.parametrize("law", LAWS)
def test_the_band_says_how_right_it_is(law: str) -> None:
    assert 0.85 <= figures(law).coverage <= 0.98


def test_who_never_improves_is_not_thought_to() -> None:
    assert figures(NEVER).bias <= 0.25
    assert figures(NEVER).wrong_of_all <= 0.06


def test_who_is_certified_is_competent() -> None:
    """Over all weeks in which something counts as mastered, whatever the law."""
    found = [figures(law) for law in IMPROVING]
    assert sum(one.mastered for one in found) > 1_000
    assert sum(one.wrong * one.mastered for one in found) / sum(one.mastered for one in found) <= 0.05


@pytest.mark.parametrize("law", LAWS)
def test_every_interval_is_between_three_and_sixty_days(law: str) -> None:
    assert figures(law).intervals <= {3, 7, 14, 21, 30, 60}
