"""What a learner has done, planned and been told, and who has looked at it."""

from typing import ClassVar

from sqlalchemy import Index, Text, false, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import millis, number, rating, table

_OPEN = text("closed_at IS NULL")


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
        rating("self_rating"),
        rating("coach_rating"),
        Index("attempt_by_learner", "learner", "offered_at"),
        Index("attempt_by_reflection", "learner", "reflected_at"),
    )

    id: str = Field(primary_key=True)
    learner: str = Field(foreign_key="person.id")
    micro: str
    state: str
    offered_at: int = Field(sa_column=millis())
    reflected_at: int | None = Field(default=None, sa_column=millis(nullable=True))
    feedback_due: int | None = Field(default=None, sa_column=millis(nullable=True))
    self_rating: int | None = None
    coach_rating: int | None = None
    elective: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    body: str = Field(sa_type=Text)


class Reflection(SQLModel, table=True):
    __table_args__: ClassVar = (rating("rating"),)

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
    made_at: int = Field(sa_column=millis())
    closed_at: int | None = Field(default=None, sa_column=millis(nullable=True))
    body: str = Field(sa_type=Text)


class Feedback(SQLModel, table=True):
    """``author`` refers to nobody once the author is erased."""

    __table_args__: ClassVar = (rating("rating"), Index("feedback_by_learner", "learner", "given_at"))

    id: str = Field(primary_key=True)
    learner: str = Field(foreign_key="person.id")
    author: str = Field(index=True)
    attempt: str | None = Field(default=None, index=True)
    given_at: int = Field(sa_column=millis())
    rating: int | None = None
    body: str = Field(sa_type=Text)


class Assessment(SQLModel, table=True):
    """Written once, never changed: the database itself refuses it, but while somebody is being forgotten.

    ``anchors`` are those that it was given on; it ``corrects`` an earlier row.
    """

    __table_args__: ClassVar = (rating("level"), Index("assessment_by_learner", "learner", "at"))

    id: str = Field(primary_key=True)
    learner: str = Field(foreign_key="person.id")
    micro: str
    source: str
    level: int
    at: int = Field(sa_column=millis())
    anchors: str = Field(default="", sa_column_kwargs={"server_default": ""})
    corrects: str | None = None
    body: str = Field(sa_type=Text)


class Proposal(SQLModel, table=True):
    """``author`` refers to nobody once the author is erased; ``since`` is when it came to its state."""

    __table_args__: ClassVar = (Index("proposal_by_state", "state", "since"),)

    id: str = Field(primary_key=True)
    author: str = Field(index=True)
    state: str
    since: int = Field(sa_column=millis())
    body: str = Field(sa_type=Text)


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, sa_column=number())
    learner: str = Field(foreign_key="person.id", index=True)
    at: int = Field(sa_column=millis())
    text: str = Field(sa_type=Text)


class Opened(SQLModel, table=True):
    """Who opened what of a learner's, and when; the learner can list it."""

    id: int | None = Field(default=None, sa_column=number())
    learner: str = Field(foreign_key="person.id", index=True)
    viewer: str = Field(foreign_key="person.id")
    what: str
    attempt: str | None = None
    at: int = Field(sa_column=millis())


class Celebration(SQLModel, table=True):
    learner: str = Field(primary_key=True, foreign_key="person.id")
    milestone: str = Field(primary_key=True)
    at: int = Field(sa_column=millis())
    body: str = Field(sa_type=Text)


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


learners = table(Learner)
attempts = table(Attempt)
reflections = table(Reflection)
plans = table(Plan)
proposals = table(Proposal)
feedback = table(Feedback)
assessments = table(Assessment)
notes = table(Note)
opened = table(Opened)
celebrations = table(Celebration)
digests = table(Digest)
digest_places = table(DigestPlace)
