"""Chance for invented people: it looks random, and is the same for the same seed.

Python's own generator would do, but chance is an argument here as everywhere: each throw is a hash of the seed, the
person and the number of the throw, so that a cohort can be played again, and one person's luck is not another's.
"""

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TypeVar

from bot.domain.ids import derived

Face = TypeVar("Face")

_FACES = 16**20  # as many as ``derived`` has answers
_NORMAL = NormalDist()


class Dice:
    """One person's throws, one after the other."""

    def __init__(self, *cause: object) -> None:
        self._cause = cause
        self._throws = 0

    def share(self) -> float:
        """A number above 0 and below 1, each as likely as any other."""
        self._throws += 1
        return (int(derived(*self._cause, self._throws), 16) + 0.5) / (_FACES + 1)

    def falls(self, chance: float) -> bool:
        """True in that share of all throws."""
        return self.share() < chance

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.share()

    def around(self, mean: float, spread: float) -> float:
        """A number on the bell curve with that standard deviation."""
        return mean + spread * _NORMAL.inv_cdf(self.share())

    def one_of(self, faces: Sequence[Face]) -> Face:
        return faces[int(self.share() * len(faces))]

    def weighed(self, chances: Mapping[str, float]) -> str:
        """One of the names by its share; what the shares leave open is nothing, an empty name."""
        thrown = self.share()
        for name, chance in chances.items():
            thrown -= chance
            if thrown < 0:
                return name
        return ""

    def drawn(self, shares: Mapping[Face, float]) -> Face:
        """One of them by its share; the shares sum to 1."""
        thrown = self.share()
        for face, share in shares.items():
            thrown -= share
            if thrown < 0:
                return face
        return next(reversed(list(shares)))
