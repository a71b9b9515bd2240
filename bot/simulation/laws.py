"""How invented people learn and forget: three laws that share no formula, and one by which nothing is learned.

None of them is the one that the programme itself reckons with, so that what it finds can be held against the truth.
All numbers are assumptions. Levels are those of the rubric, 1 to 5.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

LawName = Literal["steady", "quick", "stepwise", "flat"]

_DAY_SECONDS = 86_400
_TOP = 5.0
_STEADY_HALF_LIFE_DAYS = 200
_QUICK_GAIN = 2.5
_QUICK_DECAY = 0.12
_STEP_EVERY = 4
_STEP_GAIN = 4.0


@dataclass(frozen=True, slots=True)
class Skill:
    """One person's true level in one thing: where it began, what was gained at the ``last`` of so many ``times``."""

    start: float
    gained: float = 0.0
    times: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """``kept`` is the share of the gain that is left after so many days; ``won`` what the next practice brings."""

    kept: Callable[[float], float]
    won: Callable[[float, float, int], float]

    def level(self, skill: Skill, at: datetime) -> float:
        return min(_TOP, skill.start + self._left(skill, at))

    def practised(self, skill: Skill, gain: float, at: datetime) -> Skill:
        level = self.level(skill, at)
        gained = self._left(skill, at) + self.won(gain, level, skill.times + 1)
        return replace(skill, gained=min(_TOP - skill.start, gained), times=skill.times + 1, last=at)

    def _left(self, skill: Skill, at: datetime) -> float:
        if skill.last is None:
            return 0.0
        days = max(0.0, (at - skill.last).total_seconds() / _DAY_SECONDS)
        return skill.gained * self.kept(days)


def _room(level: float) -> float:
    return 1.6 * (_TOP - level) / 4


def _steady(gain: float, level: float, _times: int) -> float:
    return gain * _room(level)


def _quick(gain: float, level: float, times: int) -> float:
    """Much at first, then less with every time."""
    return _QUICK_GAIN * gain * _room(level) / times**0.5


def _stepwise(gain: float, level: float, times: int) -> float:
    """Nothing for a while, then all at once."""
    return _STEP_GAIN * gain * _room(level) if times % _STEP_EVERY == 0 else 0.0


LAWS: Mapping[LawName, Law] = {
    "steady": Law(kept=lambda days: 2 ** (-days / _STEADY_HALF_LIFE_DAYS), won=_steady),
    "quick": Law(kept=lambda days: (1 + days) ** -_QUICK_DECAY, won=_quick),
    "stepwise": Law(kept=lambda _days: 1.0, won=_stepwise),
    "flat": Law(kept=lambda _days: 1.0, won=lambda _gain, _level, _times: 0.0),
}
