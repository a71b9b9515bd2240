"""Attempts beside the programme, a shelf for everybody, and an index of the content.

Each database searches the index in its own way.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_IN_SQLITE = (
    (
        "CREATE VIRTUAL TABLE library_text USING fts5"
        "(terms, detail = none, tokenize = \"unicode61 remove_diacritics 0 tokenchars ':/-'\")"
    ),
    (
        "CREATE TRIGGER library_page_gone AFTER DELETE ON librarypage"
        " BEGIN DELETE FROM library_text WHERE rowid = old.id; END"
    ),
)
_IN_POSTGRES = (
    (
        "CREATE TABLE library_text"
        " (page BIGINT PRIMARY KEY REFERENCES librarypage (id) ON DELETE CASCADE, terms TSVECTOR NOT NULL)"
    ),
    "CREATE INDEX library_text_terms ON library_text USING gin (terms) WITH (fastupdate = off)",
)


def upgrade() -> None:
    op.add_column("attempt", sa.Column("elective", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "shelf",
        sa.Column("person", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
    )
    _fill_shelves()
    op.create_table(
        "libraryedition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("digest", sa.String(), nullable=False, unique=True),
    )
    op.create_table(
        "librarypage",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("edition", sa.BigInteger(), _of_edition(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("practice", sa.String(), nullable=False),
        sa.Column("review_by", sa.String(), nullable=False),
        sa.UniqueConstraint("edition", "locale", "practice"),
    )
    op.create_table(
        "libraryword",
        sa.Column("edition", sa.BigInteger(), _of_edition(), primary_key=True),
        sa.Column("locale", sa.String(), primary_key=True),
        sa.Column("term", sa.String(), primary_key=True),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
    )
    for statement in _IN_SQLITE if op.get_bind().dialect.name == "sqlite" else _IN_POSTGRES:
        op.execute(statement)


def _of_edition() -> sa.ForeignKey:
    return sa.ForeignKey("libraryedition.id", ondelete="CASCADE")


def _fill_shelves() -> None:
    """What learners had saved was a part of what is kept of each, by ids alone."""
    learner = sa.table("learner", sa.column("id"), sa.column("body"))
    shelf = sa.table("shelf", sa.column("person"), sa.column("body"))
    for id_, body in op.get_bind().execute(sa.select(learner.c.id, learner.c.body)).all():
        saved = json.loads(body).get("saved") or ()
        kept = [{"practice": practice, "title": "", "revision": 1} for practice in saved]
        if kept:
            written = json.dumps({"person": id_, "kept": kept})
            op.execute(sa.insert(shelf).values(person=id_, body=written))
