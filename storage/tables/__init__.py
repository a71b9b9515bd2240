"""The rows. What is searched, joined or promised by the database has a column; the rest of a value lies in ``body``.

All times are milliseconds since 1970 in UTC, in BIGINT: SQLite would lose a zone. Names of tables are SQLModel's own.
The classes say what there is; the tables at the end are what queries are made of.
"""

from storage.tables.baseline import requests
from storage.tables.columns import Query
from storage.tables.delivery import PENDING, files, heard, lanes, lines, outgoing, paces, touchpoints
from storage.tables.framework import anchors, editions
from storage.tables.gaps import annotations, gap_sheets
from storage.tables.library import LIBRARY_TEXT, library_editions, library_pages, library_words, shelves
from storage.tables.people import (
    cohorts,
    conversations,
    enrollments,
    identities,
    installations,
    organizations,
    people,
    settings,
    strangers,
    tickets,
    workspaces,
)
from storage.tables.practice import (
    assessments,
    attempts,
    celebrations,
    digest_places,
    digests,
    feedback,
    learners,
    notes,
    opened,
    plans,
    proposals,
    reflections,
)

__all__ = [
    "LIBRARY_TEXT",
    "PENDING",
    "Query",
    "anchors",
    "annotations",
    "assessments",
    "attempts",
    "celebrations",
    "cohorts",
    "conversations",
    "digest_places",
    "digests",
    "editions",
    "enrollments",
    "feedback",
    "files",
    "gap_sheets",
    "heard",
    "identities",
    "installations",
    "lanes",
    "learners",
    "library_editions",
    "library_pages",
    "library_words",
    "lines",
    "notes",
    "opened",
    "organizations",
    "outgoing",
    "paces",
    "people",
    "plans",
    "proposals",
    "reflections",
    "requests",
    "settings",
    "shelves",
    "strangers",
    "tickets",
    "touchpoints",
    "workspaces",
]
