"""Who is this person of a chat product, and where do they talk? What Slack and Teams ask before anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.errors import CoachError
from bot.domain.ids import ConversationId, PersonId, WorkspaceId
from bot.domain.people import Platform


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody of a workspace, in the platform's own words; what is empty is not known, and changes nothing.

    ``tenant`` is the platform's id of the workspace, ``place`` of their own conversation with the bot. ``reference`` is
    whatever the adapter needs to write there, as JSON. Whoever only was looked up, and has not ``spoken``, is met here
    from now on only if they have spoken nowhere else.
    """

    platform: Platform
    tenant: str
    person: str
    place: str = ""
    name: str = ""
    email: str = ""
    zone: str = ""
    locale: str = ""
    reference: str = ""
    spoken: bool = True


@dataclass(frozen=True, slots=True)
class Met:
    """Who it is, the conversation of their own in this workspace, and the language that they read."""

    person: PersonId
    conversation: ConversationId
    locale: str


class NoSuchWorkspaceError(CoachError):
    """The organization has no such workspace."""


class Directory(Protocol):
    """Workspaces and the identities in them. Nothing crosses from one workspace to another."""

    async def install(self, platform: Platform, tenant: str, name: str, at: datetime) -> WorkspaceId:
        """The workspace belongs to the only organization there is; else it founds one of its name.

        One that was there before has its people still.
        """
        ...

    async def uninstall(self, platform: Platform, tenant: str, at: datetime) -> None:
        """Nothing more is begun or sent there; its people stay, and are told nothing."""
        ...

    async def meet(self, newcomer: Arrival, at: datetime) -> Met | None:
        """Somebody who is known, or whom the organization has listed with this e-mail address; None for a stranger."""
        ...

    async def named(self, platform: Platform, tenant: str, person: str) -> PersonId | None:
        """Who is meant by the platform's id; nothing changes."""
        ...

    async def offer(self, newcomer: Arrival, code: str, at: datetime, until: datetime) -> str | None:
        """The code under which somebody known can say that this stranger's account is theirs; None where none can.

        It is ``code``, or the one that was given to them before and is still good.
        """
        ...

    async def link(self, platform: Platform, tenant: str, account: str, person: PersonId) -> bool:
        """From now on the account is this person's, once they write there; False where it is somebody else's.

        Raises NoSuchWorkspaceError.
        """
        ...

    async def part(self, platform: Platform, tenant: str, person: str) -> None:
        """The platform has deactivated them: nothing is sent to them there until they are met again."""
        ...

    async def channel(
        self, platform: Platform, tenant: str, place: str, *, name: str, owner: PersonId, reference: str = ""
    ) -> ConversationId | None:
        """A channel for its owner's digest, made or found; one that is somebody else's stays theirs.

        None in a workspace that is not the owner's, and for whoever is no manager.
        """
        ...

    async def tenants(self, platform: Platform) -> Sequence[str]:
        """The workspaces where the bot is installed, by the platform's ids."""
        ...

    async def awaited(self, platform: Platform, tenant: str) -> Sequence[str]:
        """The e-mail addresses of people who are listed and have not been met in this workspace."""
        ...
