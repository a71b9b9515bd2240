"""What people have put on their shelves, and the index by which practices are found.

The index is made from the content, so it is in no backup. The terms of its pages are in a table that each database has
in a way of its own, ``library_text``, and that SQLModel therefore knows nothing of: FTS5 in SQLite, a ``tsvector`` in
PostgreSQL. It loses a row with its page.
"""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import number, table

LIBRARY_TEXT = "library_text"


class Shelf(SQLModel, table=True):
    person: str = Field(primary_key=True, foreign_key="person.id")
    body: str = Field(sa_type=Text)


class LibraryEdition(SQLModel, table=True):
    """Content that was indexed, by its digest."""

    id: int | None = Field(default=None, sa_column=number())
    digest: str = Field(unique=True)


def _of_edition(*, key: bool = False) -> Column[Any]:
    return Column(BigInteger, ForeignKey("libraryedition.id", ondelete="CASCADE"), primary_key=key, nullable=False)


class LibraryPage(SQLModel, table=True):
    """One practice in one language; ``review_by`` is a day as text."""

    __table_args__: ClassVar = (UniqueConstraint("edition", "locale", "practice"),)

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    edition: int = Field(sa_column=_of_edition())
    locale: str
    practice: str
    review_by: str


class LibraryWord(SQLModel, table=True):
    """One term of an edition in one language: how it is written most often, and on how many pages it is."""

    edition: int = Field(sa_column=_of_edition(key=True))
    locale: str = Field(primary_key=True)
    term: str = Field(primary_key=True)
    written: str
    pages: int


shelves = table(Shelf)
library_editions = table(LibraryEdition)
library_pages = table(LibraryPage)
library_words = table(LibraryWord)
