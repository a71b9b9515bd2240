"""What is due, what is owed to a conversation, and what has been heard."""

from typing import ClassVar

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import millis, number, table

# Written out, not bound: a database uses a partial index only where it can see that the condition is the same.
PENDING = text("state = 'pending'")
WAITING = text("state IN ('queued', 'sending', 'uncertain')")
SENDING = text("state = 'sending'")


class Lane(SQLModel, table=True):
    """A workspace's way out: one process at a time sends on it, and ``fence`` tells which."""

    workspace: str = Field(primary_key=True, foreign_key="workspace.id")
    lease_until: int = Field(sa_column=millis())
    paused_until: int = Field(sa_column=millis())
    fence: int


class Pace(SQLModel, table=True):
    """How far a limit of a workspace or a conversation is used up: the time at which it will be as good as new."""

    scope: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    used_until: int = Field(sa_column=millis(index=True))


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

    id: int | None = Field(default=None, sa_column=number())
    lane: str = Field(foreign_key="workspace.id")
    person: str = Field(foreign_key="person.id")
    kind: str
    slot: str
    subject: str
    lot: int
    next_at: int = Field(sa_column=millis())
    due_at: int = Field(sa_column=millis())
    expires_at: int = Field(sa_column=millis())
    state: str
    outcome: str = ""
    settled_at: int | None = Field(default=None, sa_column=millis(nullable=True))


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

    id: int | None = Field(default=None, sa_column=number())
    once: str = Field(unique=True)
    lane: str = Field(foreign_key="workspace.id")
    conversation: str = Field(foreign_key="conversation.id")
    about: str | None = None
    subject: str
    state: str
    queued_at: int = Field(sa_column=millis())
    next_at: int = Field(sa_column=millis())
    sent_at: int | None = Field(default=None, sa_column=millis(nullable=True))
    expires_at: int | None = Field(default=None, sa_column=millis(nullable=True))
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
    at: int = Field(sa_column=millis(index=True))


class Line(SQLModel, table=True):
    """The playground's transcript: what a chat product would keep on its own side."""

    __table_args__: ClassVar = (UniqueConstraint("conversation", "key"),)

    conversation: str = Field(primary_key=True, foreign_key="conversation.id")
    seq: int = Field(primary_key=True)
    key: str
    at: int = Field(sa_column=millis())
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


lanes = table(Lane)
paces = table(Pace)
touchpoints = table(Touchpoint)
outgoing = table(Outgoing)
heard = table(Heard)
lines = table(Line)
files = table(File)
