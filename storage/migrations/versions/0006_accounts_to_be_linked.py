"""Accounts that nobody is known by, and the code under which somebody says that one is theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stranger",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("workspace", sa.String(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("workspace", "external_id", name="stranger_once"),
    )
