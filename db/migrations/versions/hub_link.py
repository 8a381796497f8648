"""What a register knows of its hub: how far both have come, and what did not find its way; and who is one with whom."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WHOLE = sa.Integer()


def upgrade() -> None:
    """Nobody has spoken to a hub so far, nor was merged."""
    op.add_column("register_state", sa.Column("last", sa.LargeBinary))
    op.drop_index("facts_waiting", "facts")
    waiting, confirmed = sa.text("hub_position IS NULL"), sa.text("hub_position IS NOT NULL")
    op.create_index("facts_waiting", "facts", ["key", "occurred_at"], sqlite_where=waiting)
    op.create_index("facts_confirmed", "facts", ["hub_position"], sqlite_where=confirmed)
    op.create_table(
        "hub_link",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("cursor", WHOLE, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("heard", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "witnesses",
        sa.Column("position", WHOLE, primary_key=True),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "allowances",
        sa.Column("rule", sa.Text, primary_key=True),
        sa.Column("uses", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "set_aside",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("line", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "unread",
        sa.Column("position", WHOLE, primary_key=True),
        sa.Column("line", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    _people()


def _people() -> None:
    op.create_table(
        "links",
        sa.Column("fact", WHOLE, sa.ForeignKey("facts.key"), primary_key=True),
        sa.Column("one", WHOLE, sa.ForeignKey("subjects.key"), nullable=False),
        sa.Column("other", WHOLE, sa.ForeignKey("subjects.key"), nullable=False),
        sa.Column("holds", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("links_one", "links", ["one"])
    op.create_index("links_other", "links", ["other"])
    op.create_table(
        "joined",
        sa.Column("member", WHOLE, sa.ForeignKey("subjects.key"), primary_key=True),
        sa.Column("head", WHOLE, sa.ForeignKey("subjects.key"), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("joined_head", "joined", ["head"])
