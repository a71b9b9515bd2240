"""Where an app's leave to be in a workspace is kept, sealed: what is kept here opens nothing without the key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installation:
    """``team`` is empty where it is for a whole organization, ``enterprise`` where there is none.

    ``sealed`` is empty for a team that uses its organization's. Renewing keeps ``installed_at``.
    """

    enterprise: str
    team: str
    bot_user: str
    sealed: str
    installed_at: datetime
    expires_at: datetime | None = None


class Installs(Protocol):
    async def keep(self, one: Installation) -> None:
        """Instead of the one that was there."""
        ...

    async def find(self, enterprise: str, team: str) -> Installation | None:
        """The team's own, else the one of its organization. Without ``enterprise`` it is looked up by the team."""
        ...

    async def claim(self, one: Installation, at: datetime, until: datetime) -> bool:
        """The right to renew it, for one of all processes, until then."""
        ...

    async def remove(self, enterprise: str, team: str, since: datetime) -> list[str]:
        """The tokens go, those of an organization for all its teams, unless they were given after that second.

        Answers with the teams that have no leave any more.
        """
        ...

    async def issue(self, ticket: str, until: datetime) -> None: ...

    async def consume(self, ticket: str, at: datetime) -> bool:
        """Whether it was issued, is not over, and had not been used."""
        ...
