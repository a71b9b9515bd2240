"""Who there is, where they can be met, and what they take part in."""

from typing import ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

from storage.tables.columns import millis, table

_ON_PLATFORM = text("external_id <> ''")


class Organization(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str


class Workspace(SQLModel, table=True):
    """A Slack team, a Teams tenant, or the playground; its organization may have several."""

    __table_args__: ClassVar = (UniqueConstraint("platform", "external_id"),)

    id: str = Field(primary_key=True)
    organization: str = Field(foreign_key="organization.id", index=True)
    platform: str
    external_id: str
    name: str
    installed: bool = Field(default=True, sa_column_kwargs={"server_default": true()})


class Person(SQLModel, table=True):
    """``joined`` counts people up in the order they came; ``name_key`` is the name as it is compared."""

    __table_args__: ClassVar = (UniqueConstraint("organization", "email"),)

    id: str = Field(primary_key=True)
    organization: str = Field(foreign_key="organization.id")
    email: str
    name_key: str = Field(index=True)
    manager: str | None = Field(default=None, foreign_key="person.id", index=True)
    active: bool
    joined: int
    erased_at: int | None = Field(default=None, sa_column=millis(nullable=True))
    body: str = Field(sa_type=Text)


class Identity(SQLModel, table=True):
    """Who a person is in one workspace; one person may be in several. ``active`` ends with the account there."""

    __table_args__: ClassVar = (
        UniqueConstraint("workspace", "external_id"),
        UniqueConstraint("workspace", "person", name="identity_once"),
    )

    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id", index=True)
    workspace: str = Field(foreign_key="workspace.id")
    external_id: str
    active: bool = Field(default=True, sa_column_kwargs={"server_default": true()})


class Conversation(SQLModel, table=True):
    """``external_id`` and ``reference`` are the platform's; ``lines`` is the number of its transcript's last line.

    ``spoken_at`` is when its owner last came here from another one: of several, they are met in the latest.
    """

    __table_args__: ClassVar = (
        Index(
            "conversation_on_platform",
            "workspace",
            "external_id",
            unique=True,
            sqlite_where=_ON_PLATFORM,
            postgresql_where=_ON_PLATFORM,
        ),
    )

    id: str = Field(primary_key=True)
    workspace: str = Field(foreign_key="workspace.id")
    kind: str
    name: str
    owner: str = Field(foreign_key="person.id", index=True)
    lines: int
    external_id: str = Field(default="", sa_column_kwargs={"server_default": ""})
    reference: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    spoken_at: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class Installation(SQLModel, table=True):
    """Slack's leave to be in a workspace: ``team`` is empty for a whole organization's.

    ``sealed`` holds the tokens; it is empty where the organization's are used. Whoever renews them says until when.
    """

    enterprise: str = Field(primary_key=True)
    team: str = Field(primary_key=True, index=True)
    bot_user: str
    sealed: str = Field(sa_type=Text)
    installed_at: int = Field(sa_column=millis())
    expires_at: int | None = Field(default=None, sa_column=millis(nullable=True))
    renewing_until: int = Field(sa_column=millis())


class Ticket(SQLModel, table=True):
    """Somebody has gone to Slack to install the bot, and is to come back by then."""

    id: str = Field(primary_key=True)
    expires_at: int = Field(sa_column=millis())


class Stranger(SQLModel, table=True):
    """An account that nobody is known by: whoever is known can say by then, under the code, that it is theirs."""

    __table_args__: ClassVar = (UniqueConstraint("workspace", "external_id", name="stranger_once"),)

    code: str = Field(primary_key=True)
    workspace: str = Field(foreign_key="workspace.id")
    external_id: str
    name: str
    expires_at: int = Field(sa_column=millis())


class Cohort(SQLModel, table=True):
    id: str = Field(primary_key=True)
    organization: str = Field(foreign_key="organization.id", index=True)
    body: str = Field(sa_type=Text)


class Enrollment(SQLModel, table=True):
    """A learner's time in a cohort under one manager; rows stay, so that everybody's coming and going is counted."""

    id: str = Field(primary_key=True)
    learner: str = Field(foreign_key="person.id", index=True)
    cohort: str = Field(foreign_key="cohort.id", index=True)
    manager: str | None = Field(default=None, foreign_key="person.id", index=True)
    coach: str | None = Field(default=None, foreign_key="person.id")
    joined_at: int = Field(sa_column=millis())
    left_at: int | None = Field(default=None, sa_column=millis(nullable=True))


class Setting(SQLModel, table=True):
    """``value`` is JSON."""

    key: str = Field(primary_key=True)
    value: str


organizations = table(Organization)
workspaces = table(Workspace)
people = table(Person)
identities = table(Identity)
conversations = table(Conversation)
installations = table(Installation)
tickets = table(Ticket)
strangers = table(Stranger)
cohorts = table(Cohort)
enrollments = table(Enrollment)
settings = table(Setting)
