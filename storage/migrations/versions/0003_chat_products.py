"""Chat products: people move from one to another, accounts come and go, and Slack's tokens lie sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation") as conversation:
        conversation.add_column(sa.Column("spoken_at", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("identity") as identity:
        identity.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
        identity.create_unique_constraint("identity_once", ["workspace", "person"])
    op.create_table(
        "installation",
        sa.Column("enterprise", sa.String(), primary_key=True),
        sa.Column("team", sa.String(), primary_key=True),
        sa.Column("bot_user", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("renewing_until", sa.BigInteger(), nullable=False),
    )
    op.create_index(op.f("ix_installation_team"), "installation", ["team"])
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
