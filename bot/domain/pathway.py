"""Where practices lead: pathways of modules, the projects they open, and the role profiles they serve."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.competency import Scope
from bot.domain.ids import CompetencyId, MicroId, PathwayId, PracticeId, ProjectId, RoleProfileId


@dataclass(frozen=True, slots=True)
class Module:
    """A stretch of a pathway. Its project, if it has one, is open to those who have finished the module."""

    id: str
    title: str
    practices: tuple[PracticeId, ...]
    project: ProjectId | None = None


@dataclass(frozen=True, slots=True)
class Pathway:
    """Ordered practices toward competencies, with the level that each micro-competency aims at."""

    id: PathwayId
    name: str
    summary: str
    modules: tuple[Module, ...]
    targets: Mapping[MicroId, float]

    @property
    def practices(self) -> tuple[PracticeId, ...]:
        """Those of all modules, in their order."""
        return tuple(id_ for module in self.modules for id_ in module.practices)


@dataclass(frozen=True, slots=True)
class Milestone:
    """What should be there on the ``day`` after the start, which is day 0."""

    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Project:
    """Some weeks of real work in which one competency is needed again and again."""

    id: ProjectId
    revision: int
    competency: CompetencyId
    weeks: int
    title: str
    outcome: str
    scope: str
    sponsor: str
    stakeholders: tuple[str, ...]
    milestones: tuple[Milestone, ...]
    evidence: tuple[str, ...]
    coaching: tuple[str, ...]
    owner: str
    review_by: date
    retired: bool

    def offered_on(self, on: date) -> bool:
        """Whether it may be offered on that day: neither retired nor past its review date."""
        return not self.retired and on <= self.review_by


@dataclass(frozen=True, slots=True)
class Need:
    """How good a role has to be at something, and how often it comes up there."""

    target: float
    scope: Scope


@dataclass(frozen=True, slots=True)
class RoleProfile:
    """What a kind of leader needs, and the pathway that leads there."""

    id: RoleProfileId
    revision: int
    pathway: PathwayId
    title: str
    summary: str
    situations: tuple[str, ...]
    skills: Mapping[MicroId, Need]
    retired: bool
