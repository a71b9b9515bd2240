"""What those who look after a group ask and say about its gaps, and about the roles in it."""

from dataclasses import dataclass

from bot.domain.competency import Scope
from bot.domain.ids import MicroId
from bot.domain.rubric import Level


@dataclass(frozen=True, slots=True)
class GapsAsked:
    """``/team gaps``."""


@dataclass(frozen=True, slots=True)
class RolesCompared:
    """``/team matrix ROLE ROLE``: two roles as typed, or none."""

    words: str


@dataclass(frozen=True, slots=True)
class AnnotationFormAsked:
    """A gap is to be described. ``role`` is whose it is; empty for the group's own."""

    role: str
    micro: MicroId


@dataclass(frozen=True, slots=True)
class AnnotationGiven:
    role: str
    micro: MicroId
    level: Level
    scope: Scope
    example: str
    impact: str


GapEvent = GapsAsked | RolesCompared | AnnotationFormAsked | AnnotationGiven
