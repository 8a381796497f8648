"""People sign in: how many wrong PINs in a row were typed at this register."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHOLE = sa.Integer()


def upgrade() -> None:
    """Nobody has typed a wrong PIN so far."""
    op.create_table(
        "pin_tries",
        sa.Column("who", sa.Text, primary_key=True),
        sa.Column("wrong", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sqlite_strict=True,
    )
