"""The look-up: a row a member, the words of all names, and the full-text tables over names and phone digits."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.Integer()


def upgrade() -> None:
    """Make the tables of the look-up; they are filled from the facts afterwards."""
    op.create_table(
        "members",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("card_code", sa.Text),
        sa.Column("external", sa.Text),
        sa.Column("rank", WHOLE, nullable=False),
        sa.Column("slot", WHOLE),
        sqlite_strict=True,
    )
    op.create_index("members_slot", "members", ["slot"], unique=True)
    op.create_index("members_unfiled", "members", ["rank", "slot"], sqlite_where=sa.text("rank IS NOT slot"))
    for name, columns in (
        ("phone", ["phone", "slot"]),
        ("email", ["email", "slot"]),
        ("card", ["card_code"]),
        ("external", ["external"]),
    ):
        op.create_index(f"members_{name}", "members", columns, sqlite_where=sa.text(f"{columns[0]} IS NOT NULL"))
    op.create_table(
        "words",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("word", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("words_word", "words", ["word"], unique=True)
    op.execute(
        "CREATE VIRTUAL TABLE member_words USING fts5("
        "words, content='', columnsize=0, prefix='1 2 3', tokenize='ascii')"
    )
    op.execute(
        "CREATE VIRTUAL TABLE member_digits USING fts5("
        "digits, content='', columnsize=0, tokenize='trigram', detail=none)"
    )
