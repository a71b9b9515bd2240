"""What ratings and scores were made on, kept from the day on which it was first used."""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from storage.tables.columns import table


class Anchors(SQLModel, table=True):
    """Five sentences; ``id`` is made of them, so they can only be others under another id."""

    id: str = Field(primary_key=True)
    body: str = Field(sa_type=Text)


class Edition(SQLModel, table=True):
    """Weights, classes and scopes of one version of the framework; ``id`` is made of them, too."""

    id: str = Field(primary_key=True)
    version: str = Field(index=True)
    body: str = Field(sa_type=Text)


anchors = table(Anchors)
editions = table(Edition)
