"""The gaps of teams and programmes, as they were published last."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gapsheet",
        sa.Column("scope", sa.String(), primary_key=True),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
