"""Practices, the packs they come in, and the library that holds everything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.domain.competency import Framework
from bot.domain.ids import MicroId, PackId, PathwayId, PracticeId, ProjectId, RoleProfileId
from bot.domain.pathway import Pathway, Project, RoleProfile

Tier = Literal[1, 2, 3]

TIERS: tuple[Tier, ...] = (1, 2, 3)
SHORTEST_MINUTES = 10
LONGEST_MINUTES = 20
A_COLLEAGUE = "colleague"
"""Whoever proposed a practice, and does not wish to be named."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that could be done, and what would follow from it."""

    text: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A situation in which something has to be decided, told to “you”."""

    situation: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """One small thing to do at work in 10 to 20 minutes.

    ``suggestion`` is the id of the proposal that it came of, and ``thanks`` the name of whoever proposed it, or
    ``A_COLLEAGUE``. ``guide`` and ``exemplar`` are Markdown (paragraphs, bold, lists, quotes); the rest is plain text.
    """

    id: PracticeId
    revision: int
    micro_competency: MicroId
    tier: Tier
    minutes: int
    title: str
    objective: str
    exercise: str
    constraint: str
    criteria: tuple[str, ...]
    why_it_works: str
    source: str
    checklist: tuple[str, ...]
    guide: str
    exemplar: str
    scenario: Scenario
    reflection: tuple[str, ...]
    recall: tuple[str, ...]
    tags: Mapping[str, tuple[str, ...]]
    owner: str
    review_by: date
    retired: bool
    suggestion: str = ""
    thanks: str = ""

    def offered_on(self, on: date) -> bool:
        """Whether it may be offered on that day: neither retired nor past its review date."""
        return not self.retired and on <= self.review_by


@dataclass(frozen=True, slots=True)
class Pack:
    """Practices that belong together and have one owner; those of an elective pack are in no pathway."""

    id: PackId
    title: str
    elective: bool
    owner: str
    practices: tuple[PracticeId, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All content in one language (``fallbacks`` counts the texts taken from the default language)."""

    locale: str
    framework: Framework
    practices: Mapping[PracticeId, Practice]
    pathways: Mapping[PathwayId, Pathway]
    projects: Mapping[ProjectId, Project] = field(default_factory=dict[ProjectId, Project])
    role_profiles: Mapping[RoleProfileId, RoleProfile] = field(default_factory=dict[RoleProfileId, RoleProfile])
    packs: Mapping[PackId, Pack] = field(default_factory=dict[PackId, Pack])
    fallbacks: int = 0

    @property
    def electives(self) -> tuple[Practice, ...]:
        """What can be chosen beside every pathway, pack by pack."""
        packs = (pack for pack in self.packs.values() if pack.elective)
        return tuple(self.practices[id_] for pack in packs for id_ in pack.practices)

    def is_elective(self, practice: PracticeId) -> bool:
        return any(pack.elective and practice in pack.practices for pack in self.packs.values())
