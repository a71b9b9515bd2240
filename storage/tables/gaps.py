"""What has been published about the gaps of groups."""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from storage.tables.columns import table


class GapSheet(SQLModel, table=True):
    """The latest of each team and programme: ``scope`` is ``team:<manager>`` or ``programme:<organization>``."""

    scope: str = Field(primary_key=True)
    week: str
    body: str = Field(sa_type=Text)


gap_sheets = table(GapSheet)
