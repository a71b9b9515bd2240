"""People as an organization lists them, before they are known here."""

from dataclasses import dataclass

from bot.domain.calendar import Leave
from bot.domain.people import Role


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person of a list; e-mail addresses are in lower case, ``manager`` and ``coach`` are e-mail addresses or empty."""

    name: str
    email: str
    roles: frozenset[Role]
    zone: str
    country: str | None
    locale: str
    manager: str = ""
    coach: str = ""
    leave: tuple[Leave, ...] = ()
