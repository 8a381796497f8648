"""When a fact happened by the hub's clock, where the register's was wrong (VS05)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Every fact so far was made by a clock that nobody has doubted."""
    op.add_column("facts", sa.Column("corrected_at", sa.Integer()))
    op.create_index(
        "facts_corrected",
        "facts",
        ["business_day", "corrected_at"],
        sqlite_where=sa.text("corrected_at IS NOT NULL"),
    )
