"""The ledger: facts, what their small numbers stand for, strays, brands and the state of the register."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE = sa.Integer()


def upgrade() -> None:
    """Make the tables of the ledger."""
    _names()
    _facts()
    _projections()


def _names() -> None:
    op.create_table(
        "subjects",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("subjects_id", "subjects", ["id"], unique=True)
    op.create_table(
        "kinds",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("kinds_kind", "kinds", ["kind", "version"], unique=True)
    op.create_table(
        "origins",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("register", sa.Text, nullable=False),
        sa.Column("incarnation", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("origins_place", "origins", ["store", "register", "incarnation"], unique=True)
    op.create_table(
        "staff",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("staff_name", "staff", ["name"], unique=True)


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("kind", WHOLE, sa.ForeignKey("kinds.key"), nullable=False),
        sa.Column("subject", WHOLE, sa.ForeignKey("subjects.key")),
        sa.Column("origin", WHOLE, sa.ForeignKey("origins.key"), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("staff", WHOLE, sa.ForeignKey("staff.key")),
        sa.Column("occurred_at", WHOLE, nullable=False),
        sa.Column("business_day", WHOLE, nullable=False),
        sa.Column("clock_ahead", WHOLE, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("hub_epoch", WHOLE),
        sa.Column("hub_position", WHOLE),
        sqlite_strict=True,
    )
    op.create_index("facts_id", "facts", ["id"], unique=True)
    op.create_index("facts_subject", "facts", ["subject", "kind"])
    op.create_index("facts_day", "facts", ["business_day", "occurred_at"])
    op.create_index("facts_waiting", "facts", ["occurred_at"], sqlite_where=sa.text("hub_position IS NULL"))


def _projections() -> None:
    op.create_table(
        "strays",
        sa.Column("fact", WHOLE, sa.ForeignKey("facts.key"), primary_key=True),
        sa.Column("visit", sa.LargeBinary, nullable=False),
        sa.Column("member", WHOLE, sa.ForeignKey("subjects.key")),
        sqlite_strict=True,
    )
    op.create_index("strays_visit", "strays", ["visit"])
    op.create_index("strays_member", "strays", ["member"])
    op.create_table(
        "brands",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("visits", WHOLE, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("brands_folded", "brands", ["folded"])
    op.create_table(
        "register_state",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("register", sa.Text, nullable=False),
        sa.Column("incarnation", WHOLE, nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("clock", WHOLE, nullable=False),
        sqlite_strict=True,
    )
