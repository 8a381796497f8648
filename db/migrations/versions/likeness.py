"""Members are found by their birthdays and by their IDs' hashes too: who may be whom."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """The look-up is filled anew from the facts afterwards."""
    for name, others in (("birthday", ["first_name", "last_name"]), ("id_hash", [])):
        op.add_column("members", sa.Column(name, sa.Text))
        op.create_index(f"members_{name}", "members", [name, *others], sqlite_where=sa.text(f"{name} IS NOT NULL"))
