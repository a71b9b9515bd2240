"""What leaders learn to do: competencies, their micro-competencies, and the words for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.domain.ids import CompetencyId, MicroId
from bot.domain.rubric import Rubric

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

    ``contexts`` say what it means in a certain situation, such as a crisis.
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


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary: one observable meaning, and what it means in a given context."""

    term: str
    definition: str
    synonyms: tuple[str, ...]
    variants: Mapping[str, str]


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

    def weight_of(self, micro: MicroId) -> float:
        """The weight of the micro-competency's class, 0 to 1."""
        return self.weights[self.competency_of(micro).weight_class]
