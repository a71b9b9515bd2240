"""Where a manager has asked their digest to come, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digestplace",
        sa.Column("manager", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("channel", sa.String(), sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
    )
