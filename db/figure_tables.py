"""Decides the tables that hold members' figures, so that a segment is one statement over all of them.

Refuses to know how they are filled (figure_filing.py) and asked (segment_sql.py). All of them are projections, filed
lazily: `figures_stale` names the members whose rows do not say what their facts say.

A segment asks for a name in some days, or for some days, and for many members at once. So the keys begin with the name
and the day, and end with the member: what a clause reads lies side by side. Whatever is a word is the number of a row
of figure_names, days are proleptic ordinals, yes and no 1 and 0, what is not known NULL.
"""

from sqlalchemy import Column, Index, Table, Text, text

from db.tables import WHOLE, metadata
from posdesk.domain import figures

WORD, STORE, MARK = "word", "store", "mark"
"""What figure_names tells apart besides the kinds of goods: values that are words, home stores, and marks."""

figure_names = Table(
    "figure_names",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Index("figure_names_name", "kind", "name", unique=True),
    sqlite_strict=True,
)
"""Names by a small number. kind: `brand`, `category` (both casefolded), `word`, `store`, `mark`."""

figure_members = Table(
    "figure_members",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("filed_on", WHOLE, nullable=False),
    Column("good_until", WHOLE),
    *(Column(column.value, WHOLE) for column in figures.Column),
    Index("figure_members_good_until", "good_until", sqlite_where=text("good_until IS NOT NULL")),
    sqlite_strict=True,
)
"""A row a member, a column a figure. The row holds on the business days from filed_on to good_until (NULL: for ever).
key: the subject's."""

figure_days = Table(
    "figure_days",
    metadata,
    Column("day", WHOLE, primary_key=True),
    Column("member", WHOLE, primary_key=True),
    Column("visits", WHOLE, nullable=False),
    Column("receipts", WHOLE, nullable=False),
    Column("spend", WHOLE, nullable=False),
    Column("eligible", WHOLE, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""A row a member and business day with a visit. spend, eligible: cents; eligible of all that can earn."""

figure_goods = Table(
    "figure_goods",
    metadata,
    Column("name", WHOLE, primary_key=True),
    Column("day", WHOLE, primary_key=True),
    Column("member", WHOLE, primary_key=True),
    Column("purchases", WHOLE, nullable=False),
    Column("spend", WHOLE, nullable=False),
    Column("eligible", WHOLE, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""A row a member, business day and brand or category bought on it."""

figure_marks = Table(
    "figure_marks",
    metadata,
    Column("name", WHOLE, primary_key=True),
    Column("member", WHOLE, primary_key=True),
    Column("number", WHOLE, nullable=False),
    Index("figure_marks_member", "member"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""A row a member and mark that she has."""

figures_stale = Table(
    "figures_stale",
    metadata,
    Column("member", WHOLE, primary_key=True),
    Column("news", WHOLE, nullable=False),
    sqlite_strict=True,
)
"""The members whose figures are not filed as their facts have them: who is new, and who has a new fact. news: counts
up with each of them, so that a filing sees what came while it folded."""

figures_filed = Table(
    "figures_filed",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("programs", Text, nullable=False),
    Column("latest", WHOLE, nullable=False),
    sqlite_strict=True,
)
"""One row, key 1, once something was filed. programs: a word for the programs it was folded with. latest: the latest
business day for which anybody was filed."""
