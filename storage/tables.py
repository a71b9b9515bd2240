"""The rows. What is searched, joined or promised by the database has a column; the rest of a value lies in ``body``.

All times are milliseconds since 1970 in UTC, in BIGINT: SQLite would lose a zone. Names of tables are SQLModel's own.
The classes say what there is; the tables at the end are what queries are made of.
"""

from typing import Any, ClassVar, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)
from sqlmodel import Field, SQLModel

Query = Select[*tuple[Any, ...]]

# Written out, not bound: a database uses a partial index only where it can see that the condition is the same.
PENDING = text("state = 'pending'")
WAITING = text("state IN ('queued', 'sending', 'uncertain')")
SENDING = text("state = 'sending'")
_OPEN = text("closed_at IS NULL")
_ON_PLATFORM = text("external_id <> ''")


def _millis(*, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(BigInteger, nullable=nullable, index=index)


def _number() -> Column[int]:
    """Counted up by the database, in the order of writing."""
    return Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def _rating(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 1 AND 5", name=f"{name}_is_1_to_5")


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


class Lane(SQLModel, table=True):
    """A workspace's way out: one process at a time sends on it, and ``fence`` tells which."""

    workspace: str = Field(primary_key=True, foreign_key="workspace.id")
    lease_until: int = Field(sa_column=_millis())
    paused_until: int = Field(sa_column=_millis())
    fence: int


class Pace(SQLModel, table=True):
    """How far a limit of a workspace or a conversation is used up: the time at which it will be as good as new."""

    scope: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    used_until: int = Field(sa_column=_millis(index=True))


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
    erased_at: int | None = Field(default=None, sa_column=_millis(nullable=True))
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
    joined_at: int = Field(sa_column=_millis())
    left_at: int | None = Field(default=None, sa_column=_millis(nullable=True))


class Learner(SQLModel, table=True):
    """``estimates`` repeats the levels of the body without the learner's words, for those who may not see words."""

    id: str = Field(primary_key=True, foreign_key="person.id")
    cohort: str = Field(foreign_key="cohort.id", index=True)
    coach: str | None = Field(default=None, foreign_key="person.id", index=True)
    attempt: str | None = None
    estimates: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)


class Attempt(SQLModel, table=True):
    __table_args__: ClassVar = (
        _rating("self_rating"),
        _rating("coach_rating"),
        Index("attempt_by_learner", "learner", "offered_at"),
        Index("attempt_by_reflection", "learner", "reflected_at"),
    )

    id: str = Field(primary_key=True)
    learner: str = Field(foreign_key="person.id")
    micro: str
    state: str
    offered_at: int = Field(sa_column=_millis())
    reflected_at: int | None = Field(default=None, sa_column=_millis(nullable=True))
    feedback_due: int | None = Field(default=None, sa_column=_millis(nullable=True))
    self_rating: int | None = None
    coach_rating: int | None = None
    body: str = Field(sa_type=Text)


class Reflection(SQLModel, table=True):
    __table_args__: ClassVar = (_rating("rating"),)

    attempt: str = Field(primary_key=True, foreign_key="attempt.id")
    rating: int | None = None
    body: str = Field(sa_type=Text)


class Plan(SQLModel, table=True):
    __table_args__: ClassVar = (
        Index("plan_by_learner", "learner", "made_at"),
        Index("plan_open", "learner", "made_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: str = Field(primary_key=True)
    learner: str = Field(foreign_key="person.id")
    made_at: int = Field(sa_column=_millis())
    closed_at: int | None = Field(default=None, sa_column=_millis(nullable=True))
    body: str = Field(sa_type=Text)


class Feedback(SQLModel, table=True):
    """``author`` refers to nobody once the author is erased."""

    __table_args__: ClassVar = (_rating("rating"), Index("feedback_by_learner", "learner", "given_at"))

    id: str = Field(primary_key=True)
    learner: str = Field(foreign_key="person.id")
    author: str = Field(index=True)
    attempt: str | None = Field(default=None, index=True)
    given_at: int = Field(sa_column=_millis())
    rating: int | None = None
    body: str = Field(sa_type=Text)


class Assessment(SQLModel, table=True):
    """Written once, never changed."""

    __table_args__: ClassVar = (_rating("level"), Index("assessment_by_learner", "learner", "at"))

    id: str = Field(primary_key=True)
    learner: str = Field(foreign_key="person.id")
    micro: str
    source: str
    level: int
    at: int = Field(sa_column=_millis())
    body: str = Field(sa_type=Text)


class Touchpoint(SQLModel, table=True):
    """``state`` is pending, sent, skipped or expired; ``outcome`` says why.

    ``next_at`` is when to try it: the time it falls due, or later if a try has failed.
    """

    __table_args__: ClassVar = (
        UniqueConstraint("person", "kind", "slot"),
        Index(
            "touchpoint_pending_once",
            "person",
            "kind",
            "subject",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        Index("touchpoint_due", "lane", "next_at", "lot", sqlite_where=PENDING, postgresql_where=PENDING),
    )

    id: int | None = Field(default=None, sa_column=_number())
    lane: str = Field(foreign_key="workspace.id")
    person: str = Field(foreign_key="person.id")
    kind: str
    slot: str
    subject: str
    lot: int
    next_at: int = Field(sa_column=_millis())
    due_at: int = Field(sa_column=_millis())
    expires_at: int = Field(sa_column=_millis())
    state: str
    outcome: str = ""
    settled_at: int | None = Field(default=None, sa_column=_millis(nullable=True))


class Outgoing(SQLModel, table=True):
    """A message that is owed, and what became of it; its words go once it is accepted.

    ``about`` is the learner whom it is about. ``begun`` says that nobody had asked for it.
    ``held`` waits for its time and lets later ones pass; one that failed
    does not. ``fence`` rises with every try; ``sent_at`` is when the latest began; ``lost`` counts lost answers.
    """

    __table_args__: ClassVar = (
        Index("outgoing_waiting", "lane", "begun", "next_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("outgoing_sending", "lane", sqlite_where=SENDING, postgresql_where=SENDING),
        Index("outgoing_in_order", "conversation", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("outgoing_by_subject", "conversation", "subject", "id"),
    )

    id: int | None = Field(default=None, sa_column=_number())
    once: str = Field(unique=True)
    lane: str = Field(foreign_key="workspace.id")
    conversation: str = Field(foreign_key="conversation.id")
    about: str | None = None
    subject: str
    state: str
    queued_at: int = Field(sa_column=_millis())
    next_at: int = Field(sa_column=_millis())
    sent_at: int | None = Field(default=None, sa_column=_millis(nullable=True))
    expires_at: int | None = Field(default=None, sa_column=_millis(nullable=True))
    begun: bool
    planned: bool
    held: bool
    fence: int
    lost: int
    tries: int
    ref: str | None = None
    reason: str
    body: str = Field(sa_type=Text)


class Heard(SQLModel, table=True):
    key: str = Field(primary_key=True)
    at: int = Field(sa_column=_millis(index=True))


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, sa_column=_number())
    learner: str = Field(foreign_key="person.id", index=True)
    at: int = Field(sa_column=_millis())
    text: str = Field(sa_type=Text)


class Opened(SQLModel, table=True):
    """Who opened what of a learner's, and when; the learner can list it."""

    id: int | None = Field(default=None, sa_column=_number())
    learner: str = Field(foreign_key="person.id", index=True)
    viewer: str = Field(foreign_key="person.id")
    what: str
    attempt: str | None = None
    at: int = Field(sa_column=_millis())


class Digest(SQLModel, table=True):
    __table_args__: ClassVar = (Index("digest_by_manager", "manager", "published_on"),)

    id: str = Field(primary_key=True)
    manager: str = Field(foreign_key="person.id")
    week: str
    published_on: str
    body: str = Field(sa_type=Text)


class DigestPlace(SQLModel, table=True):
    """Where a manager has asked their digest to come, and when: ``minute`` is of the day, in their own zone."""

    manager: str = Field(primary_key=True, foreign_key="person.id")
    channel: str = Field(foreign_key="conversation.id")
    weekday: int
    minute: int


class Celebration(SQLModel, table=True):
    learner: str = Field(primary_key=True, foreign_key="person.id")
    milestone: str = Field(primary_key=True)
    at: int = Field(sa_column=_millis())
    body: str = Field(sa_type=Text)


class Line(SQLModel, table=True):
    """The playground's transcript: what a chat product would keep on its own side."""

    __table_args__: ClassVar = (UniqueConstraint("conversation", "key"),)

    conversation: str = Field(primary_key=True, foreign_key="conversation.id")
    seq: int = Field(primary_key=True)
    key: str
    at: int = Field(sa_column=_millis())
    author: str
    updated: bool
    body: str = Field(sa_type=Text)


class File(SQLModel, table=True):
    """``id`` is made of the content and the conversation that it belongs to."""

    id: str = Field(primary_key=True)
    conversation: str = Field(foreign_key="conversation.id", index=True)
    name: str
    media_type: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Installation(SQLModel, table=True):
    """Slack's leave to be in a workspace: ``team`` is empty for a whole organization's.

    ``sealed`` holds the tokens; it is empty where the organization's are used. Whoever renews them says until when.
    """

    enterprise: str = Field(primary_key=True)
    team: str = Field(primary_key=True, index=True)
    bot_user: str
    sealed: str = Field(sa_type=Text)
    installed_at: int = Field(sa_column=_millis())
    expires_at: int | None = Field(default=None, sa_column=_millis(nullable=True))
    renewing_until: int = Field(sa_column=_millis())


class Ticket(SQLModel, table=True):
    """Somebody has gone to Slack to install the bot, and is to come back by then."""

    id: str = Field(primary_key=True)
    expires_at: int = Field(sa_column=_millis())


class Stranger(SQLModel, table=True):
    """An account that nobody is known by: whoever is known can say by then, under the code, that it is theirs."""

    __table_args__: ClassVar = (UniqueConstraint("workspace", "external_id", name="stranger_once"),)

    code: str = Field(primary_key=True)
    workspace: str = Field(foreign_key="workspace.id")
    external_id: str
    name: str
    expires_at: int = Field(sa_column=_millis())


class Setting(SQLModel, table=True):
    """``value`` is JSON."""

    key: str = Field(primary_key=True)
    value: str


def _table(of: type[SQLModel]) -> Table:
    return cast("Table", of.__table__)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


organizations = _table(Organization)
workspaces = _table(Workspace)
lanes = _table(Lane)
paces = _table(Pace)
people = _table(Person)
identities = _table(Identity)
conversations = _table(Conversation)
cohorts = _table(Cohort)
enrollments = _table(Enrollment)
learners = _table(Learner)
attempts = _table(Attempt)
reflections = _table(Reflection)
plans = _table(Plan)
feedback = _table(Feedback)
assessments = _table(Assessment)
touchpoints = _table(Touchpoint)
outgoing = _table(Outgoing)
heard = _table(Heard)
notes = _table(Note)
opened = _table(Opened)
digests = _table(Digest)
digest_places = _table(DigestPlace)
celebrations = _table(Celebration)
lines = _table(Line)
files = _table(File)
installations = _table(Installation)
tickets = _table(Ticket)
strangers = _table(Stranger)
settings = _table(Setting)
