"""Colleagues who are asked for a baseline."""

from typing import ClassVar

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.columns import millis, table


class Request(SQLModel, table=True):
    """``rater`` refers to nobody once they are erased; ``body`` holds an answer only while the round is open."""

    __table_args__: ClassVar = (
        Index("request_by_learner", "learner", "asked_at"),
        Index("request_by_rater", "rater", "state"),
    )

    id: str = Field(primary_key=True)
    round: str
    learner: str = Field(foreign_key="person.id")
    rater: str
    state: str
    asked_at: int = Field(sa_column=millis())
    until: int = Field(sa_column=millis())
    body: str = Field(sa_type=Text)


requests = table(Request)
