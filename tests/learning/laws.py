"""Three laws by which people learn and forget, and those who never learn: none is the law that the filter assumes.

A law knows the true level of one micro-competency on any day, and what one practice does to it. Each person and
micro-competency has numbers of its own, thrown once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import exp
from typing import Protocol

from bot.simulation.dice import Dice

_LOWEST, _HIGHEST = 1.0, 5.0


class Law(Protocol):
    def level(self, day: float, /) -> float:
        """The true level, 1 to 5."""
        ...

    def practise(self, day: float, /) -> None:
        """Something is practised that day; days come in their order."""
        ...


@dataclass
class Halving:
    """What was gained is lost by half in so many days, whatever it was; the higher, the smaller the steps.

    The exponential forgetting of Ebbinghaus (1885), with a diminishing return to practice.
    """

    start: float
    step: float
    half_life: float
    gained: float = 0.0
    last: float = 0.0

    def level(self, day: float) -> float:
        return self.start + self.gained * 2 ** ((self.last - day) / self.half_life)

    def practise(self, day: float) -> None:
        now = self.level(day)
        self.gained = now - self.start + self.step * (_HIGHEST - now) / (_HIGHEST - _LOWEST)
        self.last = day


@dataclass
class Traces:
    """Each practice leaves a trace that fades by a power of its age, the faster the more there was of it already.

    The power law of forgetting (Wixted & Ebbesen 1991) with the decay d = c*e**m + a of Pavlik & Anderson (2005): their
    c = .217 and a = .177, in seconds, of which days without a session count .025.
    """

    start: float
    strength: float
    traces: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    def level(self, day: float) -> float:
        return self.start + (_HIGHEST - self.start) * (1 - exp(-self.strength * self._active(day)))

    def practise(self, day: float) -> None:
        self.traces.append((day, 0.217 * self._active(day) + 0.177))

    def _active(self, day: float) -> float:
        return sum((1 + 0.025 * 86_400 * (day - on)) ** -decay for on, decay in self.traces)


@dataclass
class Stores:
    """Two strengths: what is stored only grows, most when it is hard to retrieve; what can be retrieved fades.

    The new theory of disuse (Bjork & Bjork 1992).
    """

    start: float
    step: float
    stored: float = 0.0
    last: float = 0.0

    def level(self, day: float) -> float:
        return self.start + (_HIGHEST - self.start) * self.stored * (0.4 + 0.6 * self._retrievable(day))

    def practise(self, day: float) -> None:
        self.stored += self.step * (1 - self.stored) * (1 - 0.6 * self._retrievable(day))
        self.last = day

    def _retrievable(self, day: float) -> float:
        return exp((self.last - day) / (20 + 300 * self.stored)) if self.stored else 0.0


@dataclass
class Never:
    """Nothing changes, however often it is practised."""

    start: float

    def level(self, _day: float) -> float:
        return self.start

    def practise(self, _day: float) -> None:
        pass


def _halving(dice: Dice) -> Law:
    return Halving(_start(dice), max(0.0, dice.around(0.28, 0.1)), dice.between(120, 500))


def _traces(dice: Dice) -> Law:
    return Traces(_start(dice), max(0.0, dice.around(0.8, 0.2)))


def _stores(dice: Dice) -> Law:
    return Stores(_start(dice), max(0.0, dice.around(0.1, 0.035)))


def _never(dice: Dice) -> Law:
    return Never(_start(dice))


def _start(dice: Dice) -> float:
    """True levels at the beginning have a standard deviation of .6."""
    return min(4.2, max(_LOWEST, dice.around(2.4, 0.6)))


NEVER = "never"
LAWS: Mapping[str, Callable[[Dice], Law]] = {
    "halving": _halving,
    "traces": _traces,
    "stores": _stores,
    NEVER: _never,
}
IMPROVING = tuple(law for law in LAWS if law != NEVER)
