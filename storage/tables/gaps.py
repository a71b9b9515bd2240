"""What has been published about the gaps of groups, and how they have been described."""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from storage.tables.columns import millis, table


class GapSheet(SQLModel, table=True):
    """The latest of each team and programme: ``scope`` is ``team:<manager>`` or ``programme:<organization>``."""

    scope: str = Field(primary_key=True)
    week: str
    body: str = Field(sa_type=Text)


class Annotation(SQLModel, table=True):
    """``of`` is a team, the programme or a role."""

    id: str = Field(primary_key=True)
    of: str
    micro: str
    author: str = Field(foreign_key="person.id", index=True)
    at: int = Field(sa_column=millis())
    body: str = Field(sa_type=Text)


gap_sheets = table(GapSheet)
annotations = table(Annotation)
