"""People as an organization lists them, before they are known here."""

from dataclasses import dataclass
from datetime import date

from bot.domain.calendar import Leave
from bot.domain.ids import PathwayId
from bot.domain.people import Role


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person of a list; e-mail addresses are in lower case, ``manager`` and ``coach`` too, or empty."""

    name: str
    email: str
    roles: frozenset[Role]
    zone: str
    country: str | None
    locale: str
    manager: str = ""
    coach: str = ""
    leave: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class Founding:
    """An organization as it begins: one cohort on one pathway; ``channel`` is what a manager's channel is called."""

    organization: str
    cohort: str
    pathway: PathwayId
    starts_on: date
    ends_on: date
    channel: str
    people: tuple[Newcomer, ...]
