"""Colleagues are asked where they see a learner."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("learner", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("rater", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index("request_by_learner", "request", ["learner", "asked_at"])
    op.create_index("request_by_rater", "request", ["rater", "state"])
