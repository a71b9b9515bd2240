"""The terms of the library's pages: FTS5 in SQLite, a ``tsvector`` in PostgreSQL.

Either is only asked on which pages terms are. Terms are letters, digits, ":", "/" and "-", so quoting them is enough.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import Integer, Select, Text, TextClause, cast, column, literal, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.library import LIBRARY_TEXT

Terms = Collection[str]

_INTO_FTS5 = text("INSERT INTO library_text (rowid, terms) VALUES (:page, :terms)")
_INTO_TSVECTOR = text("INSERT INTO library_text (page, terms) VALUES (:page, CAST(:terms AS tsvector))")


def adding(connection: AsyncConnection) -> TextClause:
    """Takes a ``page`` and what ``written`` makes of its terms."""
    return _INTO_FTS5 if connection.dialect.name == "sqlite" else _INTO_TSVECTOR


def written(connection: AsyncConnection, terms: Terms) -> str:
    mark = "" if connection.dialect.name == "sqlite" else "'"
    return " ".join(f"{mark}{term}{mark}" for term in sorted(terms))


def pages_with(dialect: str, terms: Sequence[Terms], points: int) -> Select[int, int]:
    """The pages that have one term of each of these, with so many points for each."""
    if dialect == "sqlite":
        page, found = (
            column("rowid", Integer),
            column(LIBRARY_TEXT).bool_op("MATCH")(_all_of(terms, '"', " OR ", " AND ")),
        )
    else:
        asked = literal(_all_of(terms, "'", " | ", " & "), Text)
        page, found = column("page", Integer), column("terms").bool_op("@@")(cast(asked, TSQUERY))
    worth = literal(points, Integer).label("points")
    return select(page.label("page"), worth).select_from(table(LIBRARY_TEXT)).where(found)


def _all_of(terms: Sequence[Terms], mark: str, either: str, both: str) -> str:
    return both.join(f"({either.join(f'{mark}{term}{mark}' for term in some)})" for some in terms)
