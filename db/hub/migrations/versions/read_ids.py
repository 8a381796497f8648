"""Members for whom an ID was read are found by it: by the keyed hash of its number."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Nobody's ID was read so far: what reads them is as new as this."""
    op.create_table(
        "verified_ids",
        sa.Column("member", sa.LargeBinary, primary_key=True),
        sa.Column("mark", sa.LargeBinary, nullable=False),
    )
    op.create_index("verified_ids_mark", "verified_ids", ["mark"])
