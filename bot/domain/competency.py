"""What leaders learn to do: competencies, their micro-competencies, and the words for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.domain.ids import CompetencyId, MicroId, derived
from bot.domain.rubric import LEVELS, Level, Rubric

Class = Literal["core", "enhancement", "contextual"]
Scope = Literal["compliance", "weekly", "daily"]

CLASSES: tuple[Class, ...] = ("core", "enhancement", "contextual")
DEFAULT_WEIGHTS: Mapping[Class, float] = {
    "core": 0.40,
    "enhancement": 0.35,
    "contextual": 0.25,
}
SCOPE_FACTOR: Mapping[Scope, float] = {"compliance": 0.5, "weekly": 0.75, "daily": 1.0}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A behaviour that can be counted, and how much of it is enough."""

    behaviour: str
    threshold: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of another system that tells how far an ``indicator``, counted from 1, is met.

    From each of the four ``steps`` on it is the next level; they rise, or fall where less is better.
    """

    id: str
    micro: MicroId
    indicator: int
    steps: tuple[float, float, float, float]

    def level(self, value: float) -> Level:
        rises = self.steps[0] < self.steps[-1]
        reached = sum(value >= step if rises else value <= step for step in self.steps)
        return LEVELS[reached]


@dataclass(frozen=True, slots=True)
class TeamAction:
    """One thing that a manager can do for the whole team, about one competency."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Competency:
    id: CompetencyId
    name: str
    weight_class: Class
    definition: str
    team_actions: tuple[TeamAction, ...]


@dataclass(frozen=True, slots=True)
class MicroCompetency:
    """The smallest observable behaviour; one practice trains one of these.

    ``contexts`` say what it means in a certain situation, such as a crisis. One that is ``retired`` is trained no more,
    and counts in no score; what was said of it stays. What is to be known ``by_heart`` comes back when a
    model of memory says, not by the ladder.
    """

    id: MicroId
    competency: CompetencyId
    name: str
    definition: str
    scope: Scope
    indicators: tuple[Indicator, ...]
    rubric: Rubric
    contexts: Mapping[str, str] = field(default_factory=dict[str, str])
    prerequisites: tuple[MicroId, ...] = ()
    retired: bool = False
    metrics: tuple[Metric, ...] = ()
    by_heart: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary: one observable meaning, and what it means in a given context."""

    term: str
    definition: str
    synonyms: tuple[str, ...]
    variants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a score is made of besides levels, in one version of the framework: with it an old score can be reproduced.

    ``weights`` are those of the file; what is retired has no class and no scope here.
    """

    version: str
    weights: Mapping[Class, float]
    classes: Mapping[MicroId, Class]
    scopes: Mapping[MicroId, Scope]

    def class_of(self, micro: MicroId) -> Class:
        return self.classes[micro]

    def weight_of(self, micro: MicroId) -> float:
        return self.weights[self.class_of(micro)]

    @property
    def id(self) -> str:
        """Made of all of it: the same in every language, another one where anything changes."""
        parts = (self.weights, self.classes, self.scopes)
        return derived("edition", self.version, *(sorted(part.items()) for part in parts))


@dataclass(frozen=True, slots=True)
class Framework:
    """One version of the competency model; old assessments keep the version they were given under."""

    version: str
    weights: Mapping[Class, float]
    competencies: Mapping[CompetencyId, Competency]
    micro_competencies: Mapping[MicroId, MicroCompetency]
    glossary: tuple[Term, ...]

    def competency_of(self, micro: MicroId) -> Competency:
        return self.competencies[self.micro_competencies[micro].competency]

    def class_of(self, micro: MicroId) -> Class:
        return self.competency_of(micro).weight_class

    def weight_of(self, micro: MicroId) -> float:
        """The weight of the micro-competency's class, 0 to 1."""
        return self.weights[self.class_of(micro)]

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """Of what is in use."""
        return {metric.id: metric for micro in self._in_use for metric in micro.metrics}

    @property
    def present(self) -> tuple[Class, ...]:
        """The classes that have something in them that is not retired."""
        found = {self.competency_of(micro.id).weight_class for micro in self._in_use}
        return tuple(name for name in CLASSES if name in found)

    @property
    def effective_weights(self) -> Mapping[Class, float]:
        """The weights of the classes that are present, brought to a sum of 1."""
        total = sum(self.weights[name] for name in self.present)
        return {name: self.weights[name] / total for name in self.present} if total else {}

    @property
    def edition(self) -> Edition:
        classes: dict[MicroId, Class] = {micro.id: self.competency_of(micro.id).weight_class for micro in self._in_use}
        scopes: dict[MicroId, Scope] = {micro.id: micro.scope for micro in self._in_use}
        return Edition(self.version, self.weights, classes, scopes)

    @property
    def _in_use(self) -> tuple[MicroCompetency, ...]:
        return tuple(micro for micro in self.micro_competencies.values() if not micro.retired)
