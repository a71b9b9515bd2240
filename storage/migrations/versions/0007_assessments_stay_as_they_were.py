"""Assessments keep the anchors that they were given on, and the database refuses to change them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The row that says so is seen by nobody else: it is gone again before its transaction ends.
_FORGETTING = "EXISTS (SELECT 1 FROM setting WHERE key = 'forgetting')"
_NO = "an assessment is never changed: it is corrected by another one"


def upgrade() -> None:
    with op.batch_alter_table("assessment") as assessment:
        assessment.add_column(sa.Column("anchors", sa.String(), nullable=False, server_default=""))
        assessment.add_column(sa.Column("corrects", sa.String(), nullable=True))
    op.create_table(
        "anchors",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_edition_version"), "edition", ["version"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER assessment_no_{verb.lower()} BEFORE {verb} ON assessment WHEN NOT {_FORGETTING} "
            f"BEGIN SELECT RAISE(ABORT, '{_NO}'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION assessment_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT {_FORGETTING} THEN RAISE EXCEPTION '{_NO}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER assessment_stays BEFORE UPDATE OR DELETE ON assessment "
        "FOR EACH ROW EXECUTE FUNCTION assessment_stays()"
    )
