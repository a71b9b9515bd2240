"""What those who look after a group ask about its gaps, and about the roles in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GapsAsked:
    """``/team gaps``."""


@dataclass(frozen=True, slots=True)
class RolesCompared:
    """``/team matrix ROLE ROLE``: two roles as typed, or none."""

    words: str


GapEvent = GapsAsked | RolesCompared
