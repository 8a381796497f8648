"""Decides the tables of the ledger: which columns a fact has on disk, and which indexes pay for their bytes.

Refuses to know how they are filled (ledger.py, projections.py) and the tables of the look-up (search_tables.py), which
hang on the same `metadata`.

A fact is dense on purpose, a chain's register holds millions: what repeats in every fact (kind, store, register, staff,
member) is a small whole number that names a row of another table; ids are 16 bytes; days are proleptic ordinals; the
hybrid clock is stored as its distance from `occurred_at`, which is 0 for nearly every fact.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()
"""All tables of a store."""

WHOLE = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit whole number; SQLite keeps it in as many bytes as it needs."""

subjects = Table(
    "subjects",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("id", LargeBinary, nullable=False),
    Index("subjects_id", "id", unique=True),
    sqlite_strict=True,
)
"""Members by a small number. `key` is the member's key in every other table, the look-up's too."""

kinds = Table(
    "kinds",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("version", WHOLE, nullable=False),
    Index("kinds_kind", "kind", "version", unique=True),
    sqlite_strict=True,
)

origins = Table(
    "origins",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("store", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("incarnation", WHOLE, nullable=False),
    Index("origins_place", "store", "register", "incarnation", unique=True),
    sqlite_strict=True,
)

staff = Table(
    "staff",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("name", Text, nullable=False),
    Index("staff_name", "name", unique=True),
    sqlite_strict=True,
)

facts = Table(
    "facts",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("id", LargeBinary, nullable=False),
    Column("kind", WHOLE, ForeignKey("kinds.key"), nullable=False),
    Column("subject", WHOLE, ForeignKey("subjects.key")),
    Column("origin", WHOLE, ForeignKey("origins.key"), nullable=False),
    Column("sequence", WHOLE, nullable=False),
    Column("staff", WHOLE, ForeignKey("staff.key")),
    Column("occurred_at", WHOLE, nullable=False),
    Column("business_day", WHOLE, nullable=False),
    Column("clock_ahead", WHOLE, nullable=False),
    Column("body", Text, nullable=False),
    Column("hub_epoch", WHOLE),
    Column("hub_position", WHOLE),
    Column("corrected_at", WHOLE),
    Column("seal", LargeBinary),
    Index("facts_id", "id", unique=True),
    Index("facts_subject", "subject", "kind"),
    Index("facts_day", "business_day", "occurred_at"),
    sqlite_strict=True,
)
"""Every fact, in order of arrival here (`key`). Only ever added to (LG01).

(register, incarnation, sequence) is deliberately not unique: a fact is known by its id alone, so that a cloned
register's facts are kept, not lost, whichever of the two came first.

seal: 32 bytes, over this fact and the seal before it (posdesk.domain.sealing): one chain in order of `key`; behind them
the salt of the body, but for kinds that are never erased, and none any more after an erasure.
"""

Index("facts_corrected", facts.c.business_day, facts.c.corrected_at, sqlite_where=facts.c.corrected_at.is_not(None))
Index("facts_waiting", facts.c.key, facts.c.occurred_at, sqlite_where=facts.c.hub_position.is_(None))
Index("facts_confirmed", facts.c.hub_position, sqlite_where=facts.c.hub_position.is_not(None))

amended = Table(
    "amended",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("place", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("now", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""Facts that rightly are not as they were sealed: the hub's word on their place, a new row of this register, an erased
member. place, and the hash of the body: as they were sealed; now: the digest of the fact as it is."""

dropped = Table(
    "dropped",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("id", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""Facts whose id the hub has another fact under, which stands here: what was sealed at their key, and their seal."""

strays = Table(
    "strays",
    metadata,
    Column("fact", WHOLE, ForeignKey("facts.key"), primary_key=True),
    Column("visit", LargeBinary, nullable=False),
    Column("member", WHOLE, ForeignKey("subjects.key")),
    Index("strays_visit", "visit"),
    Index("strays_member", "member"),
    sqlite_strict=True,
)
"""Projection: voids and returns that do not name the member of their visit themselves, or that came before it.

visit: the visit's id. member: whose visit it is; none while the visit is unknown, or for a guest's.
"""

links = Table(
    "links",
    metadata,
    Column("fact", WHOLE, ForeignKey("facts.key"), primary_key=True),
    Column("one", WHOLE, ForeignKey("subjects.key"), nullable=False),
    Column("other", WHOLE, ForeignKey("subjects.key"), nullable=False),
    Column("holds", WHOLE, nullable=False),
    Index("links_one", "one"),
    Index("links_other", "other"),
    sqlite_strict=True,
)
"""Projection: every merge. one: the fact's subject. other: who she is one with. holds: 1, or 0 once taken back."""

joined = Table(
    "joined",
    metadata,
    Column("member", WHOLE, ForeignKey("subjects.key"), primary_key=True),
    Column("head", WHOLE, ForeignKey("subjects.key"), nullable=False),
    Index("joined_head", "head"),
    sqlite_strict=True,
)
"""Projection: the members who are one with others by the links that hold. head: under whose name all of them are shown,
a row for herself too."""

brands = Table(
    "brands",
    metadata,
    Column("name", Text, primary_key=True),
    Column("folded", Text, nullable=False),
    Column("visits", WHOLE, nullable=False),
    Index("brands_folded", "folded"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Projection: the brand names seen in visits (voided ones too), `folded` without case, and in how many visits."""

register_state = Table(
    "register_state",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("store", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("incarnation", WHOLE, nullable=False),
    Column("sequence", WHOLE, nullable=False),
    Column("clock", WHOLE, nullable=False),
    Column("last", LargeBinary),
    sqlite_strict=True,
)
"""One row, key 1: who this register is, the last sequence it sealed, the highest hybrid clock it has seen, and the id
of the fact that bears the last sequence."""

hub_link = Table(
    "hub_link",
    metadata,
    Column("key", WHOLE, primary_key=True),
    Column("hub", Text, nullable=False),
    Column("epoch", WHOLE, nullable=False),
    Column("cursor", WHOLE, nullable=False),
    Column("version", Text, nullable=False),
    Column("heard", Integer, nullable=False),
    sqlite_strict=True,
)
"""At most one row, key 1: the hub this register was welcomed by, the position up to which it has pulled, the version of
the hub's PosDesk, and the incarnation of the last welcome that came with allowances."""

witnesses = Table(
    "witnesses",
    metadata,
    Column("position", WHOLE, primary_key=True),
    Column("epoch", WHOLE, nullable=False),
    Column("tag", Text, nullable=False),
    sqlite_strict=True,
)
"""What the hub's history looked like, newest all, older ones ever further apart."""

allowances = Table(
    "allowances",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("uses", WHOLE, nullable=False),
    Column("position", WHOLE, nullable=False),
    Column("at", WHOLE, nullable=False),
    sqlite_strict=True,
)
"""How many uses of a reward or campaign the hub let this register give when its head was `position`, and when."""

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("at", WHOLE, nullable=False),
    Column("words", Text, nullable=False),
    Column("line", Text),
    sqlite_strict=True,
)
"""Facts of ours that the hub does not hold, with its words; it is not asked again before it is of another version.
line: what ours said, where the hub's fact of that id took its place."""

unread = Table(
    "unread",
    metadata,
    Column("position", WHOLE, primary_key=True),
    Column("line", Text, nullable=False),
    sqlite_strict=True,
)
"""What the hub sent and this PosDesk cannot read: kept for a newer one."""

pin_tries = Table(
    "pin_tries",
    metadata,
    Column("who", Text, primary_key=True),
    Column("wrong", WHOLE, nullable=False),
    Column("at", WHOLE, nullable=False),
    sqlite_strict=True,
)
"""Wrong PINs in a row at this register, no other's business. who: a person's id, or `name:` and a name nobody has."""

alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table: a store made fresh says in it that every migration is done."""
