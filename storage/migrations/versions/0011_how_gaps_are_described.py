"""How the gaps of groups and roles are described by those who answer for them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "annotation",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("micro", sa.String(), nullable=False),
        sa.Column("author", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index("ix_annotation_author", "annotation", ["author"])
