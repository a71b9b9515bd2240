"""When the bot was installed, so that a late word of an older installation's end ends nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("installation") as installation:
        installation.add_column(sa.Column("installed_at", sa.BigInteger(), nullable=False, server_default="0"))
