"""Every fact is sealed: what is in the file now, as it is, when it is brought up; from then on with each arrival."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WHOLE = sa.Integer()


def upgrade() -> None:
    """The facts that are here are sealed behind it (db.seals.begin)."""
    op.add_column("facts", sa.Column("seal", sa.LargeBinary))
    op.create_table(
        "amended",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("now", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "dropped",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("link", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
