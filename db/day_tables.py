"""Decides the tables that hold what business days did to members, so that a report reads days, not whole histories.

All of them are projections, filed lazily (day_filing.py): `member_days_stale` names the members whose rows do not say
what their facts say. Points that will end have rows of days to come.
"""

from sqlalchemy import Column, Index, Table, Text

from db.tables import WHOLE, metadata

member_days = Table(
    "member_days",
    metadata,
    Column("store", Text, primary_key=True),
    Column("day", WHOLE, primary_key=True),
    Column("member", WHOLE, primary_key=True),
    Column("worth", WHOLE, nullable=False),
    Column("told", Text, nullable=False),
    Index("member_days_member", "member"),
    Index("member_days_worth", "store", "day", "worth"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""A row a store, business day (ordinal) and member, by the subject's key. worth: hundredths of points by which the day
changed what the store owes her. told: the rest, as day_filing.py writes it."""

member_days_stale = Table(
    "member_days_stale",
    metadata,
    Column("member", WHOLE, primary_key=True),
    Column("news", WHOLE, nullable=False),
    sqlite_strict=True,
)
"""The members that have to be filed anew. news: another number after each fact (figure_stale.py), so that a filing sees
what came while it walked."""

member_days_filed = Table(
    "member_days_filed",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("programs", Text, nullable=False),
    sqlite_strict=True,
)
"""One row, key 1, once something was filed. programs: a word for the programs and stores it was walked with."""

store_days = Table(
    "store_days",
    metadata,
    Column("day", WHOLE, primary_key=True),
    Column("store", Text, primary_key=True),
    Column("told", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Sums of a store's business day, as sum_filing.py writes them, once somebody asked; thrown away by any fact of it."""
