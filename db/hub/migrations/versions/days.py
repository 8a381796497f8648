"""The hub: what business days did to members, and their sums."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make their tables; they are filled when somebody asks."""
    key = sa.Column("key", WHOLE, primary_key=True, autoincrement=False)
    position, programs = sa.Column("position", WHOLE, nullable=False), sa.Column("programs", sa.Text, nullable=False)
    op.create_table("days_kept", key, position, programs)
    op.create_table("days_stale", sa.Column("member", sa.LargeBinary, primary_key=True))
    op.create_table(
        "member_days",
        sa.Column("store", sa.Text, primary_key=True),
        sa.Column("day", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("member", sa.LargeBinary, primary_key=True),
        sa.Column("worth", WHOLE, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
    op.create_index("member_days_member", "member_days", ["member"])
    op.create_index("member_days_worth", "member_days", ["store", "day", "worth"])
    op.create_table(
        "store_days",
        sa.Column("day", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("store", sa.Text, primary_key=True),
        sa.Column("told", sa.Text, nullable=False),
    )
