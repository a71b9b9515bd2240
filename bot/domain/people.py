"""Who takes part: people, their roles, the conversations they are met in, and their cohort."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from bot.domain.ids import CohortId, ConversationId, PathwayId, PersonId

Role = Literal["learner", "coach", "manager", "sponsor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

Platform = Literal["playground", "slack", "teams"]


@dataclass(frozen=True, slots=True)
class Person:
    """One human being of the organization, on however many platforms."""

    id: PersonId
    name: str
    email: str
    roles: frozenset[Role]
    zone: str
    country: str | None
    locale: str
    manager: PersonId | None
    active: bool

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A place to talk: a person's own, or a channel that belongs to its manager (``owner`` in both)."""

    id: ConversationId
    kind: Literal["direct", "channel"]
    name: str
    owner: PersonId


@dataclass(frozen=True, slots=True)
class Stranger:
    """An account in a chat product that nobody is known by; under ``code`` somebody known may say that it is theirs."""

    code: str
    platform: Platform
    workspace: str
    name: str


@dataclass(frozen=True, slots=True)
class Linked:
    """The stranger who was given this code is this person."""

    person: PersonId
    code: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """Learners who travel one pathway in one period."""

    id: CohortId
    name: str
    pathway: PathwayId
    starts_on: date
    ends_on: date

    def runs_on(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on
