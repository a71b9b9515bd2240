"""What the filter has to be better than: an average that forgets, and a rating like that of chess players."""

from math import exp

from bot.domain.practice import Tier
from bot.domain.rubric import Level

_SHARE = 0.3
_STEP = 0.6
_WIDTH = 0.8


def averaged(now: float, rating: Level) -> float:
    """The exponentially weighted moving average (Roberts 1959)."""
    return now + _SHARE * (rating - now)


def elo(now: float, rating: Level, tier: Tier) -> float:
    """The level as a player's strength, the practice as the other player (Elo 1978); a rating of 5 is a victory."""
    difficulty = 3 + 0.4 * (tier - 2)
    expected = 1 / (1 + exp((difficulty - now) / _WIDTH))
    return min(5.0, max(1.0, now + _STEP * 4 * ((rating - 1) / 4 - expected) / 2))
