"""Invented learners: how they answer, how they grow, where they live. All numbers here are assumptions, said aloud."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.ids import MicroId
from bot.domain.practice import Tier
from bot.domain.rubric import LEVELS, Level
from bot.simulation.dice import Dice

# Where they live and whose holidays they have: an organization with one large office and some smaller ones.
PLACES = (
    *[("Europe/Berlin", "DE")] * 5,
    *[("Europe/London", "GB")] * 2,
    *[("America/New_York", "US")] * 2,
    ("Asia/Kolkata", "IN"),
)
_JOIN = 0.94
_LOST_IN_A_WEEK = 0.02
_SELF_LENIENCY = 0.3  # Heidemeier & Moser (2009): d = .32
_COACH_NOISE = 0.6
_TIER_STEP = 0.4
_WEEKS_AHEAD = 520


@dataclass(slots=True)
class Character:
    """Who somebody is; ``levels`` are the true ones, which nobody in the programme gets to see.

    ``answers`` is the share of prompts taken up; ``stays`` is how long the person takes part, ``types`` whether
    answers come word by word or in one form; ``noise`` is how far a self-rating strays.
    """

    dice: Dice
    zone: str
    country: str
    joins: bool
    answers: float
    stays: timedelta
    types: bool
    noise: float
    gain: float
    levels: dict[MicroId, float] = field(default_factory=dict[MicroId, float])

    def grow(self, micro: MicroId) -> None:
        """One practice; the nearer to the top, the smaller the step."""
        level = self.levels[micro]
        self.levels[micro] = min(5.0, level + self.gain * 1.6 * (5 - level) / 4)

    def rates_self(self, micro: MicroId, tier: Tier = 2) -> Level:
        return _level(self.dice.around(self.levels[micro] + _SELF_LENIENCY - _TIER_STEP * (tier - 2), self.noise))

    def is_rated(self, micro: MicroId, tier: Tier) -> Level:
        """By a coach, who has seen the work."""
        return _level(self.dice.around(self.levels[micro] - _TIER_STEP * (tier - 2), _COACH_NOISE))


def invent(dice: Dice, micros: Iterable[MicroId]) -> Character:
    """Somebody; the same dice, the same person."""
    zone, country = dice.one_of(PLACES)
    weeks = next((week for week in range(_WEEKS_AHEAD) if dice.falls(_LOST_IN_A_WEEK)), _WEEKS_AHEAD)
    return Character(
        dice=dice,
        zone=zone,
        country=country,
        joins=dice.falls(_JOIN),
        answers=dice.between(0.35, 0.9),
        stays=timedelta(weeks=weeks + dice.share()),
        types=dice.falls(0.4),
        noise=dice.between(0.5, 1.1),
        gain=max(0.0, dice.around(0.08, 0.05)),
        levels={micro: min(4.5, max(1.0, dice.around(2.4, 0.6))) for micro in micros},
    )


def _level(true: float) -> Level:
    return LEVELS[min(4, max(0, round(true) - 1))]
