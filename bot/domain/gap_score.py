"""One learner's own gaps with their arithmetic: the score G, readiness, and what to do first.

G = 5 * sum over the classes present of w_class * mean(gap in the class), from 0 to 5; the weights of the classes that
are present are scaled to make one. A level that nobody but the learner has seen is provisional, and counts nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.competency import SCOPE_FACTOR, Class, Edition, Framework
from bot.domain.gap import gap, priority
from bot.domain.ids import MicroId
from bot.domain.needs import Needs
from bot.domain.pathway import Need
from bot.domain.rubric import Source
from bot.domain.validation import Proof, proofs

WORST = 5.0


class Seen(NamedTuple):
    """Where somebody stands, whether there is enough evidence for it, and from whom it came."""

    level: float
    known: bool
    sources: frozenset[Source] = frozenset()


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a gap's priority is made of: ``weight * room * factor``, where ``room`` is ``gap(target, level)``."""

    micro: MicroId
    weight_class: Class
    weight: float
    need: Need
    level: float

    @property
    def room(self) -> float:
        return gap(self.need.target, self.level)

    @property
    def factor(self) -> float:
        return SCOPE_FACTOR[self.need.scope]

    @property
    def priority(self) -> float:
        return priority(self.weight, self.room, self.need.scope, 0)


@dataclass(frozen=True, slots=True)
class OwnGap:
    inputs: Inputs
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class GapScore:
    """``gaps`` and ``provisional`` begin with what matters most; the score is None while nothing is known.

    ``edition`` names the weights and classes that it was made of, by which it can be made again.
    """

    edition: str
    score: float | None
    weights: Mapping[Class, float]
    gaps: tuple[OwnGap, ...]
    provisional: tuple[OwnGap, ...]

    @property
    def readiness(self) -> float | None:
        return None if self.score is None else WORST - self.score


def inputs(model: Framework | Edition, micro: MicroId, need: Need, level: float) -> Inputs:
    return Inputs(micro, model.class_of(micro), model.weight_of(micro), need, level)


def own_gaps(edition: Edition, needs: Needs, seen: Mapping[MicroId, Seen]) -> GapScore:
    """What somebody with these needs and levels has to grow in.

    A need that was never rated, or that this edition of the framework does not have, is left out.
    """
    known = {micro: one for micro, one in seen.items() if micro in needs and micro in edition.classes}
    gaps = _ranked(edition, needs, {micro: one for micro, one in known.items() if one.known})
    others = _ranked(edition, needs, {micro: one for micro, one in known.items() if not one.known})
    weights = _renormalised(edition, (one.inputs.weight_class for one in gaps))
    score = WORST * sum(weight * _mean(gaps, of) for of, weight in weights.items()) if gaps else None
    return GapScore(edition.id, score, weights, gaps, others)


def _ranked(edition: Edition, needs: Needs, seen: Mapping[MicroId, Seen]) -> tuple[OwnGap, ...]:
    made = [
        OwnGap(inputs(edition, micro, needs[micro], one.level), proofs(one.sources) if one.known else ())
        for micro, one in seen.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.inputs.priority, one.inputs.micro)))


def _renormalised(edition: Edition, present: Iterable[Class]) -> Mapping[Class, float]:
    classes = set(present)
    total = sum(edition.weights[of] for of in classes)
    return {of: edition.weights[of] / total for of in edition.weights if of in classes}


def _mean(gaps: Sequence[OwnGap], of: Class) -> float:
    rooms = [one.inputs.room for one in gaps if one.inputs.weight_class == of]
    return sum(rooms) / len(rooms)
