"""The figures that segments ask about: a row a member, her days, goods and marks, and who has to be filed anew."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WHOLE = sa.Integer()
FIGURES = (
    "enrolled_on first_visit last_visit visits spend points points_available rhythm_days stage tier tier_since "
    "tier_missing member_type home_store birthday born_on has_phone has_email may_text may_email score"
).split()


def upgrade() -> None:
    """Make the tables; everybody is filed from the facts before the first question."""
    op.create_table(
        "figure_names",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("figure_names_name", "figure_names", ["kind", "name"], unique=True)
    op.create_table(
        "figure_members",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("filed_on", WHOLE, nullable=False),
        sa.Column("good_until", WHOLE),
        *(sa.Column(name, WHOLE) for name in FIGURES),
        sqlite_strict=True,
    )
    good = sa.text("good_until IS NOT NULL")
    op.create_index("figure_members_good_until", "figure_members", ["good_until"], sqlite_where=good)
    _sorted_rows("figure_days", ("day", "member"), ("visits", "receipts", "spend", "eligible"))
    _sorted_rows("figure_goods", ("name", "day", "member"), ("purchases", "spend", "eligible"))
    _sorted_rows("figure_marks", ("name", "member"), ("number",))
    op.create_index("figure_marks_member", "figure_marks", ["member"])
    op.create_table(
        "figures_stale",
        sa.Column("member", WHOLE, primary_key=True),
        sa.Column("news", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "figures_filed",
        sa.Column("key", WHOLE, primary_key=True),
        sa.Column("programs", sa.Text, nullable=False),
        sa.Column("latest", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _sorted_rows(table: str, key: tuple[str, ...], rest: tuple[str, ...]) -> None:
    op.create_table(
        table,
        *(sa.Column(name, WHOLE, primary_key=True) for name in key),
        *(sa.Column(name, WHOLE, nullable=False) for name in rest),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
