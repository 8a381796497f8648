"""Decides the tables by which members are found. All of them are projections: dropped and filled again from facts.

Refuses to know how they are filled (directory.py) and asked (search.py).

Matches come newest active first without any sorting, because the order is in the keys: a member's `rank` is the
business day of the last visit (or the enrolment) times 2**24, plus a number that counts up within the day. The
full-text indexes are kept by `slot`, the rank a member had when last filed there; docs/decisions/0004-newest-first.md
says why, and what it costs.
"""

from sqlalchemy import Column, Index, Table, Text, text

from db.tables import WHOLE, metadata

DAY_BITS = 24
"""A rank is `last_seen.toordinal() << DAY_BITS | n`."""

members = Table(
    "members",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("phone", Text),
    Column("email", Text),
    Column("card_code", Text),
    Column("external", Text),
    Column("rank", WHOLE, nullable=False),
    Column("slot", WHOLE, nullable=False),
    Index("members_slot", "slot", unique=True),
    Index("members_moved", "rank", sqlite_where=text("rank <> slot")),
    Index("members_phone", "phone", "slot", sqlite_where=text("phone IS NOT NULL")),
    Index("members_email", "email", "slot", sqlite_where=text("email IS NOT NULL")),
    Index("members_card", "card_code", sqlite_where=text("card_code IS NOT NULL")),
    Index("members_external", "external", sqlite_where=text("external IS NOT NULL")),
    sqlite_strict=True,
)
"""A row a member. key: the subject's. phone: the digits of E.164 backwards, so that the last ones are a prefix. email:
small letters."""

words = Table(
    "words",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("word", Text, nullable=False),
    Index("words_word", "word", unique=True),
    sqlite_strict=True,
)
"""Every word of every name, once: what a typing error may have meant. `key` counts up: new words are cheap to read."""

VIRTUAL = (
    "CREATE VIRTUAL TABLE member_words USING fts5("
    "words, content='', contentless_delete=1, prefix='1 2 3', tokenize='ascii', detail=none)",
    "CREATE VIRTUAL TABLE member_digits USING fts5("
    "digits, content='', contentless_delete=1, tokenize='trigram', detail=none)",
)
"""What SQLAlchemy has no words for; made right after the tables. Row ids are slots."""
