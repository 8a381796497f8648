"""What business days did to members, for reports, and who has to be filed anew."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WHOLE = sa.Integer()


def upgrade() -> None:
    """Make the tables; everybody is filed from the facts before the first report."""
    op.create_table(
        "member_days",
        sa.Column("store", sa.Text, primary_key=True),
        sa.Column("day", WHOLE, primary_key=True),
        sa.Column("member", WHOLE, primary_key=True),
        sa.Column("worth", WHOLE, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("member_days_member", "member_days", ["member"])
    op.create_index("member_days_worth", "member_days", ["store", "day", "worth"])
    op.create_table(
        "member_days_stale",
        sa.Column("member", WHOLE, primary_key=True),
        sa.Column("news", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "member_days_filed",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("programs", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "store_days",
        sa.Column("day", WHOLE, primary_key=True),
        sa.Column("store", sa.Text, primary_key=True),
        sa.Column("told", sa.Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
