"""Chance that can be played again."""

from statistics import fmean, stdev

import pytest

from bot.simulation.dice import Dice

THROWS = 4_000


def test_the_same_seed_falls_the_same_way_and_another_does_not() -> None:
    first, again, other = (Dice(*cause) for cause in ((1, 7), (1, 7), (2, 7)))
    thrown = [first.share() for _ in range(9)]
    assert thrown == [again.share() for _ in range(9)]
    assert thrown != [other.share() for _ in range(9)]


def test_they_are_not_loaded() -> None:
    dice = Dice("fair")
    thrown = [dice.share() for _ in range(THROWS)]
    assert all(0 < share < 1 for share in thrown)
    assert fmean(thrown) == pytest.approx(0.5, abs=0.02)
    bell = [dice.around(3.0, 0.5) for _ in range(THROWS)]
    assert (fmean(bell), stdev(bell)) == (pytest.approx(3.0, abs=0.03), pytest.approx(0.5, abs=0.03))
    assert sum(dice.falls(0.2) for _ in range(THROWS)) / THROWS == pytest.approx(0.2, abs=0.02)


def test_names_come_by_their_share_and_what_is_left_over_is_nothing() -> None:
    dice = Dice("weighed")
    names = [dice.weighed({"a": 0.5, "b": 0.25}) for _ in range(THROWS)]
    shares = {name: names.count(name) / THROWS for name in ("a", "b", "")}
    assert shares == pytest.approx({"a": 0.5, "b": 0.25, "": 0.25}, abs=0.03)
    assert {dice.one_of("xyz") for _ in range(50)} == set("xyz")
    assert all(2 <= dice.between(2, 3) < 3 for _ in range(50))
