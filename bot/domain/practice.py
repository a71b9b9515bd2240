"""Practices, the pathways that order them, and the library that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.domain.competency import Framework
from bot.domain.ids import MicroId, PathwayId, PracticeId

Tier = Literal[1, 2, 3]

TIERS: tuple[Tier, ...] = (1, 2, 3)
SHORTEST_MINUTES = 10
LONGEST_MINUTES = 20


@dataclass(frozen=True, slots=True)
class Practice:
    """One small thing to do at work in 10 to 20 minutes.

    ``guide`` and ``exemplar`` are Markdown (paragraphs, bold, lists, quotes); the rest is plain text.
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
    recall: tuple[str, ...]
    tags: Mapping[str, tuple[str, ...]]
    owner: str
    review_by: date
    retired: bool

    def offered_on(self, on: date) -> bool:
        """Whether it may be offered on that day: neither retired nor past its review date."""
        return not self.retired and on <= self.review_by


@dataclass(frozen=True, slots=True)
class Pathway:
    """Ordered practices toward competencies, with the level that each micro-competency aims at."""

    id: PathwayId
    name: str
    summary: str
    practices: tuple[PracticeId, ...]
    targets: Mapping[MicroId, float]


@dataclass(frozen=True, slots=True)
class Library:
    """All content in one language (``fallbacks`` counts the texts taken from the default language)."""

    locale: str
    framework: Framework
    practices: Mapping[PracticeId, Practice]
    pathways: Mapping[PathwayId, Pathway]
    fallbacks: int = 0
