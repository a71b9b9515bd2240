"""What a gap looks like at work, in the words of whoever answers for the group or the role; never about a person."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.competency import Scope
from bot.domain.ids import MicroId, PersonId, RoleProfileId
from bot.domain.names import Names, spans_of_names
from bot.domain.rubric import Level

PROGRAMME = "programme"
_ADDRESS = re.compile(r"\S*@\S+")


@dataclass(frozen=True, slots=True)
class Annotation:
    """Where it is missing, how often it is needed, a real task in which it shows, and what that leads to.

    ``of`` is a team, the programme or a role; the same author's next one about the same gap takes its place.
    """

    id: str
    of: str
    micro: MicroId
    level: Level
    scope: Scope
    example: str
    impact: str
    author: PersonId
    at: datetime


def of_team(manager: PersonId) -> str:
    return f"team:{manager}"


def of_role(role: RoleProfileId) -> str:
    return f"role:{role}"


def somebody_named(text: str, names: Names) -> str | None:
    """The first address or name in it; None if nobody is named."""
    address = _ADDRESS.search(text)
    if address is not None:
        return address[0]
    return next((text[slice(*span)] for span in spans_of_names(text, names)), None)
