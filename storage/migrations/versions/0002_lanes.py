"""Lanes: every message and touchpoint goes by its workspace's way out, and an answer may be lost.

What was being sent when the program ended is uncertain now: it is looked up before it is sent again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PENDING = sa.text("state = 'pending'")
_WAITING = sa.text("state IN ('queued', 'sending', 'uncertain')")
_SENDING = sa.text("state = 'sending'")
_ON_PLATFORM = sa.text("external_id <> ''")


def upgrade() -> None:
    op.create_table(
        "lane",
        sa.Column("workspace", sa.String(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
    )
    op.create_table(
        "pace",
        sa.Column("scope", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("used_until", sa.BigInteger(), nullable=False, index=True),
    )
    with op.batch_alter_table("workspace") as workspace:
        workspace.add_column(sa.Column("installed", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("conversation") as conversation:
        conversation.add_column(sa.Column("external_id", sa.String(), nullable=False, server_default=""))
        conversation.add_column(sa.Column("reference", sa.Text(), nullable=False, server_default=""))
    _partial("conversation_on_platform", "conversation", ["workspace", "external_id"], _ON_PLATFORM, unique=True)
    _touchpoints()
    _messages()


def _touchpoints() -> None:
    op.drop_index("touchpoint_due", "touchpoint")
    with op.batch_alter_table("touchpoint") as touchpoint:
        touchpoint.add_column(sa.Column("lane", sa.String(), nullable=True))
        touchpoint.add_column(sa.Column("lot", sa.Integer(), nullable=True))
        touchpoint.add_column(sa.Column("next_at", sa.BigInteger(), nullable=True))
    home = "(SELECT min(workspace) FROM conversation WHERE owner = person AND kind = 'direct')"
    op.execute(f"UPDATE touchpoint SET next_at = due_at, lot = 0, lane = {home}")  # noqa: S608 - our own words
    op.execute("DELETE FROM touchpoint WHERE lane IS NULL")
    with op.batch_alter_table("touchpoint") as touchpoint:
        touchpoint.alter_column("lane", existing_type=sa.String(), nullable=False)
        touchpoint.alter_column("lot", existing_type=sa.Integer(), nullable=False)
        touchpoint.alter_column("next_at", existing_type=sa.BigInteger(), nullable=False)
        touchpoint.create_foreign_key("touchpoint_lane", "workspace", ["lane"], ["id"])
    _partial("touchpoint_due", "touchpoint", ["lane", "next_at", "lot"], _PENDING)


def _messages() -> None:
    op.drop_index("outgoing_waiting", "outgoing")
    op.drop_index("outgoing_in_order", "outgoing")
    with op.batch_alter_table("outgoing") as outgoing:
        outgoing.add_column(sa.Column("lane", sa.String(), nullable=True))
        outgoing.add_column(sa.Column("begun", sa.Boolean(), nullable=False, server_default=sa.false()))
        outgoing.add_column(sa.Column("lost", sa.Integer(), nullable=False, server_default="0"))
        outgoing.add_column(sa.Column("sent_at", sa.BigInteger(), nullable=True))
    place = "(SELECT workspace FROM conversation WHERE conversation.id = outgoing.conversation)"
    op.execute(f"UPDATE outgoing SET begun = planned, lane = {place}")  # noqa: S608 - our own words
    op.execute("UPDATE outgoing SET sent_at = queued_at, state = 'uncertain', lost = 1 WHERE state = 'sending'")
    with op.batch_alter_table("outgoing") as outgoing:
        outgoing.alter_column("lane", existing_type=sa.String(), nullable=False)
        outgoing.alter_column("begun", existing_type=sa.Boolean(), nullable=False, server_default=None)
        outgoing.alter_column("lost", existing_type=sa.Integer(), nullable=False, server_default=None)
        outgoing.drop_column("lease_until")
        outgoing.create_foreign_key("outgoing_lane", "workspace", ["lane"], ["id"])
    _partial("outgoing_waiting", "outgoing", ["lane", "begun", "next_at", "id"], _WAITING)
    _partial("outgoing_in_order", "outgoing", ["conversation", "id"], _WAITING)
    _partial("outgoing_sending", "outgoing", ["lane"], _SENDING)


def _partial(name: str, table: str, columns: list[str], where: sa.TextClause, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
