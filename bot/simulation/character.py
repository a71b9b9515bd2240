"""Invented learners: how they answer, how they grow, where they live. All numbers here are assumptions, said aloud."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.ids import MicroId
from bot.domain.practice import Tier
from bot.domain.rubric import LEVELS, Level
from bot.simulation.dice import Dice
from bot.simulation.laws import LAWS, LawName, Skill

Manner = Literal["prompt", "late", "silent"]

# Where they live and whose holidays they have: an organization with one large office and some smaller ones.
PLACES = (
    *[("Europe/Berlin", "DE")] * 5,
    *[("Europe/London", "GB")] * 2,
    *[("America/New_York", "US")] * 2,
    ("Asia/Kolkata", "IN"),
)
_LAW: dict[LawName, float] = {"steady": 0.4, "quick": 0.25, "stepwise": 0.23, "flat": 0.12}
_MANNER: dict[Manner, float] = {"prompt": 0.84, "late": 0.1, "silent": 0.06}
_JOIN = 0.94
_LOST_IN_A_WEEK = 0.02
_SELF_LENIENCY = 0.3  # Heidemeier & Moser (2009): d = .32
_COACH_NOISE = 0.6
_TIER_STEP = 0.4
_WEEKS_AHEAD = 520


@dataclass(slots=True)
class Character:
    """Who somebody is; ``skills`` hold the true levels, which nobody in the programme gets to see.

    ``answers`` is the share of prompts taken up; ``stays`` is how long the person takes part, ``types`` whether
    answers come word by word or in one form; ``noise`` is how far a self-rating strays. Whoever is ``late`` answers
    the day after, whoever is ``silent`` agrees to take part and never answers a prompt.
    """

    dice: Dice
    zone: str
    country: str
    joins: bool
    manner: Manner
    law: LawName
    answers: float
    stays: timedelta
    types: bool
    noise: float
    gain: float
    skills: dict[MicroId, Skill] = field(default_factory=dict[MicroId, Skill])

    def level(self, micro: MicroId, at: datetime) -> float:
        return LAWS[self.law].level(self.skills[micro], at)

    def grow(self, micro: MicroId, at: datetime) -> None:
        """One practice."""
        self.skills[micro] = LAWS[self.law].practised(self.skills[micro], self.gain, at)

    def rates_self(self, micro: MicroId, at: datetime, tier: Tier = 2) -> Level:
        true = self.level(micro, at)
        return _level(self.dice.around(true + _SELF_LENIENCY - _TIER_STEP * (tier - 2), self.noise))

    def is_rated(self, micro: MicroId, at: datetime, tier: Tier) -> Level:
        """By a coach, who has seen the work."""
        return _level(self.dice.around(self.level(micro, at) - _TIER_STEP * (tier - 2), _COACH_NOISE))


def invent(dice: Dice, micros: Iterable[MicroId]) -> Character:
    """Somebody; the same dice, the same person."""
    zone, country = dice.one_of(PLACES)
    weeks = next((week for week in range(_WEEKS_AHEAD) if dice.falls(_LOST_IN_A_WEEK)), _WEEKS_AHEAD)
    return Character(
        dice=dice,
        zone=zone,
        country=country,
        joins=dice.falls(_JOIN),
        manner=dice.drawn(_MANNER),
        law=dice.drawn(_LAW),
        answers=dice.between(0.35, 0.9),
        stays=timedelta(weeks=weeks + dice.share()),
        types=dice.falls(0.4),
        noise=dice.between(0.5, 1.1),
        gain=max(0.0, dice.around(0.08, 0.05)),
        skills={micro: Skill(min(4.5, max(1.0, dice.around(2.4, 0.6)))) for micro in micros},
    )


def _level(true: float) -> Level:
    return LEVELS[min(4, max(0, round(true) - 1))]
