"""Decides the tables by which members are found. All of them are projections: dropped and filled again from facts.

Refuses to know how they are filled (directory.py) and asked (search.py).

Matches come newest active first without any sorting, because that order is in the keys: `rank` is made of the business
day of the last visit (or the enrolment) and a number within that day, the newest having the smallest. The full-text
indexes have row ids too, a member's `slot`: the rank held when last filed there. Being seen again changes the rank
alone; filing anew is done for many members at once. docs/decisions/newest-first.md says why and what it costs.
"""

from sqlalchemy import Column, Index, Table, Text, text

from db.tables import WHOLE, metadata

DAY_BITS = 24
"""A rank is the days from the day last seen to LAST_DAY, times 2**DAY_BITS, plus a number that counts down that day."""
LAST_DAY = 3_652_059
"""The last day there is (Dec 31, 9999) as proleptic ordinal."""

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
    Column("slot", WHOLE),
    Column("birthday", Text),
    Column("id_hash", Text),
    Index("members_slot", "slot", unique=True),
    Index("members_unfiled", "rank", "slot", sqlite_where=text("rank IS NOT slot")),
    Index("members_phone", "phone", "slot", sqlite_where=text("phone IS NOT NULL")),
    Index("members_email", "email", "slot", sqlite_where=text("email IS NOT NULL")),
    Index("members_card", "card_code", sqlite_where=text("card_code IS NOT NULL")),
    Index("members_external", "external", sqlite_where=text("external IS NOT NULL")),
    Index("members_birthday", "birthday", "first_name", "last_name", sqlite_where=text("birthday IS NOT NULL")),
    Index("members_id_hash", "id_hash", sqlite_where=text("id_hash IS NOT NULL")),
    sqlite_strict=True,
)
"""A row a member. key: the subject's. phone: the digits of E.164 backwards, so that the last ones are a beginning.
email: small letters. slot: where the full-text indexes have the member, NULL when they do not."""

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
    "CREATE VIRTUAL TABLE member_words USING fts5(words, content='', columnsize=0, prefix='1 2 3', tokenize='ascii')",
    "CREATE VIRTUAL TABLE member_digits USING fts5(digits, content='', columnsize=0, tokenize='trigram', detail=none)",
)
"""What SQLAlchemy has no words for; made right after the tables. Row ids are slots. The words come in folded, so that
`ascii`, which takes every other character for a letter, cuts them at the blanks and nowhere else."""
