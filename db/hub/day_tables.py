"""Decides the tables in which a hub keeps what business days did to members, and their sums.

All of them are projections of the facts up to a position (kept_days.py); whoever asks adds what came after it.
"""

from sqlalchemy import Column, Index, Table, Text

from db.hub.tables import WHOLE, Bytes, metadata

days_kept = Table(
    "days_kept",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("position", WHOLE, nullable=False),
    Column("programs", Text, nullable=False),
)
"""One row, key 1, once something is kept. position: the last fact that was looked at. programs: a word for the programs
and stores that members were walked with."""

days_stale = Table("days_stale", metadata, Column("member", Bytes, primary_key=True))
"""Members whose rows do not say what their facts up to that position say."""

member_days = Table(
    "member_days",
    metadata,
    Column("store", Text, primary_key=True),
    Column("day", WHOLE, primary_key=True, autoincrement=False),
    Column("member", Bytes, primary_key=True),
    Column("worth", WHOLE, nullable=False),
    Column("told", Text, nullable=False),
    Index("member_days_member", "member"),
    Index("member_days_worth", "store", "day", "worth"),
)
"""As at a register (db.day_tables), of everyone who is not stale, under the id by which she is shown."""

store_days = Table(
    "store_days",
    metadata,
    Column("day", WHOLE, primary_key=True, autoincrement=False),
    Column("store", Text, primary_key=True),
    Column("told", Text, nullable=False),
)
"""As at a register."""
